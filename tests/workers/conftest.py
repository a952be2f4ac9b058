"""The fixtures of the workflows' tests serve here too: a real server, a real database, a town."""

from tests.workflows.conftest import quiet_town, town

__all__ = ["quiet_town", "town"]
