"""A traject taken over from a spreadsheet: its rows go in as one message, and the same rows again change nothing."""

from datetime import date, timedelta

from activities.messages import Answer, Enclosure
from domain.facts import Decided, FollowedUp, ProgrammeChanged, Retracted, SessionPlanned
from domain.programme import shipped_text
from domain.rows import Sheet
from domain.take_over_values import ImportedRow, TakeOverRows
from domain.terms import Decision, SessionKind
from storage import programmes
from storage.engine import writing
from tests.activities.town import Town

SECOND = shipped_text("kixworks-2022", 1).replace("version = 1", "version = 2", 1)
BEGUN = date(2025, 10, 6)


def rows(town: Town, *, phone: str | None = "06 00000000", status: str = "present") -> TakeOverRows:
    """A traject that began five months ago, with one participant and one session."""
    who, kick_off = town.participant("D1"), town.session("B1")
    person = {
        "deelnemer": "D1",
        "voornaam": "Noor",
        "achternaam": "Voorbeeld",
        "geboortedatum": "1990-05-04",
        "aangemeld_op": "2025-09-01",
        "besluit": "admitted",
        "telefoon": phone,
        "leerwens": "bakken",
    }
    return TakeOverRows(
        traject=town.traject,
        key=town.key,
        municipality=town.name,
        programme="kixworks-2022",
        version=1,
        rows=(
            ImportedRow(
                sheet=Sheet.TRAJECTS,
                key=town.key,
                values={
                    "traject": town.key,
                    "gemeente": town.name,
                    "trainer": "t@voorbeeld.nl",
                    "coordinator": "Iemand",
                },
            ),
            ImportedRow(sheet=Sheet.PARTICIPANTS, key="D1", values=person, participant=who),
            ImportedRow(
                sheet=Sheet.SESSIONS,
                key="B1",
                values={"soort": "kick_off", "datum": BEGUN.isoformat()},
                session=kick_off,
            ),
            ImportedRow(
                sheet=Sheet.ATTENDANCE, key="B1/D1", values={"status": status}, session=kick_off, participant=who
            ),
        ),
    )


def take_over(town: Town, what: TakeOverRows) -> Answer:
    return town.say(enclosure=Enclosure(rows=what))


def test_a_running_traject_stands_as_its_facts_say(town: Town) -> None:
    answer = take_over(town, rows(town))
    assert answer.standing is not None
    assert answer.standing.phase == "programme"
    assert answer.recorded >= 5
    assert {"plan_next_activity", "record_baseline"} <= town.open_tasks()
    assert town.count("stalls", "rule = 'STL-CADENCE'") == 1
    assert town.count("participants", "key = 'D1' AND admitted") == 1
    assert town.count("sessions", "key = 'B1'") == 1
    assert town.count("staff") == 2
    assert town.count("notes", "field = 'learning_wish' AND text = 'bakken'") == 1
    assert town.count("people", "phone = '06 00000000' AND birth_date = '1990-05-04'") == 1
    assert town.count("imported_rows") == 4


def test_the_same_file_again_changes_nothing_and_undoes_nothing(town: Town) -> None:
    take_over(town, rows(town))
    town.say(Decided(participant=town.participant("D1"), decision=Decision.REFUSED, on=town.today))
    again = take_over(town, rows(town))
    assert (again.recorded, again.opened, again.closed) == (0, 0, 0)
    assert town.count("participants", "phase = 'refused'") == 1


def test_a_changed_row_is_a_correction_and_an_emptied_cell_clears(town: Town) -> None:
    take_over(town, rows(town))
    answer = take_over(town, rows(town, phone=None, status="absent"))
    assert answer.recorded == 1
    assert town.count("people", "phone IS NULL AND first_name = 'Noor'") == 1
    assert town.count("imported_rows", "row ->> 'status' = 'absent'") == 1


