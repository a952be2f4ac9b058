"""Under which definition of the programme a traject goes on."""

from typing import TYPE_CHECKING

from cli.language import say
from cli.options import Definition, Traject, Version

if TYPE_CHECKING:
    from cli.record.desk import Desk
    from cli.record.statement import NamedTraject, Statement
    from domain.programme import Programme


def programme(
    desk: "Desk",
    traject: Traject,
    programme: Definition,
    version: Version = None,
) -> "Statement":
    """Laat een traject verdergaan onder een andere versie van zijn definitie, of onder een andere definitie.

    Voorbeeld: traject record programme UTR-1 kixworks-2022 --version 2 --what-if
    """
    return goes_on_under(desk.traject(traject), desk.definition(programme, version))


def goes_on_under(group: "NamedTraject", definition: "Programme") -> "Statement":
    """What is said of a traject that moves."""
    from cli.record.statement import about_traject
    from domain.facts import ProgrammeChanged

    name = f"{definition.id} {say('versie', 'version')} {definition.version}"
    fact = ProgrammeChanged(programme=definition.id, version=definition.version)
    return about_traject(group, say(f"verder volgens {name}", f"goes on under {name}"), fact)
