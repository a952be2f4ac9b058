"""From groups to the sheets of the import format; the columns are those of the format, in its order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from samples.chores import chores
from samples.follow_up import contacts
from samples.group import CRITERIA, Group, Member

Cell = str | int | date | None
Row = dict[str, Cell]

COLUMNS = {
    "trajecten": "traject gemeente programma coordinator trainer co_trainer aangemaakt_op kickoff_gepland "
    "overeenkomst_op plan_van_aanpak_op gestopt_op stopreden",
    "deelnemers": "deelnemer traject voornaam tussenvoegsel achternaam geboortedatum geslacht taalniveau "
    "verblijfsvergunning gemotiveerd voldoende_tijd kan_op_lesmoment werkt_in_groep leerwens aangemeld_op intake_op "
    "besluit besluit_op toestemming_beeld telefoon email uitkering gestopt_op stopreden",
    "bijeenkomsten": "bijeenkomst traject soort onderdeel datum status",
    "aanwezigheid": "bijeenkomst deelnemer status",
    "onderbrekingen": "traject van tot reden",
    "metingen": "deelnemer moment vraag antwoord datum",
    "certificaten": "deelnemer akkoord_trainer datum competenties vrijstelling reden uitgereikt_op",
    "opvolging": "deelnemer maanden datum bereikt uitkomst uitkering",
    "gedaan": "traject deelnemer bijeenkomst taak datum",
}
QUESTIONS = (
    "vaardigheden",
    "netwerk",
    "netwerk_belang",
    "arbeidsmarkt",
    "zelfbeeld",
    "eigen_kracht",
    "schoolsysteem",
)
STATEMENTS = (
    "weet_meer_van_studies_en_werk",
    "kan_beter_studie_kiezen",
    "weet_wat_ik_wil_doen",
    "weet_beter_wat_ik_leuk_vind",
    "meer_zelfvertrouwen",
    "meer_vertrouwen_in_werk",
    "leuk_en_geholpen",
)
PRESENCE = {"+": "aanwezig", "e": "afgemeld", "a": "afwezig"}


@dataclass(frozen=True)
class Sheets:
    """The rows of one import, by sheet."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def add(self, sheet: str, **cells: Cell) -> None:
        """One row; a column that is not named stays empty."""
        self.rows[sheet].append({name: cells.pop(name, None) for name in COLUMNS[sheet].split()})
        if cells:
            raise ValueError(f"sheet {sheet} has no column {', '.join(cells)}")


def sheets(groups: Iterable[Group]) -> Sheets:
    """Everything that is known of these groups."""
    made = Sheets()
    for group in groups:
        _traject(made, group)
        _meetings(made, group)
        for number, member in enumerate(group.members):
            _participant(made, group, member)
            _attendance(made, group, member)
            _measurements(made, group, member)
            _certificate(made, group, member)
            _contacts(made, group, member, number)
        _chores(made, group)
    return made


def _traject(made: Sheets, group: Group) -> None:
    made.add(
        "trajecten",
        traject=group.key,
        gemeente=group.municipality,
        programma=group.programme,
        coordinator=group.coordinator,
        trainer=group.trainer,
        co_trainer=group.co_trainer,
        aangemaakt_op=group.created,
        kickoff_gepland=group.kick_off,
        overeenkomst_op=group.agreement,
        plan_van_aanpak_op=group.plan_of_approach,
        gestopt_op=group.stopped,
        stopreden=group.stopped_because,
    )
    for start, end, reason in group.breaks:
        made.add("onderbrekingen", traject=group.key, van=start, tot=end, reden=reason)


def _meetings(made: Sheets, group: Group) -> None:
    for meeting in group.meetings:
        made.add(
            "bijeenkomsten",
            bijeenkomst=group.session_key(meeting),
            traject=group.key,
            soort=meeting.kind,
            onderdeel=meeting.part,
            datum=meeting.day,
            status=meeting.status,
        )


def _participant(made: Sheets, group: Group, member: Member) -> None:
    person = member.person
    made.add(
        "deelnemers",
        deelnemer=member.key,
        traject=group.key,
        voornaam=person.first_name,
        tussenvoegsel=person.infix,
        achternaam=person.last_name,
        geboortedatum=person.birth_date,
        geslacht=person.gender,
        taalniveau=member.level,
        **{criterion: member.criteria.get(criterion, "") for criterion in CRITERIA},
        leerwens=member.wish,
        aangemeld_op=member.registered,
        intake_op=member.intake,
        besluit=member.decision,
        besluit_op=member.decided,
        toestemming_beeld=member.consent,
        telefoon=person.phone,
        email=person.email,
        uitkering=member.benefits,
        gestopt_op=member.left,
        stopreden=member.left_because,
    )


def _attendance(made: Sheets, group: Group, member: Member) -> None:
    for meeting, letter in group.forms(member):
        made.add(
            "aanwezigheid",
            bijeenkomst=group.session_key(meeting),
            deelnemer=member.key,
            status=PRESENCE[letter],
        )


def _measurements(made: Sheets, group: Group, member: Member) -> None:
    asked = {
        "nulmeting": (_paired(member.baseline), member.baseline_on),
        "eindmeting": ([*_paired(member.end), *_opinion(member)], group.ceremony_held),
    }
    for moment, (answers, day) in asked.items():
        for question, answer in answers:
            made.add("metingen", deelnemer=member.key, moment=moment, vraag=question, antwoord=answer, datum=day)


def _paired(answers: tuple[int, ...]) -> list[tuple[str, Cell]]:
    return list(zip(QUESTIONS, answers, strict=True)) if answers else []


def _opinion(member: Member) -> Iterator[tuple[str, Cell]]:
    for statement, agrees in zip(STATEMENTS, member.statements, strict=False):
        yield statement, "ja" if agrees else "nee"
    if member.mark is not None:
        yield "cijfer", member.mark


def _certificate(made: Sheets, group: Group, member: Member) -> None:
    if not member.approval and not member.waived:
        return
    made.add(
        "certificaten",
        deelnemer=member.key,
        akkoord_trainer=member.approval,
        datum=member.approved_on,
        competenties=", ".join(member.competences),
        vrijstelling=member.waived,
        reden=member.waived_because,
        uitgereikt_op=group.ceremony_held if member.certificate else None,
    )


def _contacts(made: Sheets, group: Group, member: Member, number: int) -> None:
    for contact in contacts(group, member, number):
        made.add(
            "opvolging",
            deelnemer=member.key,
            maanden=contact.months,
            datum=contact.day,
            bereikt="ja" if contact.outcome else "nee",
            uitkomst=contact.outcome,
            uitkering=contact.benefits,
        )


def _chores(made: Sheets, group: Group) -> None:
    for chore in chores(group):
        made.add(
            "gedaan",
            traject=group.key,
            deelnemer=chore.member,
            bijeenkomst=chore.session,
            taak=chore.task,
            datum=chore.day,
        )
