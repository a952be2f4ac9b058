"""The project lead's overview as sheets, with every line and not only a page of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from domain import texts
from domain.terms import Outcome, TrajectPhase
from exporter.cells import Cell, Table
from exporter.files import Sheets
from portal.reading.lead.filters import Look
from portal.reading.lead.overdue import overdue_lines
from portal.reading.lead.results import (
    MILESTONES,
    Results,
    before_and_after,
    by_municipality,
    compared,
    results,
    statement_text,
)
from portal.reading.lead.stalls import stall_lines
from portal.reading.lead.trajects import Line, lines
from portal.translations import Catalogue
from portal.whole_lists import AT_ONCE, as_many_as_fit, whole
from storage.engine import ReadSession

_Say = Callable[[str], str]
Made = tuple[str, Sequence[str], Table]
"""What a list is called, its headers and its rows."""


def sheets(session: ReadSession, look: Look, words: Catalogue) -> Sheets:
    """With the same filters as the pages; people by their initials."""
    made = [make(session, look, words.gettext) for make in LISTS.values()]
    return {name: (headers, as_many_as_fit(rows, words)) for name, headers, rows in made}


def _all_stalled(session: ReadSession, look: Look, said: _Say) -> Made:
    return said("Stilgevallen"), _stalled_columns(said), list(_stalled(session, look))


def _all_overdue(session: ReadSession, look: Look, said: _Say) -> Made:
    return said("Te laat"), _overdue_columns(said), list(_overdue(session, look))


def _all_responses(session: ReadSession, look: Look, said: _Say) -> Made:
    return said("Opvolging"), _response_columns(said), list(_response(session, look))


def _all_outcomes(session: ReadSession, look: Look, said: _Say) -> Made:
    headers = [said("Wat"), said("Aantal of aandeel"), "2019"]
    return said("Uitkomsten"), headers, list(_outcomes(results(session, look), look, said))


def _all_trajects(session: ReadSession, look: Look, said: _Say) -> Made:
    found = whole(lambda after: lines(session, look, after=after, size=AT_ONCE))
    return said("Trajecten"), _traject_columns(said), [_traject(line, look) for line in found]


LISTS: Mapping[str, Callable[[ReadSession, Look, _Say], Made]] = {
    "stilgevallen": _all_stalled,
    "te-laat": _all_overdue,
    "opvolging": _all_responses,
    "uitkomsten": _all_outcomes,
    "trajecten": _all_trajects,
}
"""The lists behind the project lead's pages, by the last part of the page's address."""


def _stalled_columns(_: _Say) -> list[str]:
    return [
        *(_("Gemeente"), _("Traject"), _("Deelnemer"), _("Regel"), _("Wat er stilligt"), _("Sinds"), _("Dagen")),
        *(_("Wacht op"), _("Coördinator"), _("Waarom"), _("Wat het oplost")),
    ]


def _stalled(session: ReadSession, look: Look) -> Iterator[list[Cell]]:
    """A row for each stall: that of the traject, or of each of its people."""
    for line in whole(lambda after: stall_lines(session, look, after=after, size=AT_ONCE)):
        each = [(one.called, one.since, one.why) for one in line.people] or [("", line.since, line.why)]
        for called, since, why in each:
            days = (look.today - since).days
            row: list[Cell] = [line.municipality, line.key, called, line.rule, line.title, since, days, line.waiting_on]
            yield [*row, line.coordinator or "", why, line.ends]


def _overdue_columns(_: _Say) -> list[str]:
    return [
        *(_("Gemeente"), _("Traject"), _("Taak"), _("Aantal"), _("Termijn"), _("Dagen te laat"), _("Voor wie")),
        *(_("Opgepakt door"), _("Coördinator"), _("Waarom")),
    ]


def _overdue(session: ReadSession, look: Look) -> Iterator[list[Cell]]:
    for line in whole(lambda after: overdue_lines(session, look, after=after, size=AT_ONCE)):
        days = (look.today - line.due).days
        row: list[Cell] = [line.municipality, line.key, line.title, line.tasks, line.due, days, line.role]
        yield [*row, ", ".join(line.who), line.coordinator or "", line.why]


def _response_columns(_: _Say) -> list[str]:
    return [_("Gemeente"), _("Maanden na de uitreiking"), _("Nodig"), _("Bereikt"), _("Aandeel"), _("Uitstroom")]


def _response(session: ReadSession, look: Look) -> Iterator[list[Cell]]:
    for town, each in by_municipality(session, look):
        for one in each:
            yield [town, one.months, one.due, one.reached, _rounded(one.response), one.flow_out]


def _outcomes(found: Results, look: Look, _: _Say) -> Iterator[list[Cell]]:
    """The numbers of `traject outcomes`, with those that were published beside them."""
    tally, document = found.tally, found.document
    yield [_("Trajecten"), found.trajects, None]
    yield [_("Aangemeld"), tally.registered, None]
    yield [_("Toegelaten"), tally.admitted, None]
    yield [_("Nulmeting gedaan"), tally.baseline, None]
    yield [_("Eindmeting gedaan"), tally.end_measurement, None]
    yield [_("Certificaten"), tally.certificate, None]
    names = {
        "women_share": _("Vrouwen"),
        "older_than_26_share": _("Ouder dan 26"),
        "attendance_rate": _("Aanwezigheid"),
        "mark_mean": _("Gemiddeld cijfer"),
    }
    for one in compared(document):
        yield [names.get(one.key) or statement_text(one.key, look.language), one.ours, one.theirs]
    for pair in before_and_after(tally.questions, look.language):
        yield [f"{pair.question} ({_('Nulmeting')})", pair.before, None]
        yield [f"{pair.question} ({_('Eindmeting')})", pair.after, None]
    for milestone in found.milestones:
        when = _("Na %(n)s maanden") % {"n": milestone.months}
        yield [f"{when}: {_('Uitstroom')}", milestone.flow_out, None]
        for outcome in Outcome:
            yield [f"{when}: {texts.name(outcome, look.language)}", milestone.outcomes.get(outcome, 0), None]


def _traject_columns(_: _Say) -> list[str]:
    followed = [
        f"{_('Na %(n)s maanden') % {'n': n}}: {what}" for n in MILESTONES for what in (_("Nodig"), _("Bereikt"))
    ]
    return [
        *(_("Gemeente"), _("Traject"), _("Fase"), _("Begonnen"), _("Uitreiking"), _("Laatste bijeenkomst")),
        *(_("Coördinator"), _("Trainer"), _("Deelnemers"), _("Certificaten"), _("Stilgevallen"), _("Te laat")),
        *followed,
    ]


def _traject(line: Line, look: Look) -> list[Cell]:
    phase = texts.name(TrajectPhase(line.phase), look.language)
    days = (line.created_on, line.ceremony_on, line.last_progress)
    people = (line.coordinator or "", line.trainer or "")
    counts = (line.admitted, line.certificates, line.stalls, line.overdue)
    return [line.municipality, line.key, phase, *days, *people, *counts, *(n for _, *two in line.followed for n in two)]


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
