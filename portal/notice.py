"""What the page after a form says of what was recorded; it travels there in a cookie, and is said once."""

import json

from fastapi import Request
from fastapi.responses import Response

from portal import protection
from portal.tokens import sealed, unsealed
from portal.translations import Catalogue

_COOKIE = "melding"
_SECONDS = 60


def recorded(told: tuple[str, int, int] | None, words: Catalogue) -> str:
    """In words what `telling.told` made of an answer; nothing where nothing was said."""
    if told is None:
        return ""
    state, opened, closed = told
    if state == "repeated":
        return words.gettext("Dit was al vastgelegd.")
    parts = [words.gettext("Vastgelegd.")]
    if closed:
        parts.append(words.ngettext("%(num)s taak gesloten.", "%(num)s taken gesloten.", closed) % {"num": closed})
    if opened:
        parts.append(words.ngettext("%(num)s nieuwe taak.", "%(num)s nieuwe taken.", opened) % {"num": opened})
    return " ".join(parts)


def give_along(request: Request, response: Response, secret: bytes, sentence: str) -> None:
    """To be said by the page that this answer leads to."""
    cookie = sealed(secret, json.dumps(sentence))
    protection.set_cookie(request, response, _COOKIE, cookie, seconds=_SECONDS)


def given_along(request: Request, secret: bytes) -> str | None:
    """What an earlier answer gave along."""
    cookie = protection.cookie(request, _COOKIE)
    text = unsealed(secret, cookie) if cookie else None
    return None if text is None else str(json.loads(text))


def take_away(request: Request, response: Response) -> None:
    """It was said."""
    if protection.cookie(request, _COOKIE):
        protection.clear_cookie(request, response, _COOKIE)
