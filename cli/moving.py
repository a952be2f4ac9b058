"""`traject programme preview` and `move`: what another version of a definition would change, and going on under it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import show_what_if
from cli.errors import Failed
from cli.language import of, say
from cli.left_out import warn
from cli.options import By, Json, OfMunicipality, OfTraject, today
from cli.output import line, print_json
from cli.record.command import message_of
from cli.record.definition import goes_on_under

if TYPE_CHECKING:
    from activities.messages import Message
    from cli.record.desk import Desk
    from cli.record.statement import NamedTraject, Statement
    from domain.programme import Programme
    from storage.engine import ReadSession
    from views.day import Scope
    from workers.embedded import Running

Id = Annotated[str, typer.Argument(metavar="ID", help="De definitie; zie `traject programme list`.")]
FileOrId = Annotated[
    str, typer.Argument(metavar="BESTAND|ID", help="Een definitie in TOML, ook een concept, of een die is opgenomen.")
]
Version = Annotated[
    int | None, typer.Option("--version", metavar="VERSIE", min=1, help="Anders de nieuwste die definitief is.")
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


def move(
    programme: Id,
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

    moves = with_everything(lambda running: _move(running, programme, version, (traject, municipality), by))
    if json:
        print_json({"moves": moves})
    else:
        _tell(moves)
    if any(each["refused"] for each in moves):
        raise typer.Exit(1)


def _tell(moves: list[dict[str, Any]]) -> None:
    for each in moves:
        became = each["refused"] or say("overgestapt", "moved")
        line(f"{each['traject']} · {each['municipality']}: {became}", whole=True)
    if not moves:
        line(say("Geen lopend traject volgt een andere versie.", "No running traject follows another version."))


async def _move(
    running: "Running", programme: str, version: int | None, which: tuple[str | None, str | None], by: str | None
) -> list[dict[str, Any]]:
    """One message for each traject, one after the other: each is answered by itself, and none waits for all."""
    from cli.record.desk import Desk
    from cli.settle import heard, tell_unheard
    from storage.engine import reading

    with reading(running.engine) as session:
        desk = Desk(session, today(), by)
        definition = desk.definition(programme, version)
        to_say = [
            (group, message_of(Desk(session, today(), by), goes_on_under(group, definition), by))
            for group in _following_otherwise(session, desk, definition, which)
        ]
    moves, wake = [], set[str]()
    for group, (message, statement) in to_say:
        refused = await _said(running, statement, message, wake)
        moves.append({"traject": group.key, "municipality": group.municipality, "refused": refused})
    tell_unheard(await heard(running, wake))
    return moves


def _following_otherwise(
    session: "ReadSession", desk: "Desk", definition: "Programme", which: tuple[str | None, str | None]
) -> "list[NamedTraject]":
    """The running trajects in scope that follow another version."""
    from views.what_if import running_under

    ids = running_under(session, _scope(desk, *which), definition.id, besides=definition.version)
    return desk.trajects(ids)


async def _said(running: "Running", statement: "Statement", message: "Message", wake: set[str]) -> str | None:
    """Why a traject could not move, if so; otherwise who must hear of it is added to `wake`."""
    from workers.errors import Refused, Unavailable

    enclosure = statement.enclosure if message.enclosed else None
    try:
        answer = await running.mailbox.say(statement.workflow, statement.traject, message, enclosure)
    except (Refused, Unavailable) as error:
        return of(error)
    wake.update(each.workflow for each in answer.wake)
    return None


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
