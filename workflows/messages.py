"""What can be said to a workflow and what it answers, in one place for whoever talks to one."""

from activities.messages import (
    Answer,
    Begin,
    LookInput,
    Message,
    RecordInput,
    RefusedBecause,
    Standing,
    Wake,
)

__all__ = [
    "Answer",
    "Begin",
    "CarriedOn",
    "LookInput",
    "Message",
    "RecordInput",
    "RefusedBecause",
    "Standing",
    "Wake",
]


class CarriedOn(Begin):
    """What a workflow hands to its own next run: where it stands, and who is still to be woken."""

    wakes: tuple[Wake, ...] = ()
