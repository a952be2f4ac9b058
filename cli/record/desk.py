"""Looks up for a record command what people name by key, name or e-mail address."""

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import typer
from sqlalchemy import select

from cli.errors import Failed
from cli.language import say
from cli.record.statement import NamedParticipant, NamedSession, NamedTraject
from cli.task.found import find
from domain.clock import Clock
from domain.group import Group
from domain.ids import organisation_id
from domain.member import Member
from domain.names import composed
from domain.programme import Programme
from domain.situation import SessionState
from storage import network
from storage.engine import ReadSession
from storage.programmes import Programmes
from storage.queries.facts import load
from storage.queries.keys import Found, find_participant, find_session, find_traject
from storage.queries.tasks import TaskLine
from storage.tables import organisations, staff, trajects
from views.day import Day
from views.reading import Assessed, one
from views.said_of_tasks import last_said_of


class Desk:
    """One command's view of the database, on one day; `speaker` is the e-mail address of who speaks, if known.

    `message` is the number of what will be said: what is named after it has the same name when it is repeated.
    """

    def __init__(
        self, session: ReadSession, today: date, speaker: str | None = None, message: UUID | None = None
    ) -> None:
        self.speaker = speaker
        self.message = message or uuid4()
        self._session = session
        self._today = today
        self._assessed = cache(self._look_at)

    def day(self, on: date | None) -> date:
        """The day that somebody says, or today."""
        return on or self._today

    def traject(self, key: str) -> NamedTraject:
        return _named(find_traject(self._session, key))

    def trajects(self, ids: Collection[UUID]) -> list[NamedTraject]:
        """These trajects, by municipality and key."""
        columns = (trajects.c.id, trajects.c.key, trajects.c.municipality)
        wanted = select(*columns).where(trajects.c.id.in_(ids)).order_by(trajects.c.municipality, trajects.c.key)
        return [NamedTraject(*row) for row in self._session.execute(wanted)]

    def participant(self, key: str) -> NamedParticipant:
        found = find_participant(self._session, key)
        return NamedParticipant(found.id, found.key, self._traject_of(found))

    def session(self, key: str) -> NamedSession:
        found = find_session(self._session, key)
        return NamedSession(found.id, found.key, self._traject_of(found))

    def participant_of(self, group: NamedTraject, key: str) -> NamedParticipant:
        """Somebody in this traject, by key or by its end where only one ends so: `d03` for `S-2026-1-d03`.

        Raises:
            Failed: nobody, or more than one.
        """
        keys = self._assessed(group.id).participants
        wanted = composed(key.strip())
        exact = [who for who, name in keys.items() if name == wanted]
        found = exact or [who for who, name in keys.items() if name.endswith(wanted)]
        if len(found) != 1:
            raise Failed(
                say(
                    f"{wanted} is niet één deelnemer van {group.key}; noem de hele sleutel.",
                    f"{wanted} is not one participant of {group.key}; give the whole key.",
                )
            )
        return NamedParticipant(found[0], keys[found[0]], group)

    def everyone_of(self, meeting: NamedSession) -> list[UUID]:
        """Who should be at a session: admitted by its day, not withdrawn, not paused (ATT)."""
        assessed = self._assessed(meeting.traject.id)
        clock = Clock(self._today)
        group = Group(assessed.situation, assessed.programme, clock)
        session = self.as_planned(meeting)
        members = (Member(state, group, clock) for state in assessed.situation.participants.values())
        return [member.id for member in members if member.state.registered and member.belongs_to(session)]

    def as_planned(self, meeting: NamedSession) -> SessionState:
        """A session as it now stands."""
        return self._assessed(meeting.traject.id).situation.sessions[meeting.id]

    def organisation(self, group: NamedTraject, name: str) -> UUID:
        """Somebody in the municipality's network.

        Raises:
            Failed: nobody has that name.
        """
        identity = organisation_id(group.municipality, name)
        if self._session.execute(select(organisations.c.id).where(organisations.c.id == identity)).first() is None:
            raise Failed(
                say(
                    f"{name} staat niet in het netwerk van {group.municipality}; eerst: traject record organisation.",
                    f"{name} is not in the network of {group.municipality}; first: traject record organisation.",
                )
            )
        return identity

    def known_of(self, group: NamedTraject, name: str) -> dict[str, Any]:
        """What the municipality's network says of an organisation, and the digest by which a change meanwhile shows."""
        columns = [organisations.c[column] for column in network.KNOWN]
        wanted = select(*columns).where(organisations.c.id == organisation_id(group.municipality, name))
        found = self._session.execute(wanted).one_or_none()
        return {"was": ""} if found is None else {**found._asdict(), "was": network.digest(found)}

    def task(self, number: str) -> TaskLine:
        """A task by the beginning of its id."""
        return find(self._session, number)

    def last_said_of(self, task: TaskLine) -> UUID | None:
        """The last message that completed, took or postponed this task and was not taken back."""
        return last_said_of(load(self._session, [task.traject_id])[task.traject_id].log, task)

    def knows_staff(self, identity: UUID) -> bool:
        return self._session.execute(select(staff.c.id).where(staff.c.id == identity)).first() is not None

    def programme(self, group: NamedTraject) -> Programme:
        """The definition that this traject is bound to."""
        return self._assessed(group.id).programme

    def definition(self, programme: str, version: int | None = None) -> Programme:
        """A version of a definition, or the newest final one.

        Raises:
            Failed: there is none.
        """
        everything = Programmes().all(self._session)
        own = [each for each in everything if each.id == programme]
        found = [each for each in own if each.version == version or (version is None and each.status == "final")]
        if not found:
            raise _no_definition(programme, None if not own else version, everything)
        return max(found, key=lambda each: each.version)

    def must_know(self, said: Collection[str], known: Collection[str], where: str) -> None:
        """Refuse words that the definition does not have.

        Raises:
            BadParameter: names the first one, and those that it has.
        """
        strange = next((each for each in said if each not in known), None)
        if strange is not None:
            choices = ", ".join(known)
            raise typer.BadParameter(
                say(f"{strange!r} kan niet; kies uit: {choices}", f"{strange!r}: choose from {choices}"),
                param_hint=where,
            )

    def _look_at(self, traject: UUID) -> Assessed:
        assessed = one(self._session, Day(self._today), traject)
        if assessed is None:
            raise Failed(say("Dit traject is nog niet begonnen.", "This traject has not begun yet."))
        return assessed

    def _traject_of(self, found: Found) -> NamedTraject:
        row = self._session.execute(select(trajects.c.key).where(trajects.c.id == found.traject_id)).scalar_one()
        return NamedTraject(found.traject_id, row, found.municipality)


def _no_definition(programme: str, version: int | None, everything: Collection[Programme]) -> Failed:
    if version is not None:
        known = ", ".join(str(each.version) for each in everything if each.id == programme)
        return Failed(
            say(
                f"Programma {programme} heeft geen versie {version}; kies uit {known}.",
                f"Programme {programme} has no version {version}; choose {known}.",
            )
        )
    names = ", ".join(sorted({each.id for each in everything}))
    return Failed(
        say(f"Het programma {programme} bestaat niet; kies uit {names}.", f"No programme {programme}; choose {names}.")
    )


def _named(found: Found) -> NamedTraject:
    return NamedTraject(found.id, found.key, found.municipality)
