"""The sample `today`: trajects in every phase, one stalled for each rule, in all five programmes.

`shows` says what a traject is there for: the rule for which it is stalled, or `healthy` when it should not stall.
"""

from datetime import date, timedelta
from random import Random

from domain.calendar import next_working_day
from domain.facts import AnyFact, Paused
from domain.ids import participant_id
from samples.agenda import at
from samples.crew import group_of
from samples.group import Group
from samples.people import People
from samples.plan import Plan
from samples.programmes import AGENDAS, whole

K22, K15 = AGENDAS["kixworks-2022"], AGENDAS["kix-2015"]

BEFORE = (
    Plan(
        key="ZWO-2",
        town="Zwolle",
        shows="STL-PREP",
        created=-64,
        words="~kick-off@-19",
        ticked=("plan_kick_off",),
    ),
    Plan(
        key="ARN-2",
        town="Arnhem",
        shows="STL-INTAKE",
        kick_off=24,
        words=whole("kixworks-2022"),
        undecided="Lr",
    ),
    Plan(
        key="DEL-2",
        town="Delft",
        shows="healthy",
        kick_off=27,
        words=whole("kixworks-2022"),
        admitted=7,
        undecided="rriip",
        no_consent=(2, 5, 6),
    ),
    Plan(
        key="BRE-2",
        town="Breda",
        shows="STL-KICKOFF",
        kick_off=-14,
        words=f"?kick-off {at(8, K22)} certificaatuitreiking",
    ),
)

DURING = (
    Plan(
        key="TIL-2",
        town="Tilburg",
        shows="healthy",
        kick_off=-6,
        words="kick-off ken-je-talent communicatie gastles presentatie",
        admitted=13,
        no_baseline=(3, 7, 9),
        no_consent=(4,),
    ),
    Plan(
        key="MAA-1",
        town="Maastricht",
        shows="STL-CADENCE",
        programme="kixworks-2017",
        kick_off=-104,
        words="kick-off empowerment netwerk gastles communicatie bedrijfsbezoek ~presentatie "
        + at(9, "presentatie cv empowerment bedrijfsbezoek communicatie cv netwerkmeeting certificaatuitreiking"),
    ),
    Plan(
        key="DEL-1",
        town="Delft",
        shows="STL-ATTENDANCE",
        programme="kixworks-2018",
        kick_off=-76,
        words="kick-off communicatie-presentatie arbeidsmarkt gastles #communicatie-presentatie bedrijfsbezoek "
        "arbeidsmarkt elevatorpitch elevatorpitch netwerkmeeting certificaatuitreiking",
    ),
    Plan(
        key="DOR-2",
        town="Dordrecht",
        shows="STL-TASKS",
        programme="kixworks-2.0",
        kick_off=-62,
        every=7,
        words=whole("kixworks-2.0"),
        no_baseline=(2, 4, 8),
    ),
    Plan(
        key="GRO-2",
        town="Groningen",
        shows="STL-ABSENT",
        kick_off=-62,
        words="kick-off ken-je-talent communicatie presentatie beroepsorientatie gastles bedrijfsbezoek netwerk "
        "elevatorpitch video-cv netwerkmeeting certificaatuitreiking",
        tails={4: "eaa"},
    ),
    Plan(
        key="ALM-1",
        town="Almere",
        shows="STL-PAUSE",
        kick_off=-90,
        words="kick-off ken-je-talent gastles communicatie presentatie beroepsorientatie netwerk bedrijfsbezoek "
        "elevatorpitch video-cv netwerkmeeting certificaatuitreiking",
        admitted=11,
        tails={5: "eee"},
    ),
    Plan(
        key="UTR-1",
        town="Utrecht",
        shows="healthy",
        kick_off=-90,
        words="kick-off ken-je-talent gastles communicatie presentatie bedrijfsbezoek beroepsorientatie netwerk "
        "gastles elevatorpitch video-cv netwerkmeeting certificaatuitreiking",
        admitted=13,
        tails={3: "e+", 6: "a", 8: "+aeee+a"},
        left={11: 4, 12: 7},
    ),
    Plan(
        key="ARN-1",
        town="Arnhem",
        shows="STL-LENGTH",
        kick_off=-216,
        words=f"kick-off {K22} cv sollicitatie bedrijfsbezoek digitaal ~certificaatuitreiking@-12",
        ticked=("write_activity_plan", "plan_ceremony"),
    ),
    Plan(
        key="HAA-1",
        town="Haarlem",
        shows="STL-CEREMONY",
        programme="kix-2015",
        kick_off=-194,
        breaks=((-138, -130), (-68, -60)),
        words=f"kick-off {K15} ?certificaatuitreiking@-13",
    ),
    Plan(key="NIJ-2", town="Nijmegen", shows="healthy", kick_off=-146, words=whole("kixworks-2022")),
)

