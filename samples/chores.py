"""What was done besides the meetings, for the sheet gedaan: so that a traject taken over brings no old chores along.

Each is done some days after (or before) what called for it; what would fall after the day to which the books were
kept is left out, and so is still to be done.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.calendar import next_working_day
from samples.agenda import Meeting
from samples.follow_up import NEEDS_AFTERCARE, contacts
from samples.group import Group, Member

EVALUATED_TRAININGS = (4, 8)


@dataclass(frozen=True, slots=True)
class Chore:
    """One line of the sheet gedaan."""

    task: str
    day: date
    member: str = ""
    session: str = ""


def chores(group: Group) -> Iterator[Chore]:
    """Everything that was done by the day to which the books were kept."""
    every = [*_of_traject(group), *(c for n, m in enumerate(group.members) for c in _of_member(group, m, n))]
    return (chore for chore in every if chore.day < group.kept_until)


def _after(day: date, days: int) -> date:
    return next_working_day(day + timedelta(days=days))


def _of_traject(group: Group) -> Iterator[Chore]:
    for task in group.ticked:
        yield Chore(task, _after(group.created, 7))
    for meeting in group.counted:
        if meeting.kind == "gastles":
            yield Chore("prepare_guest", _after(meeting.day, -12), session=group.session_key(meeting))
    for training in _evaluated(group):
        yield Chore("interim_evaluation", _after(training.day, 6), session=group.session_key(training))
    if group.ceremony_held:
        yield Chore("evaluate_traject", _after(group.ceremony_held, 9))
        yield from _report(group)


def _evaluated(group: Group) -> list[Meeting]:
    """The fourth training, and the eighth or else the last, as far as they were held."""
    trainings = group.trainings()
    first, second = EVALUATED_TRAININGS
    chosen = trainings[first - 1 : first] + (trainings[second - 1 : second] or trainings[-1:])
    return [training for training in dict.fromkeys(chosen) if training.status == "gehouden"]


def _report(group: Group) -> Iterator[Chore]:
    """The outcomes were reported once everybody had been asked for the last time."""
    followed = [m for m in group.members if m.contacts.get(12, ".") not in ".1"]
    if followed:
        last = max(c.day for n, m in enumerate(group.members) for c in contacts(group, m, n))
        yield Chore("report_outcomes", _after(last, 8))


def _of_member(group: Group, member: Member, number: int) -> Iterator[Chore]:
    if member.decision == "afgewezen" and member.decided:
        yield Chore("refer_on", _after(member.decided, 6), member.key)
    if member.left:
        yield Chore("exit_talk", _after(member.left, 7), member.key)
    absences = [meeting.day for meeting, letter in group.forms(member) if letter == "a"]
    if absences:
        yield Chore("call_absentee", _after(absences[0], 1), member.key)
    looking = [
        contact.day
        for contact in contacts(group, member, number)
        if contact.months and member.contacts[contact.months] in NEEDS_AFTERCARE
    ]
    if looking:
        yield Chore("aftercare", _after(looking[-1], 9), member.key)
