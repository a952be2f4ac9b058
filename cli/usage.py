"""Typer's complaints about a command line, as one Dutch or English sentence each."""

import re
from collections.abc import Iterable

from cli.language import say

_DUTCH: tuple[tuple[str, str], ...] = (
    (r"No such command '?(?P<what>[^'.]*)'?\.?.*", "De opdracht {what} bestaat niet."),
    (r"Got unexpected extra argument\S* \((?P<what>.*)\)\.?", "Dit hoort er niet bij: {what}."),
    (r"Option '(?P<what>[^']*)' requires (an argument|\d+ arguments)\.?", "Achter {what} ontbreekt de waarde."),
    (r"Option '(?P<what>[^']*)' does not take a value\.", "{what} heeft geen waarde."),
    (r"(?P<what>)Input should be a valid (integer|number).*", "dat is geen getal."),
    (r"(?P<what>)Input should be greater than or equal to (?P<least>.*)", "dat moet minstens {least} zijn."),
    (r"(?P<what>)Input should be less than or equal to (?P<most>.*)", "dat mag hoogstens {most} zijn."),
    (r"(Value error, )?'(?P<what>[^']*)' is not one of (?P<choices>.*?)\.?", "{what} kan niet; kies uit {choices}."),
    (r"(?P<what>.*) is not in the range (?P<range>.*)\.", "{what} kan niet; kies uit {range}."),
    (r"Value (?P<what>.*) is not a valid .*", "{what} kan hier niet."),
    (r".*?'(?P<what>[^']*)' does not exist\.", "{what} bestaat niet."),
)


def insist_on_text(arguments: Iterable[str]) -> None:
    """Refuse what the terminal sent as something else than UTF-8: nobody could store it.

    Raises:
        BadParameter: names nothing, since it cannot be shown.
    """
    import typer

    if not all(word.isascii() or word.encode(errors="replace") == word.encode(errors="ignore") for word in arguments):
        raise typer.BadParameter(say("er staan onleesbare tekens in wat u typte", "what you typed is no readable text"))


def sentence(error: BaseException) -> str | None:
    """What is wrong with the command line; None when the error says nothing about it, empty when help was asked for."""
    if not hasattr(error, "format_message"):
        return None
    name = type(error).__name__
    if name == "NoArgsIsHelpError":
        return ""
    wrong = {"MissingParameter": _missing, "NoSuchOption": _no_such_option}.get(name, _other)(error)
    path = getattr(getattr(error, "ctx", None), "command_path", "traject")
    return f"{wrong} {say('Uitleg', 'Help')}: {path} --help"


def _missing(error: BaseException) -> str:
    name = _named(error)
    return say(f"{name} ontbreekt.", f"{name} is missing.")


def _no_such_option(error: BaseException) -> str:
    option = getattr(error, "option_name", "")
    close = sorted(getattr(error, "possibilities", None) or ())
    meant = say(f" Bedoelde u {close[0]}?", f" Did you mean {close[0]}?") if close else ""
    return say(f"De optie {option} bestaat niet.", f"There is no option {option}.") + meant


def _other(error: BaseException) -> str:
    text = _ended(_translated(str(getattr(error, "message", error))))
    name = _named(error)
    return f"{name}: {text}" if name else text


def _named(error: BaseException) -> str:
    """The option or argument that is meant, as people see it in the help."""
    hint = getattr(error, "param_hint", None)
    parameter = getattr(error, "param", None)
    if hint or parameter is None:
        return str(hint or "")
    first = str(parameter.opts[0])
    return first if first.startswith("-") else str(parameter.metavar or first.upper()).strip("[] …")


def _translated(text: str) -> str:
    for pattern, dutch in _DUTCH:
        if found := re.fullmatch(pattern, text):
            return say(dutch.format(**found.groupdict()), text)
    return text


def _ended(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."
