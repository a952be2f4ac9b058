"""The seven groups of 2019: where, when and with whom; the people are dealt by `samples.cohort_people`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from random import Random

from holidays import country_holidays

from domain.calendar import add_working_days, next_working_day
from samples.agenda import Meeting, agenda
from samples.cohort_people import Dealer
from samples.group import Group
from samples.people import People
from samples.programmes import whole
from samples.published import Deck

PROGRAMME = "kixworks-2022"
KEPT_UNTIL = date(2021, 3, 1)


@dataclass(frozen=True, slots=True)
class Town:
    """One group: where, from when, with whom, and how many at the baseline."""

    key: str
    name: str
    region: str
    kick_off: date
    people: int
    coordinator: str
    trainer: str
    co_trainer: str
    agenda: str = whole(PROGRAMME)


TOWNS = (
    Town("SCH19", "Schiedam", "Midden", date(2019, 1, 15), 11, "ilse.vermaas", "karin.oldenhof", "sena.aktas"),
    Town("HGV19", "Hoogeveen", "Noord", date(2019, 1, 17), 10, "wubbo.hidding", "tom.rietveld", "geke.luning"),
    Town("VEN19", "Venlo", "Zuid", date(2019, 2, 6), 11, "miet.coopmans", "karin.oldenhof", "harrie.teeuwen"),
    Town("HUI19-A", "Huizen", "Noord", date(2019, 1, 22), 11, "bart.de.gooijer", "lotte.ansems", "rik.bout"),
    Town("HUI19-B", "Huizen", "Noord", date(2019, 3, 26), 10, "bart.de.gooijer", "lotte.ansems", "femke.rebel"),
    Town(
        "LEI19",
        "Leiden",
        "Midden",
        date(2019, 3, 14),
        11,
        "noor.zandvliet",
        "youssef.amrani",
        "daan.kloos",
        whole(PROGRAMME).replace("gastles", "~gastles gastles"),
    ),
    Town("DBI19", "De Bilt", "Midden", date(2019, 3, 12), 10, "carla.voskuil", "youssef.amrani", "anouk.smeets"),
)


def cohort() -> list[Group]:
    """All seven, with everybody in them; the same each time."""
    rng = Random(2019)
    dealer = Dealer(rng, People(rng, first_number=1000), Deck(rng))
    groups = [dealer.start(_group(town), town.people) for town in TOWNS]
    return [dealer.finish(group) for group in groups]


def _group(town: Town) -> Group:
    meetings = agenda(town.agenda, town.kick_off, KEPT_UNTIL, free=_school_holidays(town.region))
    created = next_working_day(town.kick_off - timedelta(days=84))
    return Group(
        key=town.key,
        municipality=town.name,
        programme=PROGRAMME,
        coordinator=f"{town.coordinator}@voorbeeld.example",
        trainer=f"{town.trainer}@voorbeeld.example",
        co_trainer=f"{town.co_trainer}@voorbeeld.example",
        created=created,
        kick_off=town.kick_off,
        agreement=add_working_days(created, 8),
        plan_of_approach=add_working_days(created, 15),
        meetings=meetings,
        members=(),
        kept_until=KEPT_UNTIL,
        breaks=tuple(_breaks(meetings, _school_holidays(town.region))),
    )


@cache
def _school_holidays(region: str) -> Callable[[date], bool]:
    days = frozenset(country_holidays("NL", subdiv=region, years=range(2018, 2021), categories="school"))
    return days.__contains__


def _breaks(meetings: tuple[Meeting, ...], free: Callable[[date], bool]) -> Iterator[tuple[date, date, str]]:
    """The school holidays between two meetings, from their first day to their last."""
    for before, after in pairwise(meetings):
        between = (before.day + timedelta(days=n) for n in range((after.day - before.day).days))
        days = [day for day in between if free(day)]
        if days:
            yield days[0], days[-1], "Schoolvakantie"
