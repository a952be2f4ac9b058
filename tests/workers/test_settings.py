"""Settings come from the environment; what is wrong is said in a sentence each, without secrets."""

import base64

import pytest

from workers.errors import WrongSettings
from workers.settings import read_settings

KEY = base64.b64encode(bytes(range(32))).decode()
RIGHT = {
    "DATABASE_URL": "postgresql://anna:geheim@db:5432/traject",
    "TEMPORAL_ADDRESS": "temporal:7233",
    "TRAJECT_MASTER_KEY": KEY,
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in RIGHT.items():
        monkeypatch.setenv(name, value)
    for name in ("LOG_FORMAT", "LOG_LEVEL", "METRICS_PORT", "HEALTH_PORT", "TEMPORAL_NAMESPACE"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_the_environment_is_read() -> None:
    settings = read_settings()

    assert settings.database == RIGHT["DATABASE_URL"]
    assert settings.master_key == bytes(range(32))
    assert settings.temporal_namespace == "traject"


def test_secrets_are_not_shown_when_settings_are_printed() -> None:
    assert "geheim" not in repr(read_settings())
    assert KEY not in repr(read_settings())


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("DATABASE_URL", "mysql://anna:geheim@db/x", "DATABASE_URL is ***; expected: postgresql://"),
        ("DATABASE_URL", "postgresql://anna:geheim@db:5432", "DATABASE_URL is postgresql://***@db:5432; expected"),
        ("TEMPORAL_ADDRESS", "temporal", "TEMPORAL_ADDRESS is 'temporal'; expected: server:port"),
        ("TRAJECT_MASTER_KEY", "geheim", "TRAJECT_MASTER_KEY is ***; expected: 32 random bytes"),
        ("TRAJECT_MASTER_KEY", KEY[:16], "TRAJECT_MASTER_KEY is ***; expected: 32 random bytes"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT is 'xml'; expected: json or console"),
        ("METRICS_PORT", "99999", "METRICS_PORT is '99999'; expected: a port number"),
        ("HEALTH_PORT", "deur", "HEALTH_PORT is 'deur'; expected: a port number"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    environment: pytest.MonkeyPatch, variable: str, value: str, sentence: str
) -> None:
    environment.setenv(variable, value)

    with pytest.raises(WrongSettings) as wrong:
        read_settings()

    assert len(wrong.value.problems) == 1
    assert wrong.value.en.startswith(sentence)
    assert "geheim" not in wrong.value.en + wrong.value.nl


def test_everything_that_is_wrong_is_said_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("DATABASE_URL")
    environment.setenv("LOG_LEVEL", "HARD")

    with pytest.raises(WrongSettings) as wrong:
        read_settings()

    assert [nl.split()[0] for nl, _ in wrong.value.problems] == ["DATABASE_URL", "LOG_LEVEL"]
    assert "DATABASE_URL ontbreekt" in wrong.value.nl
