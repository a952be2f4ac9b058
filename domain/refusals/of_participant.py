"""What can be wrong with something that is said of one participant."""

from domain.refusals.refusal import Refusal


class ParticipantUnknown(Refusal):
    """Nobody with this id is registered in this traject."""

    rule = "INT"
    nl = "Deze deelnemer is niet aangemeld bij dit traject. Meld de deelnemer eerst aan."
    en = "This participant is not registered in this traject. Register the participant first."


class ParticipantRegistered(Refusal):
    """Somebody with this key is registered already."""

    rule = "INT"
    nl = "Er is al een deelnemer met deze sleutel. Kies een andere, of verbeter de gegevens met een import."
    en = "There is a participant with this key already. Choose another, or correct the data by an import."


class ParticipantNotAdmitted(Refusal):
    """Asks for somebody admitted."""

    rule = "INT"
    nl = "Deze deelnemer is niet toegelaten. Leg eerst het besluit vast."
    en = "This participant is not admitted. Record the decision first."


class ParticipantWithdrawn(Refusal):
    """Asks for somebody who takes part."""

    rule = "INT"
    nl = "Deze deelnemer is gestopt. Leg eerst vast dat de deelnemer terugkomt."
    en = "This participant withdrew. Record the re-entry first."


class DecidedLater(Refusal):
    """What was decided on a later day would stand all the same, and a wrong day is a correction."""

    rule = "INT"
    nl = "Op {on} is al een besluit genomen. Kies die dag of een latere; een verkeerde dag verbetert u met een import."
    en = "A decision was made on {on} already. Choose that day or a later one; correct a wrong day by an import."


class ParticipantNotWithdrawn(Refusal):
    """Coming back, or a follow-up on request, asks for somebody who left."""

    rule = "INT"
    nl = "Deze deelnemer is niet gestopt."
    en = "This participant has not withdrawn."


class ConsentSaidLater(Refusal):
    """A later no withdraws a yes, whenever that yes is written down."""

    rule = "CONSENT"
    nl = "Op {on} is over toestemming iets anders gezegd. Kies die dag of een latere."
    en = "Something else was said of consent on {on}. Choose that day or a later one."


class ParticipantNotPaused(Refusal):
    """Resuming asks for a pause."""

    rule = "STL-PAUSE"
    nl = "Deze deelnemer heeft geen pauze."
    en = "This participant is not paused."


class ReviewNotAfterPause(Refusal):
    """A pause is looked at again on a later day."""

    rule = "STL-PAUSE"
    nl = "De dag waarop u de pauze opnieuw bekijkt, moet na het begin ({on}) liggen."
    en = "The review date must come after the first day of the pause ({on})."


class PauseBeganLater(Refusal):
    """A later review would stand all the same; that the pause began earlier is said with the review in force."""

    rule = "STL-PAUSE"
    nl = (
        "De pauze is op {on} begonnen of verlengd. Kies die dag of een latere."
        " Begon zij eerder? Geef dan {review} als dag waarop u opnieuw kijkt."
    )
    en = (
        "The pause began or was extended on {on}. Choose that day or a later one."
        " Did it begin earlier? Then give {review} as its review date."
    )


class PauseEndedLater(Refusal):
    """Within a pause that is over, or before it, another cannot be told apart from it."""

    rule = "STL-PAUSE"
    nl = "Op {on} is een pauze afgelopen. Kies die dag of een latere."
    en = "A pause ended on {on}. Choose that day or a later one."


class ResumedBeforePause(Refusal):
    """A pause does not end before it began, or was extended."""

    rule = "STL-PAUSE"
    nl = "De pauze is op {on} begonnen of verlengd. Kies die dag of een latere."
    en = "The pause began or was extended on {on}. Choose that day or a later one."


class NotLeftYet(Refusal):
    """Nobody comes back before the day on which they left."""

    rule = "INT"
    nl = "Deze deelnemer is op {on} gestopt. Kies die dag of een latere."
    en = "This participant withdrew on {on}. Choose that day or a later one."


class NotBackYet(Refusal):
    """Whoever came back does not leave on that day or before it, nor pause before it."""

    rule = "INT"
    nl = "Deze deelnemer kwam op {on} terug. Kies een latere dag, of neem (tot een dag later) de terugkomst terug."
    en = "This participant came back on {on}. Choose a later day, or (until a day later) take the return back."


class ApprovalSaidLater(Refusal):
    """A later no stands, whenever an earlier yes is written down; and the other way round."""

    rule = "CRT-TRAINER"
    nl = "Op {on} is over het certificaat iets anders gezegd. Kies die dag of een latere."
    en = "Something else was said of the certificate on {on}. Choose that day or a later one."


class NotAVisitKind(Refusal):
    """Only visits can be waived."""

    rule = "VIS-MIN"
    nl = "Vrijstelling kan alleen voor bedrijfsbezoek, gastles en netwerkmeeting."
    en = "Only company visit, guest lesson and network meeting can be waived."


class QuestionUnknown(Refusal):
    """The questionnaire has no such question."""

    rule = "PROGRAMME"
    nl = "Deze vraag kent het programma niet: {question}."
    en = "The programme has no such question: {question}."


class AnswerOutOfRange(Refusal):
    """An answer outside its scale."""

    rule = "PROGRAMME"
    nl = "Het antwoord op {question} moet {expected} zijn."
    en = "The answer to {question} must be {expected}."


class CompetenceUnknown(Refusal):
    """The programme has no such competence."""

    rule = "PROGRAMME"
    nl = "Deze competentie kent het programma niet: {competence}. Kies uit: {known}."
    en = "The programme has no such competence: {competence}. Choose from: {known}."


class CertificateNotEarned(Refusal):
    """A certificate is issued only to who is eligible."""

    rule = "CRT"
    nl = "Deze deelnemer heeft nog geen recht op het certificaat ({failed})."
    en = "This participant is not eligible for the certificate ({failed})."


class MilestoneUnknown(Refusal):
    """The programme follows up at other months."""

    rule = "FUP"
    nl = "Opvolging kan na {known} maanden."
    en = "Follow-up is possible after {known} months."


class CeremonyNotHeld(Refusal):
    """A follow-up counts from the ceremony."""

    rule = "FUP"
    nl = "Op deze dag is de uitreiking nog niet geweest. De opvolging begint op de dag van de uitreiking."
    en = "On this day the ceremony had not been held yet. Follow-up starts on the day of the ceremony."


class ContactThatDay(Refusal):
    """A day has one contact: a call that fails after the participant's own answer does not replace it."""

    rule = "FUP"
    nl = (
        "Op deze dag was er contact. Klopt dat niet, neem dat dan terug."
        " Kwam het uit een bestand, neem dan het verbeterde bestand over."
    )
    en = (
        "There was contact on this day. If that is not right, take it back."
        " If it came in with a file, import the corrected file."
    )


class NotFollowedUp(Refusal):
    """Who left before the ceremony is followed up only when that was asked for."""

    rule = "FUP"
    nl = "Deze deelnemer stopte vóór de uitreiking en wordt niet gevolgd. Leg eerst vast dat daarom gevraagd is."
    en = "This participant left before the ceremony and is not followed up. Record first that this was asked for."


class NotAdmittedInTime(Refusal):
    """Who was not admitted by the ceremony did not take part, and cannot be followed up."""

    rule = "FUP"
    nl = "Opvolging is voor wie is toegelaten, uiterlijk op de dag van de uitreiking. Deze deelnemer is dat niet."
    en = "Follow-up is for who was admitted, by the day of the ceremony at the latest. This participant was not."
