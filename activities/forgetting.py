"""Who is forgotten with this message, and what stays of the traject without them (RET-1; decision 13)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from activities.brought import Brought
from activities.consequences import Found
from activities.messages import as_said
from domain.facts import AnyFact, ForgettingAsked, Person, Recorded
from domain.forgetting import counted, rest
from domain.terms import ForgetReason
from storage import receipts
from storage.current import Current
from storage.engine import WriteSession
from storage.erasing import Erasure, Leaver
from storage.subject_keys import KeyRing

Going = Mapping[UUID, ForgetReason]


@dataclass(frozen=True, slots=True)
class Judged:
    """All that is known of a traject with a message taken in, and what the rules say of it."""

    log: list[Recorded]
    people: list[Person]
    brought: Brought
    found: Found

    @property
    def stored(self) -> int:
        """The number of the last fact that is in the tables already."""
        before = len(self.log) - len(self.brought.facts)
        return self.log[before - 1].seq if before else 0


@dataclass(frozen=True, slots=True)
class Left:
    """The same once people were forgotten, not judged yet; `erasure` makes the tables say so."""

    log: list[Recorded]
    people: list[Person]
    brought: Brought
    erasure: Erasure


def who_goes(judged: Judged) -> Going:
    """Those whose day has come, and those of whom somebody asks it now."""
    asked = {fact.participant: fact.reason for fact in judged.brought.facts if isinstance(fact, ForgettingAsked)}
    return dict.fromkeys(judged.found.assessment.to_forget(), ForgetReason.RETENTION) | asked


def leavers(session: WriteSession, keys: KeyRing, going: Going) -> list[Leaver]:
    """With the numbers of their receipts."""
    return [Leaver(who, why, receipts.next_number(session), keys.mark(who)) for who, why in going.items()]


def without(message: UUID, judged: Judged, before: Current, leaving: Sequence[Leaver]) -> Left:
    """The same without these people: their facts, values and notes go, what they counted for becomes a fact."""
    going = {leaver.participant for leaver in leaving}
    tasks = {task for task, row in before.tasks.items() if row["participant_id"] in going}
    left = rest(judged.log, going, tasks, uuid4)
    found, last = judged.found, judged.stored
    today = found.assessment.today
    fact = counted(found.situation, found.programme, today, going)
    said = Recorded.model_construct(seq=judged.log[-1].seq + 1, message=message, recorded_on=today, fact=fact)
    return Left(
        log=[*left.log, said],
        people=[person for person in judged.people if person.participant not in going],
        brought=_brought(judged.brought, going, [*(one.fact for one in left.log if one.seq > last), fact]),
        erasure=Erasure(
            before.traject["id"],
            leaving,
            [seq for seq in left.dropped if seq <= last],
            [{"seq": one.seq, "data": as_said([one.fact])[0]} for one in left.changed if one.seq <= last],
        ),
    )


def _brought(brought: Brought, going: Collection[UUID], facts: Sequence[AnyFact]) -> Brought:
    """What is written down after all; of whoever goes only the id, which goes with the rest of them."""
    return replace(
        brought,
        facts=tuple(facts),
        people=tuple(one for one in brought.people if one.participant not in going),
        notes=tuple(one for one in brought.notes if one.participant not in going),
    )
