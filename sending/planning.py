"""Decides which mail is to be written: in the morning for everybody, and when something happened that cannot wait.

What is planned is a row of the outbox with whom it is for and of which kind it is. What it says is found out when it
goes, so that nobody reads what is no longer true.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from domain.calendar import add_working_days, amsterdam_day, is_working_day, start_of
from sending import invitations, recipients, work
from sending.recipients import LEAD, Recipient
from storage import outbox
from storage.engine import WriteSession
from storage.errors import TrajectUnreadable
from storage.outbox import SESSIONS_CHANGED, TASKS_OPENED, Event, Mail

log = logging.getLogger(__name__)

SEVEN = time(7)
"""In the morning, on the clocks of the Netherlands."""
BATCH = 100
COLLECT = timedelta(minutes=5)
"""What becomes urgent soon after each other is one mail."""
MOST_A_DAY = 3
"""More reminders than this wait until the next morning, together."""
TOO_OLD = timedelta(days=1)
"""What was opened longer ago, as before an upgrade, is in the digest."""
_MARGIN = timedelta(minutes=1)
"""Between the clocks of the database and of who opened a task."""
ONCE_A_WEEK = timedelta(days=7)


def morning(session: WriteSession, who: Sequence[Recipient], now: datetime) -> int:
    """Queue what these people are told on a working day; how many mails. Asked twice, they are queued once."""
    today = amsterdam_day(now)
    if not is_working_day(today):
        return 0
    mails = [mail for one in who for mail in _of_the_day(session, one, today, now)]
    return outbox.queue(session, mails, now)


def calendars(session: WriteSession, traject: UUID, now: datetime) -> int:
    """Queue what calendars do not say of a traject though nothing was said of it since; how many mails.

    Somebody has an account by now, wants invitations again, or leads it from this day on.
    """
    outbox.wait_for_turn(session)
    return outbox.queue(session, _told_of_sessions(session, traject, amsterdam_day(now)), now)


def events(session: WriteSession, now: datetime, most: int = BATCH) -> int:
    """Look at what happened, and queue what must be told at once; how many events that were."""
    looked_at = outbox.events(session, most)
    happened = [one for one in looked_at if _is_readable(one)]
    opened = [one for one in happened if one.topic == TASKS_OPENED and now - one.at < TOO_OLD]
    if opened:
        _remind(session, opened, now)
    for traject in dict.fromkeys(_traject_of(one) for one in happened if one.topic == SESSIONS_CHANGED):
        outbox.queue(session, _told_of_sessions(session, traject, amsterdam_day(now)), now)
    outbox.sent(session, [one.id for one in looked_at])
    return len(looked_at)


def _is_readable(event: Event) -> bool:
    """What somebody altered by hand tells nobody anything; the next digest has what it was about."""
    try:
        _traject_of(event) if event.topic == SESSIONS_CHANGED else _tasks_of(event)
    except (AttributeError, LookupError, TypeError, ValueError):
        log.warning("an event that cannot be read was left alone", extra={"event": str(event.id)})
        return False
    return True


def _traject_of(event: Event) -> UUID:
    return UUID(event.subject.removeprefix("traject-"))


def _tasks_of(event: Event) -> list[UUID]:
    return [UUID(task) for task in event.data["tasks"]] if event.topic == TASKS_OPENED else []


def _told_of_sessions(session: WriteSession, traject: UUID, today: date) -> Sequence[Mail]:
    """Nothing of a traject that cannot be read: that keeps nobody else's mail, and the next morning tells all."""
    try:
        return invitations.changes(session, traject, today)
    except TrajectUnreadable as problem:
        log.warning("no calendar hears of a change: %s", problem)
        return ()


def _of_the_day(session: WriteSession, who: Recipient, today: date, now: datetime) -> Iterable[Mail]:
    if who.wants_digest(today) and (work.has_agenda(session, who, today) or has_failures(session, who)):
        yield _mail(who, "digest", f"digest/{today}", {"day": today.isoformat()})
    if LEAD in who.roles and who.urgent and (late := _not_told_lately(session, who, today, now)):
        told = {"day": today.isoformat(), "trajects": [str(one) for one in late]}
        yield _mail(who, "escalation", f"escalation/{today}", told)


def has_failures(session: WriteSession, who: Recipient) -> bool:
    """Whether an administrator has to see to mail that did not arrive."""
    return recipients.ADMINISTRATOR in who.roles and outbox.how_many_failed(session) > 0


def _not_told_lately(session: WriteSession, who: Recipient, today: date, now: datetime) -> list[UUID]:
    """Trajects where something lies too long, and of which they were not told for a week."""
    earlier = outbox.since(session, who.account, "escalation", now - ONCE_A_WEEK + timedelta(hours=1))
    told = {each for row in earlier if row.payload["day"] != today.isoformat() for each in row.payload["trajects"]}
    trajects = dict.fromkeys(line.traject for line in work.left_lying(session, who, today))
    return [one for one in trajects if str(one) not in told]


def _remind(session: WriteSession, opened: Sequence[Event], now: datetime) -> None:
    ids = [task for one in opened for task in _tasks_of(one)]
    first = min(one.at for one in opened)
    today = amsterdam_day(now)
    for who in recipients.everybody(session):
        if who.urgent and work.is_urgent(session, who, today, ids):
            _queue_reminder(session, who, opened[0].id, first, now)


def _queue_reminder(session: WriteSession, who: Recipient, event: UUID, first: datetime, now: datetime) -> None:
    """One that has not gone yet tells of this too."""
    of_today = outbox.since(session, who.account, "urgent", start_of(amsterdam_day(now)))
    if any(row.untouched and row.available_at > now for row in of_today):
        return
    mail = _mail(who, "urgent", f"urgent/{event}", {"since": (first - _MARGIN).isoformat()})
    outbox.queue(session, [mail], now, now + COLLECT if len(of_today) < MOST_A_DAY else _next_morning(now))


def _next_morning(now: datetime) -> datetime:
    day = add_working_days(amsterdam_day(now), 1)
    return datetime.combine(day, SEVEN, tzinfo=start_of(day).tzinfo)


def _mail(who: Recipient, kind: str, name: str, said: Mapping[str, object]) -> Mail:
    return Mail(uuid5(who.account, name), who.account, kind, {"kind": kind, **said})
