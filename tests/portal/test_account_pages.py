"""Accounts, from the first day to the last."""

import re
from dataclasses import replace
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select, text, update

from portal.reasons import give_a_reason
from portal.signing_in import accounts, administration
from portal.signing_in.accounts import Account
from portal.signing_in.administration import Rights
from portal.visitor import Role
from storage.engine import reading, writing
from storage.tables import accounts as table
from storage.tables import participants, trajects
from tests.locks import until_it_waits
from tests.portal.portal import Person, Portal, hidden_fields
from tests.portal.stock import ELSEWHERE, HOME, PEOPLE

NADIA = Account("nadia@example.org", "Nadia Bakker", (Role.TRAINER,))
FIELDS = {"name": NADIA.name, "email": NADIA.email, "roles": "trainer"}


def account_of(portal: Portal, email: str) -> UUID:
    """The id of an account."""
    with reading(portal.services.engine) as session:
        return UUID(str(session.execute(select(table.c.id).where(table.c.email == email)).scalar_one()))


async def make(administrator: Person, **changed: str) -> str:
    """Make an account; the password that is shown once."""
    fields = {"name": "Nadia Bakker", "email": "nadia@example.org", "roles": "coordinator", "municipalities": HOME}
    page = await administrator.submit("/accounts/nieuw", **(fields | changed))
    found = re.search(r'tv-secret">([a-z0-9-]+)<', page.text)
    assert found is not None, page.text
    assert page.headers["cache-control"] == "no-store"
    return found[1]


async def sign_in(portal: Portal, password: str) -> Person:
    """Somebody at the door with this password."""
    person = portal.nobody()
    await person.submit("/aanmelden", email="nadia@example.org", password=password)
    return person


async def test_a_new_account_chooses_its_own_password_first_and_sees_its_municipality(portal: Portal) -> None:
    password = await make(portal.as_("administrator"))
    nadia = await sign_in(portal, password)
    assert (await nadia.get("/taken")).headers["location"] == "/wachtwoord"
    own = "een eigen zin om te weten"
    await nadia.submit("/wachtwoord", password=password, password_new=own, password_again=own)
    page = await nadia.get("/taken")
    assert page.status_code == 200


async def test_the_same_form_twice_is_one_account_with_one_password(portal: Portal) -> None:
    administrator = portal.as_("administrator")
    fields = {"_form": administrator.token(), "name": "N", "email": "nadia@example.org", "roles": "trainer"}
    pages = [await administrator.post("/accounts/nieuw", fields) for _ in range(2)]
    shown = {re.findall(r'tv-secret">([^<]+)<', page.text)[0] for page in pages}
    assert len(shown) == 1


async def while_it_is_made(portal: Portal, administrator: Person, token: str, identity: UUID) -> httpx.Response:
    """The answer to a form that comes while Nadia's account is being made under this id."""
    with writing(portal.services.engine) as session:
        administration.make(session, identity, NADIA, Rights(frozenset(NADIA.roles)))
        sent = administrator.post("/accounts/nieuw", {"_form": token, **FIELDS})
        second = await until_it_waits(portal.services.engine, sent)
    return await second


async def test_the_same_form_twice_at_the_same_moment_shows_the_same_password(portal: Portal) -> None:
    administrator = portal.as_("administrator")
    token = administrator.token()
    page = await while_it_is_made(portal, administrator, token, administrator.form(token))
    password = administration.one_time_password(portal.services.secret, administrator.form(token))
    assert (page.status_code, password in page.text) == (200, True)


async def test_of_two_who_give_the_same_person_an_account_at_the_same_moment_the_second_is_told(portal: Portal) -> None:
    administrator = portal.as_("administrator")
    page = await while_it_is_made(portal, administrator, administrator.token(), uuid4())
    assert (page.status_code, "heeft al een account" in page.text) == (409, True)


async def test_a_form_that_made_an_account_makes_another_one_only_when_it_is_sent_again(portal: Portal) -> None:
    administrator = portal.as_("administrator")
    opened, other = {"_form": administrator.token()}, FIELDS | {"email": "nadja@example.org"}
    assert (await administrator.post("/accounts/nieuw", opened | FIELDS)).status_code == 200
    shown = await administrator.post("/accounts/nieuw", opened | other)
    assert (shown.status_code, "al een ander account gemaakt" in shown.text) == (409, True)
    sent = await administrator.post("/accounts/nieuw", hidden_fields(shown.text) | other)
    assert (sent.status_code, "nadja@example.org" in sent.text) == (200, True)


async def test_wrong_input_and_a_known_address_are_told(portal: Portal) -> None:
    administrator = portal.as_("administrator")
    sent = await administrator.submit("/accounts/nieuw", name="N", email="geen adres")
    assert (sent.status_code, "Vul een e-mailadres in" in sent.text) == (422, True)
    sent = await administrator.submit(
        "/accounts/nieuw", name="N", email=PEOPLE["coordinator"].email, roles="coordinator"
    )
    assert (sent.status_code, "heeft al een account" in sent.text) == (409, True)


async def test_other_rights_count_from_the_next_click(portal: Portal) -> None:
    coordinator, administrator = portal.as_("coordinator"), portal.as_("administrator")
    address = f"/accounts/{account_of(portal, PEOPLE['coordinator'].email)}"
    assert (await coordinator.get("/accounts")).status_code == 403
    sent = await administrator.submit(address, roles="administrator")
    assert sent.status_code == 303
    assert (await coordinator.get("/accounts")).status_code == 200
    refused = await administrator.submit(address, roles="trainer", trajects="BESTAAT-NIET")
    assert (refused.status_code, "BESTAAT-NIET" in refused.text) == (409, True)


