"""The rules of the programme: pure functions over facts, with no clock and no input or output."""
