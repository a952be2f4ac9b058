"""What would change, for people: a line for each change, those of several participants together."""

from typing import Any

from cli.language import chosen, number_of, say
from cli.output import heading, line, short, show, table

_NAMED_ONE_BY_ONE = 3


def show_document(document: dict[str, Any], said: str) -> None:
    """What one thing that is said would change."""
    line(say(f"Als u dit vastlegt: {said}.", f"If you record this: {said}."), "bold")
    _show_changes(document)
    line("")
    line(say("Er is niets vastgelegd.", "Nothing was recorded."), "dim")


def show_documents(document: dict[str, Any]) -> None:
    """What another version of a definition would change, traject by traject."""
    trajects = document["trajects"]
    for each in trajects:
        heading(f"{each['traject']} · {each['municipality']} · {each['definition']['before']}")
        if each["not_known"]:
            lacking = ", ".join(each["not_known"])
            line(say(f"Kan niet overstappen; al vastgelegd: {lacking}", f"Cannot move; recorded: {lacking}"), "red")
        if each["forgotten"]:
            number = each["forgotten"]
            forgotten = say(f"er worden meteen mensen vergeten: {number}", f"people forgotten at once: {number}")
            line(say(f"Kan niet overstappen; {forgotten}", f"Cannot move; {forgotten}"), "red")
        _show_changes(each)
    definition, until = document["definition"], short(document["until"])
    if not trajects:
        nobody = say(
            f"Geen lopend traject volgt een andere versie dan {definition}.",
            f"No running traject follows another version than {definition}.",
        )
        line(nobody)
        return
    count = number_of(len(trajects), ("traject", "trajecten"), ("traject", "trajects"))
    line("")
    line(
        say(
            f"{count} onder {definition}: wat er dan anders is, met de taken tot en met {until}. "
            "Er is niets vastgelegd.",
            f"{count} under {definition}: what would differ, with the tasks until {until}. Nothing was recorded.",
        ),
        "dim",
    )


def _show_changes(document: dict[str, Any]) -> None:
    from views.differences import lines

    if not document["changes"]:
        nothing = say(
            "Fasen, oordelen, taken en opvolging blijven zoals zij zijn.",
            "Phases, verdicts, tasks and follow-up stay as they are.",
        )
        line(nothing)
        return
    made = table(say("wie", "who"), say("wat", "what"), say("nu", "now"), say("dan", "then"))
    for each, people in lines(document["changes"], chosen()).items():
        made.add_row(_who(people), each.what, each.now, each.then)
    show(made)


def _who(people: list[str | None]) -> str:
    if len(people) > _NAMED_ONE_BY_ONE:
        return say(f"{len(people)} deelnemers", f"{len(people)} participants")
    return ", ".join(say("het traject", "the traject") if one is None else one for one in people)
