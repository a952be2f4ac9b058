"""What the doctor can find, in words for people: what it is, what it means, and what `--repair` does about it."""

from dataclasses import dataclass

Text = tuple[str, str]
"""Dutch, English."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One kind of drift; `by_hand`: no repair can mend it, only people or a backup know what was there."""

    title: Text
    meaning: Text
    done: Text
    by_hand: bool = False


_LOOKED_AGAIN = ("opnieuw beoordeeld vanuit de feiten", "judged again from the facts")
_STARTED_AGAIN = ("opnieuw gestart vanuit de feiten", "started again from the facts")

DIAGNOSES: dict[str, Diagnosis] = {
    "clock_behind": Diagnosis(
        title=("klok loopt achter", "clock behind"),
        meaning=(
            "De dag is begonnen, maar nog niet in de lijsten verwerkt.",
            "The day has begun; the lists have not taken it in.",
        ),
        done=_LOOKED_AGAIN,
    ),
    "standing_differs": Diagnosis(
        title=("fase of dag anders", "phase or day differs"),
        meaning=(
            "De fase, de volgende dag of het oordeel in de lijsten volgt niet uit de feiten.",
            "The phase, the next day or the verdict in the lists does not follow from the facts.",
        ),
        done=_LOOKED_AGAIN,
    ),
    "overview_differs": Diagnosis(
        title=("overzicht anders", "overview differs"),
        meaning=(
            "Wat de overzichten van het traject zeggen (wie, wanneer, hoeveel) volgt niet uit de feiten.",
            "What the overviews say of the traject (who, when, how many) does not follow from the facts.",
        ),
        done=_LOOKED_AGAIN,
    ),
    "task_missing": Diagnosis(
        title=("taak ontbreekt", "task missing"),
        meaning=(
            "De feiten vragen een taak die niet in de lijst staat.",
            "The facts ask for a task that is not listed.",
        ),
        done=("weer in de lijst gezet", "listed again"),
    ),
    "task_without_need": Diagnosis(
        title=("taak te veel", "task too many"),
        meaning=(
            "In de lijst staat een taak die niet meer nodig is.",
            "A task is listed that nothing asks for.",
        ),
        done=("afgesloten", "closed"),
    ),
    "task_differs": Diagnosis(
        title=("taak anders", "task differs"),
        meaning=(
            "Een taak heeft in de lijst andere dagen, een andere reden of een andere uitkomst dan de feiten zeggen.",
            "A task has other days, another reason or another outcome than the facts say.",
        ),
        done=("gelijkgemaakt aan de feiten", "made equal to the facts"),
    ),
    "stalls_differ": Diagnosis(
        title=("stilstand anders", "stalls differ"),
        meaning=("De stilgevallen trajecten zijn niet die van de feiten.", "The stalls are not those of the facts."),
        done=_LOOKED_AGAIN,
    ),
    "forgotten_is_back": Diagnosis(
        title=("vergeten, en terug", "forgotten, and back"),
        meaning=(
            "Deze deelnemer was vergeten en is er weer, zoals na een reservekopie.",
            "This participant was forgotten and is back, as after a backup was restored.",
        ),
        done=("opnieuw vergeten", "forgotten again"),
    ),
    "key_missing": Diagnosis(
        title=("sleutel ontbreekt", "key missing"),
        meaning=(
            "De sleutel is weg of veranderd: wat de motor van dit traject bewaart, kan niemand meer lezen.",
            "The key is gone or altered: nobody can read what the engine keeps of this journey any more.",
        ),
        done=("nieuwe sleutel gegeven, en opnieuw gestart vanuit de feiten", "given a new key, and started again"),
    ),
    "not_heard": Diagnosis(
        title=("niet zeker gehoord", "perhaps not heard"),
        meaning=(
            "Iets is vastgelegd, maar misschien weet niet iedereen het. De worker had dat opnieuw moeten vertellen.",
            "Something was recorded that perhaps not everybody knows. The worker should have told it again.",
        ),
        done=("opnieuw verteld", "told again"),
    ),
    "note_unreadable": Diagnosis(
        title=("notitie onleesbaar", "note unreadable"),
        meaning=(
            "Wie iets nog moet horen, staat zo in de database dat niemand het kan lezen. De feiten zelf zijn er.",
            "Who must still hear of something is noted in a way that nobody can read. The facts themselves are there.",
        ),
        done=(
            "weggehaald; alle trajecten zijn met de feiten vergeleken",
            "removed; all trajects were compared with the facts",
        ),
    ),
    "name_differs": Diagnosis(
        title=("naam veranderd", "name altered"),
        meaning=(
            "De gemeente of sleutel is in de database veranderd; hoe het heette, staat nog ergens anders.",
            "The municipality or key was altered in the database; what it was called still stands elsewhere.",
        ),
        done=("weer zo genoemd als het heette", "called again what it was called"),
    ),
    "name_unknown": Diagnosis(
        title=("naam kwijt", "name lost"),
        meaning=(
            "De gemeente of sleutel is in de database veranderd. Lees een bestand in met de goede, en herhaal dit.",
            "The municipality or key was altered in the database. Import a file with the right one, and repeat this.",
        ),
        done=("weer zo genoemd als het heette", "called again what it was called"),
        by_hand=True,
    ),
    "in_another_traject": Diagnosis(
        title=("in een ander traject", "in another traject"),
        meaning=(
            "Alle feiten over deze deelnemer of bijeenkomst horen bij dit traject; de database zegt een ander.",
            "All facts about this participant or session belong to this traject; the database says another one.",
        ),
        done=("teruggezet in het eigen traject", "put back in their own traject"),
    ),
    "facts_gone": Diagnosis(
        title=("feiten weg", "facts gone"),
        meaning=(
            "Van dit bericht zijn feiten verwijderd. Wat er stond, weet alleen een reservekopie: zet ze daaruit terug.",
            "Facts of this message were deleted. Only a backup knows what they said: put them back from it.",
        ),
        done=("er weer", "there again"),
        by_hand=True,
    ),
    "fact_contradictory": Diagnosis(
        title=("feit spreekt zich tegen", "fact contradicts itself"),
        meaning=(
            "Iemand veranderde in de database over wie dit feit gaat, of wanneer. Zet het terug uit een reservekopie.",
            "Somebody altered in the database whom this fact is about, or when. Put it back from a backup.",
        ),
        done=("weer zoals het was", "as it was again"),
        by_hand=True,
    ),
    "fact_unreadable": Diagnosis(
        title=("feit onleesbaar", "fact unreadable"),
        meaning=(
            "Iemand veranderde dit feit in de database; niemand kan het nog lezen. Zet het terug uit een reservekopie.",
            "Somebody altered this fact in the database; nobody can read it. Put it back from a backup.",
        ),
        done=("weer te lezen", "can be read again"),
        by_hand=True,
    ),
    "person_unreadable": Diagnosis(
        title=("persoon onleesbaar", "person unreadable"),
        meaning=(
            "De geboortedatum van deze deelnemer in de database kan niet. Zet die terug uit een reservekopie.",
            "This participant's birth date in the database cannot be. Put it back from a backup.",
        ),
        done=("weer te lezen", "can be read again"),
        by_hand=True,
    ),
    "programme_unreadable": Diagnosis(
        title=("programma kwijt", "programme lost"),
        meaning=(
            "De programmadefinitie van dit traject is weg of onleesbaar. Lees haar opnieuw in: traject programme add.",
            "The programme definition of this traject is gone or unreadable. Add it again: traject programme add.",
        ),
        done=("er is weer een programma", "the programme is there again"),
        by_hand=True,
    ),
    "day_unreadable": Diagnosis(
        title=("dag onleesbaar", "day unreadable"),
        meaning=(
            "In de database staat een dag die niemand kan lezen. Zolang die er staat, is niets anders te vergelijken.",
            "The database holds a day that nobody can read. While it is there, nothing else can be compared.",
        ),
        done=_LOOKED_AGAIN,
    ),
    "journey_of_nobody": Diagnosis(
        title=("van niemand", "nobody's"),
        meaning=(
            "In de motor draait een traject of deelnemer die de database niet kent.",
            "In the engine runs a traject or participant that the database does not know.",
        ),
        done=("gestopt", "ended"),
    ),
    "missing": Diagnosis(
        title=("niet in de motor", "not in the engine"),
        meaning=("Niemand let op de klok van dit traject.", "Nobody watches the clock of this journey."),
        done=_STARTED_AGAIN,
    ),
    "ended": Diagnosis(
        title=("in de motor gestopt", "ended in the engine"),
        meaning=(
            "Het is beëindigd terwijl er nog iets te doen is.",
            "It was ended while something is still to come.",
        ),
        done=_STARTED_AGAIN,
    ),
    "other_standing": Diagnosis(
        title=("andere stand", "other standing"),
        meaning=(
            "De motor heeft een andere fase of dag dan de database.",
            "The engine has another phase or day than the database.",
        ),
        done=("gewezen op de stand van de database", "told what the database says"),
    ),
    "still_runs": Diagnosis(
        title=("draait nog", "still runs"),
        meaning=("Het is afgelopen, maar de motor weet dat nog niet.", "It is over, but the engine does not know yet."),
        done=("laten aflopen", "told that it is over"),
    ),
    "silent": Diagnosis(
        title=("geen antwoord", "no answer"),
        meaning=(
            "De worker antwoordt niet voor dit traject.",
            "The worker does not answer for this journey.",
        ),
        done=("opnieuw gestart vanuit de feiten, of de worker is er weer", "started again, or the worker is back"),
    ),
}
