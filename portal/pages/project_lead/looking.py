"""What the project lead's pages share: who looks at what, as the address says it."""

from typing import Any
from urllib.parse import urlencode

from domain import texts
from domain.terms import TrajectPhase
from portal.forms import empty
from portal.reading.lead.filters import Look, Wanted, read
from portal.reading.lead.remembered import Totals
from portal.visit import Visit
from storage.engine import ReadSession


def looking(visit: Visit) -> Look:
    """With the filters of the address."""
    wanted = read(visit.request.query_params, texts.entries())
    return Look(visit.visitor, visit.today, visit.language, wanted)


def totals(visit: Visit, session: ReadSession, look: Look) -> Totals:
    """What was counted a moment ago, and otherwise is counted now."""
    return Totals(visit.services.remembered, session, look)


def around(visit: Visit, look: Look, counted: Totals) -> dict[str, Any]:
    """What every template of these pages uses: the filters, as values and as a form, and addresses with them."""
    stalls = {code: texts.title(code, look.language) for code in texts.entries() if code.startswith("STL-")}
    return {
        "wanted": look.wanted,
        "asked": empty(**look.wanted.said),
        "to": To(visit),
        "titles": stalls,
        "counted_at": counted.at,
        "stages": [(phase, texts.name(phase, look.language).capitalize()) for phase in TrajectPhase],
    }


class To:
    """Addresses of these pages, for templates: `to("stalled", wanted, rule="STL-PREP")`."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    def __call__(self, name: str, wanted: Wanted | None = None, **changes: Any) -> str:  # noqa: ANN401 - filters
        """A page with these filters, and where a list goes on at `vanaf`."""
        after = changes.pop("vanaf", None)
        query = (wanted or Wanted()).with_(**changes).query
        more = f"{'&' if query else '?'}{urlencode({'vanaf': after})}" if after else ""
        return self._visit.url(name) + query + more
