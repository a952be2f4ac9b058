"""How a traject of the sample `today` is described: in days from today and in letters a participant."""

from collections.abc import Mapping
from dataclasses import dataclass, field

STAFF = {
    "Almere": ("joost.brandsma", "mirjam.tas", "amal.idrissi"),
    "Amersfoort": ("petra.nijland", "mirjam.tas", ""),
    "Arnhem": ("ruud.elshof", "gijs.oudeman", "sofie.peeters"),
    "Breda": ("hanneke.vos", "ellen.brouns", ""),
    "Delft": ("stijn.koppelaar", "pascal.dekkers", "ruth.lankhorst"),
    "Dordrecht": ("stijn.koppelaar", "pascal.dekkers", ""),
    "Groningen": ("anje.hoiting", "tjitske.wiersma", "jelle.bos"),
    "Haarlem": ("wieke.duin", "mirjam.tas", "koen.stuifbergen"),
    "Maastricht": ("lou.frissen", "ellen.brouns", "an.janssen"),
    "Nijmegen": ("ruud.elshof", "gijs.oudeman", ""),
    "Tilburg": ("hanneke.vos", "ellen.brouns", "jos.maas"),
    "Utrecht": ("petra.nijland", "gijs.oudeman", "lieke.hamers"),
    "Zwolle": ("anje.hoiting", "tjitske.wiersma", ""),
}
"""By municipality: coordinator, trainer, co-trainer."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One traject, seen from today.

    When: `kick_off` in days from today (negative: past), or `ceremony` as months and days ago; without either nothing
    is planned. `words` is its agenda (`samples.agenda`), `every` the days between meetings, `created` in days from
    today where it differs from the usual eleven weeks before the kick-off; `breaks` too are in days from today.

    Who: `admitted` take part and `refused` and `waiting` do not. `undecided` has a letter a person: r registered,
    i intake done, p intake with a criterion open, L registered long ago and nothing since.

    What: participants are numbered from 1. `tails` is how somebody's attendance ended, `left` after which counted
    meeting somebody withdrew, `contacts` by milestone a letter for each admitted (`samples.follow_up`). `no_…` names
    those of whom something is not recorded. `ticked` tasks were done once, and crossed off: what had been planned was
    called off later.
    """

    key: str
    town: str
    shows: str
    programme: str = "kixworks-2022"
    kick_off: int | None = None
    ceremony: tuple[int, int] | None = None
    words: str = ""
    every: int = 14
    created: int | None = None
    breaks: tuple[tuple[int, int], ...] = ()
    stopped: int | None = None
    stopped_because: str = ""
    admitted: int = 10
    refused: int = 1
    waiting: int = 1
    undecided: str = ""
    tails: Mapping[int, str] = field(default_factory=dict)
    left: Mapping[int, int] = field(default_factory=dict)
    contacts: Mapping[int, str] = field(default_factory=dict)
    no_baseline: tuple[int, ...] = ()
    no_consent: tuple[int, ...] = ()
    no_end: tuple[int, ...] = ()
    ticked: tuple[str, ...] = ()
