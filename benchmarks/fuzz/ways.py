"""Every way in, how it is tried, and how many of a hundred cases are for it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache, partial

from benchmarks.fuzz import commands, definitions, imports, messages, rules, uploads, web, workflows
from benchmarks.fuzz.commands import Place
from benchmarks.fuzz.exploring import Way
from benchmarks.fuzz.ground import Ground
from benchmarks.fuzz.running import running


@contextmanager
def ways(ground: Ground) -> Iterator[list[Way]]:
    """In the order in which they are tried; a home is started for the first that needs one."""
    with ExitStack() as stack:
        place = lru_cache(maxsize=1)(lambda: stack.enter_context(running()))
        yield [*on_ground(ground), *in_home(place)]


def on_ground(ground: Ground) -> list[Way]:
    return [
        Way("rules", "stories of a group, assessed", 18, 500, rules.opened),
        Way("definitions", "programme definitions, spoiled", 18, 500, partial(definitions.opened, ground)),
        Way("messages", "messages to a group: facts of every kind", 18, 300, partial(messages.opened, ground)),
        Way("import", "spreadsheets, taken in twice", 3, 100, partial(imports.opened, ground)),
        Way("uploads", "spreadsheets, handed in on the page", 2, 60, partial(uploads.opened, ground)),
        Way("schema", "operations of the portal's schema", 11, 400, partial(web.schema_opened, ground)),
        Way("forms", "forms of the portal, filled in", 13, 300, partial(web.forms_opened, ground)),
        Way("public", "pages without an account", 12, 500, partial(web.public_opened, ground)),
    ]


def in_home(place: Callable[[], Place]) -> list[Way]:
    return [
        Way("commands", "commands, with anything typed behind them", 4, 500, lambda: commands.opened(place())),
        Way("workflows", "updates, signals and queries to real workflows", 1, 200, lambda: workflows.opened(place())),
    ]
