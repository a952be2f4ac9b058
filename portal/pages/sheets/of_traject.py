"""The lists of one traject as files: its sessions, who came to which, who gets the certificate, who fits where."""

from collections.abc import Iterable
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from domain import texts
from domain.situation import SessionState
from domain.terms import Presence, SessionStatus
from exporter.cells import Cell
from portal.list_files import ListFile, as_file, yes_or_no
from portal.pages.trajects.common import look_at
from portal.reading import wishes
from portal.reading.attendance import Row, matrix
from portal.reading.outlook import Standing, standings
from portal.reading.traject import Picture, count_of, title_of
from portal.reading.wishes import Matched, Suggestion
from portal.visit import Visit, Visiting

router = APIRouter()


@router.get("/trajecten/{traject}/bijeenkomsten/lijst.{kind}", name="sessions_sheet")
def sessions_sheet(visit: Visiting, traject: UUID, kind: str) -> Response:
    """What is planned and what was held, with how many came."""
    _, picture = visit.words.gettext, look_at(visit, traject)
    headers = [_("Dag"), _("Bijeenkomst"), _("Stand"), _("Organisatie")]
    headers += [texts.name(each, visit.language).capitalize() for each in Presence]
    rows = [_session(visit, picture, session) for session in picture.sessions]
    return as_file(visit, kind, ListFile(_("Bijeenkomsten"), headers, rows))


def _session(visit: Visit, picture: Picture, session: SessionState) -> list[Cell]:
    status = SessionStatus.HELD if session.took_place else session.status
    host = picture.called.get(session.organisation) if session.organisation else None
    counts: list[Cell] = list(count_of(session).values()) if session.attendance else [None] * len(Presence)
    title = title_of(picture.programme, session, visit.language)
    return [session.day, title, texts.name(status, visit.language), host, *counts]


@router.get("/trajecten/{traject}/aanwezigheid/lijst.{kind}", name="matrix_sheet")
def matrix_sheet(visit: Visiting, traject: UUID, kind: str) -> Response:
    """Participants by sessions, with totals."""
    _, picture = visit.words.gettext, look_at(visit, traject)
    columns, people = matrix(picture)
    titles = [(each.session.day, title_of(picture.programme, each.session, visit.language)) for each in columns]
    headers = [_("Deelnemer"), *(f"{day:%d-%m-%Y} {title}" for day, title in titles), _("Aanwezig"), _("Geregistreerd")]
    rows = [_presences(visit, row) for row in people]
    return as_file(visit, kind, ListFile(_("Aanwezigheid"), headers, rows, {row.participant for row in people}))


def _presences(visit: Visit, row: Row) -> list[Cell]:
    said = [None if each.status is None else texts.name(each.status, visit.language) for each in row.places]
    return [row.name, *said, row.present, row.registered]


@router.get("/trajecten/{traject}/certificaten/lijst.{kind}", name="certificates_sheet")
def certificates_sheet(visit: Visiting, traject: UUID, kind: str) -> Response:
    """Everybody's verdict, and why."""
    _, picture = visit.words.gettext, look_at(visit, traject)
    headers = [_("Deelnemer"), _("Oordeel"), _("Aanwezig"), _("Telt mee"), _("Mag nog missen")]
    headers += [texts.name(each, visit.language).capitalize() for each in picture.group.visit_kinds]
    headers += [_("Competenties"), _("Akkoord trainer"), _("Uitgereikt"), _("Waarom")]
    everybody = standings(picture, visit.language)
    rows = [_standing(visit, each) for each in everybody]
    return as_file(visit, kind, ListFile(_("Certificaten"), headers, rows, {each.participant for each in everybody}))


def _standing(visit: Visit, one: Standing) -> list[Cell]:
    found, waived = one.certificate, visit.words.gettext("vrijgesteld")
    may_miss = None if found.may_miss is None else max(found.may_miss, 0)
    visits: list[Cell] = [waived if is_waived else count for _, count, is_waived in one.visits]
    approved = None if one.approved is None else yes_or_no(visit, said=one.approved)
    why = " ".join(sentence for _, sentence in one.why)
    verdict = texts.name(one.verdict, visit.language)
    return [one.name, verdict, found.attended, found.counted, may_miss, *visits,
            ", ".join(one.competences), approved, one.issued_on, why]  # fmt: skip


@router.get("/trajecten/{traject}/netwerk/lijst.{kind}", name="matching_sheet")
def matching_sheet(visit: Visiting, traject: UUID, kind: str) -> Response:
    """What people want to learn, and who in the network fits."""
    _ = visit.words.gettext
    with visit.reading() as session:
        matched, _popular, _key = wishes.matching(session, visit.visitor, traject, visit.today)
    headers = [_("Deelnemer"), _("Leerwens"), _("Had al"), _("Gepland"), _("Past ook")]
    rows = [_match(each) for each in matched]
    return as_file(visit, kind, ListFile(_("Leerwensen"), headers, rows, {each.person.id for each in matched}))


def _match(one: Matched) -> list[Cell]:
    def names(found: Iterable[Suggestion]) -> str:
        return ", ".join(each.name for each in found)

    return [one.person.name, one.person.wish, names(one.had), names(one.coming), names(one.suggested)]
