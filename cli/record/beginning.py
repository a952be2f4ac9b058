"""How a traject begins."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options
from cli.language import say
from cli.options import On
from domain.terms import StaffRole

if TYPE_CHECKING:
    from cli.record.desk import Desk
    from cli.record.statement import Statement

Municipality = Annotated[str, typer.Argument(parser=options.name, metavar="GEMEENTE", help="De gemeente.")]
Key = Annotated[str, typer.Argument(parser=options.name, metavar="SLEUTEL", help="Hoe de gemeente het traject noemt.")]
Programme = Annotated[
    str, typer.Option("--programme", metavar="ID", help="De definitie; zie `traject programme list`.")
]
Coordinator = Annotated[
    str | None, typer.Option("--coordinator", parser=options.address, metavar="E-MAIL", help="Coördinator.")
]
Trainer = Annotated[str | None, typer.Option("--trainer", parser=options.address, metavar="E-MAIL", help="Trainer.")]
CoTrainer = Annotated[
    str | None, typer.Option("--co-trainer", parser=options.address, metavar="E-MAIL", help="Co-trainer.")
]
KickOff = Annotated[
    date | None, typer.Option("--kick-off", parser=options.day, metavar="JJJJ-MM-DD", help="Wanneer u wilt beginnen.")
]


def new(
    desk: "Desk",
    municipality: Municipality,
    key: Key,
    programme: Programme = "kixworks-2022",
    coordinator: Coordinator = None,
    trainer: Trainer = None,
    co_trainer: CoTrainer = None,
    kick_off: KickOff = None,
    on: On = None,
) -> "Statement":
    """Begin een nieuw traject.

    Voorbeeld: traject record traject Leiden L-2026-1 --coordinator c@leiden.example --kick-off 2026-03-02
    """
    from activities.messages import Enclosure, StaffValues, TrajectValues
    from cli.record.statement import NamedTraject, about_traject
    from domain.facts import AnyFact, KickOffPlanned, StaffNamed, TrajectCreated
    from domain.ids import staff_id, traject_id

    definition = desk.definition(programme)
    named = {StaffRole.COORDINATOR: coordinator, StaffRole.TRAINER: trainer, StaffRole.CO_TRAINER: co_trainer}
    people = {role: email for role, email in named.items() if email is not None}
    day = desk.day(on)
    facts: list[AnyFact] = [TrajectCreated(programme=definition.id, version=definition.version, on=day)]
    facts += [StaffNamed(role=role, staff=staff_id(email), on=day) for role, email in people.items()]
    if kick_off is not None:
        facts.append(KickOffPlanned(day=kick_off))
    group = NamedTraject(traject_id(municipality, key), key.strip(), municipality.strip())
    enclosure = Enclosure(
        traject=TrajectValues(municipality=group.municipality, key=group.key),
        staff=tuple(StaffValues(staff=staff_id(email), email=email) for email in people.values()),
    )
    done = say(f"nieuw traject in {group.municipality}", f"new traject in {group.municipality}")
    return about_traject(group, done, *facts).enclosing(enclosure)
