"""Definitions as people read them, which trajects use them, and what differs between two of them, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from domain import texts
from domain.deadline import Deadline
from domain.deadline_words import said
from domain.programme import Programme
from domain.terms import Criterion, SessionKind, TaskKind
from domain.texts import Language
from portal.visitor import Visitor
from storage.engine import ReadSession
from storage.tables import trajects

MOST_TRAJECTS = 20


@dataclass(frozen=True, slots=True)
class Use:
    """A traject that runs under a definition."""

    id: UUID
    key: str
    municipality: str
    phase: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two definitions say differently; None: it is not there."""

    what: str
    before: str | None
    after: str | None


def counts(session: ReadSession, visitor: Visitor) -> Mapping[tuple[str, int], int]:
    """How many of the visitor's trajects use each version."""
    columns = (trajects.c.programme, trajects.c.programme_version)
    query = select(*columns, func.count()).where(visitor.sees()).group_by(*columns)
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def users(session: ReadSession, visitor: Visitor, programme: Programme) -> Sequence[Use]:
    """The visitor's latest trajects under this version."""
    bound = (trajects.c.programme == programme.id, trajects.c.programme_version == programme.version)
    query = select(trajects.c.id, trajects.c.key, trajects.c.municipality, trajects.c.phase).where(
        visitor.sees(), *bound
    )
    latest = query.order_by(trajects.c.created_on.desc().nulls_last(), trajects.c.id).limit(MOST_TRAJECTS)
    return [Use(*row) for row in session.execute(latest)]


def differences(before: Programme, after: Programme, language: Language) -> list[Difference]:
    """Everything that changes from one definition to the other, in the order of reading."""
    was, becomes = dict(_flat(before, language)), dict(_flat(after, language))
    return [
        Difference(what, was.get(what), becomes.get(what))
        for what in dict.fromkeys([*was, *becomes])
        if was.get(what) != becomes.get(what)
    ]


def _flat(programme: Programme, language: Language) -> Iterator[tuple[str, str]]:
    """Each thing a definition says, under a name that people know."""
    for field, value in programme:
        if field not in _NOT_COMPARED:
            yield from _said(field, value, _NAMES.get(field, (field, field))[language == "en"], language)


_NOT_COMPARED = frozenset({"id", "version", "status"})
_NAMES: Mapping[str, tuple[str, str]] = {
    "title": ("Titel", "Title"),
    "source": ("Bron", "Source"),
    "based_on": ("Waarop het berust", "What it rests on"),
    "ages": ("Leeftijd", "Age"),
    "language": ("Taalniveau", "Language level"),
    "intake_at": ("Intake", "Intake"),
    "criteria": ("Criterium", "Criterion"),
    "group": ("Groep", "Group"),
    "weeks": ("Lengte in weken", "Length in weeks"),
    "first_year_weeks": ("Lengte in het eerste jaar", "Length in the first year"),
    "cadence_days": ("Dagen tussen bijeenkomsten", "Days between sessions"),
    "sessions": ("Bijeenkomsten", "Sessions"),
    "trainings": ("Trainingen", "Trainings"),
    "side_activities": ("Activiteit", "Side activity"),
    "interim_evaluations": ("Tussentijdse evaluatie na training", "Interim evaluation after training"),
    "certificate": ("Certificaat", "Certificate"),
    "pitches_per_visit": ("Pitches per bezoek", "Pitches per visit"),
    "waiting_list_sessions": ("Wachtlijst tot bijeenkomst", "Waiting list until session"),
    "competences": ("Competentie", "Competence"),
    "questions": ("Vraag", "Question"),
    "statements": ("Stelling", "Statement"),
    "mark": ("Cijfer", "Mark"),
    "follow_up": ("Opvolging", "Follow-up"),
    "stalls": ("Stilgevallen na", "Stalled after"),
    "mentor_for_everyone": ("Mentor voor iedereen", "Mentor for everybody"),
    "retention_months": ("Maanden bewaren", "Months kept"),
    "tasks": ("Taak", "Task"),
    "hours": ("Uren", "Hours"),
    "budget": ("Begroting", "Budget"),
    "handholds": ("Houvast", "Handhold"),
    "volunteers": ("Vrijwilliger", "Volunteer"),
    "co_trainers": ("Co-trainer", "Co-trainer"),
}
_PARTS: Mapping[str, tuple[str, str]] = {
    "youngest": ("jongste", "youngest"),
    "oldest": ("oudste", "oldest"),
    "least": ("ten minste", "at least"),
    "target": ("streven", "target"),
    "per_company_visit": ("per bedrijfsbezoek", "per company visit"),
    "counts": ("telt mee", "counts"),
    "core": ("kern", "core"),
    "optional": ("keuze", "optional"),
    "attended_share": ("aanwezig", "attended"),
    "visits": ("bezoeken nodig", "visits needed"),
    "months": ("maanden", "months"),
    "opens_before": ("dagen ervoor open", "opens days before"),
    "expires_after": ("dagen erna voorbij", "expires days after"),
    "attempts": ("pogingen", "attempts"),
    "stalled_at_the_longest": ("ten langste stilgevallen", "stalled at the longest"),
    "role": ("voor", "for"),
    "opens": ("opent", "opens"),
    "due": ("uiterlijk", "due"),
    "priority": ("voorrang", "priority"),
    "until_ceremony": ("tot de uitreiking", "until the ceremony"),
}
_TERMS = {"sessions": SessionKind, "tasks": TaskKind, "criteria": Criterion}


def _said(field: str, value: Any, name: str, language: Language) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any part
    if hasattr(value, "nl") and hasattr(value, "en"):
        yield name, str(getattr(value, language))
    elif isinstance(value, Deadline):
        yield name, said(value, language)
    elif isinstance(value, bool):
        yield name, ("ja" if value else "nee") if language == "nl" else ("yes" if value else "no")
    elif isinstance(value, dict):
        for key, part in value.items():
            term = texts.name(_TERMS[field](key), language) if field in _TERMS else key
            yield from _said("", part, f"{name}: {term}", language)
    elif hasattr(type(value), "model_fields"):
        for key, part in value:
            yield from _said("", part, f"{name}, {_PARTS.get(key, (key, key))[language == 'en']}", language)
    elif value is not None:
        yield name, ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
