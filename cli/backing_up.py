"""`traject backup` and `traject restore`: a copy that can be kept elsewhere, in which the forgotten are unreadable."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.errors import Failed
from cli.language import number_of, say
from cli.options import Json
from cli.output import line, print_json

KeysFolder = Annotated[
    Path,
    typer.Option(
        "--keys",
        metavar="MAP",
        file_okay=False,
        help="De map met sleutels: op een andere plek dan de kopieën, en zelf nooit mee in een kopie.",
    ),
]


def backup(
    folder: Annotated[Path, typer.Argument(metavar="MAP", file_okay=False, help="Waar de reservekopie komt.")],
    keys: KeysFolder,
    json: Json = False,
) -> None:
    """Maak een reservekopie, ook terwijl alles draait. Wie later vergeten wordt, is er niet in te lezen.

    In de map van --keys staan daarna de sleutels van nu, in plaats van die van de vorige keer.
    Voorbeeld: traject backup /mnt/kopieen --keys /mnt/sleutels
    """
    from datetime import datetime

    from backup import making
    from cli.places import engine, master_key
    from workers.connection import insist_on_master_key

    if keys.resolve().is_relative_to(folder.resolve()):
        raise Failed(say("Bewaar kopieën en sleutels apart.", "Keep copies and keys apart."))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with engine() as made:
        key = master_key()
        insist_on_master_key(made, key)
        done = making.make(made, key, folder, keys, datetime.now().astimezone())
    if json:
        print_json({**asdict(done), "place": str(done.place), "keys": str(keys)})
        return
    line(str(done.place), whole=True)
    who, groups = _people(done.participants), _trajects(done.trajects)
    line(say(f"{who} in {groups}. De sleutels staan in {keys}.", f"{who} in {groups}. The keys are in {keys}."), "dim")


def restore(
    source: Annotated[Path, typer.Argument(metavar="KOPIE", help="De reservekopie; van een map de nieuwste daarin.")],
    keys: KeysFolder,
    json: Json = False,
) -> None:
    """Zet een reservekopie terug in een nieuwe TRAJECT_HOME of een lege database. Geef de nieuwste sleutels.

    Wie na de kopie vergeten werd, heeft geen sleutel meer en blijft weg; tellingen en bewijs blijven.
    Daarna: traject doctor --repair
    """
    from backup import keys as kept
    from backup import restoring
    from backup.errors import NoBackup
    from cli.places import empty_database

    place = _newest(source) if source.is_dir() else source
    if not place.is_file():
        raise NoBackup(place)
    found = kept.kept(keys)
    with empty_database(found.master) as url:
        done = restoring.restore(url, place, found)
    if json:
        print_json(asdict(done))
        return
    who, groups = _people(done.participants), _trajects(done.trajects)
    line(say(f"Terug uit {place.name}: {who} in {groups}.", f"Back from {place.name}: {who} in {groups}."))
    if done.forgotten:
        away = _people(done.forgotten)
        line(say(f"Sindsdien vergeten, en niet terug: {away}.", f"Forgotten since, and not back: {away}."))
    line(say("Zet de klokken aan met: traject doctor --repair", "Start the clocks: traject doctor --repair"), "dim")


def _newest(folder: Path) -> Path:
    copies = sorted(folder.glob("traject-*.backup"))
    if not copies:
        raise Failed(say(f"In {folder} staat geen reservekopie.", f"There is no backup in {folder}."))
    return copies[-1]


def _people(number: int) -> str:
    return number_of(number, ("deelnemer", "deelnemers"), ("participant", "participants"))


def _trajects(number: int) -> str:
    return number_of(number, ("traject", "trajecten"), ("traject", "trajects"))
