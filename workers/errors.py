"""What can go wrong between a person and the engine, each with a sentence for people in Dutch and in English.

WorkersError
├── WrongSettings       the environment says something that cannot be
├── CannotStart         the worker refuses to poll, and says what is missing and what to do
├── TemporalAway        no Temporal server at the address, or another than ours
├── OtherMasterKey      this is not the key with which the database began
├── KeyMissing          a subject's key is gone, so nothing about it can be read or written
├── Refused             the programme's rules refuse a message; nothing was stored
├── Unavailable         the engine or the database does not answer; nothing was stored
│   └── Uncertain       they went away while it was being stored; said again, it goes in once
└── Broken              the database refuses what we ask, a fault of ours; nothing was stored
    └── KeyLost             somebody deleted the key of a traject or participant that is there; a backup may hold it
"""

from uuid import UUID


class WorkersError(Exception):
    """Base of all: `nl` and `en` are for people; `str()` gives the English one."""

    def __init__(self, *, nl: str, en: str) -> None:
        super().__init__(en)
        self.nl = nl
        self.en = en


class WrongSettings(WorkersError):
    """`problems` are sentences in both languages, secrets masked."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__(nl="\n".join(nl for nl, _ in problems), en="\n".join(en for _, en in problems))


class CannotStart(WorkersError):
    """Polling would make every task fail and be repeated for ever."""


class TemporalAway(WorkersError):
    def __init__(self, address: str, why: str) -> None:
        super().__init__(
            nl=f"Temporal op {address} antwoordt niet ({why}). Draait het, en klopt TEMPORAL_ADDRESS?",
            en=f"Temporal at {address} does not answer ({why}). Does it run, and is TEMPORAL_ADDRESS right?",
        )


class OtherMasterKey(WorkersError):
    def __init__(self) -> None:
        super().__init__(
            nl="De hoofdsleutel (TRAJECT_MASTER_KEY, of master.key in TRAJECT_HOME) is niet die waarmee deze database "
            "is begonnen. Er is niets gedaan; zet de sleutel van toen terug.",
            en="The master key (TRAJECT_MASTER_KEY, or master.key in TRAJECT_HOME) is not the one with which this "
            "database began. Nothing was done; put that key back.",
        )


class KeyMissing(WorkersError):
    def __init__(self, subject: UUID | str) -> None:
        super().__init__(
            nl=f"Er is geen sleutel voor {subject}: de gegevens zijn gewist, of dit is een andere database.",
            en=f"There is no key for {subject}: its data were erased, or this is another database.",
        )


class Refused(WorkersError):
    """`code` is the refusal's name, such as `SessionUnknown`; `rule` the rule of the programme that says so."""

    def __init__(self, code: str, rule: str, *, nl: str, en: str) -> None:
        super().__init__(nl=nl, en=en)
        self.code = code
        self.rule = rule


class Unavailable(WorkersError):
    """The same message may be said again: it goes in once."""

    def __init__(self) -> None:
        super().__init__(
            nl="Het is nu niet vastgelegd: het systeem antwoordt niet. Probeer het zo nog eens.",
            en="It was not recorded: the system does not answer. Please try again in a moment.",
        )


class Uncertain(Unavailable):
    """The answer was lost, and the database that knows it does not answer either."""

    def __init__(self) -> None:
        WorkersError.__init__(
            self,
            nl="Het systeem antwoordt niet; of dit is vastgelegd, is nu niet te zeggen. Zeg het zo nog eens: het gaat "
            "er één keer in.",
            en="The system does not answer; whether this was recorded cannot be told now. Please say it again in a "
            "moment: it goes in once.",
        )


class Broken(WorkersError):
    """Saying it again won't help; what the database said is in the worker's log."""

    def __init__(self) -> None:
        super().__init__(
            nl="Het is niet vastgelegd, door een fout in het systeem. Meld dit aan de beheerder.",
            en="It was not recorded, because of a fault in the system. Tell the administrator.",
        )


class KeyLost(Broken):
    """The next backup puts it back where it was kept; `traject doctor --repair` gives another and begins anew."""

    def __init__(self) -> None:
        WorkersError.__init__(
            self,
            nl="Het is niet vastgelegd: de sleutel van dit traject of deze deelnemer is weg. Meld dit aan de "
            "beheerder; zie: traject doctor.",
            en="It was not recorded: the key of this traject or participant is gone. Tell the administrator; see: "
            "traject doctor.",
        )
