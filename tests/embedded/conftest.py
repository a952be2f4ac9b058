"""Folders for homes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.testing import temporary_folder


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a name short enough for a socket below it."""
    with temporary_folder() as folder:
        yield folder


@pytest.fixture
def home(place: Path) -> Path:
    """A home that is not there yet."""
    return place / "home"
