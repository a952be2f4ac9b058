"""School holidays by region: whole, in order, and spread over the regions."""

from datetime import date

import pytest

from domain.school_holidays import REGIONS, Region, school_holidays


@pytest.mark.parametrize("region", REGIONS)
def test_the_christmas_holiday_is_one_across_the_year(region: Region) -> None:
    (christmas,) = school_holidays(region, date(2026, 12, 25), date(2026, 12, 26))
    assert (christmas.name, christmas.start, christmas.end) == ("Kerstvakantie", date(2026, 12, 19), date(2027, 1, 3))


def test_spring_begins_earlier_in_the_south_of_2027() -> None:
    south, north = (school_holidays(region, date(2027, 2, 1), date(2027, 3, 5)) for region in ("Zuid", "Noord"))
    assert south[0].start < north[0].start


def test_years_that_nobody_planned_yet_have_none() -> None:
    assert school_holidays("Midden", date(2040, 1, 1), date(2040, 12, 31)) == []
