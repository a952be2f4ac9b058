"""Programme definitions as a person reads them; checking one that somebody wrote; and what differs between two."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from domain.deadline_words import said
from domain.programme import InvalidProgramme, Programme, load
from domain.terms import VISIT_KINDS, SessionKind, TaskKind
from portal.errors import NotThere
from portal.forms import Filled, Form, empty
from portal.reading import moving
from portal.reading import programmes as reading
from portal.visit import Visit, Visiting

router = APIRouter()
MOST_BYTES = 500_000
"""The shipped ones have 20,000."""


class Handed(Form):
    """A file comes beside the fields."""


@router.get("/programmas", name="programmes")
def programmes(visit: Visiting) -> Response:
    """All definitions, and how many trajects use them."""
    with visit.reading() as session:
        found = visit.services.programmes.all(session)
        used = reading.counts(session, visit.visitor)
    return visit.page("programmes/list.html", found=found, used=used)


@router.get("/programmas/nakijken", name="check_programme")
def check_programme(visit: Visiting) -> Response:
    """The form for a file."""
    return visit.page("programmes/check.html", filled=empty(), problems=(), programme=None)


@router.post("/programmas/nakijken", name="check_programme")
def take_programme(visit: Visiting) -> Response:
    """What is wrong with it, all at once; nothing is kept."""
    filled = visit.fill(Handed)
    text = _text(visit, filled)
    if text is None:
        return visit.page("programmes/check.html", filled=filled, problems=(), programme=None)
    try:
        programme = load(text, "")
    except InvalidProgramme as mistake:
        return visit.page("programmes/check.html", status=422, problems=mistake.problems, programme=None)
    with visit.reading_everything() as session:
        known = visit.services.programmes.all(session)
        found = moving.movable(session, visit, programme, is_kept=programme in known)
    before = _before(programme, known)
    changes = () if before is None else reading.differences(before, programme, visit.language)
    return visit.page(
        "programmes/check.html",
        problems=(),
        programme=programme,
        before=before,
        changes=changes,
        found=found,
        weeks=moving.WEEKS,
        **_about(programme),
    )


@router.get("/programmas/{programme}/{version}", name="programme")
def programme(visit: Visiting, programme: str, version: str) -> Response:
    """One version, in sentences."""
    found, others = found_definition(visit, programme, version)
    with visit.reading() as session:
        users = reading.users(session, visit.visitor, found)
        elsewhere = moving.how_many(session, visit.visitor, found)
    return visit.page(
        "programmes/one.html",
        programme=found,
        others=others,
        users=users,
        elsewhere=elsewhere,
        **_about(found),
    )


@router.get("/programmas/{programme}/{version}/verschil", name="programme_difference")
def difference(visit: Visiting, programme: str, version: str, met: str = "") -> Response:
    """What another definition says differently."""
    found, others = found_definition(visit, programme, version)
    other = next((each for each in others if f"{each.id}~{each.version}" == met), None)
    changes = () if other is None else reading.differences(found, other, visit.language)
    chosen: Filled[Any] = empty(met=met)
    return visit.page(
        "programmes/difference.html", programme=found, others=others, other=other, changes=changes, chosen=chosen
    )


def found_definition(visit: Visit, programme: str, version: str) -> tuple[Programme, list[Programme]]:
    """The definition, and all others.

    Raises:
        NotThere: there is none of that name and version.
    """
    with visit.reading() as session:
        everything = visit.services.programmes.all(session)
    found = [each for each in everything if (each.id, str(each.version)) == (programme, version)]
    if not found:
        raise NotThere
    return found[0], [each for each in everything if each is not found[0]]


def _before(programme: Programme, known: Sequence[Programme]) -> Programme | None:
    """What it would come instead of: what has its number and says something else, or the newest version."""
    versions = {each.version: each for each in known if each.id == programme.id}
    differs = versions.get(programme.version, programme) != programme
    return versions[programme.version] if differs else versions.get(max(versions, default=0))


def _text(visit: Visit, filled: Filled[Any]) -> str | None:
    """The text of the file; None, with the reason in the form."""
    file = visit.form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        filled.refuse("file", visit.words.gettext("Kies een bestand."))
        return None
    with file.file:
        content = file.file.read(MOST_BYTES + 1)
    try:
        if len(content) <= MOST_BYTES:
            return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    filled.refuse("file", visit.words.gettext("Dit is geen tekst in UTF-8 van ten hoogste een halve megabyte."))
    return None


def _about(programme: Programme) -> dict[str, Any]:
    """Words and orders that the page needs."""
    return {
        "said": said,
        "kinds": tuple(SessionKind),
        "visits": tuple(kind for kind in VISIT_KINDS if programme.certificate.visits),
        "tasks": tuple(TaskKind),
        "share": programme.certificate.attended_share,
    }
