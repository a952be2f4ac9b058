"""`traject programme preview` and `move`: what another version of a definition would change, and going on under it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import show_what_if
from cli.errors import Failed
from cli.language import of, say
from cli.left_out import warn
from cli.options import By, Definition, Json, OfMunicipality, OfTraject, Version, today
from cli.output import line, print_json
from cli.record.command import message_of
from cli.record.definition import goes_on_under

if TYPE_CHECKING:
    from activities.messages import Message
    from cli.record.desk import Desk
    from cli.record.statement import NamedTraject, Statement
    from domain.programme import Programme
    from views.day import Scope
    from workers.embedded import Running

FileOrId = Annotated[
    str, typer.Argument(metavar="BESTAND|ID", help="Een definitie in TOML, ook een concept, of een die is opgenomen.")
]
Weeks = Annotated[
    int, typer.Option("--weeks", min=0, max=104, metavar="AANTAL", help="Hoever vooruit ook naar taken gekeken wordt.")
]


def preview(
    what: FileOrId,
    version: Version = None,
    traject: OfTraject = None,
    municipality: OfMunicipality = None,
    weeks: Weeks = 26,
    json: Json = False,
) -> None:
    """Wat een andere versie van een definitie zou veranderen, per traject en deelnemer. Er wordt niets vastgelegd.

    Voorbeeld: traject programme preview mijn-definitie.toml --municipality Leiden
    """
    from cli.places import reading
    from cli.record.desk import Desk
    from views import what_if
    from views.forecast import Horizon

    with reading() as session:
        desk = Desk(session, today())
        programme = _from_file(Path(what)) if Path(what).is_file() else desk.definition(what, version)
        document = what_if.documents(session, Horizon(today(), weeks), _scope(desk, traject, municipality), programme)
    warn(document, None)
    if json:
        print_json(document)
    else:
        show_what_if.show_documents(document)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which trajects go on under which version, as somebody typed it."""

    programme: str
    version: int | None
    traject: str | None
    municipality: str | None


def move(
    programme: Definition,
    version: Version = None,
    traject: OfTraject = None,
    municipality: OfMunicipality = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Laat alle lopende trajecten van een definitie verdergaan onder een andere versie ervan.

    Kijk eerst met `traject programme preview`. Herhalen kan veilig: wie al overgestapt is, blijft zoals hij is.
    """
    from cli.places import with_everything

    wanted = Wanted(programme, version, traject, municipality)
    moves = with_everything(lambda running: _move(running, wanted, by))
    if json:
        print_json({"moves": moves})
    else:
        _tell(moves)
    if any(each["refused"] or each["again"] for each in moves):
        raise typer.Exit(1)


def _tell(moves: list[dict[str, Any]]) -> None:
    for each in moves:
        became = each["refused"] or each["again"] or say("overgestapt", "moved")
        line(f"{each['traject']} · {each['municipality']}: {became}", whole=True)
    if not moves:
        line(say("Geen lopend traject volgt een andere versie.", "No running traject follows another version."))


async def _move(running: "Running", wanted: Wanted, by: str | None) -> list[dict[str, Any]]:
    """One message for each traject, one after the other, until nobody answers.

    `refused` says why a traject stays, `again` that nobody answered: then to say it again may help.
    """
    from cli.settle import heard, tell_unheard
    from workers.errors import Refused, Unavailable

    moves, wake = list[dict[str, Any]](), set[str]()
    for traject, message, statement in _to_say(running, wanted, by):
        became: dict[str, str | None] = {"refused": None, "again": None}
        try:
            wake |= await _said(running, statement, message)
        except Refused as error:
            became["refused"] = of(error)
        except Unavailable as error:
            became["again"] = of(error)
        moves.append({"traject": traject.key, "municipality": traject.municipality, **became})
        if became["again"]:
            break
    tell_unheard(await heard(running, wake))
    return moves


def _to_say(running: "Running", wanted: Wanted, by: str | None) -> "list[tuple[NamedTraject, Message, Statement]]":
    """What is said to each running traject in scope that follows another version."""
    from cli.record.desk import Desk
    from storage.engine import reading
    from views.what_if import running_under

    with reading(running.engine) as session:
        desk = Desk(session, today(), by)
        definition = desk.definition(wanted.programme, wanted.version)
        scope = _scope(desk, wanted.traject, wanted.municipality)
        others = desk.trajects(running_under(session, scope, definition.id, besides=definition.version))
        each = ((one, Desk(session, today(), by)) for one in others)  # a desk draws the id of one message
        return [(one, *message_of(own, goes_on_under(one, definition), by)) for one, own in each]


async def _said(running: "Running", statement: "Statement", message: "Message") -> set[str]:
    """Who must hear of it."""
    enclosure = statement.enclosure if message.enclosed else None
    answer = await running.mailbox.say(statement.workflow, statement.traject, message, enclosure)
    return {each.workflow for each in answer.wake}


def _from_file(path: Path) -> "Programme":
    """A definition that nobody need have added.

    Raises:
        Failed: it is none; `traject programme check` says what is wrong with it.
    """
    from domain.programme import InvalidProgramme, load

    try:
        return load(path.read_text(encoding="utf-8"), path.name)
    except (InvalidProgramme, UnicodeDecodeError) as error:
        raise Failed(
            say(
                f"{path.name} klopt niet; zie: traject programme check {path.name}",
                f"{path.name} is not right; see: traject programme check {path.name}",
            )
        ) from error


def _scope(desk: "Desk", traject: str | None, municipality: str | None) -> "Scope":
    from views.day import Scope

    return Scope(None if traject is None else desk.traject(traject).id, municipality)
