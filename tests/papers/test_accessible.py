"""Every paper passes what a program can check of PDF/UA, and the checks find what is wrong."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfWriter
from pypdf.generic import NameObject
from sqlalchemy import Engine, select

from papers.attendance_sheet import attendance_sheet
from papers.traject_report import traject_report
from storage.engine import reading
from storage.tables import facts, trajects
from tests.papers.matterhorn import faults
from tests.papers.test_certificate import certificate
from tests.portal.stock import today

NAMES = ("Ngọc Ánh Dvořáková", "أميرة حدّاد", "ሰላም ተስፋይ", "Олександра Шевченко")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_certificate_in_every_script(name: str, language: str) -> None:
    assert faults(certificate(name=name, latin="Zoals in het register", language=language)) == []


def test_a_name_from_the_right_is_read_as_it_is_written() -> None:
    """In the file its letters stand one by one from the left; a screen reader takes the words beside them."""
    content = certificate(name="أميرة حدّاد", latin="Amira Haddad")

    assert alternatives(content) == ["أميرة حدّاد"]


def alternatives(content: bytes) -> list[str]:
    writer = PdfWriter(clone_from=io.BytesIO(content))
    return [str(one["/Alt"]) for one in having(writer, "/Alt")]


def having(file: PdfWriter, name: str) -> list[Any]:
    """The objects in the file that say this."""
    objects: list[Any] = [one.get_object() for one in file._objects if one is not None]
    return [one for one in objects if isinstance(one, dict) and name in one]


def test_the_sheet_and_the_report(engine: Engine) -> None:
    with reading(engine) as session:
        meeting = select(facts.c.traject_id, facts.c.session_id).where(facts.c.kind == "session_planned").limit(1)
        traject, planned = session.execute(meeting).one()
        assert faults(attendance_sheet(session, today(), traject, planned, "nl")) == []
        for whole in session.execute(select(trajects.c.id).limit(3)).scalars():
            for language in ("nl", "en"):
                assert faults(traject_report(session, today(), whole, language)) == []


Spoil = Callable[[PdfWriter], None]


def without_language(file: PdfWriter) -> None:
    del file.root_object["/Lang"]


def without_marks(file: PdfWriter) -> None:
    del file.root_object["/MarkInfo"]


def without_title(file: PdfWriter) -> None:
    del file.root_object["/ViewerPreferences"]


def without_words(file: PdfWriter) -> None:
    for one in having(file, "/Alt"):
        del one["/Alt"]


def without_letters(file: PdfWriter) -> None:
    for one in having(file, "/ToUnicode"):
        del one["/ToUnicode"]


def with_a_heading_too_deep(file: PdfWriter) -> None:
    for one in having(file, "/S"):
        if one["/S"] == "/H2":
            one[NameObject("/S")] = NameObject("/H3")


def with_something_untagged(file: PdfWriter) -> None:
    for page in file.pages:
        stream: Any = page.get_contents()
        stream.operations = [*stream.operations, ([], b"f")]
        page[NameObject("/Contents")] = stream


@pytest.mark.parametrize(
    ("spoil", "checkpoint"),
    [
        (without_language, "11"),
        (without_marks, "01"),
        (without_title, "07"),
        (without_words, "13"),
        (without_letters, "31"),
        (with_a_heading_too_deep, "14"),
        (with_something_untagged, "01"),
    ],
)
def test_what_is_wrong_is_found(spoil: Spoil, checkpoint: str) -> None:
    file = PdfWriter(clone_from=io.BytesIO(certificate(name="أميرة حدّاد")))
    spoil(file)
    spoiled = io.BytesIO()
    file.write(spoiled)

    assert {fault[:2] for fault in faults(spoiled.getvalue())} == {checkpoint}
