"""The commands of `traject`: they ask, show and explain; what is right is decided below them."""

from time import monotonic

BEGAN = monotonic()
"""When somebody began to wait for this command, or as good as: before all that takes time to import and to connect."""
