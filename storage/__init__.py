"""Postgres: what is known, what must be done, and who may read it in which order."""
