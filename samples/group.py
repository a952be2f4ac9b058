"""A traject and its participants as the samples describe them, before they become rows of a spreadsheet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from samples.agenda import Meeting
from samples.people import Person

CRITERIA = ("verblijfsvergunning", "gemotiveerd", "voldoende_tijd", "kan_op_lesmoment", "werkt_in_groep")
ALL_YES: Mapping[str, str] = dict.fromkeys(CRITERIA, "ja")


@dataclass(frozen=True, kw_only=True)
class Member:
    """One participant.

    `attendance` has a letter for each counted meeting: `+` present, `e` excused, `a` absent, a dot where there is
    nothing to register. `contacts` has a letter for each milestone in months (see `samples.follow_up`).
    """

    key: str
    person: Person
    level: str = "A2"
    criteria: Mapping[str, str] = field(default_factory=lambda: ALL_YES)
    wish: str = ""
    registered: date
    intake: date | None = None
    decision: str = ""
    decided: date | None = None
    consent: str = ""
    benefits: str = ""
    attendance: str = ""
    left: date | None = None
    left_because: str = ""
    baseline: tuple[int, ...] = ()
    baseline_on: date | None = None
    end: tuple[int, ...] = ()
    statements: tuple[bool, ...] = ()
    mark: int | None = None
    approval: str = ""
    approved_on: date | None = None
    competences: tuple[str, ...] = ()
    waived: str = ""
    waived_because: str = ""
    certificate: bool = False
    contacts: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Group:
    """One traject; `kept_until` is the day to which its coordinator kept the books."""

    key: str
    municipality: str
    programme: str
    coordinator: str
    trainer: str
    co_trainer: str
    created: date
    kick_off: date | None
    agreement: date | None
    plan_of_approach: date | None
    meetings: tuple[Meeting, ...]
    members: tuple[Member, ...]
    kept_until: date
    breaks: tuple[tuple[date, date, str], ...] = ()
    ticked: tuple[str, ...] = ()
    stopped: date | None = None
    stopped_because: str = ""

    def session_key(self, meeting: Meeting) -> str:
        """The key of a meeting: its number in the agenda."""
        return f"{self.key}-b{self.meetings.index(meeting) + 1:02d}"

    @property
    def counted(self) -> list[Meeting]:
        """The meetings that count for attendance, in order."""
        return [meeting for meeting in self.meetings if meeting.counts]

    @property
    def ceremony(self) -> date | None:
        """The day of the certificate ceremony, planned or held."""
        return self._ceremony("gepland", "gehouden")

    @property
    def ceremony_held(self) -> date | None:
        """The day of the certificate ceremony, once held."""
        return self._ceremony("gehouden")

    def _ceremony(self, *statuses: str) -> date | None:
        days = (m.day for m in self.meetings if m.kind == "certificaatuitreiking" and m.status in statuses)
        return next(days, None)

    def trainings(self) -> list[Meeting]:
        """The trainings that were not called off."""
        return [meeting for meeting in self.counted if meeting.kind == "training"]

    def forms(self, member: Member) -> Iterator[tuple[Meeting, str]]:
        """What the attendance forms say of a member."""
        for meeting, letter in zip(self.counted, member.attendance, strict=False):
            if meeting.registered and letter != ".":
                yield meeting, letter
