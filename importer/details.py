"""Checks the rows that say something of somebody: attendance, breaks, measurements, certificates, follow-up, done."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from domain.rows import Sheet, row_key
from domain.terms import Moment, SessionKind
from importer.cells import A_DATE
from importer.context import Context
from importer.definition import answer_fits, name_competences
from importer.directory import Group, Member
from importer.parse import Parsed, ParsedSheet
from importer.problems import Place, Sentence
from importer.shelf import Draft

_TWICE = Sentence(
    "over hetzelfde gaat al een eerdere rij; de eerste telt",
    "an earlier row is about the same thing; the first counts",
)
_OTHER_TRAJECT = Sentence(
    "dit hoort bij een ander traject dan de rest van de rij", "this belongs to another traject than the rest of the row"
)


class Occasion(NamedTuple):
    """The day that an undated row counts from, and what that day is called."""

    name: Sentence
    day: Callable[[Group], date | None]


_OCCASIONS = {
    SessionKind.KICK_OFF: Occasion(Sentence("kick-off", "kick-off"), Group.kick_off),
    SessionKind.CEREMONY: Occasion(Sentence("certificaatuitreiking", "certificate ceremony"), Group.ceremony),
}

Checked = tuple[Group, Draft] | None
"""A row that may go in, and the traject to which it goes; None when it stays out."""


def check_details(context: Context, rows: ParsedSheet) -> None:
    """Hand each row that may go in to its traject."""
    check = _CHECKS[rows.sheet]
    for row in rows.rows:
        checked = check(context, row) if row.readable else None
        if checked is not None:
            group, draft = checked
            group.drafts.append(draft)


def refuse_again(context: Context, again: Iterable[Draft]) -> None:
    """Rows about which an earlier one said something already."""
    for draft in again:
        context.findings.error(Place(draft.sheet, draft.row.number), None, _TWICE)


def _attendance(context: Context, row: Parsed) -> Checked:
    sheet = Sheet.ATTENDANCE
    session, participant = context.session(sheet, row), context.participant(sheet, row)
    if session is None or participant is None or not _together(context, sheet, row, session, participant):
        return None
    group = session.group
    meeting = group.meeting(session.id)
    if meeting is not None and meeting.cancelled:
        context.findings.left_out.add((sheet, row.number))
        context.findings.warning(
            Place(sheet, row.number, "bijeenkomst"),
            session.key,
            Sentence(
                "deze bijeenkomst is vervallen; de aanwezigheid telt niet mee en is overgeslagen",
                "this session was cancelled; its attendance does not count and was left out",
            ),
        )
        return None
    key = row_key(session.key, participant.key)
    draft = Draft(sheet, key, row, participant=participant.id, session=session.id)
    return (group, draft) if context.needs(group, draft, "status") else None


def _break(context: Context, row: Parsed) -> Checked:
    group = context.traject(Sheet.BREAKS, row)
    if group is None:
        return None
    draft = Draft(Sheet.BREAKS, row_key(group.key, row.values["van"]), row)
    if not context.needs(group, draft, "tot"):
        return None
    end = row.values["tot"]
    if end is not None and end < row.values["van"]:
        context.findings.error(
            Place(Sheet.BREAKS, row.number, "tot"),
            end,
            Sentence("de onderbreking eindigt voor zij begint", "the break ends before it begins"),
            Sentence(f"{row.values['van']} of later", f"{row.values['van']} or later"),
        )
        return None
    return group, draft


def _measurement(context: Context, row: Parsed) -> Checked:
    sheet = Sheet.MEASUREMENTS
    participant = context.participant(sheet, row)
    if participant is None:
        return None
    group, values = participant.group, row.values
    values["vraag"] = values["vraag"].casefold()
    key = row_key(participant.key, values["moment"], values["vraag"])
    draft = Draft(sheet, key, row, participant=participant.id)
    occasion = SessionKind.KICK_OFF if values["moment"] == Moment.BASELINE else SessionKind.CEREMONY
    good = (
        answer_fits(context, row, group.programme)
        and context.needs(group, draft, "antwoord")
        and _dated(context, group, draft, occasion)
    )
    return (group, draft) if good else None


def _certificate(context: Context, row: Parsed) -> Checked:
    sheet = Sheet.CERTIFICATES
    participant = context.participant(sheet, row)
    if participant is None:
        return None
    group = participant.group
    name_competences(context, row, group.programme)
    draft = Draft(sheet, participant.key, row, participant=participant.id)
    return (group, draft) if _dated(context, group, draft, SessionKind.CEREMONY) else None


def _follow_up(context: Context, row: Parsed) -> Checked:
    sheet = Sheet.FOLLOW_UPS
    participant = context.participant(sheet, row)
    if participant is None:
        return None
    group, values = participant.group, row.values
    months = (0, *group.programme.follow_up.months)
    if values["maanden"] not in months:
        listed = ", ".join(map(str, months))
        context.findings.error(
            Place(sheet, row.number, "maanden"),
            values["maanden"],
            Sentence("op dit moment is er geen opvolging", "there is no follow-up at this time"),
            Sentence(f"een van: {listed}", f"one of: {listed}"),
        )
        return None
    key = row_key(participant.key, str(values["maanden"]), values["datum"])
    draft = Draft(sheet, key, row, participant=participant.id)
    return (group, draft) if context.needs(group, draft, "bereikt") else None


def _done(context: Context, row: Parsed) -> Checked:
    sheet, values = Sheet.DONE, row.values
    group = context.traject(sheet, row)
    if group is None:
        return None
    about: dict[str, Member | None] = {"deelnemer": None, "bijeenkomst": None}
    for column, find in (("deelnemer", context.participant), ("bijeenkomst", context.session)):
        if values.get(column) is None:
            continue
        member = find(sheet, row)
        if member is None:
            return None
        if member.group.id != group.id:
            context.findings.error(Place(sheet, row.number, column), member.key, _OTHER_TRAJECT)
            return None
        about[column] = member
    participant, session = about["deelnemer"], about["bijeenkomst"]
    key = row_key(group.key, participant.key if participant else "", session.key if session else "", values["taak"])
    return group, Draft(
        sheet,
        key,
        row,
        participant=participant.id if participant else None,
        session=session.id if session else None,
    )


def _together(context: Context, sheet: Sheet, row: Parsed, session: Member, participant: Member) -> bool:
    if session.group.id == participant.group.id:
        return True
    context.findings.error(Place(sheet, row.number, "deelnemer"), participant.key, _OTHER_TRAJECT)
    return False


def _dated(context: Context, group: Group, draft: Draft, occasion: SessionKind) -> bool:
    """Whether the row has a date, or the day of the kick-off or ceremony stands in for it."""
    values = draft.row.values
    if values.get("datum") is not None or (_OCCASIONS[occasion].day(group) is not None):
        return True
    if "datum" not in values and group.stored(draft).get("datum") is not None:
        return True
    name = _OCCASIONS[occasion].name
    context.findings.error(
        Place(draft.sheet, draft.row.number, "datum"),
        None,
        Sentence(f"zonder {name.nl} heeft deze rij een datum nodig", f"without a {name.en} this row needs a date"),
        A_DATE,
    )
    return False


_CHECKS: dict[Sheet, Callable[[Context, Parsed], Checked]] = {
    Sheet.ATTENDANCE: _attendance,
    Sheet.BREAKS: _break,
    Sheet.MEASUREMENTS: _measurement,
    Sheet.CERTIFICATES: _certificate,
    Sheet.FOLLOW_UPS: _follow_up,
    Sheet.DONE: _done,
}
