"""The words of mails from one file that can be proofread."""

import tomllib
from functools import lru_cache
from importlib.resources import files

from domain.texts import Language


def say(language: Language, kind: str, key: str, **filled: object) -> str:
    """A sentence, filled in.

    Raises:
        KeyError: nobody wrote it, or something to be filled in is not given.
    """
    return _all()[kind][key][language].format(**filled)


@lru_cache(maxsize=1)
def _all() -> dict[str, dict[str, dict[str, str]]]:
    text = files("sending").joinpath("words.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, dict[str, str]]] = tomllib.loads(text)
    return found
