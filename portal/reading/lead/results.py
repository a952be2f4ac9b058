"""What became of people, added up by Postgres, and how it compares with what was published of 2019."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.outcomes import FollowUpTally, Pair, Tally
from domain.programme import latest
from domain.published import Published, published
from domain.terms import Outcome
from domain.texts import Language
from portal.reading.lead.filters import Look
from storage.engine import ReadSession
from storage.queries import outcomes
from storage.queries.outcomes import OutcomeFilter
from storage.queries.whose import Condition
from storage.tables import trajects

MILESTONES = (3, 6, 12)
TOWNS = 50
"""Municipalities on a page."""
USUAL = "kixworks-2022"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A follow-up of many people: how many were due, of them reached, and of them flowed out."""

    months: int
    due: int = 0
    reached: int = 0
    flow_out: int = 0
    outcomes: Mapping[Outcome, int] = field(default_factory=dict)

    @property
    def response(self) -> float | None:
        return self.reached / self.due if self.due else None

    @property
    def flow_out_share(self) -> float | None:
        """Of those who were reached: what the others do is not known."""
        return self.flow_out / self.reached if self.reached else None


Town = tuple[str, Sequence[Milestone]]
"""A municipality by its name, with its follow-ups."""


@dataclass(frozen=True, slots=True)
class InShort:
    """What the first page shows of the results."""

    tally: Tally
    milestones: Sequence[Milestone]
    lines: Sequence["Paired"]


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that is counted; `document` is the JSON of `traject outcomes`, but for what was asked."""

    trajects: int
    tally: Tally
    document: dict[str, Any]

    @property
    def milestones(self) -> list[Milestone]:
        return milestones(self.tally.follow_up)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One number of ours beside the published one; `share` or else a plain number. None: not known."""

    key: str
    ours: float | None
    theirs: float
    share: bool = True

    @property
    def difference(self) -> float | None:
        """In points of a hundred for shares."""
        if self.ours is None:
            return None
        return round((self.ours - self.theirs) * (100 if self.share else 1), 1)


@dataclass(frozen=True, slots=True)
class Paired:
    """A question with the means of its answers."""

    key: str
    question: str
    before: float
    after: float


def conditions(look: Look) -> list[Condition]:
    """The trajects that are counted: theirs to see, and created by now, as for `traject outcomes`."""
    return [*look.of_traject(), trajects.c.created_on <= look.today]


def results(session: ReadSession, look: Look) -> Results:
    """All of it; five statements."""
    number, tally = outcomes.total(session, OutcomeFilter(), *conditions(look))
    return Results(number, tally, tally.results())


def in_short(session: ReadSession, look: Look) -> InShort:
    """Without what each of them does now; three statements."""
    where = conditions(look)
    lines = before_and_after(outcomes.questions(session, where), look.language)
    return InShort(outcomes.numbers(session, where)[1], milestones(outcomes.responses(session, where)), lines)


def by_municipality(session: ReadSession, look: Look) -> list[Town]:
    """The follow-ups of each municipality where some were due."""
    query = outcomes.follow_ups(conditions(look), trajects.c.municipality)
    found: dict[str, dict[int, FollowUpTally]] = defaultdict(dict)
    called: dict[str, str] = {}
    for row in session.execute(query):
        name = row.municipality.casefold()
        called.setdefault(name, row.municipality)
        more = FollowUpTally(due=row.due, reached=row.reached, flow_out=row.flow_out)
        found[name][row.months] = found[name].get(row.months, FollowUpTally()) + more
    lines = [(called[name], milestones(counted)) for name, counted in sorted(found.items())]
    return [(name, each) for name, each in lines if any(one.due for one in each)]


def page_of_towns(towns: Sequence[Town], after: str | None) -> tuple[Sequence[Town], str | None]:
    """One page of municipalities, and the name that the next one begins after."""
    left = [town for town in towns if after is None or town[0].casefold() > after.casefold()]
    return left[:TOWNS], left[TOWNS - 1][0] if len(left) > TOWNS else None


def together(towns: Sequence[Town]) -> list[Milestone]:
    """The follow-ups of all these municipalities."""
    summed: dict[int, FollowUpTally] = defaultdict(FollowUpTally)
    for _, each in towns:
        for one in each:
            summed[one.months] += FollowUpTally(due=one.due, reached=one.reached, flow_out=one.flow_out)
    return milestones(summed)


def milestones(counted: Mapping[int, FollowUpTally]) -> list[Milestone]:
    """The three that every programme has, and what others there are."""
    each = ((number, counted.get(number, FollowUpTally())) for number in sorted({*MILESTONES, *counted}))
    return [Milestone(number, one.due, one.reached, one.flow_out, _every(one.outcomes)) for number, one in each]


def _every(said: Mapping[Outcome, int]) -> dict[Outcome, int]:
    """All outcomes, in the programme's order."""
    return {outcome: said.get(outcome, 0) for outcome in Outcome}


def before_and_after(questions: Mapping[str, Pair], language: Language) -> list[Paired]:
    """Each question with its mean before and after, of those who answered both times."""
    asked = latest(USUAL).questions
    paired = ((key, pair.means()) for key, pair in sorted(questions.items(), key=lambda one: _place(one[0], [*asked])))
    return [Paired(key, _said(asked.get(key), key, language), *means) for key, means in paired if means is not None]


def compared(document: Mapping[str, Any]) -> Iterator[Comparison]:
    """Ours and the published results, for everything that was published and can be counted."""
    theirs = published()
    for key in ("women_share", "older_than_26_share", "attendance_rate"):
        yield Comparison(key, document[key], getattr(theirs, key))
    for key, share in theirs.statements.items():
        yield Comparison(key, document["statements"].get(key), share)
    yield Comparison("mark_mean", document["mark_mean"], theirs.mark_mean, share=False)


def statement_text(key: str, language: Language) -> str:
    """A statement of the end measurement as people read it."""
    return _said(latest(USUAL).statements.get(key), key, language)


def source() -> Published:
    """Where the published results come from."""
    return published()


def _said(text: Any, key: str, language: Language) -> str:  # noqa: ANN401 - a question or a text
    return key if text is None else str(getattr(text, language))


def _place(key: str, order: Sequence[str]) -> tuple[int, str]:
    return (order.index(key) if key in order else len(order)), key
