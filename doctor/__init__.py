"""Compares what the durable engine and the database hold, says what differs and why, and puts it right on request."""
