"""Results for people: shares of known answers, and what became of everyone."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cli import words
from cli.language import of, say
from cli.output import heading, line, number, percent, short, show, table
from domain.terms import Outcome

if TYPE_CHECKING:
    from domain.programme import Programme

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
    people, value = document["participants"], say("waarde", "value")
    made = table(say("deelnemers", "participants"), value, right=(value,))
    for label, text in (
        (say("aangemeld", "registered"), number(people["registered"])),
        (say("toegelaten", "admitted"), number(people["admitted"])),
        (say("nulmeting", "baseline"), number(people["baseline"])),
        (say("eindmeting", "end measurement"), number(people["end_measurement"])),
        (say("certificaat", "certificate"), number(people["certificate"])),
        (say("vrouw", "women"), percent(document["women_share"])),
        (say("ouder dan 26", "older than 26"), percent(document["older_than_26_share"])),
        (say("jongste – oudste", "youngest – oldest"), _ages(document)),
        (say("aanwezigheid", "attendance"), percent(document["attendance_rate"])),
        (say("rapportcijfer", "mean mark"), number(document["mark_mean"])),
    ):
        made.add_row(label, text)
    show(made)


def _ages(document: Document) -> str:
    return f"{number(document['age_min'])} – {number(document['age_max'])}"


def _statements(statements: Document, definitions: Iterable["Programme"]) -> None:
    """In the order of the definition, as people were asked."""
    if not statements:
        return
    texts = {key: text for programme in definitions for key, text in programme.statements.items()}
    share = say("ja", "yes")
    made = table(say("na afloop zeggen deelnemers", "afterwards participants say"), share, right=(share,))
    for key in [*(key for key in texts if key in statements), *(key for key in statements if key not in texts)]:
        made.add_row(of(texts[key]) if key in texts else key, percent(statements[key]))
    heading(say("Eindmeting", "End measurement"))
    show(made)


def _follow_up(follow_up: Document) -> None:
    if not any(each["due"] for each in follow_up.values()):
        return
    heading(say("Opvolging", "Follow-up"))
    columns = (
        say("verwacht", "due"),
        say("bereikt", "reached"),
        say("respons", "response"),
        say("uitstroom", "flow-out"),
    )
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
