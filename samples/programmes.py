"""The agendas of the five programmes, in the words of `samples.agenda`, without their kick-off and ceremony."""

AGENDAS = {
    "kixworks-2022": "ken-je-talent communicatie gastles presentatie bedrijfsbezoek beroepsorientatie netwerk "
    "elevatorpitch video-cv netwerkmeeting",
    "kixworks-2018": "communicatie-presentatie arbeidsmarkt gastles communicatie-presentatie bedrijfsbezoek "
    "arbeidsmarkt elevatorpitch elevatorpitch netwerkmeeting",
    "kixworks-2.0": "communicatie-presentatie activiteit:gemeentehuis communicatie-presentatie gastles arbeidsmarkt "
    "activiteit:geld bedrijfsbezoek arbeidsmarkt elevatorpitch activiteit:belastingaangifte elevatorpitch "
    "netwerkmeeting",
    "kixworks-2017": "empowerment netwerk gastles communicatie bedrijfsbezoek presentatie cv empowerment "
    "bedrijfsbezoek communicatie cv netwerkmeeting",
    "kix-2015": "communicatie-presentatie empowerment activiteit:ouderbijeenkomst samenwerken gastles netwerk "
    "on-the-job bedrijfsbezoek vergaderen sollicitatie stage netwerkmeeting",
}
AGES = {
    "kixworks-2022": (18, 58),
    "kixworks-2018": (18, 35),
    "kixworks-2.0": (18, 35),
    "kixworks-2017": (14, 35),
    "kix-2015": (14, 21),
}
COMPETENCES = (
    "samenwerken",
    "plannen",
    "omgaan-met-tegenslag",
    "leidinggeven",
    "netwerken",
    "luisteren",
    "feedback",
    "presenteren",
)
INTAKE_AT_KICK_OFF = ("kixworks-2018", "kixworks-2.0")


def whole(programme: str) -> str:
    """A full agenda, from kick-off to ceremony."""
    return f"kick-off {AGENDAS[programme]} certificaatuitreiking"
