"""docs/portal.md says of access and settings what the portal does."""

from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from portal.access import TABLE, api_routes
from portal.pages import ROUTERS
from portal.settings import OidcSettings, PortalSettings
from tests.docs.pages import ROOT, page
from tools.access_table import with_table

PORTAL = page("docs/portal.md")


def test_the_table_of_access_is_the_one_that_the_portal_goes_by() -> None:
    assert with_table(PORTAL.text) == PORTAL.text, "run: python -m tools.access_table"


def test_every_page_is_in_that_table() -> None:
    paths = {route.name: route.path for router in ROUTERS for route in api_routes(router.routes)}
    rows = PORTAL.rows("Who may open what")
    shown = [row[0].strip("`") for row in rows if row[0].startswith("`/")]
    assert paths.keys() == TABLE.keys()
    assert sorted(shown) == sorted(paths.values())


@pytest.mark.parametrize(
    ("heading", "prefix", "settings"), [("Sign in", "OIDC_", OidcSettings), ("Settings", "PORTAL_", PortalSettings)]
)
def test_every_setting_is_in_a_table_with_its_default(heading: str, prefix: str, settings: type[BaseSettings]) -> None:
    said = {row[0].strip("`"): row[1].strip("`") for row in PORTAL.rows(heading)}
    fields = {name: field for name, field in settings.model_fields.items() if name != "oidc"}
    assert set(said) == {f"{prefix}{name.upper()}" for name in fields}
    for name, field in fields.items():
        default = str(field.default) if field.default else "–"
        assert said[f"{prefix}{name.upper()}"] in {default, "as ours"}


def test_env_example_has_every_setting_of_the_portal() -> None:
    example = Path(ROOT / ".env.example").read_text(encoding="utf-8")
    missing = [row[0].strip("`") for title in ("Sign in", "Settings") for row in PORTAL.rows(title)]
    here = {"PORTAL_HOST", "PORTAL_LOCAL_ACCOUNTS", "PORTAL_THREADS", "PORTAL_CONNECTIONS"}
    assert [name for name in missing if f"{name}=" not in example and name not in here] == []
