"""Every `traject …` in the pages is a command that exists, with options that exist; and no command is left out."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from cli.main import app
from tests.docs.pages import ROOT, Page, page, pages

PROGRAM: Any = typer.main.get_command(app())  # typer hides click's types
_QUOTED = re.compile(r"(?:^|^\$ |/bin/)traject ([^|#>]*)")


def whole(each: Page) -> list[str]:
    """The commands in code blocks, which somebody may copy."""
    lines = [line for block in each.blocks for line in block.splitlines()]
    return [match[1].strip() for line in lines if (match := _QUOTED.search(line))]


def mentioned(each: Page) -> list[str]:
    """The commands in running text, which may leave out their arguments."""
    return [code.removeprefix("traject ") for code in each.inline if code.startswith("traject ")]


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:  # noqa: ANN401
    for name, child in getattr(command, "commands", {}).items():
        yield from commands(child, (*path, name))
    if not hasattr(command, "commands"):
        yield path


def descend(words: list[str]) -> tuple[Any, tuple[str, ...], list[str]]:
    """The command that the words begin with, and what is left of them."""
    command, path = PROGRAM, tuple[str, ...]()
    while words and hasattr(command, "commands"):
        assert words[0] in command.commands, f"traject {' '.join([*path, words[0]])} does not exist"
        command, path, words = command.commands[words[0]], (*path, words[0]), words[1:]
    return command, path, words


def cases(find: Any) -> list[Any]:  # noqa: ANN401
    return [
        pytest.param(command, id=f"{each.path.relative_to(ROOT)}: {command}")
        for each in pages()
        for command in dict.fromkeys(find(each))
    ]


@pytest.mark.parametrize("quoted", cases(whole))
def test_a_command_that_can_be_copied_is_understood(quoted: str) -> None:
    command, path, words = descend(shlex.split(quoted))
    command.make_context(" ".join(path), words)


@pytest.mark.parametrize("quoted", cases(mentioned))
def test_a_command_that_is_mentioned_exists_with_its_options(quoted: str) -> None:
    words = [word for word in quoted.split() if word != "…"]
    command, _, rest = descend(words)
    known = {option for param in command.params for option in param.opts} | {"--help"}
    assert {word for word in rest if word.startswith("--")} <= known


@pytest.mark.parametrize("path", list(commands(PROGRAM)), ids=" ".join)
def test_every_command_is_in_the_page_about_commands(path: tuple[str, ...]) -> None:
    assert f"traject {' '.join(path)}" in page("docs/commands.md").inline
