"""A real Postgres and a real Temporal on one machine, without installing anything.

`supervisor` starts and stops both; their data stay in one folder, the home. Right for a trial and for a
single town with backups: Temporal's part is its development server, on SQLite.
"""
