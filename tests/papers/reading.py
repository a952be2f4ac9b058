"""What a PDF says to whoever opens it, and to a screen reader."""

import io
from typing import Any

from pypdf import PdfReader


def opened(content: bytes) -> PdfReader:
    """The file as a reader of PDF sees it."""
    return PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    """Its text, with one space wherever there is any."""
    return " ".join(" ".join(page.extract_text() for page in opened(content).pages).split())


def letters_of(content: bytes) -> set[str]:
    """The letters in it, in whatever order a reader gives those of other scripts."""
    return set(text_of(content))


def catalogue_of(content: bytes) -> Any:  # noqa: ANN401 - a tree of PDF objects
    """The root of the file."""
    return opened(content).trailer["/Root"]


def structure_of(content: bytes) -> list[str]:
    """The kinds of everything that is tagged, in reading order."""
    found: list[str] = []

    def walk(node: Any) -> None:  # noqa: ANN401
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(catalogue_of(content)["/StructTreeRoot"])
    return found
