"""What can be wrong with something that is said, each with the rule it breaks and a sentence for people.

Refusal
├── TrajectUnknown            nothing is known of this traject
├── TrajectExists             a traject begins once
├── DayOutOfReach             a day that nobody can mean
├── ParticipantUnknown        nobody with this id is registered in this traject
├── ParticipantRegistered     a key names one participant
├── ParticipantNotAdmitted    asks for somebody admitted (INT)
├── ParticipantWithdrawn      asks for somebody who takes part
├── ParticipantNotWithdrawn   coming back, or a follow-up on request, asks for somebody who left
├── ParticipantNotPaused      resuming asks for a pause
├── ReviewNotAfterPause       a pause is looked at again on a later day
├── ResumedBeforePause        a pause does not end before it began, or was extended
├── NotBackYet                who came back does not leave or pause before that
├── SessionUnknown            the traject has no such session
├── SessionOfAnotherKind      a key names one session, which keeps its kind
├── SessionCancelled          a session called off has no attendance
├── SessionNotYetHeld         attendance of a day that has not come
├── SessionAlreadyHeld        a session with attendance cannot be called off
├── PartUnknown               the programme has no such training or activity
├── NotACompanyVisit          pitches belong to a company visit (VIS-PITCH)
├── TooManyPitches            more pitches than fit in one visit (VIS-PITCH)
├── NotAVisitKind             only visits can be waived (VIS-MIN)
├── QuestionUnknown           the questionnaire has no such question
├── AnswerOutOfRange          an answer outside its scale
├── CompetenceUnknown         the programme has no such competence
├── CertificateNotEarned      issued only to who is eligible (CRT)
├── MilestoneUnknown          the programme follows up at other months (FUP)
├── CeremonyNotHeld           a follow-up counts from the ceremony (FUP)
├── EvaluationUnknown         something was done about an evaluation that nobody recorded
├── BreakEndsBeforeItStarts   from and to the wrong way round
├── PostponedIntoThePast      a task can only be postponed to a later day
├── MessageUnknown            there is nothing to undo
├── UndoTooLate               undoing is possible for a day
├── TaskUnknown               the traject has no such open task
└── OnlyTheClockForgets       what is left of forgotten people is counted, never said (RET-1)
"""

from typing import ClassVar


class Refusal(Exception):
    """Something said was refused and nothing of it is stored; `rule` is what it breaks."""

    rule: ClassVar[str] = ""
    nl: ClassVar[str] = ""
    en: ClassVar[str] = ""

    def __init__(self, **details: object) -> None:
        self.details = details
        self.nl = type(self).nl.format(**details)  # type: ignore[misc]
        self.en = type(self).en.format(**details)  # type: ignore[misc]
        super().__init__(self.en)

    @property
    def code(self) -> str:
        """The name under which programs know it."""
        return type(self).__name__


class TrajectUnknown(Refusal):
    """Nothing is known of this traject."""

    rule = "TRAJECT"
    nl = "Dit traject bestaat niet. Maak het eerst aan of importeer het."
    en = "This traject does not exist. Create or import it first."


class TrajectExists(Refusal):
    """A traject begins once."""

    rule = "TRAJECT"
    nl = "Dit traject bestaat al. Gebruik een andere sleutel voor een nieuw traject."
    en = "This traject exists already. Use another key for a new one."


class DayOutOfReach(Refusal):
    """A slip of the pen: from a day so far away no deadline can be counted."""

    rule = "DAY"
    nl = "De dag {day} kan niet; kijk of het jaar klopt ({earliest:%Y} tot en met {latest:%Y})."
    en = "The day {day} cannot be; see whether the year is right ({earliest:%Y} through {latest:%Y})."


class TrajectIsCancelled(Refusal):
    """Nothing begins any more in a traject that stopped; what was done in it can still be recorded."""

    rule = "TRAJECT"
    nl = "Dit traject is gestopt. Neem dat eerst terug als het toch verdergaat."
    en = "This traject was cancelled. Take that back first if it goes on after all."


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


class ParticipantNotWithdrawn(Refusal):
    """Coming back, or a follow-up on request, asks for somebody who left."""

    rule = "INT"
    nl = "Deze deelnemer is niet gestopt."
    en = "This participant has not withdrawn."


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


class ResumedBeforePause(Refusal):
    """A pause does not end before it began, or was extended."""

    rule = "STL-PAUSE"
    nl = "De pauze is op {on} begonnen of verlengd. Kies die dag of een latere."
    en = "The pause began or was extended on {on}. Choose that day or a later one."


