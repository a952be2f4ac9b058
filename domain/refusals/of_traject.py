"""What can be wrong with something that is said of a traject, its sessions and its tasks, or with any message."""

from domain.refusals.refusal import Refusal


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


class ProgrammeKept(Refusal):
    """Nothing to change: the traject is under this definition."""

    rule = "PROGRAMME"
    nl = "Dit traject volgt {programme} versie {version} al."
    en = "This traject follows {programme} version {version} already."


class ProgrammeIsDraft(Refusal):
    """A draft may still change, and a traject relies on its definition."""

    rule = "PROGRAMME"
    nl = "{programme} versie {version} is nog een concept. Maak de definitie eerst definitief."
    en = "{programme} version {version} is still a draft. Make the definition final first."


class ProgrammeLacks(Refusal):
    """Something that was recorded would count no more."""

    rule = "PROGRAMME"
    nl = "{programme} versie {version} kent niet wat van dit traject al is vastgelegd: {what}."
    en = "{programme} version {version} does not know what was recorded of this traject already: {what}."


class ProgrammeForgets(Refusal):
    """A definition that keeps people for a shorter time; whoever is forgotten does not come back."""

    rule = "RET-1"
    nl = "Onder {programme} versie {version} worden er nu meteen mensen vergeten: {number}. Dit traject kan niet over."
    en = "Under {programme} version {version} people would be forgotten at once: {number}. This traject cannot move."


class MoveIsNotUndone(Refusal):
    """What was recorded since may need the definition that the traject follows now."""

    rule = "PROGRAMME"
    nl = "Overstappen wordt niet ongedaan gemaakt. Laat het traject terug overstappen."
    en = "Moving to another definition is not undone. Let the traject move back."


class DayOutOfReach(Refusal):
    """A slip of the pen: from a day so far away no deadline can be counted."""

    rule = "DAY"
    nl = "De dag {day} kan niet; kijk of het jaar klopt ({earliest} tot en met {latest})."
    en = "The day {day} cannot be; see whether the year is right ({earliest} through {latest})."


class TrajectIsCancelled(Refusal):
    """Nothing begins any more in a traject that stopped; what was done in it can still be recorded."""

    rule = "TRAJECT"
    nl = "Dit traject is gestopt. Neem dat eerst terug als het toch verdergaat."
    en = "This traject was cancelled. Take that back first if it goes on after all."


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


class NothingToTakeBack(Refusal):
    """What was never said cannot be taken back."""

    rule = "UNDO"
    nl = "Dit was niet vastgelegd; er is niets om terug te nemen."
    en = "This was not recorded; there is nothing to take back."


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
