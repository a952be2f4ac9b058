"""School holidays by region, to propose as breaks: children are at home then, and groups seldom meet."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

Region = Literal["Noord", "Midden", "Zuid"]
REGIONS: tuple[Region, ...] = ("Noord", "Midden", "Zuid")
"""The three regions among which the Dutch school holidays are spread."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SchoolHoliday:
    """A holiday from its first Saturday through its last Sunday; `name` is Dutch."""

    name: str
    start: date
    end: date


def school_holidays(region: Region, start: date, end: date) -> list[SchoolHoliday]:
    """The school holidays of a region that touch these days, in order; known for 2000 to 2030."""
    years = range(start.year - 1, end.year + 2)
    everything = _of_years(region, years.start, years.stop)
    return [each for each in everything if each.start <= end and each.end >= start]


@lru_cache(maxsize=64)
def _of_years(region: Region, first: int, stop: int) -> tuple[SchoolHoliday, ...]:
    from holidays import country_holidays  # noqa: PLC0415 - as in domain.calendar: only who asks pays for it

    days = country_holidays("NL", subdiv=region, years=range(first, stop), categories="school", language="nl")
    found: list[SchoolHoliday] = []
    for day, name in sorted(days.items()):
        if found and found[-1].name == name and found[-1].end + _ONE_DAY == day:
            found[-1] = SchoolHoliday(name, found[-1].start, day)
        else:
            found.append(SchoolHoliday(name, day, day))
    return tuple(found)
