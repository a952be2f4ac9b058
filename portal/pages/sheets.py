"""Lists as files, with the filters of the page they stand on; a traject in the import format; the empty workbook."""

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from domain import texts
from domain.terms import Phase, Role, TrajectPhase, Verdict
from exporter.cells import Cell, Table
from exporter.files import csv_text, workbook
from exporter.template import template
from exporter.traject import taken_out
from portal.errors import NotThere
from portal.pages.participants.listing import Asked as AskedOfPeople
from portal.pages.trajects.overview import Asked as AskedOfTrajects
from portal.reading import network, participants, tasks, traject_list
from portal.reading.task_filters import read
from portal.reading.task_rows import Task, is_late
from portal.visit import Visit, Visiting
from portal.whole_lists import AT_ONCE, MOST, as_many_as_fit, whole
from storage import access

router = APIRouter()
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@router.get("/taken/lijst.{kind}", name="tasks_sheet")
def tasks_sheet(visit: Visiting, kind: str) -> Response:
    """Open tasks, each on a line of its own."""
    _ = visit.words.gettext
    wanted = read(visit.request.query_params)
    with visit.reading_everything() as session:
        rows = [_task(task, visit) for task in tasks.every(session, visit, wanted, MOST + 1)]
    headers = [_("Taak"), _("Voor wie"), _("Traject"), _("Gemeente"), _("Rol"), _("Opgepakt door")]
    headers += [_("Termijn"), _("Kan nog tot en met"), _("Te laat"), _("Waarom")]
    return _file(visit, kind, _("Taken"), headers, rows)


def _task(task: Task, visit: Visit) -> list[Cell]:
    late = visit.words.gettext("ja") if is_late(task, visit.today) else visit.words.gettext("nee")
    role = texts.name(Role(task.role), visit.language)
    who = [task.title, task.name, task.traject_key, task.municipality, role, task.assignee_name]
    return [*who, task.due, task.expires, late, task.why]


@router.get("/deelnemers/lijst.{kind}", name="participants_sheet")
def participants_sheet(visit: Visiting, kind: str, asked: Annotated[AskedOfPeople, Query()]) -> Response:
    """Participants by name, or by initials for who sees no names."""
    _ = visit.words.gettext
    with visit.reading_everything() as session:
        lines = whole(lambda after: participants.page(session, visit, asked.wanted, after, AT_ONCE))
        rows = [_participant(line, visit) for line in lines]
    headers = [_("Naam"), _("Deelnemer"), _("Traject"), _("Gemeente"), _("Fase"), _("Pauze"), _("Certificaat")]
    headers += [_("Wat nu"), _("Termijn"), _("Te laat")]
    return _file(visit, kind, _("Deelnemers"), headers, rows)


def _participant(line: participants.Line, visit: Visit) -> list[Cell]:
    said = {True: visit.words.gettext("ja"), False: visit.words.gettext("nee")}
    phase, verdict = texts.name(Phase(line.phase), visit.language), texts.name(Verdict(line.verdict), visit.language)
    who = [line.name, line.key, line.traject_key, line.municipality, phase, said[line.paused], verdict]
    now: list[Cell] = [line.next.title, line.next.due] if line.next else [None, None]
    return [*who, *now, said[line.late]]


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
    return _file(visit, kind, _("Trajecten"), headers, rows)


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
    return _file(visit, kind, _("Netwerk"), headers, rows)


def _organisation(row: Any, visits: int) -> list[Cell]:  # noqa: ANN401 - a row of `organisations`
    what = [row.name, row.municipality, row.sector, row.levels_of_work, row.capacity, visits]
    return [*what, row.contact_name, row.contact_phone, row.contact_email]


@router.get("/trajecten/{traject}/traject.xlsx", name="traject_file")
def traject_file(visit: Visiting, traject: UUID) -> Response:
    """All that is known of a traject, in the import format: it goes in again unchanged."""
    with visit.reading() as session:
        found = taken_out(session, visit.today, traject)
    if found is None:
        raise NotThere
    account = visit.visitor.account
    with visit.writing() as session:
        access.exported(session, str(account), account, traject, "traject_file")
    return _download(workbook(found.sheets, found.key), "xlsx", "traject")


@router.get("/import/leeg.xlsx", name="empty_workbook")
def empty_workbook() -> Response:
    """To fill in, with lists to choose from and an example."""
    return _download(template(), "xlsx", "trajectvolger-leeg")


def _file(visit: Visit, kind: str, name: str, headers: list[str], rows: Table) -> Response:
    if kind not in KINDS:
        raise NotThere
    rows = as_many_as_fit(rows, visit.words)
    if kind == "csv":
        return _download(csv_text(headers, rows).encode("utf-8-sig"), kind, name.lower())
    return _download(workbook({name: (headers, rows)}, name), kind, name.lower())


def _download(content: bytes, kind: str, name: str) -> Response:
    disposition = f'attachment; filename="{name}.{kind}"'
    return Response(content, media_type=KINDS[kind], headers={"content-disposition": disposition})
