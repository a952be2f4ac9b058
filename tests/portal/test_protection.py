"""What stands between the pages and the world, and what is shown when a server is away."""

import httpx
import pytest
from sqlalchemy import text
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from embedded.postgres import Postgres
from portal.protection import UPLOADS, Protection
from portal.settings import PortalSettings
from tests.databases import administer
from tests.portal.portal import Portal


async def test_no_page_allows_scripts_or_styles_of_its_own(portal: Portal) -> None:
    for address in ("/aanmelden", "/privacy", "/bestaat-niet"):
        answer = await portal.nobody().get(address)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "<script>" not in answer.text
        assert "style=" not in answer.text


async def test_a_form_that_is_too_large_is_refused(portal: Portal) -> None:
    answer = await portal.as_("coordinator").post("/afmelden", {"note": "x" * 1_100_000})
    assert answer.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE


FILE, FORM = "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"


async def swallow(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that reads all it is sent."""
    while (await receive()).get("more_body"):
        pass
    await PlainTextResponse("gelezen")(scope, receive, send)


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        *((path, FILE, 200) for path in sorted(UPLOADS)),
        *((path, FORM, 413) for path in sorted(UPLOADS)),
        ("/import/meer", FILE, 413),
        ("/taken", FILE, 413),
    ],
)
async def test_more_than_a_form_may_be_is_read_only_where_files_are_handed_in(
    path: str, kind: str, status: int
) -> None:
    settings = PortalSettings()
    guarded = httpx.ASGITransport(app=Protection(swallow, settings))
    async with httpx.AsyncClient(transport=guarded, base_url="http://testserver") as client:
        large = b"x" * (settings.form_bytes + 1)
        assert (await client.post(path, content=large, headers={"content-type": kind})).status_code == status


async def test_who_is_not_signed_in_hands_in_no_file(portal: Portal) -> None:
    file = {"file": ("een.xlsx", b"x")}
    answer = await portal.nobody().client.post("/import", files=file)
    assert answer.status_code in {httpx.codes.SEE_OTHER, httpx.codes.FORBIDDEN, httpx.codes.UNAUTHORIZED}
    with portal.services.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM uploads")).scalar_one() == 0


@pytest.mark.parametrize("origin", ["null", "https://elders.example", "http://[::1", ""])
async def test_a_form_from_elsewhere_is_not_taken_wherever_it_says_to_come_from(portal: Portal, origin: str) -> None:
    answer = await portal.as_("coordinator").post("/afmelden", headers={"origin": origin})
    assert answer.status_code == 403


async def test_a_character_that_no_database_keeps_is_left_out_of_forms(portal: Portal) -> None:
    answer = await portal.nobody().post("/aanmelden", {"email": "noor\x00@example.org", "password": "\x00"})
    assert answer.status_code == 422


@pytest.mark.parametrize("address", ["/deelnemers?gemeente=%00", "/certificaat?nummer=%00", "/hulp/%00", "/taken?%00"])
async def test_an_address_with_a_character_that_no_database_keeps_is_not_there(portal: Portal, address: str) -> None:
    assert (await portal.as_("coordinator").get(address)).status_code == 404


async def test_a_page_that_does_not_exist_says_so_in_words(portal: Portal) -> None:
    answer = await portal.as_("coordinator").get("/bestaat-niet")
    assert answer.status_code == 404
    assert "Deze pagina is er niet" in answer.text


async def test_with_postgres_away_a_form_is_shown_to_be_sent_again(portal: Portal, postgres: Postgres) -> None:
    coordinator = portal.as_("coordinator")
    fields = {"_form": coordinator.token(), "note": "Dit typte ik."}
    name = portal.services.engine.url.database
    portal.services.engine.dispose()
    administer(postgres, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    try:
        answer = await coordinator.post("/taken/00000000-0000-0000-0000-000000000000/gesprek", fields)
    finally:
        administer(postgres, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert answer.status_code == 503
    assert f'name="_form" value="{fields["_form"]}"' in answer.text
    assert "Dit typte ik." in answer.text


async def test_a_project_lead_opens_a_person_after_a_reason_that_is_kept(portal: Portal) -> None:
    with portal.services.engine.connect() as connection:
        person = connection.execute(text("SELECT id FROM participants ORDER BY key LIMIT 1")).scalar_one()
    lead = portal.as_("project_lead")
    answer = await lead.submit(f"/deelnemers/{person}/reden?terug=/taken", reason="Klacht van een deelnemer")
    assert (answer.status_code, answer.headers["location"]) == (303, "/taken")
    with portal.services.engine.connect() as connection:
        kept = connection.execute(text("SELECT participant_id, reason FROM access_log WHERE act = 'reason'")).one()
    assert tuple(kept) == (person, "Klacht van een deelnemer")


async def test_who_lost_their_role_or_account_is_out_at_once(portal: Portal) -> None:
    coordinator = portal.as_("coordinator")
    with portal.services.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE accounts SET disabled_at = now() WHERE email = 'coordinator@example.org'")
    assert (await coordinator.get("/taken")).status_code == 303


async def test_a_page_that_fails_is_as_strict_as_any_other(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("portal.pages.tasks.listing.reading.counts", fails)
    coordinator = portal.as_("coordinator")
    coordinator.client._transport.raise_app_exceptions = False  # type: ignore[attr-defined]
    answer = await coordinator.get("/taken")
    assert answer.status_code == 500
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "no-cache" in answer.headers["cache-control"]
