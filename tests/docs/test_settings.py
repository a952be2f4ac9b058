"""The settings, metrics and health pages of docs/operations.md are those of the worker."""

import re
from pathlib import Path

from pydantic_settings import BaseSettings
from sqlalchemy import Engine

from portal.settings import OidcSettings, PortalSettings
from tests.docs.pages import ROOT, page
from workers.metrics import Work
from workers.settings import Settings

OPERATIONS = page("docs/operations.md")
OF_PEOPLE = {"TRAJECT_USER", "TRAJECT_LANG"}


def test_every_setting_is_in_the_table_with_its_default() -> None:
    said = {row[0].strip("`"): row[1].strip("`") for row in OPERATIONS.rows("Settings")}
    defaults = {
        name.upper(): "–" if field.is_required() or field.default is None else str(field.default)
        for name, field in Settings.model_fields.items()
    }
    assert said == defaults


def test_no_page_names_a_variable_that_nobody_reads() -> None:
    of_compose = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    known = {name.upper() for name in Settings.model_fields} | OF_PEOPLE | of_compose | {"PYTEST_ARGS"}
    named = {match for code in OPERATIONS.inline for match in re.findall(r"\b[A-Z]+_[A-Z_]+\b", code)}
    assert named - known == set()


def test_every_setting_reaches_the_containers() -> None:
    """Compose hands on what is listed and nothing else; the rest is fixed by its command or has no sense there."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    passed = set(re.findall(r"^ +([A-Z_]+):", text, re.MULTILINE))
    prefixes: dict[type[BaseSettings], str] = {Settings: "", PortalSettings: "PORTAL_", OidcSettings: "OIDC_"}
    settings = {f"{prefix}{name}".upper() for model, prefix in prefixes.items() for name in model.model_fields}
    assert settings - {"PORTAL_OIDC"} - passed == {"TRAJECT_HOME", "PORTAL_HOST", "PORTAL_PORT"}


def test_what_people_set_for_themselves_is_explained() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(ROOT / "cli").rglob("*.py"))
    assert set(re.findall(r'envvar="(\w+)"', sources)) == OF_PEOPLE
    assert set(OPERATIONS.inline) >= OF_PEOPLE


def test_every_number_of_ours_is_explained(engine: Engine) -> None:
    served = {family.name for family in Work(engine).collect()}
    explained = {code for code in OPERATIONS.inline if code.startswith("trajectvolger_")}
    assert explained == served


def test_the_pages_of_health_are_named() -> None:
    served = (ROOT / "workers/worker.py").read_text(encoding="utf-8")
    assert all(path in OPERATIONS.text for path in re.findall(r'"(/\w+)":', served))
