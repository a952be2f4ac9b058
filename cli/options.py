"""Options that many commands share, so that one word means the same everywhere."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import typer

from cli.language import say
from domain.names import composed

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
"""Days outside are slips of the pen."""
MOST = 1000
"""People at once, as on the page of an organisation."""
LONGEST_NAME, LONGEST_TEXT = 200, 10_000
"""Characters, as in the import format."""

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def day(text: str) -> date:
    """A date as people write it: 2026-03-31 or 31-03-2026, between 1900 and 2100."""
    for form in ("%Y-%m-%d", "%d-%m-%Y"):
        with suppress(ValueError):
            found = datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no time zone
            if EARLIEST <= found <= LATEST:
                return found
    raise typer.BadParameter(
        say(f"{text!r} is geen datum; schrijf JJJJ-MM-DD", f"{text!r} is no date; write YYYY-MM-DD")
    )


def name(text: str) -> str:
    """A key, a name or a number: something, on one line, not endless."""
    words = composed(text.strip())
    if not words:
        raise typer.BadParameter(say("dit mag niet leeg zijn", "this may not be empty"))
    if len(words) > LONGEST_NAME or not words.isprintable():
        most = LONGEST_NAME
        raise typer.BadParameter(
            say(f"schrijf ten hoogste {most} tekens op één regel", f"write at most {most} characters on one line")
        )
    return words


def number(text: str) -> str:
    """How many people: one at least."""
    try:
        found = int(text)
    except ValueError as error:
        raise typer.BadParameter(say("dat is geen getal", "that is no number")) from error
    if not 1 <= found <= MOST:
        raise typer.BadParameter(say(f"kies 1 tot en met {MOST}", f"choose 1 through {MOST}"))
    return str(found)


def or_empty(read: Callable[[str], str]) -> Callable[[str], str]:
    """The same, or nothing between the quotes: that empties what is known."""
    return lambda text: read(text) if text.strip() else ""


def free_text(text: str) -> str:
    """A note: as many lines as somebody likes, but no book."""
    if len(text) > LONGEST_TEXT:
        most = LONGEST_TEXT
        raise typer.BadParameter(say(f"schrijf ten hoogste {most} tekens", f"write at most {most} characters"))
    return composed(text)


def address(text: str) -> str:
    """An e-mail address of somebody who works here, by which they are known."""
    words = name(text)
    if not _ADDRESS.fullmatch(words):
        raise typer.BadParameter(say(f"{words!r} is geen e-mailadres", f"{words!r} is no e-mail address"))
    return words


def yes(text: str) -> bool:
    """`ja` or `nee`, as in the files."""
    said = {"ja": True, "j": True, "yes": True, "nee": False, "n": False, "no": False}.get(text.strip().casefold())
    if said is None:
        raise typer.BadParameter(say(f"{text!r} kan niet; kies ja of nee", f"{text!r}: choose yes or no"))
    return said


def maybe(text: str) -> bool | None:
    """The same, or `onbekend` for what is not known or is taken back."""
    return None if text.strip().casefold() in {"onbekend", "unknown"} else yes(text)


def uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise typer.BadParameter(say(f"{text!r} is geen nummer (UUID)", f"{text!r} is no UUID")) from error


def one_way(context: typer.Context, value: Any) -> Any:  # noqa: ANN401 - of whichever of the two options came last
    """A list goes to a file or, as JSON, to a program."""
    if value and (context.params.get("json") or context.params.get("file")):
        raise typer.BadParameter(say("--file en --json gaan niet samen", "--file and --json do not go together"))
    return value


def today() -> date:
    """The calendar day it is now in the Netherlands."""
    from datetime import UTC

    from domain.calendar import amsterdam_day

    return amsterdam_day(datetime.now(UTC))


Json = Annotated[bool, typer.Option("--json", callback=one_way, help="Eén JSON-document, voor programma's.")]
AsOf = Annotated[
    date | None,
    typer.Option("--as-of", parser=day, metavar="JJJJ-MM-DD", help="Zoals het stond aan het eind van die dag."),
]
OfTraject = Annotated[
    str | None, typer.Option("--traject", metavar="SLEUTEL", help="Alleen dit traject: SLEUTEL of GEMEENTE/SLEUTEL.")
]
OfMunicipality = Annotated[
    str | None,
    typer.Option("--municipality", parser=composed, metavar="GEMEENTE", help="Alleen de trajecten van deze gemeente."),
]
Traject = Annotated[str, typer.Argument(metavar="TRAJECT", help="De sleutel van het traject, of GEMEENTE/SLEUTEL.")]
Participant = Annotated[
    str, typer.Argument(metavar="DEELNEMER", help="De sleutel van de deelnemer, of GEMEENTE/SLEUTEL.")
]
Session = Annotated[
    str, typer.Argument(metavar="BIJEENKOMST", help="De sleutel van de bijeenkomst, of GEMEENTE/SLEUTEL.")
]
On = Annotated[
    date | None,
    typer.Option("--on", parser=day, metavar="JJJJ-MM-DD", help="De dag waarop het gebeurde; anders vandaag."),
]
By = Annotated[
    str | None,
    typer.Option(
        "--by",
        parser=address,
        metavar="E-MAIL",
        envvar="TRAJECT_USER",
        show_envvar=False,
        help="Wie dit zegt (ook: TRAJECT_USER).",
    ),
]
Note = Annotated[
    str | None,
    typer.Option(
        "--note",
        parser=free_text,
        metavar="TEKST",
        help="Toelichting; blijft in de database en gaat nooit naar Temporal.",
    ),
]
Definition = Annotated[str, typer.Argument(metavar="ID", help="De definitie; zie `traject programme list`.")]
Version = Annotated[
    int | None, typer.Option("--version", metavar="VERSIE", min=1, help="Anders de nieuwste die definitief is.")
]
WhatIf = Annotated[bool, typer.Option("--what-if", help="Laat zien wat er zou veranderen; er wordt niets vastgelegd.")]
MessageId = Annotated[
    UUID | None,
    typer.Option(
        "--message-id",
        parser=uuid,
        metavar="UUID",
        help="Herhaalt een eerder bericht veilig: het gaat er één keer in.",
    ),
]
