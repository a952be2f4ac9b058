"""What a page points to is there: links, headings, files, Make targets, decisions."""

import re

import pytest

from tests.docs.pages import ROOT, Page, page, pages

FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")} | {".ci", ".github"}
EVERY = pytest.mark.parametrize("each", pages(), ids=lambda each: each.path.relative_to(ROOT).as_posix())
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@EVERY
def test_every_link_leads_somewhere(each: Page) -> None:
    for link in each.links:
        if "://" in link:
            continue
        target, _, anchor = link.partition("#")
        path = each.path.parent / target if target else each.path
        assert path.exists(), link
        assert not anchor or anchor in Page(path).anchors, link


@EVERY
def test_every_file_that_is_named_exists(each: Page) -> None:
    for code in each.inline:
        if not re.fullmatch(r"[\w.*-]+(/[\w.*-]*)*", code):
            continue
        if code.split("/")[0] in FOLDERS and "/" in code:
            assert list(ROOT.glob(code.rstrip("/"))), code
        elif re.fullmatch(r"\w+\.py", code):
            assert any(ROOT.glob(f"*/**/{code}")), code


def test_every_make_target_is_explained_where_people_begin() -> None:
    explained = page("README.md").text + page("CONTRIBUTING.md").text
    assert [target for target in sorted(TARGETS) if f"make {target}" not in explained] == []


@EVERY
def test_every_make_target_that_is_named_exists(each: Page) -> None:
    code = [*each.inline, *(line for block in each.blocks for line in block.splitlines())]
    named = {target for text in code for target in re.findall(r"(?:^|&& )make ([a-z-]+)", text)}
    assert named <= TARGETS


def test_every_decision_is_listed_under_its_own_title() -> None:
    listed = {row[0]: row[1] for row in page("docs/decisions/README.md").rows("Decisions")}
    titles = {}
    for path in sorted((ROOT / "docs/decisions").glob("0*.md")):
        number, _, title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ").partition(". ")
        titles[f"[{number}]({path.name})"] = title
    assert listed == titles
