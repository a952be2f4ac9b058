"""The schema, by theme; migrations make it, and a test holds the two equal."""

from storage.tables.base import metadata, only_days_of_ours
from storage.tables.links import answer_links, calendar_feeds
from storage.tables.log import enclosures, facts, messages, outbox, programmes, unheard
from storage.tables.papers import certificates
from storage.tables.people import notes, organisations, people, staff, subject_keys
from storage.tables.portal import (
    account_scopes,
    accounts,
    invitations,
    saved_views,
    sign_in_attempts,
    uploads,
    web_sessions,
)
from storage.tables.privacy import access_log, receipts
from storage.tables.trajects import imported_rows, participants, sessions, trajects
from storage.tables.work import stalls, tasks

only_days_of_ours()

__all__ = [
    "access_log",
    "account_scopes",
    "accounts",
    "answer_links",
    "calendar_feeds",
    "certificates",
    "enclosures",
    "facts",
    "imported_rows",
    "invitations",
    "messages",
    "metadata",
    "notes",
    "organisations",
    "outbox",
    "participants",
    "people",
    "programmes",
    "receipts",
    "saved_views",
    "sessions",
    "sign_in_attempts",
    "staff",
    "stalls",
    "subject_keys",
    "tasks",
    "trajects",
    "unheard",
    "uploads",
    "web_sessions",
]
