"""Templates in two languages: one environment for each, with its translations and formats, made at the start."""

from collections.abc import Mapping
from functools import cache
from html import unescape
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2_fragments import render_block

from domain.calendar import overdue
from domain.texts import Language
from portal.formatting import Formats
from portal.static_files import versions
from portal.translations import LANGUAGE_NAMES, catalogue


@cache
def rendering() -> "Rendering":
    """The one of this process: its files do not change while it runs, and templates are compiled once."""
    return Rendering()


class Rendering:
    """Renders templates. A variable that nobody set is an error, not an empty place."""

    def __init__(self) -> None:
        self.assets: Mapping[str, str] = versions()
        self._environments = {language: self._environment(language) for language in LANGUAGE_NAMES}

    def page(self, language: Language, template: str, context: Mapping[str, Any]) -> str:
        """A whole page."""
        return self._environments[language].get_template(template).render(context)

    def block(self, language: Language, template: str, block: str, context: Mapping[str, Any]) -> str:
        """One block of a page, for an answer in place."""
        return render_block(self._environments[language], template, block, dict(context))

    def said(self, language: Language, words: str, macro: str, *of: object) -> str:
        """What a macro in a template of words says, as plain text: for a cell of a file."""
        module = self._environments[language].get_template(words).module
        return unescape(str(getattr(module, macro)(*of))).strip()

    def _environment(self, language: Language) -> Environment:
        environment = Environment(
            loader=PackageLoader("portal"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
            auto_reload=False,
        )
        words = catalogue(language)
        environment.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
        environment.filters.update(Formats(language).filters())
        environment.globals.update(assets=self.assets, language=language, overdue=overdue)
        return environment
