"""What a program can check of PDF/UA-1, after the Matterhorn protocol; each fault begins with its checkpoint.

Typst refuses to write a file that it knows to break the standard. This is a second opinion, from the other side: it
reads the file with another library and knows nothing of typst. No checker made by others can be had here.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, NameObject

from tests.papers.reading import opened

_PAINTS = {
    *(b"Tj", b"TJ", b"'", b'"', b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"Do", b"sh", b"INLINE IMAGE"),
}
_STANDARD = {
    *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct", "P"),
    *("H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody"),
    *("TFoot", "Span", "Quote", "Note", "Reference", "Link", "Annot", "Figure", "Formula", "Form"),
}
_WITHIN = {
    "LI": {"L"},
    "LBody": {"LI"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
}
Tagged = tuple[str, Any, str]
"""Kind, element, and the kind of what it stands in."""


def faults(content: bytes) -> list[str]:
    """All that is wrong with a file."""
    reader = opened(content)
    root: Any = reader.trailer["/Root"]
    tags = list(_tags(root["/StructTreeRoot"], "", root["/StructTreeRoot"].get("/RoleMap", {})))
    return [
        *_of_the_file(reader, root),
        *(fault for page in reader.pages for fault in (*_of_content(page), *_of_fonts(page), *_of_links(page))),
        *_of_places(reader, root),
        *_of_tags(tags),
        *_of_headings([kind for kind, _, _ in tags if kind[:1] == "H" and kind[1:].isdigit()]),
    ]


def _of_the_file(reader: PdfReader, root: Any) -> Iterator[str]:  # noqa: ANN401
    said = reader.xmp_metadata
    described = root["/Metadata"].get_object().get_data()
    checks = {
        "06: no metadata": said is not None,
        "06: it does not say that it is PDF/UA-1": b"pdfuaid:part>1<" in described,
        "06: no title": bool(said and said.dc_title and all(said.dc_title.values())),
        "07: the window shows the file's name": _true(root.get("/ViewerPreferences", {}), "/DisplayDocTitle"),
        "01: not marked": _true(root.get("/MarkInfo", {}), "/Marked"),
        "01: suspect tags": not _true(root.get("/MarkInfo", {}), "/Suspects"),
        "11: no language": bool(root.get("/Lang")),
        "26: encrypted": not reader.is_encrypted,
    }
    return (fault for fault, fine in checks.items() if not fine)


def _true(said: Any, name: str) -> bool:  # noqa: ANN401
    return bool(getattr(said.get(name), "value", False))


def _of_content(page: PageObject) -> Iterator[str]:
    """01: everything that is painted is tagged, or said to be for the eye alone; and not both."""
    within: list[str] = []
    stream = page.get_contents()
    for operands, operator in stream.operations if isinstance(stream, ContentStream) else ():
        if operator in {b"BDC", b"BMC"}:
            tagged = len(operands) > 1 and "/MCID" in _properties(operands[1], page)
            within.append("artifact" if operands[0] == "/Artifact" else "tagged" if tagged else "")
            if {"artifact", "tagged"} <= set(within):
                yield "01: something is tagged and for the eye alone"
        elif operator == b"EMC":
            within.pop()
        elif operator in _PAINTS and not any(within):
            yield f"01: {operator.decode()} paints something untagged"


def _properties(said: Any, page: PageObject) -> Any:  # noqa: ANN401
    if isinstance(said, NameObject):
        said = page["/Resources"]["/Properties"][said]  # type: ignore[index]
    return said.get_object()


def _of_fonts(page: PageObject) -> Iterator[str]:
    """31: every letter can be drawn, and be told which it is."""
    resources: Any = page["/Resources"]
    for name, font in resources.get("/Font", {}).items():
        whole = font.get_object()
        described = whole.get("/DescendantFonts", [whole])[0].get_object().get("/FontDescriptor", {})
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described):
            yield f"31: {name} is not in the file"
        if "/ToUnicode" not in whole:
            yield f"31: {name} does not say which letters it draws"


def _of_links(page: PageObject) -> Iterator[str]:
    if page.get("/Annots") and page.get("/Tabs") != "/S":
        yield "28: links are not in reading order"


def _tags(node: Any, parent: str, roles: Any) -> Iterator[Tagged]:  # noqa: ANN401
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from _tags(each, parent, roles)
    elif isinstance(node, dict) and "/K" in node:
        kind = parent
        if "/S" in node:
            kind = str(roles.get(node["/S"], node["/S"]))[1:]
            yield kind, node, parent
        yield from _tags(node["/K"], kind, roles)


def _of_places(reader: PdfReader, root: Any) -> Iterator[str]:  # noqa: ANN401
    """09: each piece of content has one place in the tree."""
    said: Counter[tuple[int, int]] = Counter()
    numbers = {
        page.indirect_reference.idnum: number for number, page in enumerate(reader.pages) if page.indirect_reference
    }

    def walk(node: Any, page: int) -> None:  # noqa: ANN401
        node = node.get_object() if hasattr(node, "get_object") else node
        on: Any = node
        if isinstance(node, int):
            said[page, int(node)] += 1
        elif isinstance(node, list):
            for each in node:
                walk(each, page)
        elif isinstance(node, dict):
            page = numbers.get(on.raw_get("/Pg").idnum, page) if "/Pg" in node else page
            walk(node["/MCID"] if "/MCID" in node else node.get("/K", []), page)

    walk(root["/StructTreeRoot"].get("/K", []), 0)
    drawn = {(number, mcid) for number, page in enumerate(reader.pages) for mcid in _pieces(page)}
    yield from (f"09: piece {piece} is in the tree {said[piece]} times" for piece in drawn if said[piece] != 1)
    yield from (f"09: piece {piece} is not on its page" for piece in said if piece not in drawn)


def _pieces(page: PageObject) -> Iterator[int]:
    stream = page.get_contents()
    for operands, operator in stream.operations if isinstance(stream, ContentStream) else ():
        if operator == b"BDC" and "/MCID" in (said := _properties(operands[1], page)):
            yield int(said["/MCID"])


def _of_tags(tags: list[Tagged]) -> Iterator[str]:
    for kind, node, parent in tags:
        if kind not in _STANDARD:
            yield f"02: {kind} is no standard tag"
        if kind in _WITHIN and parent not in _WITHIN[kind]:
            yield f"09: {kind} in {parent}"
        if kind in {"Figure", "Formula"} and not (node.get("/Alt") or node.get("/ActualText")):
            yield "13: a figure without words"
        if kind == "TH" and "/Scope" not in str(node.get("/A", "")):
            yield "15: a header of nothing in particular"


def _of_headings(kinds: list[str]) -> Iterator[str]:
    levels = [int(kind[1:]) for kind in kinds]
    if levels[:1] != [1]:
        yield "14: the first heading is not of level 1"
    yield from (f"14: H{one} is followed by H{next_}" for one, next_ in pairwise(levels) if next_ > one + 1)
