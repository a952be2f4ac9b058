"""The days of the programme: working days, months and what overdue means, in one place for every reader.

Dates are Dutch calendar dates (Europe/Amsterdam). A working day is Monday to Friday and not a Dutch public
holiday.
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
"""Days that people here can mean. Whoever counts on from much later runs out of calendar (domain.checks)."""
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Monday to Friday and not a Dutch public holiday (docs/rules.md, Days).

    Holidays are known for 1970 to 2100; in other years only weekends are no working days.
    """
    return day.weekday() < _SATURDAY and day not in _holidays(day.year)


@lru_cache(maxsize=8192)
def next_working_day(day: date) -> date:
    """The day itself if it is a working day, otherwise the first one after it."""
    while not is_working_day(day):
        day += _ONE_DAY
    return day


@lru_cache(maxsize=8192)
def add_working_days(day: date, n: int) -> date:
    """The n-th working day after `day` (before it when n is negative); `day` itself when n is 0.

    From a Friday two working days later is Tuesday; from a Sunday one working day later is Monday.
    """
    step = _ONE_DAY if n > 0 else -_ONE_DAY
    for _ in range(abs(n)):
        day += step
        while not is_working_day(day):
            day += step
    return day


@lru_cache(maxsize=8192)
def add_months(day: date, n: int) -> date:
    """The same day of the month n months on, or the month's last day where it has no such day."""
    months = day.year * 12 + day.month - 1 + n
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def overdue(due: date, today: date) -> bool:
    """Whether something open that was due on `due` is late: today is a later day (docs/rules.md, Days)."""
    return today > due


def amsterdam_day(moment: datetime) -> date:
    """The calendar day it is in the Netherlands at a moment.

    Raises:
        ValueError: the moment has no time zone, so that nobody knows which day it is.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {moment.isoformat()}")
    return moment.astimezone(_amsterdam()).date()


def start_of(day: date) -> datetime:
    """The moment a day begins in the Netherlands, with its time zone."""
    return datetime.combine(day, time.min, tzinfo=_amsterdam())


def _amsterdam() -> ZoneInfo:
    return ZoneInfo("Europe/Amsterdam")  # the zone keeps its own cache; it is read when first asked for


@lru_cache(maxsize=512)
def _holidays(year: int) -> frozenset[date]:
    from holidays import country_holidays  # noqa: PLC0415 - commands that ask no date start without it

    return frozenset(country_holidays("NL", years=year))
