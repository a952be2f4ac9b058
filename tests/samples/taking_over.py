"""Takes over sample files with the product's own reader and rules, without a database."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from uuid import UUID

from domain.assess import assess
from domain.assessment import Assessment
from domain.facts import AnyFact, Person, Recorded
from domain.fold import fold
from domain.group import Municipal
from domain.programme import Programme, latest, shipped
from domain.situation import Situation
from domain.take_over import plan
from domain.take_over_values import TakeOverRows
from importer.check import check
from importer.known import Remembered
from importer.workbook import read
from samples import extra


@dataclass
class Taken:
    """A traject taken over from the files: its facts, and the people's own data that the rules need."""

    municipality: str
    programme: Programme
    recorded_on: date
    facts: list[AnyFact]
    people: list[Person]

    @cached_property
    def situation(self) -> Situation:
        """All that is known, with what the demo records after the import."""
        log = [
            Recorded(seq=number, message=UUID(int=number), recorded_on=self.recorded_on, fact=fact)
            for number, fact in enumerate(self.facts)
        ]
        return fold(log, self.people)

    def on(self, day: date) -> Assessment:
        """What the rules say at the end of a day."""
        known = self.situation
        return assess(known, self.programme, day, Municipal(known.agreement_on, known.plan_on))


def take_over(path: Path, today: date) -> dict[str, Taken]:
    """Every traject in the files at `path`, by key; there must be nothing to report of them."""
    checked = check(read(path), Remembered(), shipped(), today)
    assert not checked.problems
    return {rows.key: _taken(rows, today) for rows in checked.take_overs}


def _taken(rows: TakeOverRows, today: date) -> Taken:
    made = plan(rows, {})
    values = {person.participant: person for person in made.people}
    people = [
        Person.model_validate(
            {"participant": p.id, "key": p.key, **values[p.id].model_dump(include={"birth_date", "gender"})}
        )
        for p in made.participants
    ]
    mine = {person.key for person in people}
    said_after = [fact for town, key, fact in extra(today) if town == rows.municipality and key in mine]
    return Taken(rows.municipality, latest(rows.programme), today, [*made.facts, *said_after], people)
