"""Checks what a row says against the programme definition of its traject: parts, questions, competences."""

from domain.programme import Programme
from domain.rows import Sheet
from importer.context import Context
from importer.parse import Parsed
from importer.problems import Place, Sentence


def part_exists(context: Context, row: Parsed, programme: Programme) -> bool:
    """Whether the format or the definition has this part of the programme."""
    part = row.values.get("onderdeel")
    if part is None:
        return True
    parts = [
        *programme.trainings.core,
        *programme.trainings.optional,
        *programme.side_activities,
        *context.standard.trainings.core,
        *context.standard.trainings.optional,
    ]
    row.values["onderdeel"] = part.casefold()
    if part.casefold() in parts:
        return True
    listed = ", ".join(dict.fromkeys(parts))
    context.findings.error(
        Place(Sheet.SESSIONS, row.number, "onderdeel"),
        part,
        Sentence(
            f"dit onderdeel kent programma {programme.id} niet",
            f"programme {programme.id} has no such part",
        ),
        Sentence(f"een van: {listed}", f"one of: {listed}"),
    )
    return False


def answer_fits(context: Context, row: Parsed, programme: Programme) -> bool:
    """Whether the definition has this question, and this answer to it."""
    question, given = row.values["vraag"], row.values["antwoord"]
    place = Place(Sheet.MEASUREMENTS, row.number, "antwoord")
    what = Sentence("dit antwoord past niet bij de vraag", "this answer does not fit the question")
    if question in programme.statements:
        if given is not None and not isinstance(given, bool):
            context.findings.error(place, given, what, Sentence("ja of nee", "ja or nee"))
            return False
        return True
    if question == programme.mark.key:
        low, high, whole = programme.mark.low, programme.mark.high, False
    elif question in programme.questions:
        low, high, whole = programme.questions[question].low, programme.questions[question].high, True
    else:
        return _no_such_question(context, row, programme)
    if given is None:
        return True
    if isinstance(given, bool) or not low <= given <= high or (whole and given != int(given)):
        shown = {True: "ja", False: "nee"}[given] if isinstance(given, bool) else given
        number = Sentence("een heel getal", "a whole number") if whole else Sentence("een getal", "a number")
        expected = Sentence(f"{number.nl} van {low} tot en met {high}", f"{number.en} from {low} through {high}")
        context.findings.error(place, shown, what, expected)
        return False
    return True


def _no_such_question(context: Context, row: Parsed, programme: Programme) -> bool:
    listed = ", ".join([*programme.questions, *programme.statements, programme.mark.key])
    context.findings.error(
        Place(Sheet.MEASUREMENTS, row.number, "vraag"),
        row.values["vraag"],
        Sentence(f"deze vraag kent programma {programme.id} niet", f"programme {programme.id} has no such question"),
        Sentence(f"een van: {listed}", f"one of: {listed}"),
    )
    return False


def name_competences(context: Context, row: Parsed, programme: Programme) -> None:
    """By their keys where the definition knows them; what else a group gained is kept as it was written."""
    if not row.values.get("competenties"):
        return
    keys = {key.casefold(): key for key in programme.competences}
    for key, title in programme.competences.items():
        keys |= {title.nl.casefold(): key, title.en.casefold(): key}
    given = row.values["competenties"]
    row.values["competenties"] = list(dict.fromkeys(keys.get(name.casefold(), name) for name in given))
    for name in given:
        if name.casefold() not in keys:
            listed = ", ".join(programme.competences)
            context.findings.warning(
                Place(Sheet.CERTIFICATES, row.number, "competenties"),
                name,
                Sentence(
                    f"programma {programme.id} noemt deze competentie niet",
                    f"programme {programme.id} does not name this competence",
                ),
                Sentence(f"een van: {listed}", f"one of: {listed}"),
            )
