"""Refuses what speaks of people and things that only the database knows of: colleagues, hosts, other trajects."""

from uuid import UUID

from sqlalchemy import Connection

from activities.brought import Brought
from activities.refusals import (
    OrganisationChanged,
    OrganisationKnown,
    OrganisationUnknown,
    ParticipantElsewhere,
    ParticipantForgotten,
    SessionElsewhere,
    SessionThereAlready,
    StaffUnknown,
)
from domain.facts import ForgettingAsked, Registered, SessionPlanned, TaskClaimed, TaskPostponed
from domain.refusals import ParticipantUnknown, TaskUnknown
from domain.terms import TaskState
from storage import journal, network, receipts
from storage.current import Current
from storage.engine import WriteSession
from storage.errors import WrittenMeanwhile
from storage.queries.facts import Known
from storage.subject_keys import KeyRing
from storage.tables import organisations, participants, sessions, staff


def refuse(session: Connection, keys: KeyRing, brought: Brought, before: Current, known: Known) -> None:
    """Asks the database only where the message speaks of something new, and changes and locks nothing there.

    Raises:
        Refusal: nothing may be stored.
    """
    _tasks(brought, before)
    _participants(session, keys, brought, before, known)
    _sessions(session, brought, known)
    if journal.unknown(session, staff, brought.staff_spoken_of()):
        raise StaffUnknown
    if journal.unknown(session, organisations, brought.organisations_spoken_of()):
        raise OrganisationUnknown


def refuse_unseen(session: WriteSession, brought: Brought) -> None:
    """An organisation is no fact: what another said of it would be gone, so only who saw that may replace it.

    Raises:
        OrganisationChanged: somebody changed it since.
        OrganisationKnown: somebody added it since.
    """
    seen = {one.organisation: one.was for one in brought.organisations if one.was is not None}
    there = network.digests(session, seen)
    for organisation, was in seen.items():
        if was != there.get(organisation, ""):
            raise OrganisationChanged if was else OrganisationKnown


def _tasks(brought: Brought, before: Current) -> None:
    for fact in brought.facts:
        if isinstance(fact, TaskClaimed | TaskPostponed):
            row = before.tasks.get(fact.task)
            if row is None or row["state"] != TaskState.OPEN:
                raise TaskUnknown


def meet(session: WriteSession, brought: Brought, before: Current, known: Known) -> None:
    """Once ours are written: another traject may have brought the same people or sessions since we looked.

    Raises:
        WrittenMeanwhile: they are the other's; begin again, and `refuse` will say so.
    """
    if journal.elsewhere(session, participants, _newcomers(brought, before), known.traject) or journal.elsewhere(
        session, sessions, _new_sessions(brought, known), known.traject
    ):
        raise WrittenMeanwhile("another traject was first")


def _participants(session: Connection, keys: KeyRing, brought: Brought, before: Current, known: Known) -> None:
    new = _newcomers(brought, before)
    # In this order: whoever is forgotten between the two questions is gone only when the receipt is there.
    elsewhere = journal.elsewhere(session, participants, new, known.traject)
    if receipts.known(session, [keys.mark(participant) for participant in new]):
        raise ParticipantForgotten
    if elsewhere:
        raise ParticipantElsewhere
    about = {one.participant for one in brought.people}
    about |= {one.participant for one in brought.notes if one.participant is not None}
    forgotten = {fact.participant for fact in brought.facts if isinstance(fact, ForgettingAsked)}
    if about - new - set(before.participants) or forgotten - set(before.participants):
        raise ParticipantUnknown


def _sessions(session: Connection, brought: Brought, known: Known) -> None:
    new = _new_sessions(brought, known)
    if not brought.new_sessions <= new:
        raise SessionThereAlready
    if journal.elsewhere(session, sessions, new, known.traject):
        raise SessionElsewhere


def _newcomers(brought: Brought, before: Current) -> set[UUID]:
    registered = {fact.participant for fact in brought.facts if isinstance(fact, Registered)}
    return registered - set(before.participants)


def _new_sessions(brought: Brought, known: Known) -> set[UUID]:
    planned = {fact.session for fact in brought.facts if isinstance(fact, SessionPlanned)}
    if not planned:  # as mostly; the log may be long
        return planned
    return planned - {one.fact.session for one in known.log if isinstance(one.fact, SessionPlanned)}
