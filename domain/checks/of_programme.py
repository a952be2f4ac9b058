"""Whether a traject can go on under another definition: nothing that was recorded may count no more by it."""

from collections.abc import Iterator

from domain import facts as f
from domain import refusals as r
from domain.assess import assess
from domain.checks.said import Said
from domain.programme import Programme
from domain.situation import Answer, ParticipantState, Situation, Timeline


def programme_changed(said: Said, fact: f.ProgrammeChanged) -> None:
    """`said.programme` is the one that it would go on under.

    Raises:
        ProgrammeKept: it is under that version already.
        ProgrammeIsDraft: a draft may still change under a traject that relies on it.
        ProgrammeLacks: something was recorded that it does not know.
        ProgrammeForgets: somebody would be forgotten at once (RET-1), which nobody can take back.
    """
    if (fact.programme, fact.version) == (said.situation.programme, said.situation.version):
        raise r.ProgrammeKept(programme=fact.programme, version=fact.version)
    if said.programme.status != "final":
        raise r.ProgrammeIsDraft(programme=fact.programme, version=fact.version)
    if lacking := not_known(said.situation, said.programme):
        raise r.ProgrammeLacks(programme=fact.programme, version=fact.version, what=", ".join(lacking))
    if going := assess(said.situation, said.programme, said.today).to_forget():
        raise r.ProgrammeForgets(programme=fact.programme, version=fact.version, number=len(going))


def not_known(situation: Situation, programme: Programme) -> list[str]:
    """What was recorded of a traject that would count no more: questions by their key, milestones as `FUP-9`.

    What a certificate names (trainings, competences) is kept as it was written, as it is after an import.
    """
    everybody = situation.participants.values()
    return list(dict.fromkeys(one for state in everybody for one in _not_known(state, programme)))


def _not_known(state: ParticipantState, programme: Programme) -> Iterator[str]:
    questions = {*programme.questions, *programme.statements, programme.mark.key}
    answered = {question for answers in state.answers.values() for question, said in answers.items() if _stands(said)}
    yield from sorted(answered - questions)
    milestones = {0, *programme.follow_up.months}
    yield from (f"FUP-{months}" for months in sorted({months for months, _ in state.contacts} - milestones))


def _stands(said: Timeline[Answer]) -> bool:
    """Whether an answer was given and not taken back since."""
    return next(said.latest_first())[1] is not None
