"""What a process that stays has loaded by now, stays too."""

import gc


def settle() -> None:
    """To be called once all is imported: whoever looks for garbage looks past it from now on.

    To look through the SDK, pydantic's models and our own modules made somebody wait a fifth to a third of a second.
    """
    gc.collect()
    gc.freeze()
