"""The coming weeks: what opens when, of whom and in which trajects, if nothing is recorded meanwhile."""

from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import Response

from domain import texts
from exporter.cells import Table
from portal.forms import empty
from portal.list_files import ListFile, as_file
from portal.reading.coming import Part, loads, weeks
from portal.reading.forecast import MOST, WEEKS, Choices, Forecast, Look, Wanted, choices, forecast, read
from portal.reading.lead.remembered import Totals
from portal.visit import Visit, Visiting

router = APIRouter()


@router.get("/vooruitblik", name="forecast")
def coming_weeks(visit: Visiting) -> Response:
    """A bar for each week, who gets how much, and each week opened into its trajects."""
    look = _looking(visit)
    found, there, counted_at = _found(visit, look)
    return visit.page(
        "forecast/one.html",
        found=found,
        weeks=weeks(found.parts, look.horizon),
        loads=loads(found.parts),
        wanted=look.wanted,
        until=look.horizon.until,
        spans=WEEKS,
        asked=empty(**look.wanted.said),
        choices=there,
        most=MOST,
        counted_at=counted_at,
        to=lambda **changes: _address(visit, look.wanted.with_(**changes)),
    )


@router.get("/vooruitblik/lijst.{kind}", name="forecast_sheet")
def forecast_sheet(visit: Visiting, kind: str) -> Response:
    """Each part of a week on a line of its own; nobody is named in it but colleagues.

    Of more trajects than are looked at there is none: an empty one would say that nothing comes. The page says why.
    """
    _, look = visit.words.gettext, _looking(visit)
    found, *_rest = _found(visit, look)
    if found.too_many:
        return visit.see(_address(visit, look.wanted))
    headers = [_("Week van"), _("Taak"), _("Aantal"), _("Traject"), _("Gemeente")]
    headers += [_("Rol"), _("Voor wie"), _("Vanaf"), _("Termijn")]
    rows: Table = [
        [
            *(part.week, texts.title(part.kind, visit.language), part.tasks, part.key, part.municipality),
            *(texts.name(part.role, visit.language), _called(found, part), part.opens, part.due),
        ]
        for part in found.parts
    ]
    return as_file(visit, kind, ListFile(_("Vooruitblik"), headers, rows))


def _address(visit: Visit, wanted: Wanted) -> str:
    return f"{visit.url('forecast')}?{wanted.query}"


def _looking(visit: Visit) -> Look:
    return Look(visit.visitor, visit.today, read(visit.request.query_params, visit.visitor))


def _found(visit: Visit, look: Look) -> tuple[Forecast, Choices, datetime | None]:
    """With the patience of a file: the rules need longer than Postgres waits for a page."""
    with visit.reading_everything() as session:
        total = Totals(visit.services.remembered, session, look)
        return total(forecast), total(choices), total.at


def _called(found: Forecast, part: Part) -> str | None:
    return None if part.staff is None else found.names[part.staff]
