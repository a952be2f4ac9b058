"""The sheets and columns of the import format (docs/glossary.md), each with how its cells are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.rows import Sheet
from domain.terms import (
    Decision,
    Gender,
    LanguageLevel,
    Moment,
    Outcome,
    Presence,
    SessionKind,
    SessionStatus,
    TaskKind,
)
from importer.cells import (
    LONGEST_TEXT,
    Reader,
    answer,
    birth_day,
    code,
    codes,
    day,
    key,
    number,
    several,
    text,
    yes_or_no,
)

DEFAULT_PROGRAMME = "kixworks-2022"
EXPLANATION = "uitleg"
"""The sheet of the empty workbook that tells how to fill in the others; it is left alone."""

SESSION_KINDS = {
    "kick-off": SessionKind.KICK_OFF,
    "training": SessionKind.TRAINING,
    "bedrijfsbezoek": SessionKind.COMPANY_VISIT,
    "gastles": SessionKind.GUEST_LESSON,
    "netwerkmeeting": SessionKind.NETWORK_MEETING,
    "certificaatuitreiking": SessionKind.CEREMONY,
    "activiteit": SessionKind.SIDE_ACTIVITY,
}
VISITS = {word: SESSION_KINDS[word] for word in ("bedrijfsbezoek", "gastles", "netwerkmeeting")}
STATUSES = {
    "gepland": SessionStatus.PLANNED,
    "gehouden": SessionStatus.HELD,
    "vervallen": SessionStatus.CANCELLED,
}
PRESENCES = {"aanwezig": Presence.PRESENT, "afgemeld": Presence.EXCUSED, "afwezig": Presence.ABSENT}
DECISIONS = {
    "toegelaten": Decision.ADMITTED,
    "afgewezen": Decision.REFUSED,
    "wachtlijst": Decision.WAITING_LIST,
}
GENDERS = {"v": Gender.WOMAN, "m": Gender.MAN, "x": Gender.OTHER}
MOMENTS = {"nulmeting": Moment.BASELINE, "eindmeting": Moment.END_MEASUREMENT}
OUTCOMES = {
    "betaald_werk": Outcome.PAID_WORK,
    "stage": Outcome.INTERNSHIP,
    "werkervaringsplek": Outcome.WORK_EXPERIENCE,
    "opleiding": Outcome.EDUCATION,
    "studie_gekozen": Outcome.STUDY_CHOSEN,
    "vrijwilligerswerk": Outcome.VOLUNTEERING,
    "zoekend": Outcome.LOOKING,
    "geen": Outcome.NONE,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet. A cell that may be cleared is required only in a row that is new."""

    name: str
    read: Reader
    required: bool = False
    clearable: bool = True


def _must(name: str, read: Reader) -> Column:
    return Column(name, read, required=True, clearable=False)


def _said(name: str, read: Reader) -> Column:
    """A required column whose emptied cell takes back what the row said."""
    return Column(name, read, required=True)


def _words(values: Mapping[str, str]) -> dict[str, str]:
    return {word: str(value) for word, value in values.items()}


def columns_of(today: date) -> dict[Sheet, tuple[Column, ...]]:
    """All sheets with their columns; `today` bounds dates of birth."""
    return {
        Sheet.TRAJECTS: (
            _must("traject", key),
            _must("gemeente", text()),
            Column("programma", key),
            *(Column(name, text()) for name in ("coordinator", "trainer", "co_trainer")),
            *(Column(name, day) for name in ("aangemaakt_op", "kickoff_gepland", "overeenkomst_op")),
            *(Column(name, day) for name in ("plan_van_aanpak_op", "gestopt_op")),
            Column("stopreden", text(LONGEST_TEXT)),
        ),
        Sheet.PARTICIPANTS: _participant_columns(today),
        Sheet.SESSIONS: (
            _must("bijeenkomst", key),
            _must("traject", key),
            _must("soort", code(_words(SESSION_KINDS))),
            Column("onderdeel", key),
            _must("datum", day),
            Column("status", code(_words(STATUSES))),
        ),
        **_columns_of_the_group(),
        **_columns_of_people(),
        Sheet.DONE: (
            _must("traject", key),
            Column("deelnemer", key),
            Column("bijeenkomst", key),
            _must("taak", code({str(kind): str(kind) for kind in TaskKind})),
            Column("datum", day),
        ),
    }


def _columns_of_the_group() -> dict[Sheet, tuple[Column, ...]]:
    """The sheets that say how it went with the meetings that were introduced."""
    return {
        Sheet.ATTENDANCE: (
            _must("bijeenkomst", key),
            _must("deelnemer", key),
            _said("status", code(_words(PRESENCES))),
        ),
        Sheet.BREAKS: (
            _must("traject", key),
            _must("van", day),
            _said("tot", day),
            Column("reden", text(LONGEST_TEXT)),
        ),
    }


def _columns_of_people() -> dict[Sheet, tuple[Column, ...]]:
    """The sheets that say something of participants who were introduced."""
    return {
        Sheet.MEASUREMENTS: (
            _must("deelnemer", key),
            _must("moment", code(_words(MOMENTS))),
            _must("vraag", key),
            _said("antwoord", answer),
            Column("datum", day),
        ),
        Sheet.CERTIFICATES: (
            _must("deelnemer", key),
            Column("akkoord_trainer", yes_or_no),
            Column("datum", day),
            Column("competenties", several),
            Column("vrijstelling", codes(_words(VISITS))),
            Column("reden", text(LONGEST_TEXT)),
            Column("uitgereikt_op", day),
        ),
        Sheet.FOLLOW_UPS: (
            _must("deelnemer", key),
            _must("maanden", number),
            _must("datum", day),
            _said("bereikt", yes_or_no),
            Column("uitkomst", codes(_words(OUTCOMES))),
            Column("uitkering", yes_or_no),
        ),
    }


def _participant_columns(today: date) -> tuple[Column, ...]:
    yes_no = ("verblijfsvergunning", "gemotiveerd", "voldoende_tijd", "kan_op_lesmoment", "werkt_in_groep")
    return (
        _must("deelnemer", key),
        _must("traject", key),
        _must("voornaam", text()),
        Column("tussenvoegsel", text()),
        _must("achternaam", text()),
        Column("geboortedatum", birth_day(today)),
        Column("geslacht", code(_words(GENDERS))),
        Column("taalniveau", code({str(level): str(level) for level in LanguageLevel})),
        *(Column(name, yes_or_no) for name in yes_no),
        Column("leerwens", text(LONGEST_TEXT)),
        *(Column(name, day) for name in ("aangemeld_op", "intake_op")),
        Column("besluit", code(_words(DECISIONS))),
        Column("besluit_op", day),
        Column("toestemming_beeld", yes_or_no),
        *(Column(name, text()) for name in ("telefoon", "email")),
        Column("uitkering", yes_or_no),
        Column("gestopt_op", day),
        Column("stopreden", text(LONGEST_TEXT)),
    )


HEADERS = {sheet: frozenset(column.name for column in columns) for sheet, columns in columns_of(date.min).items()}
