"""The schema, by theme; migrations make it, and a test holds the two equal."""

from storage.tables.base import metadata
from storage.tables.log import enclosures, facts, messages, outbox, programmes, unheard
from storage.tables.people import notes, organisations, people, staff, subject_keys
from storage.tables.portal import access_log, account_scopes, accounts, saved_views, sign_in_attempts, web_sessions
from storage.tables.trajects import imported_rows, participants, sessions, trajects
from storage.tables.work import stalls, tasks

__all__ = [
    "access_log",
    "account_scopes",
    "accounts",
    "enclosures",
    "facts",
    "imported_rows",
    "messages",
    "metadata",
    "notes",
    "organisations",
    "outbox",
    "participants",
    "people",
    "programmes",
    "saved_views",
    "sessions",
    "sign_in_attempts",
    "staff",
    "stalls",
    "subject_keys",
    "tasks",
    "trajects",
    "unheard",
    "web_sessions",
]
