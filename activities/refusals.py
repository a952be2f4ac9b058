"""Refusals that only the database can give: a single traject's facts don't show what exists elsewhere.

Refusal (domain.refusals)
├── ParticipantElsewhere   takes part in another traject
├── ParticipantForgotten   was forgotten, and does not come back under the same key (RET-1)
├── SessionElsewhere       belongs to another traject
├── SessionThereAlready    planned by somebody else a moment ago, where it was to be a new one
├── StaffUnknown           nobody by that name works here
├── OrganisationUnknown    not in the municipality's network
├── OrganisationKnown      in the municipality's network already
├── OrganisationChanged    somebody else changed it since the author looked
├── ProgrammeUnknown       no such definition, or not that version
├── BroughtByFile          came in with a file, and is not taken back
├── RowUnreadable          an imported row that its sheet's format does not allow
├── MessageOfAnother       this number is that of something else that was recorded
└── EnclosureMissing       what belongs to the message was not laid down
"""

from domain.refusals import Refusal


class ParticipantElsewhere(Refusal):
    """Takes part in another traject."""

    rule = "INT"
    nl = "Deze deelnemer hoort al bij een ander traject van deze gemeente. Gebruik een andere sleutel."
    en = "This participant belongs to another traject of this municipality. Use another key."


class SessionElsewhere(Refusal):
    """Belongs to another traject."""

    rule = "ATT"
    nl = "Deze bijeenkomst hoort al bij een ander traject van deze gemeente. Gebruik een andere sleutel."
    en = "This session belongs to another traject of this municipality. Use another key."


class SessionThereAlready(Refusal):
    """Planned by somebody else a moment ago, where it was to be a new one."""

    rule = "ATT"
    nl = "Er is net ook een andere bijeenkomst gepland. Kijk of deze nog klopt en verstuur het dan opnieuw."
    en = "Another session was planned just now as well. See whether this one is still right, then send it again."


class StaffUnknown(Refusal):
    """Nobody by that name works here."""

    rule = "STAFF"
    nl = "Deze medewerker is niet bekend. Geef het e-mailadres erbij."
    en = "This member of staff is not known. Give the e-mail address as well."


class OrganisationUnknown(Refusal):
    """Not in the municipality's network."""

    rule = "NETWORK"
    nl = "Deze organisatie is niet bekend. Leg haar eerst vast."
    en = "This organisation is not known. Record it first."


class OrganisationKnown(Refusal):
    """In the municipality's network already."""

    rule = "NETWORK"
    nl = "Deze naam staat al in het netwerk van deze gemeente. Wijzig wat daar staat, of kies een andere naam."
    en = "This name is in this municipality's network already. Change what is there, or choose another name."


class OrganisationChanged(Refusal):
    """Somebody else changed it since the author looked."""

    rule = "NETWORK"
    nl = "Intussen heeft iemand anders dit veranderd. Kijk of dit nog klopt en verstuur het dan opnieuw."
    en = "Somebody else changed this meanwhile. See whether it is still right, and send it again."


class ProgrammeUnknown(Refusal):
    """No such definition, or not that version of it."""

    rule = "PROGRAMME"
    nl = "Programma {programme} versie {version} is niet bekend; zie ‘traject programme list’."
    en = "Programme {programme} version {version} is not known; see ‘traject programme list’."


class RowUnreadable(Refusal):
    """An imported row that its sheet's format does not allow."""

    rule = "IMPORT"
    nl = "Een rij van het bestand is onleesbaar: {problem}."
    en = "A row of the file cannot be read: {problem}."


class BroughtByFile(Refusal):
    """What a file brought goes in once: taken back, the same file would not bring it again."""

    rule = "IMPORT"
    nl = "Dit kwam uit een bestand. Leg een verbetering vast, of neem het verbeterde bestand over."
    en = "This came in with a file. Record a correction, or import the corrected file."


class MessageOfAnother(Refusal):
    """This number is that of something else that was recorded."""

    rule = "MESSAGE"
    nl = "Onder dit nummer is al iets anders vastgelegd. Zeg het opnieuw, met een eigen nummer."
    en = "Something else was recorded under this number. Say it again, under a number of its own."


class EnclosureMissing(Refusal):
    """What belongs to the message was not laid down."""

    rule = "MESSAGE"
    nl = "Wat bij dit bericht hoort, is er niet meer. Zeg het opnieuw."
    en = "What belongs to this message is no longer there. Say it again."


class ParticipantForgotten(Refusal):
    """Whoever was forgotten does not come back under the same key, be it by an old file."""

    rule = "RET-1"
    nl = (
        "Iemand in dit bericht is vergeten: de gegevens zijn gewist. Haal die persoon uit het bestand, "
        "of gebruik een nieuwe sleutel als hij of zij opnieuw meedoet."
    )
    en = (
        "Somebody in this message was forgotten: their data are deleted. Take that person out of the file, "
        "or use a new key if they take part again."
    )
