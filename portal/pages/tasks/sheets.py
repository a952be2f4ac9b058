"""What the one form for a line asks of each person, and what is said of it; fields are named by the task's id."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from starlette.datastructures import FormData

from domain.assessment import Intake
from domain.facts import AnyFact, CertificateIssued, CompetencesRecorded, ConsentRecorded, Decided
from domain.terms import Decision, IntakeVerdict, TaskKind
from portal.completing import TALKS, TOGETHER
from portal.pages.tasks.saying import done
from portal.reading.task_rows import Task
from portal.telling import Statement, about_participant
from portal.translations import Catalogue

Says = Callable[[FormData, Task, UUID, date], tuple[AnyFact, str] | None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The fields of one kind: the block of the template that shows them, and how a person's are read.

    `says` gives the fact and the field of its note; None where nothing was filled in for this person.
    """

    block: str
    says: Says

    def statement(self, form: FormData, task: Task, on: date) -> Statement | None:
        """What the form says of one person."""
        if task.participant is None:
            return None
        said = self.says(form, task, task.participant, on)
        if said is None:
            return None
        fact, field = said
        return about_participant(task.participant, task.traject, fact).with_notes({field: note(form, task)})


def note(form: FormData, task: Task) -> str | None:
    """What was written about one person."""
    return str(form.get(f"n-{task.id}", "")).strip()[:4000] or None


def chosen(form: FormData, task: Task) -> str:
    """Which of the answers about one person was chosen."""
    return str(form.get(f"p-{task.id}", ""))


def _consent(form: FormData, task: Task, who: UUID, on: date) -> tuple[AnyFact, str] | None:
    answer = {"ja": True, "nee": False}.get(chosen(form, task))
    return None if answer is None else (ConsentRecorded(participant=who, consent=answer, on=on), "remark")


def _decision(form: FormData, task: Task, who: UUID, on: date) -> tuple[AnyFact, str] | None:
    decided = next((each for each in Decision if each.value == chosen(form, task)), None)
    return None if decided is None else (Decided(participant=who, decision=decided, on=on), "decision_reason")


def _talk(form: FormData, task: Task, _who: UUID, on: date) -> tuple[AnyFact, str] | None:
    return (done(task, on), "remark") if chosen(form, task) else None


def _competences(form: FormData, task: Task, who: UUID, on: date) -> tuple[AnyFact, str] | None:
    shown = tuple(str(each) for each in form.getlist(f"c-{task.id}"))
    return (CompetencesRecorded(participant=who, competences=shown, on=on), "remark") if shown else None


def _issue(form: FormData, task: Task, who: UUID, on: date) -> tuple[AnyFact, str] | None:
    return (CertificateIssued(participant=who, on=on), "remark") if chosen(form, task) else None


SHEETS: Mapping[str, Sheet] = {
    **{kind.value: Sheet("talk", _talk) for kind in TOGETHER & TALKS},
    TaskKind.ASK_CONSENT.value: Sheet("consent", _consent),
    TaskKind.DECIDE_ADMISSION.value: Sheet("decision", _decision),
    TaskKind.RECORD_COMPETENCES.value: Sheet("competences", _competences),
    TaskKind.ISSUE_CERTIFICATE.value: Sheet("issue", _issue),
}
"""By the kind of task; every kind of `portal.completing.TOGETHER` is here."""


def why_not(form: FormData, task: Task, intake: Intake | None, words: Catalogue) -> str:
    """What is missing in what was filled in for one person; empty when nothing is."""
    if task.kind != TaskKind.DECIDE_ADMISSION or intake is None or note(form, task):
        return ""
    expected = {IntakeVerdict.ADMISSIBLE: Decision.ADMITTED, IntakeVerdict.NOT_ADMISSIBLE: Decision.REFUSED}
    wanted = expected.get(intake.verdict)
    if wanted is None or chosen(form, task) in {wanted.value, Decision.WAITING_LIST.value, ""}:
        return ""
    return words.gettext("U wijkt af van de criteria. Schrijf op waarom.")