AFTER = (
    Plan(
        key="AMF-1",
        town="Amersfoort",
        shows="healthy",
        ceremony=(0, 8),
        words=whole("kixworks-2022"),
        contacts={0: "ok.vzwk.se"},
        no_end=(4, 9),
    ),
    Plan(
        key="GRO-1",
        town="Groningen",
        shows="healthy",
        ceremony=(3, 10),
        words=whole("kixworks-2022"),
        left={6: 5},
        contacts={0: "kvkeo.kwko", 3: "wz.o1.se.w"},
    ),
    Plan(
        key="TIL-1",
        town="Tilburg",
        shows="STL-FOLLOWUP",
        ceremony=(3, 38),
        words=whole("kixworks-2022"),
        contacts={0: "vkkekovwks", 3: "w..oz.sv.x"},
    ),
    Plan(
        key="BRE-1",
        town="Breda",
        shows="healthy",
        ceremony=(6, 10),
        words=whole("kixworks-2022"),
        contacts={0: "kvkeovkwko", 3: "zsovwexwok", 6: "w.o.wez1.k"},
    ),
    Plan(
        key="DOR-1",
        town="Dordrecht",
        shows="healthy",
        programme="kixworks-2018",
        ceremony=(12, 10),
        words=whole("kixworks-2018"),
        left={3: 6},
        contacts={0: "ks.eovkwko", 3: "zs.vwewwok", 6: "ws.xwezwwo", 12: "w1.ww.b.oo"},
    ),
    Plan(
        key="ZWO-1",
        town="Zwolle",
        shows="healthy",
        programme="kixworks-2017",
        ceremony=(14, 0),
        words=whole("kixworks-2017"),
        contacts={0: "kskeovkwko", 3: "zsovwexwok", 6: "wsozwewwoo", 12: "wwowwwbxow"},
    ),
    Plan(
        key="NIJ-1",
        town="Nijmegen",
        shows="healthy",
        kick_off=-132,
        words="kick-off ken-je-talent communicatie ~gastles ~presentatie",
        stopped=-74,
        stopped_because="Te weinig deelnemers over; de groep gaat op in die van het najaar.",
        left={2: 2, 5: 3},
    ),
)

PLANS = BEFORE + DURING + AFTER
PAUSED = ("Almere", "ALM-1-05")
"""Who is paused in the stalled traject of Almere; the import format has no pauses."""


def trajects(today: date) -> list[Group]:
    """All trajects as they stand on a day."""
    rng = Random(2022)
    people = People(rng, first_number=3000)
    return [group_of(plan, today, rng, people) for plan in PLANS]


def shows() -> dict[tuple[str, str], str]:
    """What to look at: by municipality and traject the rule for which it is stalled, or `healthy`."""
    return {(plan.town, plan.key): plan.shows for plan in PLANS}


def extra(today: date) -> list[tuple[str, str, AnyFact]]:
    """What the import format cannot say, to be recorded after the import: municipality, participant, fact."""
    municipality, key = PAUSED
    fact = Paused(
        participant=participant_id(municipality, key),
        on=next_working_day(today - timedelta(days=45)),
        review=next_working_day(today - timedelta(days=22)),
    )
    return [(municipality, key, fact)]
