"""Deals the cards of `samples.published` to invented people and works out what each came to."""

from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from domain.calendar import add_working_days, next_working_day
from samples import questionnaires
from samples.agenda import VISITS, Meeting
from samples.group import ALL_YES, Group, Member
from samples.people import WISHES, People, born
from samples.programmes import COMPETENCES
from samples.published import Deck, Story

MONTHS = (0, 3, 6, 12)
REFUSED = (("gemotiveerd", "A2"), ("voldoende_tijd", "B1"), ("", "A1"))
"""The criterion that failed, and the level; A1 is too low."""


@dataclass(frozen=True, slots=True)
class Cards:
    """What is dealt to everybody at the baseline."""

    stories: list[Story]
    genders: list[str]
    ages: list[int | None]


class Dealer:
    """Goes round the groups twice: those who start get a name and a story, those who finish an opinion and a career."""

    def __init__(self, rng: Random, people: People, deck: Deck) -> None:
        self._rng = rng
        self._people = people
        self._at_start = Cards(deck.stories(), deck.genders(), deck.ages())
        self._statements, self._marks, self._careers = deck.statements(), deck.marks(), deck.careers()

    def start(self, group: Group, number: int) -> Group:
        """The group with its members, and with those who were refused or waited; who joined later waited until then."""
        stories = [self._at_start.stories.pop() for _ in range(number)]
        members = [self._member(group, story, n) for n, story in enumerate(stories, start=1)]
        somebody_joined = any(story.joins_at for story in stories)
        if somebody_joined:
            members.append(self._never_came(group, len(members) + 1))
        first = len(members) + 1
        members += [self._refused(group, first + n, *REFUSED[(first + n) % len(REFUSED)]) for n in range(2)]
        if not somebody_joined:
            members.append(self._waiting(group, first + 2))
        return replace(group, members=tuple(members))

    def finish(self, group: Group) -> Group:
        """The group with what was asked at the ceremony and after."""
        return replace(group, members=tuple(self._finished(m) if m.baseline else m for m in group.members))

    def _applicant(self, group: Group, number: int, gender: str, age: int | None) -> Member:
        kick_off = group.kick_off or group.created
        registered = next_working_day(kick_off - timedelta(days=70 - 3 * number))
        intake = add_working_days(registered, self._rng.randint(3, 8))
        return Member(
            key=f"{group.key}-{number:02d}",
            person=self._people.invent(gender, None if age is None else born(self._rng, age, kick_off)),
            level=self._rng.choices(("A2", "B1", "B2"), weights=(6, 4, 1))[0],
            wish=self._rng.choice(WISHES),
            registered=registered,
            intake=intake,
            decided=add_working_days(intake, self._rng.randint(1, 4)),
            benefits=self._rng.choices(("ja", "nee"), weights=(6, 1))[0],
        )

    def _member(self, group: Group, story: Story, number: int) -> Member:
        someone = self._applicant(group, number, self._at_start.genders.pop(), self._at_start.ages.pop())
        meetings = group.counted
        first = meetings[story.joins_at]
        last = story.leaves_after
        member = replace(
            someone,
            decision="toegelaten",
            decided=add_working_days(first.day, -3) if story.joins_at else someone.decided,
            consent=self._rng.choices(("ja", "nee"), weights=(9, 1))[0],
            attendance=attendance(self._rng, meetings, story),
            baseline=questionnaires.baseline(self._rng),
            baseline_on=first.day,
            left=add_working_days(meetings[last - 1].day, 5) if last else None,
            left_because=story.leaves_because,
        )
        return with_certificate(self._rng, group, member, story)

    def _never_came(self, group: Group, number: int) -> Member:
        someone = self._applicant(group, number, "v", 33)
        left = add_working_days(group.kick_off or group.created, -2)
        return replace(
            someone, decision="toegelaten", consent="ja", left=left, left_because="Kreeg een baan voor de start."
        )

    def _refused(self, group: Group, number: int, failed: str, level: str) -> Member:
        someone = self._applicant(group, number, self._rng.choice("vm"), self._rng.randint(18, 60))
        criteria = {**ALL_YES, **({failed: "nee"} if failed else {})}
        return replace(someone, decision="afgewezen", criteria=criteria, level=level)

    def _waiting(self, group: Group, number: int) -> Member:
        someone = self._applicant(group, number, self._rng.choice("vm"), self._rng.randint(19, 45))
        return replace(someone, decision="wachtlijst")

    def _finished(self, member: Member) -> Member:
        if member.left:
            return member
        career = self._careers.pop()
        return replace(
            member,
            end=questionnaires.end(self._rng, member.baseline),
            statements=self._statements.pop(),
            mark=self._marks.pop(),
            contacts=dict(zip(MONTHS, career, strict=True)),
        )


def attendance(rng: Random, meetings: list[Meeting], story: Story) -> str:
    """A letter for each counted meeting: the missed ones by lot, trainings first, and the kick-off never."""
    stayed = meetings[story.joins_at : story.leaves_after]
    missable = [n for n, meeting in enumerate(stayed) if n and meeting.kind not in VISITS]
    missed = {n for n, meeting in enumerate(stayed) if meeting.kind == story.missed_visit}
    spare = [n for n in range(1, len(stayed)) if n not in missable]
    wanted = story.missed - len(missed)
    missed |= set(rng.sample(missable, min(wanted, len(missable))))
    missed |= set(rng.sample(spare, max(0, wanted - len(missable))))
    letters = (rng.choices("ea", weights=(2, 1))[0] if n in missed else "+" for n in range(len(stayed)))
    return "." * story.joins_at + "".join(letters)


def with_certificate(rng: Random, group: Group, member: Member, story: Story) -> Member:
    """What the trainer said before the ceremony, and whether a certificate was handed out there."""
    if group.ceremony is None or member.left:
        return member
    waived = story.missed_visit if story.waived_because else ""
    return replace(
        member,
        approval=story.approval,
        approved_on=add_working_days(group.ceremony, -6),
        competences=tuple(rng.sample(COMPETENCES, rng.randint(2, 4))),
        waived=waived,
        waived_because=story.waived_because,
        certificate=story.approval == "ja" and _half(group, member) and _visits(group, member) >= {*VISITS} - {waived},
    )


def _half(group: Group, member: Member) -> bool:
    return 2 * member.attendance.count("+") >= len(group.counted)


def _visits(group: Group, member: Member) -> set[str]:
    return {meeting.kind for meeting, letter in group.forms(member) if letter == "+"}