def test_an_import_takes_in_what_a_person_would_be_refused(town: Town) -> None:
    """What is odd but possible is a warning of the importer, not a refusal."""
    take_over(town, rows(town))
    odd = SessionPlanned(session=town.session("B9"), session_kind=SessionKind.TRAINING, part="zweven", day=town.today)
    refused = town.send(town.message(odd))
    assert refused.refused is not None
    session = ImportedRow(
        sheet=Sheet.SESSIONS,
        key="B9",
        session=town.session("B9"),
        values={"soort": "training", "onderdeel": "zweven", "datum": (town.today + timedelta(days=7)).isoformat()},
    )
    assert take_over(town, rows(town).model_copy(update={"rows": (session,)})).recorded == 1


def test_a_row_that_cannot_be_read_refuses_the_message_without_its_values(town: Town) -> None:
    unreadable = ImportedRow(
        sheet=Sheet.SESSIONS, key="B1", session=town.session("B1"), values={"soort": "Noor", "datum": "x"}
    )
    answer = town.send(town.message(enclosure=Enclosure(rows=rows(town).model_copy(update={"rows": (unreadable,)}))))
    assert answer.refused is not None
    assert answer.refused.code == "RowUnreadable"
    assert "Noor" not in answer.refused.en


def test_what_a_file_brought_is_corrected_and_not_taken_back(town: Town) -> None:
    message = town.message(enclosure=Enclosure(rows=rows(town)))
    assert town.send(message).recorded == 7
    answer = town.send(town.message(Retracted(message=message.id)))
    assert answer.refused is not None
    assert answer.refused.code == "BroughtByFile"
    assert take_over(town, rows(town)).recorded == 0


def test_a_contact_of_today_that_a_file_brought_is_corrected_by_that_file_as_the_refusal_says(town: Town) -> None:
    ceremony = ImportedRow(
        sheet=Sheet.SESSIONS,
        key="B2",
        values={"soort": "ceremony", "datum": "2025-12-01", "status": "held"},
        session=town.session("B2"),
    )

    def of_file(*, reached: bool) -> Answer:
        call = {"maanden": 3, "datum": town.today.isoformat(), "bereikt": reached}
        row = ImportedRow(sheet=Sheet.FOLLOW_UPS, key="D1/3", values=call, participant=town.participant("D1"))
        running = rows(town)
        return take_over(town, running.model_copy(update={"rows": (*running.rows, ceremony, row)}))

    of_file(reached=True)
    failed = FollowedUp(participant=town.participant("D1"), months=3, on=town.today, reached=False)
    refused = town.send(town.message(failed)).refused
    assert refused is not None
    assert "neem dan het verbeterde bestand over" in refused.nl
    assert of_file(reached=False).recorded == 1


def test_a_file_that_was_checked_before_a_traject_was_moved_on_does_not_move_it_back(town: Town) -> None:
    with writing(town.engine) as session:
        programmes.add(session, SECOND, "second.toml")
    take_over(town, rows(town))
    checked = created_on(rows(town), "2025-09-02")
    town.say(ProgrammeChanged(programme="kixworks-2022", version=2))
    assert take_over(town, checked).recorded == 1
    assert town.count("trajects", "programme_version = 2") == 1
    assert town.count("facts", "kind = 'traject_created' AND on_date = '2025-09-02'") == 1


def test_a_file_that_names_another_programme_brings_the_version_that_was_checked(town: Town) -> None:
    take_over(town, rows(town))
    other = created_on(rows(town), "2025-09-02").model_copy(update={"programme": "kixworks-2018", "version": 1})
    take_over(town, other)
    assert town.count("trajects", "programme = 'kixworks-2018' AND programme_version = 1") == 1


def created_on(what: TakeOverRows, day: str) -> TakeOverRows:
    """The same rows, with the day on which the traject was created."""
    traject, *others = what.rows
    said = traject.model_copy(update={"values": {**traject.values, "aangemaakt_op": day}})
    return what.model_copy(update={"rows": (said, *others)})
