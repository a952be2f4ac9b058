"""A password that is changed while somebody who knows the old one uses it: what was changed stays changed."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from portal.signing_in import accounts, administration, pages
from storage.engine import WriteSession, reading, writing
from storage.tables import accounts as table
from storage.tables import web_sessions
from tests.portal.portal import Portal
from tests.portal.stock import PASSWORD, PEOPLE

COORDINATOR = PEOPLE["coordinator"].email
RESET = accounts.acceptable("door de beheerder gegeven")
OWN = "zelf gekozen wachtwoord"
Change = Callable[[WriteSession, UUID], None]


def reset(session: WriteSession, identity: UUID) -> None:
    administration.new_password(session, identity, RESET)


def close(session: WriteSession, identity: UUID) -> None:
    administration.disable(session, identity, datetime.now(UTC))


def account(portal: Portal) -> Any:  # noqa: ANN401 - a row
    with reading(portal.services.engine) as session:
        return session.execute(select(table).where(table.c.email == COORDINATOR)).one()


def sessions(portal: Portal) -> int:
    with reading(portal.services.engine) as session:
        return int(session.execute(select(func.count()).select_from(web_sessions)).scalar_one())


def while_it_is_compared(monkeypatch: pytest.MonkeyPatch, portal: Portal, change: Change) -> None:
    """The password that was stored fits, and by the time that is known it is no longer the one."""
    identity = account(portal).id

    def fits(*_: object) -> bool:
        with writing(portal.services.engine) as session:
            change(session, identity)
        return True

    monkeypatch.setattr(pages, "fits", fits)


@pytest.mark.parametrize("change", [reset, close])
async def test_who_signs_in_while_the_password_is_reset_or_the_account_closed_stays_out(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    while_it_is_compared(monkeypatch, portal, change)
    answer = await portal.nobody().submit("/aanmelden", email=COORDINATOR, password=PASSWORD)
    assert answer.status_code == 401
    assert "horen niet bij elkaar" in answer.text
    assert sessions(portal) == 0


async def test_who_changes_the_password_while_it_is_reset_changes_nothing(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    intruder = portal.as_("coordinator")
    while_it_is_compared(monkeypatch, portal, reset)
    answer = await intruder.submit("/wachtwoord", password=PASSWORD, password_new=OWN, password_again=OWN)
    assert answer.status_code == 422
    assert "Dit is niet uw huidige wachtwoord." in answer.text
    assert (account(portal).password_hash, account(portal).must_change) == (RESET, True)
    assert sessions(portal) == 0
