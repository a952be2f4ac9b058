"""What the environment says, read once at the start and handed down; what is wrong is said in a sentence each."""

import base64
import binascii
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from sending.transport import Security
from workers.errors import WrongSettings

KEY_BYTES = 32
_SECRETS = {"database_url", "traject_master_key", "smtp_password"}
_EXPECTED = {
    "database_url": (
        "postgresql://gebruiker:wachtwoord@server:5432/database",
        "postgresql://user:password@server:5432/database",
    ),
    "temporal_address": ("server:poort, zoals 127.0.0.1:7233", "server:port, such as 127.0.0.1:7233"),
    "temporal_namespace": ("een naam, zoals traject", "a name, such as traject"),
    "traject_master_key": (
        "32 willekeurige bytes in base64 (openssl rand -base64 32)",
        "32 random bytes in base64 (openssl rand -base64 32)",
    ),
    "log_format": ("json of console", "json or console"),
    "log_level": ("DEBUG, INFO, WARNING of ERROR", "DEBUG, INFO, WARNING or ERROR"),
    "metrics_port": ("een poortnummer van 1 tot 65535", "a port number from 1 to 65535"),
    "health_port": ("een poortnummer van 1 tot 65535", "a port number from 1 to 65535"),
    "listen_on": ("een adres van deze machine, zoals 127.0.0.1", "an address of this machine, such as 127.0.0.1"),
    "traject_home": ("een map", "a folder"),
    "smtp_port": ("een poortnummer van 1 tot 65535", "a port number from 1 to 65535"),
    "smtp_security": ("starttls, tls of none", "starttls, tls or none"),
    "mail_from": ("een adres, zoals trajectvolger@gemeente.example", "an address, such as trajectvolger@town.example"),
    "portal_address": ("https://traject.gemeente.example", "https://traject.town.example"),
}


def _postgres(url: SecretStr) -> SecretStr:
    parts = urlsplit(url.get_secret_value())
    # `port` raises by itself when it is no number, as after a password that holds a slash.
    if not parts.scheme.startswith("postgres") or not parts.path.strip("/") or parts.port == 0:
        raise ValueError("no address of a Postgres database")
    return url


def _host_and_port(address: str) -> str:
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():
        raise ValueError("no host and port")
    return address


def _key(text: SecretStr) -> SecretStr:
    if len(_decoded(text)) != KEY_BYTES:
        raise ValueError("not the right length")
    return text


def _decoded(text: SecretStr) -> bytes:
    try:
        return base64.b64decode(text.get_secret_value(), validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None


def _mail_address(text: str) -> str:
    name, at, host = parseaddr(text)[1].partition("@")
    if not name or not at or not host:
        raise ValueError("no address")
    return text


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("no address of a web page")
    return text.rstrip("/")


Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseSettings):
    """Each field is the environment variable of the same name in capitals. Ports left out are not served.

    Without `smtp_host` mail becomes files in `mail_folder`, where there is one.
    """

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True, extra="ignore")

    database_url: Annotated[SecretStr, AfterValidator(_postgres)]
    temporal_address: Annotated[str, AfterValidator(_host_and_port)]
    traject_master_key: Annotated[SecretStr, AfterValidator(_key)]
    temporal_namespace: str = Field(default="traject", min_length=1)
    log_format: Literal["json", "console"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    metrics_port: Port | None = None
    health_port: Port | None = None
    listen_on: str = "127.0.0.1"
    traject_home: Path = Path(".traject")
    smtp_host: str | None = None
    smtp_port: Port | None = None
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_security: Security = "starttls"
    mail_from: Annotated[str, AfterValidator(_mail_address)] = "Trajectvolger <trajectvolger@localhost>"
    portal_address: Annotated[str, AfterValidator(_web_address)] = "http://127.0.0.1:8000"

    @property
    def database(self) -> str:
        """The address of Postgres, password and all: for `make_engine` only."""
        return self.database_url.get_secret_value()

    @property
    def master_key(self) -> bytes:
        """The 32 bytes with which the keys of subjects are wrapped."""
        return _decoded(self.traject_master_key)

    @property
    def as_environment(self) -> dict[str, str]:
        """For a child that works with the same servers; ports are each process's own."""
        return {
            "DATABASE_URL": self.database,
            "TEMPORAL_ADDRESS": self.temporal_address,
            "TEMPORAL_NAMESPACE": self.temporal_namespace,
            "TRAJECT_MASTER_KEY": self.traject_master_key.get_secret_value(),
            "TRAJECT_HOME": str(self.traject_home),
            "LOG_FORMAT": self.log_format,
            "LOG_LEVEL": self.log_level,
        }

    @property
    def home(self) -> Path | None:
        """The folder of the built-in servers; none where there is none, as in containers."""
        return self.traject_home if "traject_home" in self.model_fields_set else None

    @property
    def mail_folder(self) -> Path | None:
        """Where mail lies when there is no mail server; nowhere when there is no home either, as in containers."""
        return self.home / "mail" if self.home is not None and self.smtp_host is None else None


def read_settings(**given: Any) -> Settings:  # noqa: ANN401 -- pydantic checks them
    """The settings of the environment, with `given` before it.

    Raises:
        WrongSettings: something is missing or can't be; a secret's value is never shown.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        raise WrongSettings([_sentences(problem) for problem in error.errors()]) from None


def _sentences(problem: Mapping[str, Any]) -> tuple[str, str]:
    field = str(problem["loc"][0])
    variable = field.upper()
    nl, en = _EXPECTED.get(field, ("een andere waarde", "another value"))
    if problem["type"] == "missing":
        return f"{variable} ontbreekt; verwacht: {nl}.", f"{variable} is missing; expected: {en}."
    value = shown(str(problem["input"])) if field in _SECRETS else repr(problem["input"])
    return f"{variable} is {value}; verwacht: {nl}.", f"{variable} is {value}; expected: {en}."


def shown(value: str) -> str:
    """Enough of a secret to see which value is meant: a database's address without its password, nothing of a key."""
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "***"
    if not parts.scheme.startswith("postgres") or host is None:
        return "***"
    where = f"{host}:{port}" if port else host
    return f"{parts.scheme}://***@{where}{parts.path}"
