"""The sheet that goes round at a session: who should be there, with room to sign."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from domain import texts
from domain.clock import Clock
from domain.group import Group
from domain.member import Member
from domain.programme import Programme
from domain.situation import SessionState
from domain.terms import StaffRole
from domain.texts import Language
from papers.people import crew, keys, names
from papers.press import printed
from papers.problems import NothingToPrint
from papers.words import capital, said, words
from storage.engine import ReadSession
from views.day import Day
from views.reading import Assessed, one

_SPARE = 3
"""Lines for who was not expected."""


def attendance_sheet(session: ReadSession, today: date, traject: UUID, meeting: UUID, language: Language) -> bytes:
    """The PDF; people by name as they write it, in the order of what the municipality calls them.

    Raises:
        NothingToPrint: no such session in this traject.
        PaperProblem: see `papers.press`.
    """
    assessed = one(session, Day(today), traject)
    if assessed is None or meeting not in assessed.situation.sessions:
        raise NothingToPrint
    say = words(language, "attendance_sheet")
    planned = assessed.situation.sessions[meeting]
    expected = _expected(assessed, planned)
    known = names(session, expected)
    called = keys(session, traject)
    trainer = crew(session, assessed.situation).get(StaffRole.TRAINER, "")
    paper = {
        "words": say,
        "language": language,
        "title": say["title"].format(key=assessed.known.key),
        "heading": say["heading"],
        "footer": say["footer"],
        "about": [
            (say["what"], session_title(planned, assessed.programme, language)),
            (say["day"], texts.day(planned.day, language)),
            (say["traject"], assessed.known.key),
            (say["municipality"], assessed.known.municipality),
            (say["trainer"], trainer),
            (say["place"], ""),
        ],
        "rows": [
            known[who].first if who in known and known[who].first else called.get(who, "")
            for who in sorted(expected, key=lambda who: called.get(who, ""))
        ],
        "spare": _SPARE,
    }
    return printed("attendance_sheet", paper, today)


def session_title(session: SessionState, programme: Programme, language: Language) -> str:
    """Such as `Training: Netwerken` or `Bedrijfsbezoek`."""
    kind = capital(texts.name(session.kind, language))
    parts = {**programme.trainings.core, **programme.trainings.optional, **programme.side_activities}
    if not session.part:
        return kind
    text = parts.get(session.part)
    return f"{kind}: {said(text, language) if text else session.part}"


def _expected(assessed: Assessed, planned: SessionState) -> Sequence[UUID]:
    """*Everyone* of the session (ATT)."""
    clock = Clock(max(planned.day, assessed.found.today))
    group = Group(assessed.situation, assessed.programme, clock)
    members = (Member(state, group, clock) for state in assessed.situation.participants.values())
    return [member.id for member in members if member.state.registered and member.belongs_to(planned)]
