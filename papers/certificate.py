"""What stands on somebody's certificate, taken from the facts: trainings followed, visits, competences (D22)."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from math import ceil
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from domain import texts
from domain.clock import Clock
from domain.group import Group
from domain.member import Member
from domain.programme import Programme
from domain.situation import SessionState
from domain.terms import VISIT_KINDS, SessionKind, StaffRole, Verdict
from domain.texts import Language
from papers.people import Name, crew, names
from papers.press import printed
from papers.problems import NameMissing, NothingToPrint
from papers.words import capital, said, words
from storage.engine import ReadSession
from views.day import Day
from views.reading import Assessed, one

_SIZES = ((24, 40), (34, 32), (48, 25))
"""How many letters of a name fit on one line, and at what size in points; whoever has more gets two lines."""
_SMALLEST, _SMALLEST_LIST = 22, 7.0
_LISTS = ((9, 10.5), (12, 9.0), (15, 8.0))
"""The same for the lines of the longest list, of which one holds so many letters."""
_LINE = 44


@dataclass(frozen=True, slots=True)
class Content:
    """All that is said of one person; two certificates with equal contents need not both exist."""

    language: Language
    name: str
    latin: str | None
    municipality: str
    programme: str
    start: date | None
    end: date | None
    trainings: tuple[str, ...]
    visits: tuple[str, ...]
    competences: tuple[str, ...]
    trainer: str
    coordinator: str

    @property
    def hash(self) -> bytes:
        """Changes with anything that the paper says."""
        return hashlib.sha256(to_json(asdict(self))).digest()


@dataclass(frozen=True, slots=True)
class Draft:
    """A certificate that is not numbered yet; `eligible` is the verdict of the day."""

    participant: UUID
    traject: UUID
    content: Content
    eligible: bool


@dataclass(frozen=True, slots=True)
class Marks:
    """What makes one paper of many: its number, its code, and the `address` where both can be checked."""

    number: str
    code: str
    address: str | None = None
    preview: bool = False


def draft(session: ReadSession, day: date, participant: UUID, traject: UUID, language: Language) -> Draft:
    """The certificate as it would be made today.

    Raises:
        NothingToPrint: no such person in this traject.
        NameMissing: nobody to make it out to.
    """
    assessed = one(session, Day(day), traject)
    if assessed is None or participant not in assessed.found.participants:
        raise NothingToPrint
    found = drafts(session, assessed, [participant], language)
    if not found:
        raise NameMissing
    return found[participant]


def drafts(session: ReadSession, assessed: Assessed, wanted: Collection[UUID], language: Language) -> dict[UUID, Draft]:
    """The certificates of several people of one traject; whoever has no name is left out."""
    known = names(session, wanted)
    signing = crew(session, assessed.situation)
    return {
        participant: Draft(
            participant,
            assessed.known.traject,
            _content(assessed, participant, known[participant], signing, language),
            assessed.found.participants[participant].certificate.verdict is Verdict.ELIGIBLE,
        )
        for participant in wanted
        if participant in known and known[participant].first
    }


def preview(found: Draft, day: date) -> bytes:
    """The same with a watermark, and neither number nor code."""
    said = words(found.content.language, "certificate")
    return final(found.content, day, Marks(said["preview"], "–", preview=True))


def final(content: Content, day: date, marks: Marks) -> bytes:
    """The certificate itself."""
    said = words(content.language, "certificate")
    paper: dict[str, Any] = {
        "words": said,
        "language": content.language,
        "title": said["title"].format(number=marks.number),
        "preview": marks.preview,
        "municipality": said["municipality"].format(name=content.municipality),
        "programme": content.programme,
        "name": content.name,
        "latin": content.latin,
        "size": next((size for letters, size in _SIZES if len(content.name) <= letters), _SMALLEST),
        "small": next((size for lines, size in _LISTS if _lines(content) <= lines), _SMALLEST_LIST),
        "sentence": _sentence(content),
        "trainings": content.trainings,
        "visits": content.visits,
        "competences": content.competences,
        "signatures": _signatures(content),
        "day": texts.day(day, content.language),
        "number": marks.number,
        "code": marks.code,
        "verify": said["verify"].format(address=marks.address) if marks.address else said["verify_here"],
    }
    return printed("certificate", paper, day)


def _lines(content: Content) -> int:
    return max(sum(ceil(len(text) / _LINE) for text in texts) for texts in (content.trainings, content.competences))


def _sentence(content: Content) -> str:
    said = words(content.language, "certificate")
    about = {"programme": content.programme, "municipality": content.municipality}
    if content.start is None or content.end is None:
        return said["sentence_open"].format(**about)
    start, end = (texts.day(day, content.language) for day in (content.start, content.end))
    return said["sentence"].format(**about, start=start, end=end)


def _signatures(content: Content) -> list[dict[str, str]]:
    said = words(content.language, "certificate")
    return [
        {"name": content.trainer, "role": said["trainer"]},
        {"name": content.coordinator, "role": said["on_behalf"].format(name=content.municipality)},
    ]


def _content(
    assessed: Assessed, participant: UUID, name: Name, signing: dict[StaffRole, str], language: Language
) -> Content:
    programme, situation = assessed.programme, assessed.situation
    group = Group(situation, programme, Clock(assessed.found.today))
    member = Member(situation.participants[participant], group, group.clock)
    competences = member.at_certificate(member.state.competences)
    return Content(
        language=language,
        name=name.first,
        latin=name.second,
        municipality=assessed.known.municipality,
        programme=said(programme.title, language),
        start=group.started_on,
        end=group.ceremony_on or group.last_held_on,
        trainings=tuple(dict.fromkeys(_trainings(member.attended, programme, language))),
        visits=tuple(_visits(member.attended, language)),
        competences=tuple(_competences(competences[1] if competences else None, programme, language)),
        trainer=signing.get(StaffRole.TRAINER, ""),
        coordinator=signing.get(StaffRole.COORDINATOR, ""),
    )


def _trainings(attended: Iterable[SessionState], programme: Programme, language: Language) -> Iterable[str]:
    """In the order of the days; one that the definition does not know keeps the name it was planned under."""
    known = {**programme.trainings.core, **programme.trainings.optional}
    for session in attended:
        if session.kind is SessionKind.TRAINING:
            text = known.get(session.part or "")
            yield said(text, language) if text else capital(session.part or texts.name(session.kind, language))


def _visits(attended: Sequence[SessionState], language: Language) -> Iterable[str]:
    made = Counter(session.kind for session in attended)
    times = words(language, "certificate")["times"]
    for kind in VISIT_KINDS:
        what = capital(texts.name(kind, language))
        if made[kind]:
            yield what if made[kind] == 1 else times.format(what=what, count=made[kind])


def _competences(shown: Sequence[str] | None, programme: Programme, language: Language) -> Iterable[str]:
    for key in shown or ():
        text = programme.competences.get(key)
        yield said(text, language) if text else key
