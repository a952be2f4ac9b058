"""The lists that people work from as files: tasks, participants, trajects and the network, with their filters."""

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from domain import texts
from domain.terms import Phase, Role, TaskState, TrajectPhase, Verdict
from exporter.cells import Cell
from portal.list_files import ListFile, as_file, yes_or_no
from portal.pages.participants.listing import Asked as AskedOfPeople
from portal.pages.trajects.overview import Asked as AskedOfTrajects
from portal.reading import network, participants, tasks, traject_list
from portal.reading.task_filters import Tab, Wanted, read
from portal.reading.task_rows import Task, is_late
from portal.visit import Visit, Visiting
from portal.whole_lists import AT_ONCE, MOST, whole

router = APIRouter()


@router.get("/taken/lijst.{kind}", name="tasks_sheet")
def tasks_sheet(visit: Visiting, kind: str) -> Response:
    """Open tasks, or those that were closed lately, each on a line of its own."""
    wanted = read(visit.request.query_params)
    return as_file(visit, kind, _closed(visit, wanted) if wanted.tab is Tab.DONE else _open(visit, wanted))


def _open(visit: Visit, wanted: Wanted) -> ListFile:
    _ = visit.words.gettext
    with visit.reading_everything() as session:
        found = tasks.every(session, visit, wanted, MOST + 1)
    headers = [_("Taak"), _("Voor wie"), _("Traject"), _("Gemeente"), _("Rol"), _("Opgepakt door")]
    headers += [_("Termijn"), _("Kan nog tot en met"), _("Te laat"), _("Waarom")]
    rows = [
        [*_about(task, visit), task.due, task.expires, yes_or_no(visit, said=is_late(task, visit.today)), task.why]
        for task in found
    ]
    return ListFile(_("Taken"), headers, rows, _people(found))


def _closed(visit: Visit, wanted: Wanted) -> ListFile:
    _ = visit.words.gettext
    with visit.reading_everything() as session:
        found = list(whole(lambda after: tasks.closed(session, visit, wanted, after, AT_ONCE)))
    headers = [_("Taak"), _("Voor wie"), _("Traject"), _("Gemeente"), _("Rol"), _("Opgepakt door")]
    headers += [_("Termijn"), _("Afloop"), _("Gesloten op")]
    rows = [
        [*_about(task, visit), task.due, texts.name(TaskState(task.state), visit.language), task.closed_on]
        for task in found
    ]
    return ListFile(_("Gesloten taken"), headers, rows, _people(found))


def _about(task: Task, visit: Visit) -> list[Cell]:
    role = texts.name(Role(task.role), visit.language)
    return [task.title, task.about, task.traject_key, task.municipality, role, task.assignee_name]


def _people(found: Iterable[Task]) -> set[UUID]:
    return {task.participant for task in found if task.participant is not None}


@router.get("/deelnemers/lijst.{kind}", name="participants_sheet")
def participants_sheet(visit: Visiting, kind: str, asked: Annotated[AskedOfPeople, Query()]) -> Response:
    """Participants by name, or by initials for who sees no names."""
    _ = visit.words.gettext
    with visit.reading_everything() as session:
        lines = list(whole(lambda after: participants.page(session, visit, asked.wanted, after, AT_ONCE)))
    headers = [_("Naam"), _("Deelnemer"), _("Traject"), _("Gemeente"), _("Fase"), _("Pauze"), _("Certificaat")]
    headers += [_("Wat nu"), _("Termijn"), _("Te laat")]
    rows = [_participant(line, visit) for line in lines]
    return as_file(visit, kind, ListFile(_("Deelnemers"), headers, rows, {line.id for line in lines}))


def _participant(line: participants.Line, visit: Visit) -> list[Cell]:
    paused, late = yes_or_no(visit, said=line.paused), yes_or_no(visit, said=line.late)
    phase, verdict = texts.name(Phase(line.phase), visit.language), texts.name(Verdict(line.verdict), visit.language)
    who = [line.name, line.key, line.traject_key, line.municipality, phase, paused, verdict]
    now: list[Cell] = [line.next.title, line.next.due] if line.next else [None, None]
    return [*who, *now, late]


@router.get("/trajecten/lijst.{kind}", name="trajects_sheet")
def trajects_sheet(visit: Visiting, kind: str, asked: Annotated[AskedOfTrajects, Query()]) -> Response:
    """Trajects with what comes next, what is late and since when they stand still."""
    _ = visit.words.gettext

    def page(after: str | None) -> tuple[list[traject_list.Line], str | None]:
        return traject_list.traject_lines(session, visit, asked.wanted, after=after, size=AT_ONCE)

    with visit.reading_everything() as session:
        rows = [_traject(line, visit) for line in whole(page)]
    headers = [_("Traject"), _("Gemeente"), _("Programma"), _("Fase"), _("Mensen"), _("Volgende bijeenkomst")]
    headers += [_("Taken te laat"), _("Stilgevallen"), _("Sinds")]
    return as_file(visit, kind, ListFile(_("Trajecten"), headers, rows))


def _traject(line: traject_list.Line, visit: Visit) -> list[Cell]:
    phase = texts.name(TrajectPhase(line.phase), visit.language)
    stall = texts.title(line.rule, visit.language) if line.rule else None
    what = [line.key, line.municipality, line.programme, phase]
    return [*what, line.people, line.next_session, line.overdue, stall, line.since]


@router.get("/netwerk/lijst.{kind}", name="network_sheet")
def network_sheet(
    visit: Visiting, kind: str, soort: str | None = None, branche: str | None = None, gemeente: str | None = None
) -> Response:
    """The network with whom to call."""
    _, wanted = visit.words.gettext, network.Filter(soort or None, branche or None, gemeente or None)

    def page(after: UUID | None) -> tuple[Iterable[list[Cell]], UUID | None]:
        rows, visits, later = network.page(session, visit.visitor, wanted, after, AT_ONCE)
        return [_organisation(row, visits.get(str(row.id), 0)) for row in rows], later

    with visit.reading_everything() as session:
        rows = list(whole(page))
    headers = [_("Naam"), _("Gemeente"), _("Branche"), _("Niveaus van werk"), _("Plaatsen"), _("Bezoeken")]
    headers += [_("Contactpersoon"), _("Telefoon"), _("E-mail")]
    return as_file(visit, kind, ListFile(_("Netwerk"), headers, rows))


def _organisation(row: Any, visits: int) -> list[Cell]:  # noqa: ANN401 - a row of `organisations`
    what = [row.name, row.municipality, row.sector, row.levels_of_work, row.capacity, visits]
    return [*what, row.contact_name, row.contact_phone, row.contact_email]
