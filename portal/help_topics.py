"""Which help belongs to which page: by the beginning of its address, so that a new page has help from the start."""

from collections.abc import Mapping

TOPICS: Mapping[str, str] = {
    "/taken": "taken",
    "/vooruitblik": "vooruitblik",
    "/deelnemers": "deelnemers",
    "/trajecten": "trajecten",
    "/projectleider": "projectleider",
    "/netwerk": "netwerk",
    "/evaluaties": "evaluaties",
    "/import": "import",
    "/programmas": "programmas",
    "/accounts": "accounts",
    "/inzage": "accounts",
    "/post": "mail",
    "/voorkeuren": "mail",
    "/agenda": "mail",
    "/aanmelden": "aanmelden",
    "/wachtwoord": "aanmelden",
    "/certificaat": "trajecten",
}
"""Each topic is a template in `help/nl` and one in `help/en`."""
_OF_A_TRAJECT: Mapping[str, str] = {"evaluatie": "evaluaties", "evaluaties": "evaluaties", "netwerk": "netwerk"}
"""Pages of one traject that belong to another family, by what follows the traject in the address."""
GENERAL = "begin"
TITLES: Mapping[str, tuple[str, str]] = {
    "begin": ("Beginnen", "Getting started"),
    "taken": ("Taken", "Tasks"),
    "vooruitblik": ("Vooruitblik", "Coming weeks"),
    "deelnemers": ("Deelnemers", "Participants"),
    "trajecten": ("Trajecten", "Trajects"),
    "projectleider": ("Overzicht van de projectleider", "The project lead’s overview"),
    "netwerk": ("Netwerk", "Network"),
    "evaluaties": ("Evaluaties", "Evaluations"),
    "import": ("Import", "Import"),
    "programmas": ("Programma’s", "Programmes"),
    "accounts": ("Accounts", "Accounts"),
    "mail": ("Mail en agenda", "Mail and calendar"),
    "aanmelden": ("Aanmelden", "Signing in"),
}
"""What they are called, in Dutch and in English; all topics there are."""


def topic_of(path: str) -> str:
    """The topic of a page; the general one where there is none of its own."""
    _, family, *rest = [*path.split("/"), ""]
    of_a_traject = rest[1] if family == "trajecten" and len(rest) > 1 else ""
    return _OF_A_TRAJECT.get(of_a_traject) or TOPICS.get(f"/{family}", GENERAL)
