"""What is odd but possible: it goes in, and the coordinator is asked to look at it again."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

from domain.programme import Programme
from domain.rows import Row, Sheet, contact_stays
from domain.terms import Decision, SessionKind
from importer.context import Context
from importer.details import refuse_again
from importer.directory import Group
from importer.parse import Parsed
from importer.problems import Place, Sentence
from importer.shelf import Draft

Oddity = tuple[Sheet, Parsed, str | None, Any, Sentence]

_CRITERIA = ("verblijfsvergunning", "gemotiveerd", "voldoende_tijd", "kan_op_lesmoment", "werkt_in_groep")


def look_for_oddities(context: Context) -> None:
    """Warn of what is odd in the rows that go in; what an earlier row said already stays out."""
    for group in context.groups.values():
        by_sheet: dict[Sheet, list[Draft]] = {sheet: [] for sheet in Sheet}
        drafts, again = group.drafts.sorted_out()
        refuse_again(context, again)
        for draft in drafts:
            by_sheet[draft.sheet].append(draft)
        odd = chain(
            _of_group(group, by_sheet[Sheet.PARTICIPANTS]),
            _of_sessions(group, by_sheet[Sheet.SESSIONS]),
            _of_participants(group, by_sheet[Sheet.PARTICIPANTS]),
            _of_attendance(by_sheet[Sheet.PARTICIPANTS], by_sheet[Sheet.ATTENDANCE]),
            _of_follow_up(group, by_sheet[Sheet.FOLLOW_UPS]),
        )
        for sheet, row, column, found, what in odd:
            context.findings.warning(Place(sheet, row.number, column), found, what)


def _of_group(group: Group, participants: list[Draft]) -> Iterator[Oddity]:
    target = group.programme.group.target
    admitted = [draft.row for draft in participants if draft.row.values.get("besluit") == Decision.ADMITTED]
    if len(admitted) > target:
        yield (
            Sheet.PARTICIPANTS,
            admitted[target],
            "besluit",
            None,
            Sentence(
                f"traject {group.key} heeft {len(admitted)} deelnemers; een groep heeft er ten hoogste {target}",
                f"traject {group.key} has {len(admitted)} participants; a group has at most {target}",
            ),
        )
    if group.row is not None and _reason_without_date(group.row.values):
        yield Sheet.TRAJECTS, group.row, "stopreden", None, _REASON


_REASON = Sentence("er staat een stopreden, maar geen datum bij", "there is a reason for stopping, but no date")


def _reason_without_date(values: Row) -> bool:
    return values.get("stopreden") is not None and "gestopt_op" in values and values["gestopt_op"] is None


def _of_sessions(group: Group, sessions: list[Draft]) -> Iterator[Oddity]:
    kick_off = group.kick_off() if sessions else None
    for draft in sessions:
        values = draft.row.values
        if kick_off is None or values["soort"] == SessionKind.KICK_OFF or _day(values, "datum") is None:
            continue
        if values["datum"] < kick_off.isoformat():
            yield (
                Sheet.SESSIONS,
                draft.row,
                "datum",
                values["datum"],
                Sentence(
                    f"deze bijeenkomst is voor de kick-off van {kick_off}",
                    f"this session is before the kick-off of {kick_off}",
                ),
            )


def _of_participants(group: Group, participants: list[Draft]) -> Iterator[Oddity]:
    same: dict[tuple[str, str, str], str] = {}
    for draft in participants:
        row, values = draft.row, draft.row.values
        yield from _admitted_all_the_same(group, row)
        yield from _dates(row)
        if values.get("geboortedatum") is None:
            continue
        person = (values["voornaam"].casefold(), values["achternaam"].casefold(), values["geboortedatum"])
        if person in same:
            yield (
                Sheet.PARTICIPANTS,
                row,
                "deelnemer",
                draft.key,
                Sentence(
                    f"dezelfde naam en geboortedatum als {same[person]}",
                    f"the same name and date of birth as {same[person]}",
                ),
            )
        same.setdefault(person, draft.key)


def _admitted_all_the_same(group: Group, row: Parsed) -> Iterator[Oddity]:
    values = row.values
    if values.get("besluit") != Decision.ADMITTED:
        return
    against = [column for column in _CRITERIA if values.get(column) is False]
    level = values.get("taalniveau")
    if level is not None and level < group.programme.language:
        against.append("taalniveau")
    if _outside_ages(group, values):
        against.append("geboortedatum")
    for column in against:
        yield (
            Sheet.PARTICIPANTS,
            row,
            column,
            None,
            Sentence(
                "toegelaten, hoewel niet aan dit criterium is voldaan",
                "admitted although this criterion is not met",
            ),
        )


def _outside_ages(group: Group, values: Row) -> bool:
    """INT-3: the age on the day of the kick-off, or of the intake while no kick-off is known."""
    born = _day(values, "geboortedatum")
    on = group.kick_off() or _day(values, "intake_op")
    if born is None or on is None:
        return False
    return not _fits(group.programme, on.year - born.year - ((on.month, on.day) < (born.month, born.day)))


def _fits(programme: Programme, age: int) -> bool:
    ages = programme.ages
    return (ages.youngest or 0) <= age <= (ages.oldest or age)


def _dates(row: Parsed) -> Iterator[Oddity]:
    values = row.values
    registered = values.get("aangemeld_op")
    for column, what in (
        ("gestopt_op", Sentence("gestopt voor de aanmelding", "withdrawn before the registration")),
        ("besluit_op", Sentence("besloten voor de aanmelding", "decided before the registration")),
    ):
        day = values.get(column)
        if registered is not None and day is not None and day < registered:
            yield Sheet.PARTICIPANTS, row, column, day, what
    if values.get("besluit_op") is not None and "besluit" in values and values["besluit"] is None:
        what = Sentence("er staat een datum, maar geen besluit bij", "there is a date, but no decision")
        yield Sheet.PARTICIPANTS, row, "besluit_op", values["besluit_op"], what
    if _reason_without_date(values):
        yield Sheet.PARTICIPANTS, row, "stopreden", None, _REASON


def _of_attendance(participants: list[Draft], attendance: list[Draft]) -> Iterator[Oddity]:
    introduced = {one.participant: one for one in participants}
    for draft in attendance:
        member = introduced.get(draft.participant)
        if member is None:
            continue
        values = member.row.values
        if "besluit" in values and values["besluit"] != Decision.ADMITTED and draft.row.values["status"]:
            yield (
                Sheet.ATTENDANCE,
                draft.row,
                "deelnemer",
                member.key,
                Sentence("deze deelnemer is niet toegelaten", "this participant was not admitted"),
            )


def _of_follow_up(group: Group, follow_ups: list[Draft]) -> Iterator[Oddity]:
    ceremony = group.ceremony() if follow_ups else None
    for draft in follow_ups:
        values = draft.row.values
        if ceremony is not None and values["datum"] < ceremony.isoformat():
            yield (
                Sheet.FOLLOW_UPS,
                draft.row,
                "datum",
                values["datum"],
                Sentence(
                    f"dit is voor de certificaatuitreiking van {ceremony}",
                    f"this is before the certificate ceremony of {ceremony}",
                ),
            )
        if values["bereikt"] is False and values.get("uitkomst"):
            what = Sentence(
                "er staat een uitkomst, maar er was geen contact", "there is an outcome, but there was no contact"
            )
            yield Sheet.FOLLOW_UPS, draft.row, "uitkomst", None, what
    yield from _of_failed_calls(group, [draft for draft in follow_ups if draft.row.values["bereikt"] is False])


def _of_failed_calls(group: Group, failed: list[Draft]) -> Iterator[Oddity]:
    if group.known is None or not failed:
        return
    before, known = group.database.imported(group.id), group.database.standing(group.id)
    what = Sentence("op deze dag was er contact; dat blijft zo", "there was contact on this day; that stays so")
    for draft in failed:
        at = (draft.sheet, draft.key)
        if contact_stays(before.get(at), known.get(at), draft.row.values):
            yield Sheet.FOLLOW_UPS, draft.row, "bereikt", None, what


def _day(values: Row, column: str) -> date | None:
    given = values.get(column)
    return None if given is None else date.fromisoformat(given)
