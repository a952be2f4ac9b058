"""How a paper is answered: as a file with no person in its name, or with the reason why there is none."""

from http import HTTPStatus

from fastapi.responses import Response

from papers.problems import PaperProblem
from portal.visit import Visit


def as_file(content: bytes, name: str, *, kind: str = "application/pdf", look: bool = False) -> Response:
    """A file to keep, or with `look` one to show in the browser first. No cache keeps it: it names people."""
    how = "inline" if look else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type=kind, headers=headers)


def impossible(visit: Visit, problem: PaperProblem, back: str) -> Response:
    """Why this paper can't be made now, in words, with a way back."""
    return visit.page(
        "papers/impossible.html", status=HTTPStatus.CONFLICT, sentence=sentence(visit, problem), back=back
    )


def sentence(visit: Visit, problem: PaperProblem) -> str:
    """Why not, in the language of who reads it."""
    return problem.nl if visit.language == "nl" else problem.en


def certificate_page(visit: Visit) -> str:
    """Where number and code can be checked, as it stands on paper."""
    base = visit.services.settings.address or str(visit.request.base_url)
    return base.rstrip("/") + visit.url("verify_certificate")
