"""Signing in with the account of one's organisation: OpenID Connect, code flow with PKCE."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel

from portal.settings import OidcSettings
from portal.visitor import Role

PATIENCE = 4.0
_SIGNATURES = ["RS256", "PS256", "ES256"]
_SCOPE = "openid profile email"


class ProviderAway(Exception):
    """The provider does not answer, or not as one."""


class NotProven(Exception):
    """What came back is not what we asked for: another browser, an old attempt, or somebody tampering."""


class Attempt(BaseModel):
    """What the browser keeps, sealed, between going to the provider and coming back."""

    state: str
    nonce: str
    verifier: str
    back: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who the provider says it is. `municipalities` None: it says nothing of them."""

    identity: str
    email: str
    name: str
    roles: frozenset[Role]
    municipalities: tuple[str, ...] | None


class Provider:
    """One provider, found by its issuer."""

    def __init__(self, settings: OidcSettings, redirect: str) -> None:
        self._settings = settings
        self._redirect = redirect

    def begin(self, back: str) -> tuple[str, Attempt]:
        """Where to send the browser, and what it keeps meanwhile.

        Raises:
            ProviderAway: nobody tells where that is.
        """
        attempt = Attempt(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            back=back,
        )
        where = self._discovered()["authorization_endpoint"]
        with self._client() as client:
            address, _ = client.create_authorization_url(
                where, state=attempt.state, nonce=attempt.nonce, code_verifier=attempt.verifier
            )
        return str(address), attempt

    def finish(self, attempt: Attempt, state: str, code: str) -> Person:
        """Who it is, proven by the provider's signature.

        Raises:
            NotProven: see there.
            ProviderAway: nobody answers.
        """
        if not secrets.compare_digest(state.encode(), attempt.state.encode()):
            raise NotProven
        found = self._discovered()
        keys = KeySet.import_key_set(_document(found["jwks_uri"]))
        try:
            with self._client() as client:
                token = client.fetch_token(found["token_endpoint"], code=code, code_verifier=attempt.verifier)
        except httpx2.HTTPError as error:
            raise ProviderAway from error
        except OAuthError as error:
            raise NotProven from error
        return self._person(self._claims(token.get("id_token", ""), keys, found["issuer"], attempt.nonce))

    def _client(self) -> OAuth2Client:
        secret = self._settings.client_secret
        return OAuth2Client(
            client_id=self._settings.client_id,
            client_secret=secret.get_secret_value() if secret is not None else None,
            scope=_SCOPE,
            redirect_uri=self._redirect,
            code_challenge_method="S256",
            timeout=PATIENCE,
        )

    def _discovered(self) -> dict[str, Any]:
        issuer = str(self._settings.issuer).rstrip("/")
        found: dict[str, Any] = _document(f"{issuer}/.well-known/openid-configuration")
        if found.get("issuer", "").rstrip("/") != issuer:
            raise ProviderAway
        return found

    def _claims(self, token: str, keys: KeySet, issuer: str, nonce: str) -> dict[str, Any]:
        expected = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": self._settings.client_id},
            exp={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = jwt.decode(token, keys, algorithms=_SIGNATURES).claims
            expected.validate(claims)
        except (JoseError, ValueError) as error:
            raise NotProven from error
        return dict(claims)

    def _person(self, claims: Mapping[str, Any]) -> Person:
        settings = self._settings
        email = str(claims.get("email") or claims.get("preferred_username") or "")
        if not email or claims.get("email_verified") is False:
            raise NotProven
        said = set(_texts(claims, settings.roles_claim))
        return Person(
            identity=f"{claims['iss']}|{claims['sub']}",
            email=email,
            name=str(claims.get("name") or email),
            roles=frozenset(Role(ours) for theirs, ours in settings.role_names.items() if theirs in said),
            municipalities=tuple(_texts(claims, settings.scopes_claim)) or None,
        )


def _document(address: str) -> Any:  # noqa: ANN401 - any JSON
    try:
        return httpx2.get(address, timeout=PATIENCE).raise_for_status().json()
    except (httpx2.HTTPError, ValueError) as error:
        raise ProviderAway from error


def _texts(claims: Mapping[str, Any], path: str) -> Iterator[str]:
    """The texts of a claim: a list, or one text with commas; a dot goes into an object (Keycloak's roles)."""
    value: Any = claims
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if isinstance(value, str):
        yield from (each.strip() for each in value.split(",") if each.strip())
    elif isinstance(value, list):
        yield from (each for each in value if isinstance(each, str))