SECOND_ROLES = [
    pytest.param("coordinator", Role.ADMINISTRATOR, id="a coordinator who is administrator too"),
    pytest.param("coordinator", Role.PROJECT_LEAD, id="a coordinator who is project lead too"),
    pytest.param("trainer", Role.PROJECT_LEAD, id="a trainer who is project lead too"),
]


@pytest.mark.parametrize(("who", "second"), SECOND_ROLES)
async def test_a_second_role_shows_no_names_of_other_municipalities(portal: Portal, who: str, second: Role) -> None:
    somebody, address = portal.as_(who), f"/accounts/{account_of(portal, PEOPLE[who].email)}"
    rights = {"roles": [PEOPLE[who].role.value, second.value], "municipalities": HOME}
    assert (await portal.as_("administrator").post(address, rights)).status_code == 303
    await sees_home_alone(portal, somebody)


@pytest.mark.parametrize(("who", "second"), SECOND_ROLES)
async def test_an_account_that_had_both_for_everywhere_sees_its_own_alone(
    portal: Portal, who: str, second: Role
) -> None:
    somebody, identity = portal.as_(who), account_of(portal, PEOPLE[who].email)
    with writing(portal.services.engine) as session:
        administration.give(session, identity, Rights(frozenset({PEOPLE[who].role, second}), frozenset({HOME})))
        session.execute(update(table).where(table.c.id == identity).values(everywhere=True))
    await sees_home_alone(portal, somebody)


async def sees_home_alone(portal: Portal, somebody: Person) -> None:
    """By name, as before; of another municipality nobody is there."""
    with reading(portal.services.engine) as session:
        of = select(participants.c.id).join(trajects, trajects.c.id == participants.c.traject_id)
        theirs, other = (
            session.execute(of.where(trajects.c.municipality == town)).scalars().first() for town in (HOME, ELSEWHERE)
        )
    assert ELSEWHERE not in (await somebody.get("/deelnemers")).text
    assert (await somebody.get(f"/deelnemers/{theirs}")).status_code == 200
    assert (await somebody.get(f"/deelnemers/{other}")).status_code == 404


@pytest.mark.parametrize("second", [Role.PROJECT_LEAD, Role.ADMINISTRATOR])
def test_no_account_is_made_that_would_see_everybody_by_name(portal: Portal, second: Role) -> None:
    account = replace(NADIA, roles=(Role.TRAINER, second), everywhere=True)
    with pytest.raises(accounts.BothKinds, match="two accounts"), writing(portal.services.engine) as session:
        accounts.create(session, account)


async def test_a_closed_account_is_out_at_once_and_can_be_opened_again(portal: Portal) -> None:
    coordinator, administrator = portal.as_("coordinator"), portal.as_("administrator")
    address = f"/accounts/{account_of(portal, PEOPLE['coordinator'].email)}"
    assert (await administrator.post(f"{address}/stand", {"what": "disable"})).status_code == 303
    assert (await coordinator.get("/taken")).status_code == 303
    await administrator.post(f"{address}/stand", {"what": "enable"})
    assert (await portal.as_("coordinator").get("/taken")).status_code == 200


async def test_all_sessions_of_somebody_can_be_ended(portal: Portal) -> None:
    here, there, administrator = portal.as_("coordinator"), portal.as_("coordinator"), portal.as_("administrator")
    address = f"/accounts/{account_of(portal, PEOPLE['coordinator'].email)}"
    await administrator.post(f"{address}/stand", {"what": "end_sessions"})
    assert {(await person.get("/taken")).status_code for person in (here, there)} == {303}


async def test_a_new_password_ends_what_was_open_and_must_be_changed(portal: Portal) -> None:
    password = await make(portal.as_("administrator"))
    nadia, administrator = await sign_in(portal, password), portal.as_("administrator")
    address = f"/accounts/{account_of(portal, 'nadia@example.org')}"
    page = await administrator.post(f"{address}/wachtwoord")
    again = re.findall(r'tv-secret">([^<]+)<', page.text)[0]
    assert again != password
    assert (await nadia.get("/wachtwoord")).headers["location"].startswith("/aanmelden")
    assert (await (await sign_in(portal, again)).get("/taken")).headers["location"] == "/wachtwoord"


async def test_the_last_administrator_stays(portal: Portal) -> None:
    administrator = portal.as_("administrator")
    address = f"/accounts/{account_of(portal, PEOPLE['administrator'].email)}"
    for sent in (
        await administrator.post(f"{address}/stand", {"what": "disable"}),
        await administrator.post(f"{address}/stand", {"what": "unlink"}),
        await administrator.submit(address, roles="trainer"),
    ):
        assert (sent.status_code, "enige beheerder" in sent.text) == (409, True)
    await make(administrator, roles="administrator")
    assert (await administrator.submit(address, roles="trainer")).status_code == 303


async def test_an_administrator_reads_who_was_opened_and_why_but_no_name(portal: Portal) -> None:
    with reading(portal.services.engine) as session:
        someone = session.execute(select(participants).limit(1)).one()
        name = session.execute(
            text("SELECT last_name FROM people WHERE participant_id = :id"), {"id": someone.id}
        ).scalar_one()
        lead = accounts.of_email(session, PEOPLE["project_lead"].email)
    assert lead is not None
    with writing(portal.services.engine) as session:
        give_a_reason(session, lead.id, someone.id, "Vraag van de gemeente", portal.services.now())
    page = await portal.as_("administrator").get("/accounts/inzage")
    assert "Vraag van de gemeente" in page.text
    assert someone.key in page.text
    assert name not in page.text
