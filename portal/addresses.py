"""Addresses: where our own pages are, and whether one that came with a request is among them."""

from collections.abc import Mapping

from starlette.applications import Starlette


def ours(address: str | None, otherwise: str = "/") -> str:
    """The address when it is a path of this portal, and not one that a browser reads as another host."""
    if not address or not address.startswith("/") or address.startswith("//") or "\\" in address:
        return otherwise
    return address if address.isprintable() else otherwise


class Addresses:
    """Where the pages are, by name. Each is looked up among the routes once: a page has hundreds of links."""

    def __init__(self) -> None:
        self._patterns: dict[tuple[str, ...], str] = {}

    def of(self, app: Starlette, name: str, parameters: Mapping[str, object]) -> str:
        """The address of a route, such as `/taken/{task}`, with these values in their places."""
        wanted = (name, *parameters)
        pattern = self._patterns.get(wanted)
        if pattern is None:
            pattern = str(app.url_path_for(name, **{each: f"{{{each}}}" for each in parameters}))
            self._patterns[wanted] = pattern
        return pattern.format_map(parameters)
