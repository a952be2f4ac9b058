"""Checks the rows that introduce somebody or something: trajects, participants, sessions."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from uuid import UUID

from domain.ids import participant_id, session_id, traject_id
from domain.programme import Programme
from domain.rows import Sheet
from domain.terms import SessionKind, SessionStatus
from importer.context import Context
from importer.definition import part_exists
from importer.directory import Found, Group, Member, Register, Stored, Unresolved
from importer.format import DEFAULT_PROGRAMME
from importer.known import KnownMember, Meeting
from importer.parse import Parsed, ParsedSheet
from importer.problems import Place, Sentence
from importer.shelf import Draft

_TWICE = Sentence(
    "deze sleutel staat al in een eerdere rij; de eerste telt",
    "this key stands in an earlier row already; the first counts",
)
_FORGOTTEN = Sentence(
    "deze persoon is vergeten: de gegevens zijn gewist",
    "this person was forgotten: their data were deleted",
)
_NOT_AGAIN = Sentence(
    "geen rij meer, of een nieuwe sleutel als hij of zij opnieuw meedoet",
    "no row any more, or a new key if they take part again",
)
AT_ONCE = 500
"""Participants after whom the database is asked in one question; so many rows wait in memory for its answer."""


def check_trajects(context: Context, rows: ParsedSheet) -> None:
    """Bind every traject of the file to its municipality and to one version of a definition."""
    spelled = {_plain(name): name for name in context.known.municipalities()}
    for row in _first_of_each(context, context.trajects, rows, "traject"):
        key, given = row.values["traject"], row.values.get("gemeente")
        municipality = None if given is None else spelled.setdefault(_plain(given), " ".join(given.split()))
        theirs = municipality is not None and _is_theirs(context, row, municipality)
        group = _group(context, row, key, municipality) if row.readable and municipality and theirs else None
        if group is None:
            context.trajects.refuse(key, municipality)
        else:
            row.values["gemeente"] = municipality
            context.trajects.in_file[key] = group
            group.drafts.append(Draft(Sheet.TRAJECTS, key, row, known=group.known is not None))


def _is_theirs(context: Context, row: Parsed, municipality: str) -> bool:
    """Whether who hands in the file may speak of this municipality."""
    within = context.within
    if within is None or within.covers(municipality):
        return True
    what = Sentence("deze gemeente is niet de uwe", "this municipality is not yours")
    expected = Sentence(f"een van: {within.listed()}", f"one of: {within.listed()}") if within.own else None
    context.findings.error(Place(Sheet.TRAJECTS, row.number, "gemeente"), municipality, what, expected)
    return False


def _first_of_each(
    context: Context, register: Register[Found, Stored], rows: ParsedSheet, column: str
) -> Iterator[Parsed]:
    """The rows that have a key, each key once: a second row is reported, the first counts, readable or not."""
    for row in rows.rows:
        key = row.values.get(column)
        if key is None:
            continue
        if key in register.in_file or key in register.refused:
            context.findings.error(Place(rows.sheet, row.number, column), key, _TWICE)
        else:
            yield row


def _group(context: Context, row: Parsed, key: str, municipality: str) -> Group | None:
    known = context.trajects.at(municipality, key)
    group = None if known is None else context.group_of(known)
    programme = _programme(context, row, group)
    if programme is None:
        return None
    if group is None:
        identity = traject_id(municipality, key)
        group = context.new_group(identity, key, municipality, programme)
    elif (programme.id, programme.version) != (group.programme.id, group.programme.version):
        context.findings.warning(
            Place(Sheet.TRAJECTS, row.number, "programma"),
            programme.id,
            Sentence(
                f"het traject krijgt een ander programma; tot nu toe was het {group.programme.id}",
                f"the traject gets another programme; until now it was {group.programme.id}",
            ),
        )
        group.programme = programme
    group.row = row
    return group


def _programme(context: Context, row: Parsed, group: Group | None) -> Programme | None:
    """The definition that the row names; a running traject keeps its own as long as the name stays."""
    named = row.values.get("programma")
    if named is not None:
        named = row.values["programma"] = named.casefold()
    if group is not None and _keeps(group, row, named):
        return group.programme
    found = context.newest(named or DEFAULT_PROGRAMME)
    if found is None:
        names = ", ".join(sorted({name for name, _ in context.programmes}))
        context.findings.error(
            Place(Sheet.TRAJECTS, row.number, "programma"),
            named,
            Sentence("dit programma is niet bekend", "this programme is not known"),
            Sentence(f"een van: {names}", f"one of: {names}"),
        )
    return found


def _keeps(group: Group, row: Parsed, named: str | None) -> bool:
    """Whether the row says nothing new: the definition that the traject follows, or the one it named before."""
    before = group.stored(Draft(Sheet.TRAJECTS, group.key, row)).get("programma")
    if named is not None:
        return named in {group.programme.id, before}
    return "programma" not in row.values or before is None or group.programme.id == DEFAULT_PROGRAMME


def check_participants(context: Context, rows: ParsedSheet) -> None:
    """Give every participant of the file a traject and an id; nobody who was forgotten comes back with a file."""
    introduced = _introduced(context, rows)
    while some := list(islice(introduced, AT_ONCE)):
        forgotten = context.known.forgotten([member.id for member, draft in some if not draft.known])
        for member, draft in some:
            if member.id in forgotten:
                _keep_out(context, member, draft)
            else:
                member.group.drafts.append(draft)


def _introduced(context: Context, rows: ParsedSheet) -> Iterator[tuple[Member, Draft]]:
    for row, group, known in _members(context, context.participants, rows, "deelnemer"):
        key = row.values["deelnemer"]
        identity = participant_id(group.municipality, key) if known is None else known.id
        member = context.participants.in_file[key] = Member(identity, key, group)
        yield member, Draft(Sheet.PARTICIPANTS, key, row, participant=identity, known=known is not None)


def _keep_out(context: Context, forgotten: Member, draft: Draft) -> None:
    del context.participants.in_file[draft.key]
    context.participants.refuse(draft.key, forgotten.municipality)
    context.findings.error(Place(draft.sheet, draft.row.number, "deelnemer"), draft.key, _FORGOTTEN, _NOT_AGAIN)


def check_sessions(context: Context, rows: ParsedSheet) -> None:
    """Give every session of the file a traject and an id, and put it in that traject's calendar."""
    for row, group, known in _members(context, context.sessions, rows, "bijeenkomst"):
        key = row.values["bijeenkomst"]
        if not part_exists(context, row, group.programme):
            context.sessions.refuse(key, group.municipality)
            continue
        identity = session_id(group.municipality, key) if known is None else known.id
        context.sessions.in_file[key] = Member(identity, key, group)
        group.drafts.append(Draft(Sheet.SESSIONS, key, row, session=identity))
        group.meetings[identity] = _meeting(row, group, identity)