class NotBackYet(Refusal):
    """Whoever came back does not leave on that day or before it, nor pause before it."""

    rule = "INT"
    nl = "Deze deelnemer kwam op {on} terug. Kies een latere dag, of neem (tot een dag later) de terugkomst terug."
    en = "This participant came back on {on}. Choose a later day, or (until a day later) take the return back."


class SessionUnknown(Refusal):
    """The traject has no such session."""

    rule = "ATT"
    nl = "Deze bijeenkomst hoort niet bij dit traject. Plan de bijeenkomst eerst."
    en = "This session does not belong to this traject. Plan the session first."


class SessionOfAnotherKind(Refusal):
    """A session with this key is planned already, as something else."""

    rule = "ATT"
    nl = "Er is al een bijeenkomst met deze sleutel, van een andere soort. Kies een andere sleutel."
    en = "There is a session with this key already, of another kind. Choose another key."


class SessionCancelled(Refusal):
    """A session called off has no attendance."""

    rule = "ATT"
    nl = "Deze bijeenkomst is vervallen en telt nergens mee."
    en = "This session was cancelled and counts nowhere."


class SessionNotYetHeld(Refusal):
    """Attendance of a day that has not come."""

    rule = "ATT"
    nl = "Deze bijeenkomst is pas op {day}. Leg de aanwezigheid dan vast, of verzet de bijeenkomst."
    en = "This session is on {day}. Register attendance then, or move the session."


class SessionAlreadyHeld(Refusal):
    """A session with attendance cannot be called off, nor its planning be taken back."""

    rule = "ATT"
    nl = "Van deze bijeenkomst is de aanwezigheid al vastgelegd. Maak die eerst leeg."
    en = "Attendance of this session is registered already. Clear it first."


class PartUnknown(Refusal):
    """The programme has no such training or activity."""

    rule = "PROGRAMME"
    nl = "Dit onderdeel kent het programma niet: {part}. Kies uit: {known}."
    en = "The programme has no such part: {part}. Choose from: {known}."


class NotACompanyVisit(Refusal):
    """Pitches belong to a company visit."""

    rule = "VIS-PITCH"
    nl = "Pitches horen bij een bedrijfsbezoek."
    en = "Pitches belong to a company visit."


class TooManyPitches(Refusal):
    """More pitches than fit in one visit."""

    rule = "VIS-PITCH"
    nl = "Er passen hoogstens {most} pitches in een bedrijfsbezoek; u noemt er {number}."
    en = "At most {most} pitches fit in one company visit; you name {number}."


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
    nl = "De certificaatuitreiking is nog niet geweest; daarna begint de opvolging."
    en = "The ceremony was not held yet; follow-up starts after it."


class EvaluationUnknown(Refusal):
    """Something was done about an evaluation that nobody recorded."""

    rule = "EVA"
    nl = "Deze evaluatie is niet vastgelegd."
    en = "This evaluation was not recorded."


class BreakEndsBeforeItStarts(Refusal):
    """From and to the wrong way round."""

    rule = "STL-CADENCE"
    nl = "De onderbreking eindigt voordat zij begint."
    en = "The break ends before it starts."


class PostponedIntoThePast(Refusal):
    """A task can only be postponed to a later day."""

    rule = "TASK"
    nl = "Uitstellen kan alleen naar een latere dag dan vandaag."
    en = "A task can only be postponed to a day after today."


class MessageUnknown(Refusal):
    """There is nothing to undo."""

    rule = "UNDO"
    nl = "Er is niets vastgelegd onder dit nummer."
    en = "Nothing was recorded under this number."


class UndoTooLate(Refusal):
    """Undoing is possible for a day."""

    rule = "UNDO"
    nl = "Ongedaan maken kan tot een dag later. Leg nu een correctie vast."
    en = "Undoing is possible until a day later. Record a correction instead."


class TaskUnknown(Refusal):
    """The traject has no such open task."""

    rule = "TASK"
    nl = "Deze taak is er niet, of is niet meer open."
    en = "There is no such task, or it is no longer open."


class OnlyTheClockForgets(Refusal):
    """What is left of forgotten people is counted by the system, never said by somebody."""

    rule = "RET-1"
    nl = "Dit kan niemand zeggen; vraag om een deelnemer te vergeten."
    en = "Nobody can say this; ask for a participant to be forgotten."
