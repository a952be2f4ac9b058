"""Typer in Dutch, with `--lang` on every command: typer itself speaks English only."""

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from cli import language

_PANELS = {
    "ARGUMENTS_PANEL_TITLE": "Gegevens",
    "OPTIONS_PANEL_TITLE": "Opties",
    "COMMANDS_PANEL_TITLE": "Opdrachten",
    "DEFAULT_STRING": "[standaard: {}]",
    "ENVVAR_STRING": "[omgeving: {}]",
    "REQUIRED_LONG_STRING": "[verplicht]",
}

Lang = Annotated[
    language.Language | None,
    typer.Option("--lang", envvar="TRAJECT_LANG", show_envvar=False, help="Taal van wat u leest."),
]


class DutchCommand(TyperCommand):
    """A command with Dutch help."""

    def get_usage(self, ctx: Any) -> str:  # noqa: ANN401 - typer's context has no public type
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> TyperOption | None:  # noqa: ANN401
        return _explained(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        _in_dutch(self.params)
        super().format_help(ctx, formatter)


class DutchGroup(TyperGroup):
    """A group of commands with Dutch help."""

    def get_usage(self, ctx: Any) -> str:  # noqa: ANN401
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> TyperOption | None:  # noqa: ANN401
        return _explained(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        _in_dutch(self.params)
        super().format_help(ctx, formatter)


def group(explanation: str) -> typer.Typer:
    """An empty group of commands; called without one it explains itself."""
    return typer.Typer(
        cls=DutchGroup,
        help=explanation,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        options_metavar="",
        subcommand_metavar="OPDRACHT …",
    )


def add(app: typer.Typer, name: str, run: Callable[..., None], panel: str | None = None) -> None:
    """Make a function a command: its docstring explains it, and it takes `--lang` besides its own options."""
    app.command(name, cls=DutchCommand, rich_help_panel=panel, options_metavar="[OPTIES]")(_bilingual(run))


def _bilingual(run: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(run)
    def command(lang: language.Language | None = None, **options: object) -> None:
        language.choose(lang)
        run(**options)

    own = inspect.signature(run)
    extra = inspect.Parameter("lang", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Lang)
    signature = own.replace(parameters=[*own.parameters.values(), extra])
    command.__dict__["__signature__"] = signature
    command.__annotations__ = {name: each.annotation for name, each in signature.parameters.items()}
    return command


def _usage(text: str) -> str:
    return text.replace("Usage:", "Gebruik:", 1)


def _explained(option: TyperOption | None) -> TyperOption | None:
    if option is not None:
        option.help = "Deze uitleg."
        option.display_type_rich = _no_type  # type: ignore[method-assign]
    return option


def _in_dutch(params: Iterable[Any]) -> None:
    """Late, since only help needs it and it makes every other command slower."""
    from typer import rich_utils

    for name, text in _PANELS.items():
        setattr(rich_utils, name, text)
    for param in params:
        if getattr(param, "is_flag", False) or param.param_type_name == "argument":
            param.display_type_rich = _no_type


def _no_type(ctx: object) -> None:
    """`<bool>` and `<str>` tell people nothing."""
