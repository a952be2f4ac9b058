"""`traject programme …`: the definitions of the programme, and those that a municipality adds."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import words
from cli.errors import Failed
from cli.language import of, say
from cli.options import Json
from cli.output import heading, line, print_json, show, table
from domain.terms import Role, SessionKind, TaskKind

if TYPE_CHECKING:
    from domain.programme import Programme
    from domain.programme_errors import Problem
    from domain.programme_parts import Text

File = Annotated[
    Path, typer.Argument(metavar="BESTAND", help="Een definitie in TOML.", exists=True, dir_okay=False, readable=True)
]


def list_(json: Json = False) -> None:
    """Alle definities, met hun versies."""
    found = _all()
    if json:
        print_json({"programmes": [_brief(one) for one in found]})
        return
    weeks, version = say("weken", "weeks"), say("versie", "version")
    made = table("id", version, say("stand", "status"), say("titel", "title"), weeks, right=(weeks, version))
    for one in found:
        status = say("definitief", "final") if one.status == "final" else say("concept", "draft")
        made.add_row(one.id, str(one.version), status, of(one.title), str(one.weeks))
    show(made)


def show_(
    programme: Annotated[str, typer.Argument(metavar="ID", help="Zoals kixworks-2022.")],
    version: Annotated[
        int | None, typer.Option("--version", metavar="VERSIE", min=1, help="Anders de nieuwste.")
    ] = None,
    json: Json = False,
) -> None:
    """Eén definitie: criteria, bijeenkomsten, trainingen, vragen, competenties, houvasten en taken."""
    found = [one for one in _all() if one.id == programme and version in (None, one.version)]
    if not found:
        raise Failed(say(f"Er is geen definitie {programme}.", f"There is no definition {programme}."))
    newest = found[-1]
    if json:
        print_json(newest.model_dump(mode="json"))
    else:
        _tell(newest)


def check(file: File, json: Json = False) -> None:
    """Kijk een definitie na: klopt zij, en zo niet, wat wordt waar verwacht?"""
    from domain.programme import InvalidProgramme, load

    try:
        programme = load(file.read_text(encoding="utf-8"), file.name)
    except InvalidProgramme as error:
        if json:
            print_json({"valid": False, "problems": [asdict(problem) for problem in error.problems]})
            raise typer.Exit(1) from error
        _tell_problems(error.problems)
        raise Failed(say(f"{file.name} klopt niet.", f"{file.name} is not right.")) from error
    except UnicodeDecodeError as error:
        raise Failed(say(f"{file.name} is geen tekst in UTF-8.", f"{file.name} is no text in UTF-8.")) from error
    if json:
        print_json({"valid": True, "problems": [], **_brief(programme)})
    else:
        name = f"{programme.id} {say('versie', 'version')} {programme.version}"
        line(say(f"{name} klopt ({_status(programme)}).", f"{name} is right ({_status(programme)})."))


def add(file: File) -> None:
    """Neem een definitie op. Een concept mag u vervangen; een definitieve versie ligt vast."""
    from cli.places import writing
    from storage import programmes

    check(file)
    with writing() as session:
        programme = programmes.add(session, file.read_text(encoding="utf-8"), file.name)
    line(
        say(
            f"{programme.id} versie {programme.version} is opgenomen.",
            f"{programme.id} version {programme.version} was added.",
        )
    )


def _tell_problems(problems: "Iterable[Problem]") -> None:
    made = table(say("waar", "where"), say("gevonden", "found"), say("verwacht", "expected"))
    for problem in problems:
        made.add_row(problem.key, problem.found or "–", of(problem))
    show(made)


def _all() -> "list[Programme]":
    from cli.places import reading
    from storage.programmes import Programmes

    with reading() as session:
        return Programmes().all(session)


def _status(programme: "Programme") -> str:
    return say("definitief", "final") if programme.status == "final" else say("concept", "draft")


def _brief(programme: "Programme") -> dict[str, object]:
    return {
        "id": programme.id,
        "version": programme.version,
        "status": programme.status,
        "title": programme.title.model_dump(),
        "weeks": programme.weeks,
    }


def _tell(programme: "Programme") -> None:
    line(f"{programme.id} {say('versie', 'version')} {programme.version}: {of(programme.title)}", "bold")
    line(f"{programme.source}. {of(programme.based_on)}", "dim")
    oldest = say("geen bovengrens", "no upper bound") if programme.ages.oldest is None else str(programme.ages.oldest)
    line(
        say("Leeftijd", "Age")
        + f": {programme.ages.youngest or 0} – {oldest} · {say('taal', 'language')}: {programme.language}"
    )
    least, target = programme.group.least, programme.group.target
    line(
        say(
            f"{programme.weeks} weken, elke {programme.cadence_days} dagen; groep van {least} tot {target}",
            f"{programme.weeks} weeks, every {programme.cadence_days} days; group of {least} to {target}",
        )
    )
    _tell_texts(say("Criteria", "Criteria"), {code.value: text for code, text in programme.criteria.items()})
    _tell_sessions(programme)
    _tell_texts(say("Kerntrainingen", "Core trainings"), programme.trainings.core)
    _tell_texts(say("Keuzetrainingen", "Optional trainings"), programme.trainings.optional)
    _tell_texts(say("Activiteiten", "Side activities"), programme.side_activities)
    _tell_texts(say("Vragen", "Questions"), {**programme.questions, **programme.statements})
    _tell_texts(say("Competenties", "Competences"), programme.competences)
    _tell_texts(say("Houvasten bij INT-4", "Handholds for INT-4"), programme.handholds)
    _tell_tasks(programme)


def _tell_texts(title: str, texts: "Mapping[str, Text]") -> None:
    if texts:
        heading(title)
        made = table(say("sleutel", "key"), say("betekenis", "meaning"))
        for key, text in texts.items():
            made.add_row(key, of(text))
        show(made)


def _tell_sessions(programme: "Programme") -> None:
    least = say("ten minste", "at least")
    heading(say("Bijeenkomsten", "Sessions"))
    made = table(say("soort", "kind"), least, say("telt mee", "counts"), right=(least,))
    for kind in SessionKind:
        rule = programme.sessions[kind]
        made.add_row(words.read(kind), str(rule.least), say("ja", "yes") if rule.counts else say("nee", "no"))
    show(made)


def _tell_tasks(programme: "Programme") -> None:
    heading(say("Taken", "Tasks"))
    made = table(say("soort", "kind"), say("taak", "task"), say("voor", "for"), say("vóór", "due"))
    for kind in TaskKind:
        if (rule := programme.tasks.get(kind)) is None:
            continue
        made.add_row(kind.value, words.read(kind), words.read(Role(rule.role)), str(rule.due))
    show(made)
