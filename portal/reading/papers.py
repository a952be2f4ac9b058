"""Everybody admitted to a traject, and how it stands with their certificate on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args
from uuid import UUID

from sqlalchemy import select

from domain.terms import Verdict
from domain.texts import Language
from papers.certificate import drafts
from papers.people import keys, names
from portal.errors import NotThere
from storage.engine import ReadSession
from storage.queries.certificates import Certificate, latest, of_traject
from storage.tables import participants
from views.day import Day
from views.reading import Assessed, one


@dataclass(frozen=True, slots=True)
class Paper:
    """One person. `latest` counts now, `earlier` do not any more; `changed`: it would say something else today."""

    participant: UUID
    name: str
    verdict: Verdict
    latest: Certificate | None
    earlier: Sequence[Certificate]
    changed: bool

    @property
    def eligible(self) -> bool:
        """The certificate has been earned."""
        return self.verdict is Verdict.ELIGIBLE


@dataclass(frozen=True, slots=True)
class Papers:
    """A traject with all its papers, in the order of what the municipality calls its participants."""

    key: str
    municipality: str
    people: Sequence[Paper]

    @property
    def changed(self) -> Sequence[Paper]:
        """Whoever has one that would say something else today."""
        return [each for each in self.people if each.changed]

    @property
    def issued(self) -> Sequence[Certificate]:
        """What counts now."""
        return [each.latest for each in self.people if each.latest is not None]


def traject_of(session: ReadSession, participant: UUID) -> UUID:
    """In which traject somebody is."""
    query = select(participants.c.traject_id).where(participants.c.id == participant)
    found: UUID = session.execute(query).scalar_one()
    return found


def papers_of(session: ReadSession, today: date, traject: UUID) -> Papers:
    """Everybody admitted, with their papers; a fixed number of statements, however many they are.

    Raises:
        NotThere: nobody created the traject yet.
    """
    assessed = one(session, Day(today), traject)
    if assessed is None:
        raise NotThere
    admitted = {who for who, found in assessed.found.participants.items() if found.admitted}
    called, named = keys(session, traject), names(session, admitted)
    made: dict[UUID, list[Certificate]] = {who: [] for who in admitted}
    for paper in of_traject(session, traject):
        if paper.state != "prepared" and paper.participant in made:
            made[paper.participant].append(paper)
    changed = _changed(session, assessed, {who: latest(all_) for who, all_ in made.items()})
    people = [
        Paper(
            who,
            (named[who].latin or named[who].own) if who in named and named[who].first else called.get(who, ""),
            assessed.found.participants[who].certificate.verdict,
            latest(made[who]),
            [paper for paper in made[who] if paper.state != "valid"],
            who in changed,
        )
        for who in sorted(admitted, key=lambda who: called.get(who, ""))
    ]
    return Papers(assessed.known.key, assessed.known.municipality, people)


def _changed(session: ReadSession, assessed: Assessed, papers: Mapping[UUID, Certificate | None]) -> set[UUID]:
    """Whose paper would say something else today, in the language it was made in."""
    found: set[UUID] = set()
    for language in get_args(Language):
        issued = {who: paper for who, paper in papers.items() if paper is not None and paper.language == language}
        if issued:
            now = drafts(session, assessed, issued.keys(), language)
            found |= {who for who, draft in now.items() if draft.content.hash != issued[who].content_hash}
    return found
