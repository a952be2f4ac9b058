"""When an open task is late, as Postgres finds it: `domain.calendar.overdue` for every list, badge, count and mail."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement

SHOWN_TO_THE_LEAD = timedelta(days=7)
"""A task that is more than this overdue is for the eyes of the project lead too."""


def is_overdue(due: ColumnElement[date], today: date) -> ColumnElement[bool]:
    """Whether what is open and was due on the day in this column is late: today is a later day."""
    return due < today


def is_left_undone(due: ColumnElement[date], today: date) -> ColumnElement[bool]:
    """Whether it is late for so long that the project lead sees it."""
    return is_overdue(due, today - SHOWN_TO_THE_LEAD)
