"""Handing in a file: it is checked first, its owner looks at what was found, and then it is taken in or thrown away."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Literal
from uuid import UUID

from anyio import from_thread
from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import Row
from starlette.datastructures import UploadFile

from importer.preview import Preview
from portal.forms import Filled, Form, empty
from portal.intake.files import Given, pack
from portal.intake.findings import Outcome, Unreadable
from portal.visit import Visit, Visiting
from portal.visitor import Role
from storage import uploads

router = APIRouter()
_FINDINGS: Mapping[str, type[Preview | Unreadable | Outcome]] = {
    "checked": Preview,
    "wanted": Preview,
    "unreadable": Unreadable,
    "taken_in": Outcome,
}
_UNDER_WAY = frozenset({"received", "wanted"})


class Handed(Form):
    """Files come beside the fields."""


class Choice(Form):
    """What its owner wants with a file that was checked."""

    what: Literal["take_in", "drop"]


@router.get("/import", name="intake_of_files")
def intake_of_files(visit: Visiting) -> Response:
    """The form, and what the visitor handed in before."""
    from_thread.run(visit.services.intake.go_on)
    return _form(visit, empty())


@router.post("/import", name="intake_of_files")
def hand_in(visit: Visiting) -> Response:
    """Keep the files, encrypted, and look at them behind the page that tells how it goes."""
    filled = visit.fill(Handed)
    given = list(_given(visit))
    if not given:
        filled.refuse("files", visit.words.gettext("Kies een bestand."))
        return _form(visit, filled)
    upload = filled.message or UUID(int=0)
    content = visit.services.intake.locker.lock(upload, pack(given))
    with visit.writing() as session:
        uploads.add(session, upload, visit.visitor.account, content, visit.services.now())
    from_thread.run(visit.services.intake.go_on)
    return visit.see(visit.url("upload", upload=upload))


@router.get("/import/{upload}", name="upload")
def upload(visit: Visiting, upload: str) -> Response:
    """How far a file is; once checked, what would happen and which cells are wrong."""
    row = _own(visit, upload)
    if row is None:
        return _gone(visit)
    if row.state in _UNDER_WAY:
        from_thread.run(visit.services.intake.go_on)
    return _show(visit, row, empty())


@router.post("/import/{upload}", name="upload")
def decide(visit: Visiting, upload: str) -> Response:
    """Take it in, or throw it away: the first click counts, and the page of the file says how it stands."""
    row = _own(visit, upload)
    if row is None:
        return _gone(visit)
    filled = visit.fill(Choice)
    if filled.value is None:
        return _show(visit, row, filled)
    with visit.writing() as session:
        dropped = filled.value.what == "drop" and uploads.drop(session, row.id, visit.services.now())
        if filled.value.what == "take_in":
            uploads.want(session, row.id)
    if dropped:
        sentence = visit.words.gettext("Het bestand is weggegooid. Er is niets veranderd.")
        return visit.see(visit.url("intake_of_files"), sentence)
    from_thread.run(visit.services.intake.go_on)
    return visit.see(visit.url("upload", upload=row.id))


def _given(visit: Visit) -> Iterator[Given]:
    for file in visit.form.getlist("files"):
        if isinstance(file, UploadFile) and file.filename:
            with file.file:
                yield Given(file.filename, file.file.read())


def _form(visit: Visit, filled: Filled[Any]) -> Response:
    with visit.reading() as session:
        earlier = uploads.latest(session, visit.visitor.account)
    return visit.page(
        "intake/new.html",
        filled=filled,
        earlier=earlier,
        everywhere=visit.visitor.everywhere or visit.visitor.has({Role.ADMINISTRATOR}),
        most=visit.services.settings.upload_bytes // 1_000_000,
    )


def _own(visit: Visit, upload: str) -> Row[Any] | None:
    try:
        identity = UUID(upload)
    except ValueError:
        return None
    with visit.reading() as session:
        return uploads.of_account(session, visit.visitor.account, identity)


def _gone(visit: Visit) -> Response:
    """A file of nobody, or of somebody else: nobody hears which."""
    return visit.see(visit.url("intake_of_files"), visit.words.gettext("Dit bestand is er niet (meer)."))


def _show(visit: Visit, row: Row[Any], filled: Filled[Any]) -> Response:
    return visit.page(
        "intake/one.html",
        filled=filled,
        upload=row,
        found=_findings(visit, row),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if filled.errors else HTTPStatus.OK,
    )


def _findings(visit: Visit, row: Row[Any]) -> Preview | Unreadable | Outcome | None:
    model = _FINDINGS.get(row.state)
    if model is None or row.findings is None:
        return None
    return model.model_validate_json(visit.services.intake.locker.unlock(row.id, bytes(row.findings)))
