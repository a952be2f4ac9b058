"""What every fact is: something said that cannot be changed any more."""

from pydantic import BaseModel, ConfigDict


class Fact(BaseModel):
    """What all facts share: they cannot be changed, and know no other fields than their own."""

    # JSON has no `inf` and no `nan`: they would arrive as "not known".
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
