"""Evaluations, programmes, mail, accounts and who opened whom, as files."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import Row

from exporter.cells import Cell
from portal.list_files import ListFile, as_file, day_of, yes_or_no
from portal.reading import evaluations, post
from portal.reading import programmes as used
from portal.reading.post import State
from portal.signing_in import administration
from portal.visit import Visit, Visiting
from portal.whole_lists import AT_ONCE, whole
from storage.engine import ReadSession
from storage.queries.whose import sees_all

router = APIRouter()


@router.get("/evaluaties/lijst.{kind}", name="evaluations_sheet")
def evaluations_sheet(visit: Visiting, kind: str, stand: str = "") -> Response:
    """What must be held and what was; `stand=open` only what waits to be done."""
    _ = visit.words.gettext
    with visit.reading_everything() as session:
        rows = list(_evaluations(session, visit, waiting=stand == "open"))
    headers = [_("Evaluatie"), _("Traject"), _("Gemeente"), _("Stand"), _("Dag of termijn"), _("Trainer")]
    headers += [_("Iets afgesproken"), _("Keren iets gedaan")]
    return as_file(visit, kind, ListFile(_("Evaluaties"), headers, rows))


def _evaluations(session: ReadSession, visit: Visit, *, waiting: bool) -> Iterator[list[Cell]]:
    _ = visit.words.gettext
    names = {"tussentijds": _("Tussentijdse evaluatie"), "eind": _("Eindevaluatie")}
    if not waiting:
        for row in whole(lambda after: evaluations.due(session, visit.visitor, after, AT_ONCE)):
            name = names[evaluations.WORDS[evaluations.KINDS[row.kind]]]
            trainer = row.trainer or row.trainer_email
            yield [name, row.key, row.municipality, _("nog te houden"), row.due, trainer, None, None]
    for row in whole(
        lambda after: evaluations.held(session, visit.visitor, waiting=waiting, after=after, size=AT_ONCE)
    ):
        name = names[evaluations.WORDS[row.data["moment"]]]
        where: list[Cell] = [name, row.key, row.municipality, _("gehouden"), date.fromisoformat(row.data["on"]), None]
        yield [*where, yes_or_no(visit, said=row.agreed), row.done]


@router.get("/programmas/lijst.{kind}", name="programmes_sheet")
def programmes_sheet(visit: Visiting, kind: str) -> Response:
    """All definitions, and how many trajects use them."""
    _ = visit.words.gettext
    with visit.reading() as session:
        found = visit.services.programmes.all(session)
        counts = used.counts(session, visit.visitor)
    headers = [_("Programma"), _("Sleutel"), _("Versie"), _("Stand"), _("Vanaf leeftijd"), _("Tot en met leeftijd")]
    headers += [_("Taalniveau"), _("Weken"), _("Trajecten")]
    rows: list[list[Cell]] = [
        [
            *(getattr(each.title, visit.language), each.id, each.version),
            _("definitief") if each.status == "final" else _("concept"),
            *(each.ages.youngest, each.ages.oldest, each.language.value, each.weeks),
            counts.get((each.id, each.version), 0),
        ]
        for each in found
    ]
    return as_file(visit, kind, ListFile(_("Programma’s"), headers, rows))


@router.get("/post/lijst.{kind}", name="mailbox_sheet")
def mailbox_sheet(visit: Visiting, kind: str, stand: str | None = None) -> Response:
    """Mail, the latest first."""
    _ = visit.words.gettext
    state = next((each for each in State if each.value == stand), None)
    with visit.reading_everything() as session:
        rows = [_mail(visit, mail) for mail in whole(lambda after: post.listed(session, state, after, AT_ONCE))]
    headers = [_("Bericht"), _("Aan"), _("E-mail"), _("Stand"), _("Dag"), _("Pogingen"), _("Reden")]
    return as_file(visit, kind, ListFile(_("Post"), headers, rows))


def _mail(visit: Visit, mail: post.Mail) -> list[Cell]:
    def said(macro: str, code: str) -> str:
        return visit.services.rendering.said(visit.language, "mail/words.html", macro, code)

    what: list[Cell] = [said("kind", mail.kind), mail.name, mail.email, said("state_name", mail.state.value)]
    return [*what, day_of(mail.at), mail.attempts, said("why", mail.why) if mail.why else None]


@router.get("/accounts/lijst.{kind}", name="accounts_sheet")
def accounts_sheet(visit: Visiting, kind: str) -> Response:
    """Everybody who may sign in."""
    _ = visit.words.gettext
    with visit.reading_everything() as session:
        rows = [_account(visit, row) for row in whole(lambda after: administration.everybody(session, after, AT_ONCE))]
    headers = [_("Naam"), _("E-mail"), _("Rollen"), _("Waar"), _("Stand"), _("Gemaakt"), _("Laatst gezien")]
    return as_file(visit, kind, ListFile(_("Accounts"), headers, rows))


def _account(visit: Visit, row: Row[Any]) -> list[Cell]:
    _, rendering = visit.words.gettext, visit.services.rendering
    roles = [rendering.said(visit.language, "accounts/words.html", "role", role) for role in row.roles]
    towns = sorted(name.title() for name in row.municipalities or () if name)
    everywhere = sees_all(row.roles, everywhere=row.everywhere)
    where = _("alle gemeenten") if everywhere else ", ".join(towns)
    state = _("gesloten") if row.disabled_at else _("moet wachtwoord kiezen") if row.must_change else _("open")
    return [row.name, row.email, ", ".join(roles), where, state, day_of(row.created_at), day_of(row.seen_at)]


@router.get("/accounts/inzage/lijst.{kind}", name="access_log_sheet")
def access_log_sheet(visit: Visiting, kind: str) -> Response:
    """Whom project leads opened, and why."""
    _ = visit.words.gettext
    with visit.reading_everything() as session:
        found = whole(lambda after: administration.opened(session, after, AT_ONCE))
        rows: list[list[Cell]] = [
            [day_of(row.at), row.name, row.email, row.key, row.municipality, row.reason] for row in found
        ]
    headers = [_("Wanneer"), _("Wie"), _("E-mail"), _("Deelnemer"), _("Gemeente"), _("Reden")]
    return as_file(visit, kind, ListFile(_("Wie opende wie"), headers, rows))
