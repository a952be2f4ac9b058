"""`python -m benchmarks.promises`: writes the last measured figures into docs/reliability.md.

A figure there is a link to the page of its result, titled with the figure's name: `[0](…/chaos.md "violations")`.
"""

import json
import re
from pathlib import Path

from benchmarks.report import RESULTS, readable

PAGE = Path(__file__).parents[1] / "docs/reliability.md"
_FIGURE = re.compile(r'\[[^\]]*\]\((?P<page>\.\./benchmarks/results/(?P<result>\w+)\.md) "(?P<what>[^"]+)"\)')


class NotMeasured(Exception):
    """The page names a figure that no result has."""


def refreshed(text: str, results: Path = RESULTS) -> str:
    """The page with each figure as it was measured last; raises NotMeasured."""

    def figure(found: re.Match[str]) -> str:
        value = _measured(results / f"{found['result']}.json", found["what"])
        return f'[{value}]({found["page"]} "{found["what"]}")'

    return _FIGURE.sub(figure, text)


def named(text: str) -> list[tuple[str, str]]:
    """Result and name of each figure on the page."""
    return [(found["result"], found["what"]) for found in _FIGURE.finditer(text)]


def _measured(result: Path, what: str) -> str:
    if result.exists():
        for figure in json.loads(result.read_text(encoding="utf-8"))["figures"]:
            if figure["what"] == what:
                return f"{readable(figure['value'])} {figure['unit']}".strip()
    raise NotMeasured(f"{result.stem}: {what}")


if __name__ == "__main__":
    PAGE.write_text(refreshed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
