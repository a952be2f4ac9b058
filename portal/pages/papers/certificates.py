"""Certificates on paper: look first, issue one or a batch, download what was issued."""

import io
import zipfile
from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from domain.texts import Language
from papers.certificate import draft, preview
from papers.problems import NothingToPrint, PaperProblem
from portal.each import Results
from portal.forms import Filled, Form, empty
from portal.issuing import Order, Person, issue_each
from portal.pages.papers.common import as_file, certificate_page, impossible
from portal.reading.papers import papers_of, traject_of
from portal.visit import Visit, Visiting
from storage.queries.certificates import Certificate, file_of, latest, of_participant

router = APIRouter()


class Issue(Form):
    """For whom, in which language; with `again` also where nothing changed."""

    who: tuple[UUID, ...] = ()
    paper_language: Language = "nl"
    again: bool = False


@router.get("/deelnemers/{participant}/certificaat/voorbeeld", name="certificate_preview")
def certificate_preview(visit: Visiting, participant: UUID, taal: Language = "nl") -> Response:
    """As it would be, with a watermark; nothing is recorded."""
    try:
        with visit.reading() as session:
            found = draft(session, visit.today, participant, traject_of(session, participant), taal)
        return as_file(preview(found, visit.today), "voorbeeld.pdf", look=True)
    except PaperProblem as problem:
        return impossible(visit, problem, visit.url("participant", participant=participant))


@router.get("/deelnemers/{participant}/certificaat", name="certificate_file")
def certificate_file(visit: Visiting, participant: UUID, nummer: str | None = None) -> Response:
    """The certificate that counts now, or an earlier one by its number."""
    with visit.reading() as session:
        found = _chosen(of_participant(session, participant), nummer)
        content = file_of(session, found.id) if found is not None else None
    if found is None or content is None:
        return impossible(visit, NothingToPrint(), visit.url("participant", participant=participant))
    return as_file(content, f"certificaat-{found.number}.pdf")


def _chosen(papers: Sequence[Certificate], number: str | None) -> Certificate | None:
    if number is None:
        return latest(papers)
    return next((paper for paper in papers if paper.number == number and paper.state != "prepared"), None)


@router.get("/trajecten/{traject}/certificaten/bestanden", name="certificate_files")
def certificate_files(visit: Visiting, traject: UUID) -> Response:
    """All certificates of a group that count now, to print in one go."""
    with visit.reading() as session:
        files = [
            (f"certificaat-{paper.number}.pdf", content)
            for paper in papers_of(session, visit.today, traject).issued
            if (content := file_of(session, paper.id)) is not None
        ]
    if not files:
        return impossible(visit, NothingToPrint(), visit.url("certificates", traject=traject))
    return as_file(_zipped(files), "certificaten.zip", kind="application/zip")


def _zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


@router.get("/trajecten/{traject}/certificaten/uitgeven", name="issue_certificates")
def ask_for_certificates(visit: Visiting, traject: UUID) -> Response:
    """Who has earned a certificate and who has one, and the form."""
    return _show(visit, traject, empty(paper_language="nl"))


@router.post("/trajecten/{traject}/certificaten/uitgeven", name="issue_certificates")
def issue_certificates(visit: Visiting, traject: UUID) -> Response:
    """A file for each of them, and then the word that it exists; what could not be is said by person."""
    filled = visit.fill(Issue)
    if filled.value is not None and not filled.value.who:
        filled.refuse("who", visit.words.gettext("Kies eerst voor wie."))
    if filled.value is None:
        return _show(visit, traject, filled)
    said = filled.value
    with visit.reading() as session:
        papers = papers_of(session, visit.today, traject)
    people = [Person(each.participant, each.name) for each in papers.people if each.participant in said.who]
    order = Order(traject, said.paper_language, certificate_page(visit), said.again)
    results = issue_each(visit, filled, order, people)
    if results is None or results.problems:
        return _show(visit, traject, filled, results)
    return visit.see(visit.url("issue_certificates", traject=traject), _told(visit, results))


def _told(visit: Visit, results: Results) -> str:
    count = len(results.done)
    sentence = visit.words.ngettext("%(num)s certificaat gemaakt.", "%(num)s certificaten gemaakt.", count)
    return sentence % {"num": count}


def _show(visit: Visit, traject: UUID, filled: Filled[Issue], results: Results | None = None) -> Response:
    with visit.reading() as session:
        papers = papers_of(session, visit.today, traject)
    return visit.page(
        "papers/issue.html",
        status=filled.status if results is None else HTTPStatus.CONFLICT,
        filled=filled,
        traject=traject,
        papers=papers,
        results=results,
    )
