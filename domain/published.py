"""The results that were published of 2019, to set a count beside; under the names that a count has."""

import tomllib
from functools import lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class Published(BaseModel):
    """As `Tally.results()`, as far as it was published: shares of one, ages in years, a mark from 1 to 10."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: int
    source: str
    trajects: int
    municipalities: int
    participants: dict[str, int]
    women_share: float
    older_than_26_share: float
    age_min: int
    age_max: int
    attendance_rate: float
    mark_mean: float
    statements: dict[str, float]


@lru_cache(maxsize=1)
def published() -> Published:
    """What `published.toml` holds."""
    text = (files("domain") / "published.toml").read_text(encoding="utf-8")
    return Published.model_validate(tomllib.loads(text))
