"""Reads the pages: their code blocks, their inline code, their tables and links."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`]+)`")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Page:
    """One page in markdown."""

    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def prose(self) -> str:
        """The page without its code blocks."""
        return _FENCE.sub("", self.text)

    @cached_property
    def blocks(self) -> list[str]:
        """What stands in code blocks, with lines that end in a backslash joined."""
        return [match["code"].replace("\\\n", " ") for match in _FENCE.finditer(self.text)]

    @cached_property
    def inline(self) -> list[str]:
        """What stands between backticks in the prose, on one line each."""
        return [" ".join(match[1].split()) for match in _INLINE.finditer(self.prose)]

    @cached_property
    def links(self) -> list[str]:
        return _LINK.findall(self.prose)

    @cached_property
    def anchors(self) -> set[str]:
        """The headings as a link names them."""
        return {
            re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in _HEADING.findall(self.prose)
        }

    def tested(self, name: str) -> str:
        """The block that follows the comment `<!-- tested: name -->`."""
        found = _FENCE.search(self.text.split(f"<!-- tested: {name} -->", 1)[1])
        assert found, name
        return found["code"]

    def section(self, title: str) -> str:
        """What stands under a heading, up to the next of its level."""
        found = re.search(
            rf"^(#+) {re.escape(title)}\n(.*?)(?=^\1 |^#{{1,2}} |\Z)", self.text, re.MULTILINE | re.DOTALL
        )
        assert found, f"{self.path.name} has no heading {title}"
        return str(found[2])

    def rows(self, title: str) -> list[list[str]]:
        """The cells of the tables under a heading, without their headers."""
        tables = re.findall(r"^\|.*\n\|[-| ]+\|\n((?:\|.*\n?)*)", self.section(title), re.MULTILINE)
        lines = [line for table in tables for line in table.splitlines()]
        return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def page(name: str) -> Page:
    """A page by its path from the root."""
    return Page(ROOT / name)


def pages() -> list[Page]:
    """All of them."""
    return [Page(path) for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])]
