"""`python -m tools.figures`: writes the figures that `docs/scale.md` quotes anew, from the results that it names."""

import re
from pathlib import Path

from benchmarks.report import figure_of

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
_QUOTED = re.compile(
    r"^(?P<before>\| [^|]+ \| )(?P<said>[^|]+)(?P<after> \| \[(?P<result>\w+)\]\([^)]+\): (?P<what>[^|]+) \|)$",
    re.MULTILINE,
)


def rewritten(text: str) -> str:
    """The page with each quoted figure as its result has it."""
    return _QUOTED.sub(lambda row: f"{row['before']}{_figure(row['result'], row['what'])}{row['after']}", text)


def quoted(text: str) -> int:
    """How many figures a page quotes."""
    return len(_QUOTED.findall(text))


def _figure(result: str, what: str) -> str:
    return figure_of(result, what).row()[1]


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
