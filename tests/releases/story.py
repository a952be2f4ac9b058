"""A small town on the day of a release: trajects and people in every phase. All of them are invented.

It is told in the import format and in commands, the two things that every version understands; days count from today.
"""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

TOWN = "Proefdam"
PLAN = ("kick-off", *("training",) * 6, "bedrijfsbezoek", "gastles", "netwerkmeeting")
FORTNIGHT = 14
OWN = "proefdam-eigen"
"""A definition of the town's own, kept in its database: a test can change its limits while a traject runs by it."""

Row = dict[str, str]

_TRAJECTS = {
    # key: created, kick-off, ceremony, cancelled (days from today), sessions held
    "VOOR": (-10, 30, None, None, 0),
    "BEZIG": (-75, -40, None, None, 3),
    "EIND": (-185, -150, 10, None, 10),
    "NA": (-280, -245, -95, None, 10),
    "LANG": (-640, -600, -430, None, 10),
    "STOP": (-90, -50, None, -5, 2),
    "EIGEN": (-30, None, None, None, 0),
}
_PEOPLE = {
    # key: decision, days from today on which it was made, on which they left
    "VOOR-1": ("", None, None),
    "VOOR-2": ("wachtlijst", -4, None),
    "VOOR-3": ("afgewezen", -3, None),
    "VOOR-4": ("toegelaten", -3, None),
    "BEZIG-1": ("toegelaten", -60, None),
    "BEZIG-2": ("toegelaten", -60, None),
    "BEZIG-3": ("toegelaten", -60, None),
    "BEZIG-4": ("toegelaten", -60, -20),
    "EIND-1": ("toegelaten", -170, None),
    "NA-1": ("toegelaten", -260, None),
    "NA-2": ("toegelaten", -260, None),
    "LANG-1": ("toegelaten", -620, None),
    "STOP-1": ("toegelaten", -80, None),
    "EIGEN-1": ("", None, None),
}
_FOLLOWED_UP = (("NA-2", 3, -4), ("LANG-1", 3, -340), ("LANG-1", 6, -250))

PHASES = {
    "VOOR-1": "intake",
    "VOOR-2": "waiting_list",
    "VOOR-3": "refused",
    "VOOR-4": "kick_off",
    "BEZIG-1": "programme",
    "BEZIG-2": "programme",
    "BEZIG-3": "programme",
    "BEZIG-4": "withdrawn",
    "EIND-1": "certificate",
    "NA-1": "follow_up",
    "NA-2": "follow_up",
    "LANG-1": "closed",
    "STOP-1": "closed",
    "EIGEN-1": "intake",
}
"""Where everybody stands when the story is told."""

COMMANDS = (
    ("record", "consent", "BEZIG-1", "ja"),
    ("record", "pause", "BEZIG-2", "--review", "{+25}"),
    ("record", "withdraw", "BEZIG-3"),
    ("record", "re-enter", "BEZIG-3"),
    ("record", "decision", "VOOR-4", "toegelaten"),
    ("record", "kick-off", "VOOR", "{+32}"),
    ("record", "attendance", "BEZIG-b2", "--everyone", "aanwezig", "--except", "BEZIG-1=afwezig"),
)
"""Said one by one, so that histories hold more than a beginning. `{+25}` is a day from today."""


def sheets(today: date) -> dict[str, list[Row]]:
    """The sheets of the import format."""
    return {
        "trajecten": [_traject(key, today) for key in _TRAJECTS],
        "deelnemers": [_person(key, today) for key in _PEOPLE],
        "bijeenkomsten": list(_sessions(today)),
        "aanwezigheid": list(_attendance()),
        "opvolging": [_contact(*said, today) for said in _FOLLOWED_UP],
    }


def commands(today: date) -> Iterator[list[str]]:
    """What is said one by one."""
    for command in COMMANDS:
        yield [_day(today, int(word[1:-1])) if word.startswith("{") else word for word in command]


def write(folder: Path, today: date) -> Path:
    """The sheets as a folder of CSV."""
    folder.mkdir()
    for name, rows in sheets(today).items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def _day(today: date, days: int | None) -> str:
    return "" if days is None else (today + timedelta(days=days)).isoformat()


def _traject(key: str, today: date) -> Row:
    created, kick_off, _, cancelled, _ = _TRAJECTS[key]
    return {
        "traject": key,
        "gemeente": TOWN,
        "programma": OWN if key == "EIGEN" else "",
        "coordinator": "coordinator@proefdam.example",
        "trainer": "trainer@proefdam.example",
        "aangemaakt_op": _day(today, created),
        "kickoff_gepland": _day(today, kick_off),
        "gestopt_op": _day(today, cancelled),
    }


def _person(key: str, today: date) -> Row:
    decision, decided, left = _PEOPLE[key]
    created = _TRAJECTS[key.partition("-")[0]][0]
    interviewed = "ja" if decision else ""
    return {
        "deelnemer": key,
        "traject": key.partition("-")[0],
        "voornaam": "Verzonnen",
        "achternaam": key,
        "geboortedatum": "1990-05-17",
        "taalniveau": "B1",
        **dict.fromkeys(
            ("verblijfsvergunning", "gemotiveerd", "voldoende_tijd", "kan_op_lesmoment", "werkt_in_groep"), interviewed
        ),
        "aangemeld_op": _day(today, created + 1),
        "intake_op": _day(today, decided),
        "besluit": decision,
        "besluit_op": _day(today, decided),
        "gestopt_op": _day(today, left),
    }


def _sessions(today: date) -> Iterator[Row]:
    for key, (_, kick_off, ceremony, _, held) in _TRAJECTS.items():
        for number, kind in enumerate(PLAN if kick_off is not None and kick_off < 0 else ()):
            day = (kick_off or 0) + FORTNIGHT * number
            status = "gehouden" if number < held else "gepland"
            yield {"bijeenkomst": f"{key}-b{number}", "traject": key, "soort": kind} | {
                "datum": _day(today, day),
                "status": status,
            }
        if ceremony is not None:
            status = "gehouden" if ceremony < 0 else "gepland"
            yield {"bijeenkomst": f"{key}-uitreiking", "traject": key, "soort": "certificaatuitreiking"} | {
                "datum": _day(today, ceremony),
                "status": status,
            }


def _attendance() -> Iterator[Row]:
    for key, (*_, held) in _TRAJECTS.items():
        there = [who for who in _PEOPLE if who.startswith(key) and who != "BEZIG-4"]
        for number in range(held):
            yield from ({"bijeenkomst": f"{key}-b{number}", "deelnemer": who, "status": "aanwezig"} for who in there)


def _contact(key: str, months: int, days: int, today: date) -> Row:
    said = {"deelnemer": key, "maanden": str(months), "datum": _day(today, days)}
    return said | {"bereikt": "ja", "uitkomst": "betaald_werk", "uitkering": "nee"}
