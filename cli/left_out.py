"""Says for which trajects a list does not answer, beside the list: nothing is left out without a word."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cli.language import say
from cli.output import side_console


def warn(document: Mapping[str, Any], as_of: date | None) -> None:
    """One line for each traject that cannot be read; today's lists have what was last known of it."""
    for one in document.get("unreadable", ()):
        which = f"{one['traject']} ({one['municipality']})"
        nl, en = f"Traject {which} is niet te lezen", f"Traject {which} cannot be read"
        if as_of is None:
            nl, en = f"{nl}: u ziet wat er het laatst van bekend was.", f"{en}: you see what was last known of it."
        else:
            nl, en = f"{nl} en ontbreekt hier.", f"{en} and is missing here."
        text = say(f"Let op. {nl} Zie: traject doctor", f"Mind. {en} See: traject doctor")
        side_console().print(text, markup=False, highlight=False)
