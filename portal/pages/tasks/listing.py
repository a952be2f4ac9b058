"""The list of tasks: whose, which, in which columns; and everybody in one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import func, select

from domain import texts
from domain.terms import Role, TaskKind, TrajectPhase
from domain.texts import Language
from portal import saved
from portal.errors import NotThere
from portal.forms import Filled, Form, Line, empty
from portal.pages.tasks.shown import TASKS, around
from portal.reading import tasks as reading
from portal.reading import undelivered
from portal.reading.task_filters import Tab, Wanted, read, read_text
from portal.reading.task_rows import Task, is_late
from portal.visit import Visit, Visiting
from portal.visitor import WORK_ON_TRAJECTS, Visitor
from storage.engine import ReadSession
from storage.tables import trajects

router = APIRouter()
_TO_CHOOSE_FROM = 60
"""Trajects in a choice; of more one types the key."""


class Search(Form):
    """A name, in a form and not in an address; `vraag` are the filters it is searched within."""

    naam: Line
    vraag: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters can be set to, as far as it depends on the visitor."""

    trajects: Sequence[tuple[str, str]]
    municipalities: Sequence[str]


@router.get("/taken", name="tasks")
def tasks(visit: Visiting, vanaf: str | None = None) -> Response:
    """Open tasks a line for each kind and traject, most urgent first; or what was closed lately."""
    return _show(visit, read(visit.request.query_params), empty(), vanaf)


@router.post("/taken", name="tasks")
def search(visit: Visiting) -> Response:
    """The same for people who are called so."""
    filled = visit.fill(Search)
    wanted = read_text(str(visit.form.get("vraag", "")))
    if filled.value is not None and not visit.visitor.sees_names:
        filled.refuse("naam", visit.words.gettext("U ziet alleen initialen; zoek op traject."))
    return _show(visit, wanted.with_(name=filled.value.naam if filled.value else None), filled, None)


@router.get("/trajecten/{traject}/taken/{kind}", name="task_line")
def task_line(visit: Visiting, traject: UUID, kind: str) -> Response:
    """Everybody in one line of the list."""
    if kind not in set(TaskKind):
        raise NotThere
    wanted = read(visit.request.query_params)
    with visit.reading() as session:
        inside = reading.line(session, visit, wanted, traject, kind)
        key = session.execute(select(trajects.c.key).where(trajects.c.id == traject)).scalar_one()
    late = sum(is_late(task, visit.today) for task in inside)
    line = reading.Line(inside, len(inside), late) if inside else None
    here = around(visit, wanted)
    return visit.page("tasks/line.html", line=line, kind=kind, key=key, traject=traject, wanted=wanted, here=here)


def _show(visit: Visit, wanted: Wanted, filled: Filled[Search], after: str | None) -> Response:
    if not visit.visitor.has(WORK_ON_TRAJECTS):
        return _of_administrator(visit)
    with visit.reading() as session:
        page, closed, later = reading.Page([], None), list[Task](), None
        if wanted.tab is Tab.DONE:
            closed, later = reading.closed(session, visit, wanted, after)
        else:
            page = reading.page(session, visit, wanted, after)
        counts = reading.counts(session, visit)
        nothing = not page.lines and not wanted.is_filtered
        next_look = reading.next_look(session, visit) if nothing else None
        choices = _choices(session, visit.visitor)
        views = saved.views(session, visit.visitor, TASKS)
        to_mend = undelivered.to_mend(session, visit.visitor)
        to_tell = undelivered.to_tell(session, visit.visitor, visit.today)
    return visit.page(
        "tasks/list.html",
        filled=filled,
        filled_actions=empty(),
        asked=_asked(wanted),
        kinds=_named(TaskKind, visit.language),
        phases=_named(TrajectPhase, visit.language),
        roles=_named(Role, visit.language),
        more=after is not None,
        page=page,
        closed=closed,
        after=later or page.after,
        counts=counts,
        next_look=next_look,
        choices=choices,
        views=views,
        wanted=wanted,
        here=around(visit, wanted),
        to_mend=to_mend,
        most=undelivered.MOST,
        to_tell=to_tell,
    )


def _of_administrator(visit: Visit) -> Response:
    """Who manages accounts and nothing else has no trajects, so no filters either."""
    with visit.reading() as session:
        to_mend = undelivered.to_mend(session, visit.visitor)
    return visit.page("tasks/of_administrator.html", to_mend=to_mend, most=undelivered.MOST)


def _asked(wanted: Wanted) -> Filled[Any]:
    """The filters as a form shows them."""
    return empty(
        soort=wanted.kind,
        traject=wanted.traject or "",
        fase=wanted.phase,
        termijn=wanted.due,
        tot=wanted.until or "",
        rol=wanted.role,
        gemeente=wanted.municipality,
        kolom=[column.value for column in wanted.columns],
    )


def _named(terms: type[StrEnum], language: Language) -> list[tuple[str, str]]:
    """The choices of a kind, by what they are called."""
    named = [(term.value, texts.name(term, language)) for term in terms]
    return sorted(((value, name[:1].upper() + name[1:]) for value, name in named), key=itemgetter(1))


def _choices(session: ReadSession, visitor: Visitor) -> Choices:
    seen = select(trajects.c.key, trajects.c.municipality).where(visitor.sees())
    rows = session.execute(seen.order_by(trajects.c.municipality, trajects.c.key).limit(_TO_CHOOSE_FROM + 1)).all()
    name = func.min(trajects.c.municipality)
    towns = select(name).where(visitor.sees()).group_by(func.lower(trajects.c.municipality)).order_by(name)
    few = [(row.key, f"{row.key} ({row.municipality})") for row in rows] if len(rows) <= _TO_CHOOSE_FROM else []
    return Choices(few, list(session.execute(towns).scalars()))
