"""The menu: what somebody's roles open, as far as the pages are there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import access

if TYPE_CHECKING:
    from portal.visit import Visit


def _(sentence: str) -> str:
    """Marks a sentence for translation; templates translate it."""
    return sentence


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu: the route, its name, its icon, and the beginning of addresses where it is current."""

    route: str
    label: str
    icon: str
    below: str


MENU = (
    Entry("tasks", _("Taken"), "checklist", "/taken"),
    Entry("project_lead", _("Overzicht"), "chart-bar", "/projectleider"),
    Entry("participants", _("Deelnemers"), "users", "/deelnemers"),
    Entry("trajects", _("Trajecten"), "calendar", "/trajecten"),
    Entry("network", _("Netwerk"), "building", "/netwerk"),
    Entry("evaluations", _("Evaluaties"), "message", "/evaluaties"),
    Entry("intake_of_files", _("Import"), "upload", "/import"),
    Entry("programmes", _("Programma’s"), "book", "/programmas"),
    Entry("mailbox", _("Post"), "mail", "/post"),
    Entry("find_to_inspect", _("Inzage"), "eye", "/inzage"),
    Entry("account_list", _("Accounts"), "user-cog", "/accounts"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as this visitor sees it."""

    address: str
    label: str
    icon: str
    current: bool


def entries(visit: "Visit") -> list[Shown]:
    """The lines for this visitor."""
    return list(_shown(visit))


def _shown(visit: "Visit") -> Iterator[Shown]:
    somebody, path = visit.somebody, visit.request.url.path
    there: frozenset[str] = visit.request.app.state.routes
    for entry in MENU:
        rule = access.TABLE.get(entry.route)
        if somebody is not None and rule is not None and entry.route in there and somebody.has(rule.roles):
            current = path == entry.below or path.startswith(f"{entry.below}/")
            yield Shown(visit.url(entry.route), entry.label, entry.icon, current)
