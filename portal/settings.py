"""What the environment says about the portal alone; the servers are in `workers.settings`."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic.functional_validators import BeforeValidator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

IDLE = timedelta(hours=2)
"""Who does nothing for so long is signed out."""
LONGEST = timedelta(hours=12)
"""And everybody after this: a working day."""


def _words(text: object) -> object:
    return tuple(text.split()) if isinstance(text, str) else text


class OidcSettings(BaseSettings):
    """A provider of OpenID Connect, such as Entra ID or Keycloak; without an issuer only local accounts sign in.

    `roles_claim` and `scopes_claim` name the claims (with dots into objects, as Keycloak's `realm_access.roles`)
    from which roles and municipalities are read; `role_names` says which of their values is which of our roles.
    """

    model_config = SettingsConfigDict(env_prefix="OIDC_", frozen=True, env_ignore_empty=True, extra="ignore")

    issuer: str | None = None
    client_id: str = "trajectvolger"
    client_secret: SecretStr | None = None
    label: str = "uw werkaccount"
    roles_claim: str = "roles"
    scopes_claim: str = "municipalities"
    role_names: dict[str, str] = Field(
        default={
            "coordinator": "coordinator",
            "trainer": "trainer",
            "project_lead": "project_lead",
            "administrator": "administrator",
        }
    )


class PortalSettings(BaseSettings):
    """Each field is the environment variable of the same name in capitals, after PORTAL_.

    `address` is where people find the portal, such as `https://traject.gemeente.example`: it stands on paper, and in
    what is sent. `draft_translations`: participants may choose a language that no native speaker signed off.
    """

    model_config = SettingsConfigDict(env_prefix="PORTAL_", frozen=True, env_ignore_empty=True, extra="ignore")

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    address: str | None = None
    trusted_proxies: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)] = ()
    upload_bytes: Annotated[int, Field(gt=0)] = 20_000_000
    form_bytes: Annotated[int, Field(gt=0)] = 1_000_000
    threads: Annotated[int, Field(ge=4, le=200)] = 40
    connections: Annotated[int, Field(ge=2, le=100)] = 16
    local_accounts: bool = True
    organisation: str = ""
    feedback: str = ""
    draft_translations: bool = False
    oidc: OidcSettings = Field(default_factory=OidcSettings)
