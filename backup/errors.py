"""What can be wrong with a backup or with the keys that open it, each with a sentence for people.

BackupError
├── NoBackup          the file is none, or not of this program
├── BackupDamaged     cut off, or changed
├── KeysMissing       the folder does not hold both files
├── KeysOfAnother     they open another backup than this one
├── KeyAltered        a key in the database does not open, and would take the place of one that did
├── KeysWouldBeLost   the folder holds the keys of another database's backups
├── BackupUnderWay    another backup of the same database is being made
└── NotEmpty          there are data where a backup would go
"""

from pathlib import Path


class BackupError(Exception):
    """`nl` and `en` are for people."""

    def __init__(self, *, nl: str, en: str) -> None:
        super().__init__(en)
        self.nl, self.en = nl, en


class NoBackup(BackupError):
    def __init__(self, place: Path) -> None:
        super().__init__(
            nl=f"{place} is geen reservekopie van Trajectvolger.", en=f"{place} is no backup of Trajectvolger."
        )


class BackupDamaged(BackupError):
    def __init__(self, place: Path) -> None:
        super().__init__(
            nl=f"{place} is beschadigd of afgebroken; er is niets teruggezet. Neem een andere kopie.",
            en=f"{place} is damaged or cut off; nothing was restored. Take another copy.",
        )


class KeysMissing(BackupError):
    def __init__(self, place: Path) -> None:
        super().__init__(
            nl=f"In {place} staan geen sleutels; geef met --keys de map die de reservekopie vulde.",
            en=f"There are no keys in {place}; give the folder that the backup filled with --keys.",
        )


class KeysOfAnother(BackupError):
    def __init__(self, place: Path) -> None:
        super().__init__(
            nl=f"De sleutels in {place} passen niet; ze zijn van een andere Trajectvolger.",
            en=f"The keys in {place} do not fit; they are of another Trajectvolger.",
        )


class KeysWouldBeLost(BackupError):
    def __init__(self, place: Path) -> None:
        super().__init__(
            nl=f"In {place} staan de sleutels van een andere database; zonder die sleutels gaat geen kopie daarvan meer"
            " open. Er is niets veranderd. Kijk of dit de goede TRAJECT_HOME is, of geef met --keys een andere map.",
            en=f"{place} holds the keys of another database; without them no copy of that one opens any more. Nothing"
            " was changed. See whether this is the right TRAJECT_HOME, or give another folder with --keys.",
        )


class BackupUnderWay(BackupError):
    def __init__(self) -> None:
        super().__init__(
            nl="Er wordt al een reservekopie gemaakt. Probeer het opnieuw als die klaar is.",
            en="Another backup is being made. Try again when it is done.",
        )


class NotEmpty(BackupError):
    def __init__(self) -> None:
        super().__init__(
            nl="Hier staan al gegevens. Zet een reservekopie terug in een lege database of een nieuwe TRAJECT_HOME.",
            en="There are data here already. Restore into an empty database, or a new TRAJECT_HOME.",
        )


class KeyAltered(BackupError):
    def __init__(self) -> None:
        super().__init__(
            nl="Er is geen reservekopie gemaakt: in de database is een sleutel veranderd. Zie: traject doctor",
            en="No backup was made: a key was altered in the database. See: traject doctor",
        )