def _members(
    context: Context, register: Register[Member, KnownMember], rows: ParsedSheet, column: str
) -> Iterator[tuple[Parsed, Group, Member | None]]:
    """The rows whose traject is clear, with that traject and with whom the database knows under the key."""
    for row in _first_of_each(context, register, rows, column):
        key = row.values[column]
        group = context.traject(rows.sheet, row) if row.readable else _traject_of(context, row)
        stored = None if group is None else register.at(group.municipality, key)
        known = None if stored is None else register.taken_from(stored)
        if group is None or not row.readable or not _stays(context, rows.sheet, row, group, known):
            register.refuse(key, None if group is None else group.municipality)
        else:
            yield row, group, known


def _meeting(row: Parsed, group: Group, session: UUID) -> Meeting:
    """Without a column for it, the status stays what it was."""
    if "status" in row.values:
        cancelled = row.values["status"] == SessionStatus.CANCELLED
    else:
        before = group.meeting(session)
        cancelled = before is not None and before.cancelled
    return Meeting(SessionKind(row.values["soort"]), date.fromisoformat(row.values["datum"]), cancelled)


def _traject_of(context: Context, row: Parsed) -> Group | None:
    """Where a row that is refused would have belonged, if that can be told."""
    reference = row.values.get("traject")
    try:
        return None if reference is None else context.trajects.find(reference)
    except Unresolved:
        return None


def _stays(context: Context, sheet: Sheet, row: Parsed, group: Group, known: Member | None) -> bool:
    """Nobody moves from one traject to another by way of a spreadsheet: the history would stay behind."""
    if known is None or known.group.id == group.id:
        return True
    context.findings.error(
        Place(sheet, row.number, "traject"),
        group.key,
        Sentence(f"dit hoort al bij traject {known.group.key}", f"this belongs to traject {known.group.key} already"),
        Sentence(f"traject {known.group.key}, of een andere sleutel", f"traject {known.group.key}, or another key"),
    )
    return False


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
