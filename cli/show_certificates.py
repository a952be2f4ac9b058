"""Certificate verdicts for people: how far everyone is, and what is missing."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from cli import words
from cli.language import say
from cli.output import line, short, show, table
from domain.terms import Outlook, SessionKind, Verdict

if TYPE_CHECKING:
    from exporter.cells import Cell, Table

Person = dict[str, Any]
VISITS = ("company_visit", "guest_lesson", "network_meeting")
STYLES = {"eligible": "green", "not_eligible": "red", "awaiting_approval": "yellow", "withdrawn": "dim"}


def show_document(document: dict[str, Any]) -> None:
    people: list[Person] = document["participants"]
    if not people:
        line(say(f"In {document['traject']} is niemand toegelaten.", f"Nobody was admitted to {document['traject']}."))
        return
    present, may_miss = say("was er", "attended"), say("mag missen", "may miss")
    made = table(
        say("deelnemer", "participant"), say("oordeel", "verdict"), present, may_miss,
        say("bedr.", "comp."), say("gast", "guest"), say("netw.", "netw."), say("wat ontbreekt", "missing"),
        right=(present, may_miss),
    )  # fmt: skip
    for person in people:
        made.add_row(
            person["participant"],
            words.read(Verdict(person["verdict"])),
            f"{person['attended']}/{person['counted']}",
            "–" if person["may_miss"] is None else str(person["may_miss"]),
            *(visit(person, kind) for kind in VISITS),
            missing(person),
            style=STYLES.get(person["verdict"], ""),
        )
    show(made)
    _sum_up(people, document)


def as_list(document: dict[str, Any]) -> tuple[str, list[str], "Table"]:
    """What the list is called, its headers, and a row for everybody admitted."""
    headers = [
        *(say("Deelnemer", "Participant"), say("Oordeel", "Verdict"), say("Was er", "Attended")),
        *(say("Telt mee", "Counted"), say("Mag missen", "May miss")),
        *(words.read(SessionKind(kind)).capitalize() for kind in VISITS),
        say("Wat ontbreekt", "Missing"),
    ]
    rows: Table = [
        [
            *(person["participant"], words.read(Verdict(person["verdict"])), person["attended"], person["counted"]),
            *(person["may_miss"], *(_visits(person, kind) for kind in VISITS), missing(person)),
        ]
        for person in document["participants"]
    ]
    return say("Certificaten", "Certificates"), headers, rows


def visit(person: Person, kind: str) -> str:
    """How often somebody made a visit of this kind, or that it was waived."""
    waived = say("vrij", "waived") if kind in person["waived"] else ""
    count = str(person["visits"][kind])
    return f"{count}, {waived}" if waived else count


def _visits(person: Person, kind: str) -> "Cell":
    """A number that can be added up, unless the visit was waived."""
    return visit(person, kind) if kind in person["waived"] else person["visits"][kind]


def missing(person: Person) -> str:
    """Which rules fail, and while something is to come, what is still missing."""
    said = [_failed(person, rule) for rule in person["failed"]]
    if person["verdict"] == "in_progress":
        said += [_to_come(kind, kind in person["missing_to_come"]) for kind in person["missing_visits"]]
    if person["outlook"] in {"at_risk", "out_of_reach"}:
        said.append(words.read(Outlook(person["outlook"])))
    return ", ".join(said)


def _failed(person: Person, rule: str) -> str:
    what = {
        "CRT-HALF": say("minder dan de helft", "less than half"),
        "CRT-VISITS": _kinds(person["missing_visits"]),
        "CRT-TRAINER": say("trainer zegt nee", "trainer says no"),
    }.get(rule, "")
    return f"{rule} ({what})" if what else rule


def _to_come(kind: str, comes: bool) -> str:
    name = words.read(SessionKind(kind))
    return say(f"{name} komt nog", f"{name} to come") if comes else say(f"geen {name} meer", f"no {name} any more")


def _kinds(kinds: list[str]) -> str:
    return ", ".join(words.read(SessionKind(kind)) for kind in kinds)


def _sum_up(people: list[Person], document: dict[str, Any]) -> None:
    counts = Counter(person["verdict"] for person in people)
    parts = ", ".join(f"{count} {words.read(Verdict(verdict))}" for verdict, count in counts.most_common())
    line("")
    line(
        f"{document['traject']}, {short(document['as_of'])}: {len(people)} {say('toegelaten', 'admitted')}: {parts}.",
        "dim",
    )
