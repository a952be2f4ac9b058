"""What can go wrong with the embedded servers, each with a sentence that says what, where and what to do.

EmbeddedError
├── HomeError
│   ├── HomeNotUsable       a file, not ours, or not writable
│   ├── HomeInUse           another process runs the servers of this home
│   ├── MasterKeyUnusable   lost or damaged while there are data that need it
│   ├── OtherKey            the home has a master key, and it is another one
│   └── DiskFull
├── NoBinaries              no Postgres or Temporal for this platform
├── IdentityNotDropped      root may not become the ordinary user that Postgres insists on
├── NotOnMainThread
├── PortTaken
├── StartFailed             with the last lines of the log
└── PartStopped             a server that ran is gone
"""

from pathlib import Path

WITHOUT_US = ("set DATABASE_URL and TEMPORAL_ADDRESS", "zet DATABASE_URL en TEMPORAL_ADDRESS")


class EmbeddedError(Exception):
    """Base of all: `en` and `nl` are the sentence for people; `str()` gives the English one."""

    def __init__(self, *, en: str, nl: str) -> None:
        super().__init__(en)
        self.en = en
        self.nl = nl


class HomeError(EmbeddedError):
    """Something is the matter with the folder TRAJECT_HOME."""


class HomeNotUsable(HomeError):
    def __init__(self, folder: Path, *, en: str, nl: str) -> None:
        super().__init__(
            en=f"{folder} cannot be used as the home: {en}. Choose another folder with TRAJECT_HOME.",
            nl=f"{folder} kan niet als thuismap dienen: {nl}. Kies een andere map met TRAJECT_HOME.",
        )
        self.folder = folder


class HomeInUse(HomeError):
    """`pid` is the process that holds the home; None when it could not be read."""

    def __init__(self, folder: Path, pid: int | None) -> None:
        who = "?" if pid is None else str(pid)
        super().__init__(
            en=f"{folder} is in use by process {who}. Stop that first, or choose another TRAJECT_HOME.",
            nl=f"{folder} is in gebruik bij proces {who}. Stop dat eerst, of kies een andere TRAJECT_HOME.",
        )
        self.folder = folder
        self.pid = pid


class MasterKeyUnusable(HomeError):
    def __init__(self, file: Path) -> None:
        super().__init__(
            en=f"The master key {file} is lost or damaged; the data need it. Put it back from the backup.",
            nl=f"De hoofdsleutel {file} is weg of beschadigd, en de gegevens hebben hem nodig. "
            "Zet hem terug uit de reservekopie.",
        )


class OtherKey(HomeError):
    def __init__(self, file: Path) -> None:
        super().__init__(
            en=f"{file} is another master key than that of the backup. Restore into a new TRAJECT_HOME.",
            nl=f"{file} is een andere sleutel dan die van de reservekopie. Zet terug in een nieuwe TRAJECT_HOME.",
        )


class DiskFull(HomeError):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            en=f"There is no space left for {folder}. Make room and start again; what was stored is kept.",
            nl=f"Er is geen ruimte meer voor {folder}. Maak ruimte en start opnieuw; wat er is, blijft.",
        )


class NoBinaries(EmbeddedError):
    def __init__(self, program: str, reason: str) -> None:
        super().__init__(
            en=f"There is no embedded {program} here ({reason}); Alpine and Windows have none. "
            f"Use servers of your own: {WITHOUT_US[0]}.",
            nl=f"Er is hier geen ingebouwde {program} ({reason}); Alpine en Windows hebben die niet. "
            f"Gebruik eigen servers: {WITHOUT_US[1]}.",
        )


class IdentityNotDropped(EmbeddedError):
    def __init__(self, reason: str) -> None:
        super().__init__(
            en=f"Postgres refuses to run as root, and root cannot become another user here ({reason}). "
            f"Start as an ordinary user, or {WITHOUT_US[0]}.",
            nl=f"Postgres weigert als root te draaien, en root kan hier geen ander worden ({reason}). "
            f"Start als gewone gebruiker, of {WITHOUT_US[1]}.",
        )
        self.reason = reason


class NotOnMainThread(EmbeddedError):
    def __init__(self) -> None:
        super().__init__(
            en="Start the embedded servers from the main thread: they end with the thread that started them.",
            nl="Start de ingebouwde servers vanuit de hoofdthread: ze stoppen met de thread die ze startte.",
        )


class PortTaken(EmbeddedError):
    def __init__(self, port: int, use: str) -> None:
        super().__init__(
            en=f"Port {port} of 127.0.0.1, meant for {use}, is taken by another program. "
            "Stop that program or choose another port.",
            nl=f"Poort {port} van 127.0.0.1, bedoeld voor {use}, is bezet door een ander programma. "
            "Stop dat programma of kies een andere poort.",
        )
        self.port = port


class StartFailed(EmbeddedError):
    """`last_lines` is the end of what the part wrote to its log in this attempt."""

    def __init__(self, part: str, log: Path, last_lines: str) -> None:
        super().__init__(
            en=f"{part} did not start. Its log, {log}, ends with:\n{last_lines or '(nothing)'}",
            nl=f"{part} is niet gestart. Zijn logboek, {log}, eindigt met:\n{last_lines or '(niets)'}",
        )
        self.part = part
        self.last_lines = last_lines


class PartStopped(EmbeddedError):
    def __init__(self, part: str, log: Path, status: int | None) -> None:
        super().__init__(
            en=f"{part.capitalize()} stopped unexpectedly (exit status {status}). Its log is {log}.",
            nl=f"{part.capitalize()} is onverwacht gestopt (exitstatus {status}). Het logboek is {log}.",
        )
        self.part = part
        self.log = log
