"""Why a paper cannot be made, in a sentence for people.

PaperProblem
├── FontsMissing
├── CannotBePrinted
├── NothingToPrint
├── NameMissing
├── NotEarned
├── AlreadyIssued
└── TakenBackSince
"""


class PaperProblem(Exception):
    """A paper that cannot be made; `nl` and `en` are for people, and name nobody."""

    nl = "Dit papier kan niet gemaakt worden."
    en = "This paper cannot be made."

    def __init__(self) -> None:
        super().__init__(type(self).__name__)


class FontsMissing(PaperProblem):
    """`tools/assets.sh` has not run, or could not."""

    nl = "De lettertypen voor papier ontbreken op deze server. Vraag de beheerder om `make setup`."
    en = "The fonts for paper are missing on this server. Ask the administrator for `make setup`."


class CannotBePrinted(PaperProblem):
    """A sign that no font of ours has: better no paper than one with boxes on it."""

    nl = "In een naam of tekst staat een teken dat wij niet kunnen afdrukken. Verander die en probeer het opnieuw."
    en = "A name or text holds a sign that we cannot print. Change it and try again."


class NothingToPrint(PaperProblem):
    """No such traject, session or certificate, or nobody in it."""

    nl = "Er is niets om af te drukken."
    en = "There is nothing to print."


class NameMissing(PaperProblem):
    """A certificate is made out to somebody."""

    nl = "Van deze deelnemer is geen naam bekend. Vul eerst de naam in."
    en = "No name of this participant is known. Fill in the name first."


class NotEarned(PaperProblem):
    """The verdict is not `eligible` (CRT)."""

    nl = "Deze deelnemer heeft het certificaat (nog) niet verdiend."
    en = "This participant has not earned the certificate (yet)."


class AlreadyIssued(PaperProblem):
    """It would say the same again."""

    nl = "Dit certificaat is al uitgereikt, en er is niets veranderd."
    en = "This certificate was issued already, and nothing has changed."


class TakenBackSince(PaperProblem):
    """The very form that asks for it made one, which was taken back: it would say that it made another."""

    nl = "Dit certificaat is gemaakt en daarna teruggenomen. Open de pagina opnieuw om een ander te maken."
    en = "This certificate was made already, and taken back since. Open the page anew to make another."
