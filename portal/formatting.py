"""Days, numbers and terms as people read them, in their language."""

from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from domain import terms, texts
from domain.texts import Language
from portal.translations import LOCALES, catalogue

_HERE = ZoneInfo("Europe/Amsterdam")


@lru_cache(maxsize=4096)
def _written(day: date, pattern: str, locale: str) -> str:
    """A day in words; a page has the same few days many times."""
    return format_date(day, pattern, locale=locale)


@lru_cache(maxsize=4096)
def _decimal(value: float, locale: str) -> str:
    """A number in digits."""
    return format_decimal(value, locale=locale)


class Formats:
    """The filters of templates in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._locale = LOCALES[language]

    def day(self, day: date | None) -> str:
        """Such as `vr 20 nov 2026`."""
        return "" if day is None else _written(day, "EEE d MMM y", self._locale).replace(".", "")

    def long_day(self, day: date | None) -> str:
        """Such as `vrijdag 20 november 2026`."""
        return "" if day is None else _written(day, "EEEE d MMMM y", self._locale)

    def short_day(self, day: date | None) -> str:
        """Such as `20 nov`."""
        return "" if day is None else _written(day, "d MMM", self._locale).replace(".", "")

    def moment(self, at: datetime | None) -> str:
        """Such as `20 november 2026, 14:05`, on the clocks of the Netherlands."""
        return "" if at is None else format_datetime(at, "d MMMM y, HH:mm", tzinfo=_HERE, locale=self._locale)

    def clock(self, at: datetime) -> str:
        """Such as `10.41`, on the clocks of the Netherlands."""
        return f"{at.astimezone(_HERE):%H.%M}"

    def number(self, value: float | None) -> str:
        """Such as `1.234` or `4,5`."""
        return "–" if value is None else _decimal(value, self._locale)

    def percent(self, share: float | None) -> str:
        """A share of one as `62%`."""
        return "–" if share is None else format_percent(share, locale=self._locale)

    def term(self, value: str | StrEnum | None, kind: str) -> str:
        """What the programme calls a word of `domain.terms`: `{{ phase|term("Phase") }}`."""
        return "" if value is None else texts.name(getattr(terms, kind)(str(value)), self.language)

    def capital(self, sentence: str) -> str:
        """The same, beginning with a capital."""
        return sentence[:1].upper() + sentence[1:]

    def distance(self, day: date, today: date) -> str:
        """How far a day is away: `vandaag`, `over 6 dagen`, `2 dagen te laat`."""
        words = catalogue(self.language)
        days = (day - today).days
        if days == 0:
            return words.gettext("vandaag")
        if days > 0:
            return words.ngettext("over %(num)s dag", "over %(num)s dagen", days) % {"num": days}
        return words.ngettext("%(num)s dag te laat", "%(num)s dagen te laat", -days) % {"num": -days}

    def filters(self) -> dict[str, object]:
        """By the name that templates use."""
        names = (
            "day", "long_day", "short_day", "moment", "clock", "number", "percent", "term", "capital", "distance"
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}
