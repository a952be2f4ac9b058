"""The one way in which rules ask for the date, so that the next day on which they change cannot be forgotten."""

from datetime import date


class Clock:
    """The day of an assessment, which remembers the nearest day that had not come yet when a rule asked for it.

    `next_check` is that day; None when no rule waits for a date.
    """

    __slots__ = ("next_check", "today")

    def __init__(self, today: date, next_check: date | None = None) -> None:
        self.today = today
        self.next_check = next_check

    def reached(self, day: date) -> bool:
        """Whether `day` has come; if not, the assessment changes then at the earliest."""
        if day <= self.today:
            return True
        if self.next_check is None or day < self.next_check:
            self.next_check = day
        return False
