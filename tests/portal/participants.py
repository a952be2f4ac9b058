"""What the tests of participants share: somebody to write about, and what is stored of them."""

import re
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text

from tests.portal.portal import Person, Portal

SOMEBODY = """
    SELECT participants.id FROM participants JOIN trajects ON trajects.id = participants.traject_id
    WHERE trajects.municipality = :municipality AND participants.phase = :phase ORDER BY participants.key LIMIT 1
"""


def rows(portal: Portal, query: str, **values: Any) -> list[Any]:  # noqa: ANN401 - whatever is asked for
    """What the database holds."""
    with portal.services.engine.connect() as connection:
        return list(connection.execute(text(query), values))


def one(portal: Portal, query: str, **values: Any) -> Any:  # noqa: ANN401 - whatever is asked for
    """The first column of the first row."""
    return rows(portal, query, **values)[0][0]


def somebody(portal: Portal, phase: str, municipality: str = "Utrecht") -> UUID:
    """A participant in a phase."""
    found: UUID = one(portal, SOMEBODY, phase=phase, municipality=municipality)
    return found


def traject(portal: Portal, key: str) -> UUID:
    """A traject of the sample."""
    found: UUID = one(portal, "SELECT id FROM trajects WHERE key = :key", key=key)
    return found


def facts(portal: Portal, participant: UUID, kind: str) -> list[dict[str, Any]]:
    """What was said in the portal of somebody, in order."""
    query = """
        SELECT data FROM facts WHERE participant_id = :id AND kind = :kind
        AND recorded_by NOT IN ('import', 'sample') ORDER BY seq
    """
    return [row[0] for row in rows(portal, query, id=participant, kind=kind)]


def note(portal: Portal, participant: UUID, field: str) -> str | None:
    """What was written last."""
    query = "SELECT text FROM notes WHERE participant_id = :id AND field = :field ORDER BY id DESC LIMIT 1"
    found = rows(portal, query, id=participant, field=field)
    return found[0][0] if found else None


def open_tasks(portal: Portal, participant: UUID) -> list[str]:
    """The kinds of what is to be done about somebody."""
    query = "SELECT kind FROM tasks WHERE participant_id = :id AND state = 'open' ORDER BY kind"
    return [row[0] for row in rows(portal, query, id=participant)]


async def recorded(person: Person, address: str, **fields: Any) -> httpx.Response:  # noqa: ANN401 - values of fields
    """Fill in a form and see it recorded."""
    sent = await person.submit(address, **fields)
    assert sent.status_code == httpx.codes.SEE_OTHER, words(sent)
    return sent


async def refused(person: Person, address: str, **fields: Any) -> str:  # noqa: ANN401 - values of fields
    """Fill in a form that cannot be taken, and read why."""
    sent = await person.submit(address, **fields)
    assert sent.status_code in {httpx.codes.UNPROCESSABLE_ENTITY, httpx.codes.CONFLICT}
    return words(sent)


def words(page: httpx.Response) -> str:
    """What a page says, without its markup."""
    main = page.text.partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def today(portal: Portal) -> str:
    """As forms write it."""
    return portal.services.today.isoformat()
