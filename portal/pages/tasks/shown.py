"""What the templates of tasks share: where lines lead to, and what can be said of a task."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from domain import texts
from domain.terms import Criterion, Role, TrajectPhase
from portal import completing
from portal.completing import TALKS
from portal.reading.task_filters import Tab, Wanted
from portal.reading.task_rows import Task, is_late
from portal.reading.tasks import Line
from portal.visit import Visit

TASKS = "tasks"
"""The name of the page in `saved_views`."""
LATE_COMPLETION = frozenset({"open", "missed"})
"""States in which doing it still counts."""


class What(StrEnum):
    """What can be said of tasks, one or many at a time."""

    CLAIM = "oppakken"
    RELEASE = "vrijgeven"
    HAND_OVER = "overdragen"
    POSTPONE = "uitstellen"
    COMPLETE = "afronden"
    UNDO = "ongedaan"


@dataclass(frozen=True, slots=True)
class Around:
    """Addresses for one visitor on one page of tasks; forms lead back to `back`."""

    visit: Visit
    wanted: Wanted
    back: str

    def address(self, wanted: Wanted) -> str:
        """The list with these filters."""
        query = wanted.query
        return self.visit.url("tasks") + (f"?{query}" if query else "")

    def following(self, after: str) -> str:
        """The page of the list that begins there."""
        query = self.wanted.query
        return f"{self.visit.url('tasks')}?{query}{'&' if query else ''}{urlencode({'vanaf': after})}"

    def only(self, **filters: Any) -> Wanted:  # noqa: ANN401 - fields of Wanted
        """The visitor's own list with these filters alone."""
        return Wanted(columns=self.wanted.columns, **filters)

    def tab(self, tab: str) -> Wanted:
        """Another list, nothing filtered out."""
        return Wanted(tab=Tab(tab), columns=self.wanted.columns)

    def step(self, task: Task) -> int:
        """How far the traject is, of six; 0 when it was cancelled."""
        return 0 if task.phase == TrajectPhase.CANCELLED else list(TrajectPhase).index(TrajectPhase(task.phase)) + 1

    def pairs(self, values: Sequence[str]) -> list[tuple[str, str]]:
        """Choices that are called as they are."""
        return [(value, value) for value in values]

    def roles(self, roles: Sequence[StrEnum]) -> str:
        """Roles on one line; an account's roles have the names of the programme's."""
        return ", ".join(texts.name(Role(role.value), self.visit.language) for role in roles)

    def criteria(self, codes: Sequence[str]) -> str:
        """Criteria of the intake on one line."""
        return ", ".join(texts.name(Criterion(code), self.visit.language) for code in codes)

    def form_of(self, task: Task) -> str | None:
        """The form that completes a task."""
        return completing.address(task, self.visit.visitor, self.visit.url, self.back)

    def together(self, line: Line) -> str | None:
        """The form for everybody in a line."""
        first = line.first
        return completing.together(first.traject, first.kind, self.visit.visitor, self.visit.url, self.back)

    def everybody(self, line: Line) -> str:
        """The page with everybody in a line."""
        query = self.wanted.query
        address = self.visit.url("task_line", traject=line.first.traject, kind=line.first.kind)
        return address + (f"?{query}" if query else "")

    def is_late(self, task: Task) -> bool:
        return is_late(task, self.visit.today)

    def is_mine(self, task: Task) -> bool:
        """Whether the visitor took it."""
        return task.assignee is not None and task.assignee == self.visit.visitor.staff


def around(visit: Visit, wanted: Wanted | None = None, back: str | None = None) -> Around:
    """For the templates, as `here`. After a search by name one comes back to the list without it."""
    wanted = wanted or Wanted()
    here = Around(visit, wanted, back or "")
    return here if back else Around(visit, wanted, _here(visit, here))


def _here(visit: Visit, here: Around) -> str:
    path = visit.request.url.path
    query = visit.request.url.query
    return here.address(here.wanted) if visit.request.method == "POST" else path + (f"?{query}" if query else "")


def problem(visit: Visit, what: What, task: Task) -> str:
    """Why this cannot be said of a task; empty when it can."""
    words = visit.words.gettext
    if what is What.COMPLETE:
        return why_no_talk(visit, task)
    if what is What.UNDO and task.state == "done" and completing.place(task, visit.visitor) is None:
        return words("Dit kan alleen iemand terugnemen die het ook mag vastleggen.")
    if what is not What.UNDO and task.state != "open":
        return words("Deze taak is niet meer open.")
    if what is What.CLAIM and visit.visitor.staff is None:
        return words("Uw account hoort bij niemand die taken kan hebben. Vraag de beheerder.")
    return ""


def why_no_talk(visit: Visit, task: Task) -> str:
    """Why a task is not completed by saying that it was done; empty when it is."""
    words = visit.words.gettext
    if task.kind not in TALKS:
        return words("Deze taak rondt u af met een eigen formulier.")
    if task.participant is not None and not visit.visitor.sees_names:
        return words("Een gesprek met een deelnemer legt de coördinator of de trainer vast.")
    if task.state == "done":
        return words("Deze taak is al gedaan.")
    if task.state not in LATE_COMPLETION:
        return words("Deze taak is vervallen: het hoeft niet meer.")
    return ""
