"""What the checks ask of a real Postgres."""

from datetime import date
from uuid import uuid4

from sqlalchemy import Engine, insert

from domain.facts import SessionPlanned
from domain.ids import participant_id, session_id, traject_id
from domain.rows import Sheet
from domain.terms import ForgetReason, SessionKind, SessionStatus
from importer.known import InDatabase, KnownMember, KnownTraject, Meeting
from storage import receipts
from storage.engine import writing
from storage.subject_keys import KeyRing
from storage.tables import facts, imported_rows, messages, participants, sessions, trajects
from tests.doctor.meddling import by_hand

LEIDEN = KnownTraject(traject_id("Leiden", "T1"), "T1", "Leiden", "kixworks-2022", 1)
DELFT = KnownTraject(traject_id("Delft", "T1"), "T1", "Delft", "kixworks-2022", 1)
KEYS = KeyRing(bytes(32))
STANDING = {"ended": False, "version": 1}


def a_town(engine: Engine) -> None:
    """Two municipalities with a traject T1, and in Leiden a participant, a cancelled kick-off and an imported row."""
    message, kick_off = uuid4(), session_id("Leiden", "b1")
    planned = SessionPlanned(
        session=kick_off,
        session_kind=SessionKind.KICK_OFF,
        day=date(2026, 1, 12),
        status=SessionStatus.CANCELLED,
    )
    of_traject = {"phase": "preparation", "tally": {}, "counted_on": date(2026, 1, 1), **STANDING}
    with writing(engine) as session:
        for one in (LEIDEN, DELFT):
            row = {"id": one.id, "key": "T1", "municipality": one.municipality, "programme": one.programme}
            session.execute(insert(trajects).values(**row, programme_version=1, **of_traject))
        owned = {"traject_id": LEIDEN.id, "municipality": "Leiden"}
        person = {"id": participant_id("Leiden", "d1"), "key": "d1", "phase": "intake", "verdict": "in_progress"}
        session.execute(insert(participants).values(**owned, **person, paused=False, admitted=False, **STANDING))
        session.execute(insert(sessions).values(**owned, id=kick_off, key="b1"))
        session.execute(insert(messages).values(id=message, subject="s", answer={}, recorded_by="import"))
        said = {"kind": planned.kind, "data": planned.model_dump(mode="json")}
        about = {"traject_id": LEIDEN.id, "session_id": kick_off, "message_id": message, "ordinal": 0}
        session.execute(insert(facts).values(**said, **about, recorded_on=date(2026, 1, 1), recorded_by="import"))
        session.execute(insert(imported_rows).values(**owned, sheet="deelnemers", key="d1", row={"voornaam": "Sara"}))


def test_keys_are_found_with_their_municipality_and_programme(engine: Engine) -> None:
    a_town(engine)
    known = InDatabase(engine, KEYS)
    assert known.municipalities() == ["Delft", "Leiden"]
    assert set(known.trajects({"T1", "T9"})) == {LEIDEN, DELFT}
    assert known.participants({"d1"}) == [KnownMember(participant_id("Leiden", "d1"), "d1", LEIDEN)]
    assert known.sessions({"b1"}) == [KnownMember(session_id("Leiden", "b1"), "b1", LEIDEN)]
    assert known.participants(set()) == []


def test_a_traject_that_nobody_can_read_says_nothing_and_keeps_no_other_from_being_checked(engine: Engine) -> None:
    """Whoever takes it in is told so of this traject alone."""
    a_town(engine)
    by_hand(engine, """UPDATE facts SET data = '{"kind": "session_planned", "day": "Sam"}'""")
    known = InDatabase(engine, KEYS)
    assert (known.calendar(LEIDEN.id), known.standing(LEIDEN.id)) == (known.calendar(DELFT.id), {})


def test_more_keys_than_one_question_holds_are_all_asked(engine: Engine) -> None:
    a_town(engine)
    keys = {f"x{number}" for number in range(12_000)} | {"d1"}
    assert len(InDatabase(engine, KEYS).participants(keys)) == 1


def test_the_calendar_follows_from_the_facts(engine: Engine) -> None:
    a_town(engine)
    calendar = InDatabase(engine, KEYS).calendar(LEIDEN.id)
    meeting = Meeting(SessionKind.KICK_OFF, date(2026, 1, 12), cancelled=True)
    assert calendar.sessions == {session_id("Leiden", "b1"): meeting}
    assert not InDatabase(engine, KEYS).calendar(uuid4()).sessions


def test_imported_rows_are_found_by_sheet_and_key(engine: Engine) -> None:
    a_town(engine)
    assert InDatabase(engine, KEYS).imported(LEIDEN.id) == {(Sheet.PARTICIPANTS, "d1"): {"voornaam": "Sara"}}


def test_whoever_is_on_a_receipt_was_forgotten_to_who_has_the_key(engine: Engine) -> None:
    gone, other = participant_id("Leiden", "d8"), participant_id("Leiden", "d9")
    of_gone = {"mark": KEYS.mark(gone), "subject": gone, "traject_id": LEIDEN.id}
    with writing(engine) as session:
        receipts.add(session, [{"number": 1, "why": ForgetReason.REQUEST, "deleted": {}, **of_gone}])
    assert InDatabase(engine, KEYS).forgotten({gone, other}) == {gone}
    assert InDatabase(engine, KeyRing(bytes(range(32)))).forgotten({gone}) == set()
    assert InDatabase(engine, KEYS).forgotten(()) == set()
