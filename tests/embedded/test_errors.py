"""Each error has a sentence for people in both languages; `str` gives the English one."""

from pathlib import Path

import pytest

from embedded import errors

HERE = Path("/h")
EXAMPLES = [
    errors.HomeNotUsable(HERE, en="it is not a folder", nl="het is geen map"),
    errors.HomeInUse(HERE, 12),
    errors.HomeInUse(HERE, None),
    errors.MasterKeyUnusable(HERE),
    errors.DiskFull(HERE),
    errors.NoBinaries("Postgres", "musl"),
    errors.IdentityNotDropped("EPERM"),
    errors.NotOnMainThread(),
    errors.PortTaken(7233, "Temporal"),
    errors.StartFailed("Postgres", HERE, "FATAL: no"),
    errors.PartStopped("postgres", HERE, -9),
]


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda it: type(it).__name__)
def test_an_error_speaks_both_languages(error: errors.EmbeddedError) -> None:
    assert str(error) == error.en
    assert error.nl != error.en


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    drawn = errors.__doc__ or ""
    assert kinds
    assert all(kind.__name__ in drawn for kind in kinds)
