"""Which task somebody means: by its number, or by as much of it as the lists print."""

import re

from sqlalchemy import Text, cast, select

from cli.errors import Failed
from cli.language import say
from storage.engine import ReadSession
from storage.queries.tasks import TaskLine, task
from storage.tables import tasks

_NUMBER = re.compile(r"[0-9a-f-]{4,36}")


def find(session: ReadSession, number: str) -> TaskLine:
    """The task whose id begins so.

    Raises:
        Failed: there is none, or more than one.
    """
    begin = number.strip().casefold()
    if not _NUMBER.fullmatch(begin):
        raise Failed(say(f"{number} is geen taaknummer.", f"{number} is no task number."))
    query = select(tasks.c.id).where(cast(tasks.c.id, Text).startswith(begin, autoescape=True)).limit(2)
    found = list(session.execute(query).scalars())
    if len(found) > 1:
        raise Failed(say(f"Meer dan één taak begint met {begin}.", f"More than one task begins with {begin}."))
    line = task(session, found[0]) if found else None
    if line is None:
        raise Failed(say(f"Er is geen taak {number}.", f"There is no task {number}."))
    return line
