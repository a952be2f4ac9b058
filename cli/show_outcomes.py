"""Results for people: shares of known answers, and what became of everyone."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from cli import words
from cli.language import of, say
from cli.output import heading, line, number, percent, short, show, table
from domain.terms import Outcome

if TYPE_CHECKING:
    from domain.programme import Programme
    from exporter.cells import Table

Document = dict[str, Any]


def show_document(document: Document, definitions: Iterable["Programme"]) -> None:
    if not document["trajects"]:
        line(say("Geen trajecten met deze vraag.", "No trajects for this question."))
        return
    _participants(document)
    _statements(document["statements"], definitions)
    _follow_up(document["follow_up"])
    line("")
    line(
        say(
            f"Trajecten: {document['trajects']}, op {short(document['as_of'])}. Aandelen zijn van wie antwoord gaf.",
            f"Trajects: {document['trajects']}, on {short(document['as_of'])}. Shares are of known answers.",
        ),
        "dim",
    )


def _participants(document: Document) -> None:
    value = say("waarde", "value")
    made = table(say("deelnemers", "participants"), value, right=(value,))
    for label, found, shown in _numbers(document):
        made.add_row(label, shown(found))
    oldest = f"{number(document['age_min'])} – {number(document['age_max'])}"
    made.add_row(say("jongste – oudste", "youngest – oldest"), oldest)
    show(made)


def _numbers(document: Document) -> Iterator[tuple[str, float | None, Callable[[float | None], str]]]:
    """What it is called, what was counted, and how people read it."""
    people = document["participants"]
    yield say("aangemeld", "registered"), people["registered"], number
    yield say("toegelaten", "admitted"), people["admitted"], number
    yield say("nulmeting", "baseline"), people["baseline"], number
    yield say("eindmeting", "end measurement"), people["end_measurement"], number
    yield say("certificaat", "certificate"), people["certificate"], number
    yield say("vrouw", "women"), document["women_share"], percent
    yield say("ouder dan 26", "older than 26"), document["older_than_26_share"], percent
    yield say("aanwezigheid", "attendance"), document["attendance_rate"], percent
    yield say("rapportcijfer", "mean mark"), document["mark_mean"], number


def as_list(document: Document, definitions: Iterable["Programme"]) -> tuple[str, list[str], "Table"]:
    """What the list is called, its headers, and a row for each number; shares between 0 and 1."""
    rows: Table = [[say("trajecten", "trajects"), None, document["trajects"]]]
    rows += [[label, None, found] for label, found, _ in _numbers(document)]
    rows += [
        [say("jongste", "youngest"), None, document["age_min"]],
        [say("oudste", "oldest"), None, document["age_max"]],
    ]
    rows += [[text, None, share] for text, share in _said(document["statements"], definitions)]
    for months, each in document["follow_up"].items():
        counted = {label: each[key] for key, label in _followed().items()}
        counted |= {words.read(Outcome(outcome)): count for outcome, count in each["outcomes"].items()}
        rows += [[label, int(months), count] for label, count in counted.items()]
    headers = [say("Wat", "What"), say("Maanden na de uitreiking", "Months after"), say("Waarde", "Value")]
    return say("Uitkomsten", "Outcomes"), headers, rows


def _followed() -> dict[str, str]:
    return {
        "due": say("verwacht", "due"),
        "reached": say("bereikt", "reached"),
        "response_rate": say("respons", "response"),
        "flow_out": say("uitstroom", "flow-out"),
    }


def _statements(statements: Document, definitions: Iterable["Programme"]) -> None:
    """In the order of the definition, as people were asked."""
    if not statements:
        return
    share = say("ja", "yes")
    made = table(say("na afloop zeggen deelnemers", "afterwards participants say"), share, right=(share,))
    for text, said in _said(statements, definitions):
        made.add_row(text, percent(said))
    heading(say("Eindmeting", "End measurement"))
    show(made)


def _said(statements: Document, definitions: Iterable["Programme"]) -> Iterator[tuple[str, float | None]]:
    """Each statement, and the share that says so."""
    texts = {key: text for programme in definitions for key, text in programme.statements.items()}
    for key in [*(key for key in texts if key in statements), *(key for key in statements if key not in texts)]:
        yield of(texts[key]) if key in texts else key, statements[key]


def _follow_up(follow_up: Document) -> None:
    if not any(each["due"] for each in follow_up.values()):
        return
    heading(say("Opvolging", "Follow-up"))
    columns = tuple(_followed().values())
    made = table(say("maanden", "months"), *columns, say("wat zij doen", "what they do"), right=columns)
    for months, each in follow_up.items():
        doing = sorted(each["outcomes"].items(), key=lambda pair: -pair[1])
        made.add_row(
            months,
            number(each["due"]),
            number(each["reached"]),
            percent(each["response_rate"]),
            number(each["flow_out"]),
            ", ".join(f"{count} {words.read(Outcome(outcome))}" for outcome, count in doing),
        )
    show(made)
