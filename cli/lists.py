"""What people look at: tasks now and to come, stalls, verdicts, one journey, results; each also as a JSON document."""

from typing import Annotated, Any

import typer

from cli import words
from cli.left_out import warn
from cli.list_files import ToFile, save
from cli.options import AsOf, Json, OfMunicipality, OfTraject, Participant, Traject, today
from cli.output import print_json
from domain.terms import Role

OfRole = Annotated[
    Role | None,
    typer.Option("--role", parser=words.parser(Role), metavar="ROL", help=f"Voor wie: {words.listed(Role)}."),
]


def tasks(
    role: OfRole = None,
    traject: OfTraject = None,
    municipality: OfMunicipality = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Alleen wat te laat is.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Elke taak op een eigen regel, met de reden.")] = False,
    as_of: AsOf = None,
    file: ToFile = None,
    json: Json = False,
) -> None:
    """Open taken, de dringendste eerst. Taken van één soort en traject staan op één regel; --all opent die.

    Voorbeeld: traject tasks --role coordinator --municipality Leiden --overdue
    """
    from cli import language, show_tasks
    from cli.places import reading
    from storage.queries.tasks import TaskFilter
    from views import tasks as view
    from views.day import Day

    with reading() as session:
        day = Day(today(), as_of)
        wanted = TaskFilter(
            role=role,
            traject=_traject_id(session, traject),
            municipality=municipality,
            due_before=day.end if overdue else None,
        )
        document = view.document(session, day, wanted, language.chosen())
    warn(document, as_of)
    if file:
        save(file, *show_tasks.as_list(document))
    elif json:
        print_json(document)
    else:
        show_tasks.show_document(document, opened=all_)


def stalled(
    traject: OfTraject = None,
    municipality: OfMunicipality = None,
    all_: Annotated[bool, typer.Option("--all", help="Iedereen op een eigen regel, met de feiten.")] = False,
    as_of: AsOf = None,
    file: ToFile = None,
    json: Json = False,
) -> None:
    """Trajecten en deelnemers waar niets beweegt: sinds wanneer, op wie het wacht en wat het beëindigt."""
    from cli import language, show_stalled
    from cli.places import reading
    from views import stalled as view
    from views.day import Day, Scope

    with reading() as session:
        scope = Scope(_traject_id(session, traject), municipality)
        document = view.document(session, Day(today(), as_of), scope, language.chosen())
    warn(document, as_of)
    if file:
        save(file, *show_stalled.as_list(document))
    elif json:
        print_json(document)
    else:
        show_stalled.show_document(document, opened=all_)


def forecast(
    weeks: Annotated[
        int, typer.Option("--weeks", metavar="AANTAL", min=1, max=52, help="Zoveel weken vooruit.", show_default=True)
    ] = 8,
    role: OfRole = None,
    traject: OfTraject = None,
    municipality: OfMunicipality = None,
    all_: Annotated[bool, typer.Option("--all", help="Elk traject op een eigen regel, met de dagen.")] = False,
    file: ToFile = None,
    json: Json = False,
) -> None:
    """Welke taken er de komende weken bij komen, en voor wie, als er tot dan niets wordt vastgelegd.

    Voorbeeld: traject forecast --municipality Tilburg --weeks 4
    """
    from cli import show_forecast
    from cli.places import reading
    from views import forecast as view
    from views.day import Scope

    with reading() as session:
        scope = Scope(_traject_id(session, traject), municipality)
        document = view.document(session, view.Horizon(today(), weeks, role), scope)
    warn(document, today())
    if file:
        save(file, *show_forecast.as_list(document))
    elif json:
        print_json(document)
    else:
        show_forecast.show_document(document, opened=all_)


def certificates(traject: Traject, as_of: AsOf = None, file: ToFile = None, json: Json = False) -> None:
    """Wie in een traject het certificaat krijgt, en waarom (niet)."""
    from cli import show_certificates
    from cli.places import reading
    from storage.queries.keys import find_traject
    from views import certificates as view
    from views.day import Day

    with reading() as session:
        found = find_traject(session, traject)
        document = view.document(session, Day(today(), as_of), found.id, found.key)
    if file:
        save(file, *show_certificates.as_list(document))
    elif json:
        print_json(document)
    else:
        show_certificates.show_document(document)


def journey(participant: Participant, as_of: AsOf = None, json: Json = False) -> None:
    """Het traject van één deelnemer: fase, oordelen met redenen, taken, opvolging en geschiedenis."""
    from cli import language, show_journey
    from cli.places import reading
    from storage.queries.keys import find_participant
    from views import journey as view
    from views.day import Day

    with reading() as session:
        found = find_participant(session, participant)
        document = view.document(session, Day(today(), as_of), found, language.chosen())
    if json:
        print_json(document)
    else:
        show_journey.show_document(document)


def outcomes(
    traject: OfTraject = None,
    municipality: OfMunicipality = None,
    year: Annotated[
        int | None,
        typer.Option("--year", metavar="JJJJ", min=1900, max=2200, help="Jaar van de certificaatuitreiking."),
    ] = None,
    as_of: AsOf = None,
    file: ToFile = None,
    json: Json = False,
) -> None:
    """Resultaten: wie meedeed, wat de metingen zeggen, en wat mensen 3, 6 en 12 maanden later doen."""
    from cli import show_outcomes
    from cli.places import reading
    from storage.programmes import Programmes
    from storage.queries.outcomes import OutcomeFilter
    from views import outcomes as view
    from views.day import Day

    with reading() as session:
        wanted = OutcomeFilter(_traject_id(session, traject), municipality, year)
        document = view.document(session, Day(today(), as_of), wanted, traject)
        definitions = Programmes().all(session)
    warn(document, as_of)
    if file:
        save(file, *show_outcomes.as_list(document, definitions))
    elif json:
        print_json(document)
    else:
        show_outcomes.show_document(document, definitions)


def _traject_id(session: Any, key: str | None) -> Any:  # noqa: ANN401 - heavy types stay out of start-up
    from storage.queries.keys import find_traject

    return None if key is None else find_traject(session, key).id
