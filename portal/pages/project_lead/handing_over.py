"""Handing over: another coordinator or trainer for a traject, or all the work of a colleague to somebody else."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field

from domain.facts import AnyFact
from domain.terms import StaffRole
from portal.each import MOST, Item, Results, say_each
from portal.errors import NotThere
from portal.forms import Filled, Form, Prose, empty
from portal.pages.project_lead.looking import around, looking, totals
from portal.reading.lead import stalls
from portal.reading.lead.choices import choices
from portal.reading.lead.filters import Look, Wanted
from portal.reading.lead.handing_over import (
    NAMED,
    Able,
    Colleague,
    Work,
    able_in,
    all_instead,
    colleague,
    named_instead,
    who_can_be,
    who_has_work,
    work_of,
    work_of_colleague,
)
from portal.telling import about_traject, last_fact
from portal.visit import Visit, Visiting

router = APIRouter()

REASON = "remark"
"""The note that says why: `traject record staff --note` writes the same."""


class NamedInstead(Form):
    """Who is coordinator and trainer from now on; empty leaves it as it is."""

    coordinator: UUID | None = None
    trainer: UUID | None = None
    reason: Prose


class AllInstead(Form):
    """Whose work goes to whom, and of which trajects."""

    to: UUID
    trajects: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST)]
    reason: Prose


# ---- one traject ----


@router.get("/trajecten/{traject}/overdragen", name="reassign")
def reassign(visit: Visiting, traject: UUID) -> Response:
    """The form, beside what has stalled there."""
    return _show_one(visit, traject, empty())


@router.post("/trajecten/{traject}/overdragen", name="reassign")
def record_reassigned(visit: Visiting, traject: UUID) -> Response:
    """Name them, and give them the open tasks that the one before took."""
    filled = visit.fill(NamedInstead)
    if filled.value is not None and _name(visit, traject, filled, filled.value):
        return visit.see(visit.url("traject", traject=traject))
    return _show_one(visit, traject, filled)


def _name(visit: Visit, traject: UUID, filled: Filled[NamedInstead], form: NamedInstead) -> bool:
    work, able = _known(visit, traject)
    facts: list[AnyFact] = []
    for role in NAMED:
        to: UUID | None = getattr(form, role.value)
        if to is not None and to not in _ids(able[role]):
            filled.refuse(role.value, visit.words.gettext("Kies een van de mogelijkheden."))
        elif to is not None:
            facts += named_instead(work, role, to, visit.today)
    if not facts and not filled.errors and not filled.repeated:
        filled.refuse("coordinator", visit.words.gettext("Kies iemand anders dan wie er nu is aangewezen."))
    if filled.errors:
        return False
    statement = about_traject(traject, *facts).with_notes({REASON: form.reason})
    return visit.tell(filled, statement)


def _known(visit: Visit, traject: UUID) -> tuple[Work, Mapping[StaffRole, Sequence[Colleague]]]:
    """The traject's work, and by role who can have it there."""
    with visit.reading() as session:
        work = work_of(session, visit.visitor, traject)
        able = who_can_be(session)
    if work is None:
        raise NotThere
    return work, {role: able_in(able, role, work.municipality) for role in NAMED}


def _show_one(visit: Visit, traject: UUID, filled: Filled[NamedInstead]) -> Response:
    look = Look(visit.visitor, visit.today, visit.language, Wanted(traject=traject))
    work, able = _known(visit, traject)
    with visit.reading() as session:
        lines, _ = stalls.stall_lines(session, look)
        seen = filled.seen or last_fact(session, traject)
    return visit.page("project_lead/reassign.html", filled=filled, work=work, able=able, lines=lines, seen=seen)


# ---- all the work of a colleague ----


@router.get("/projectleider/overdragen", name="reassign_all")
def reassign_all(visit: Visiting) -> Response:
    """Choose a colleague; then which of their trajects go to whom."""
    return _show_all(visit, _colleague(visit, "van"), None)


@router.post("/projectleider/overdragen", name="reassign_all")
def record_all_reassigned(visit: Visiting) -> Response:
    """Each traject is told for itself; what could not be done says why, and may be sent again."""
    who, filled = _colleague(visit, "van"), visit.fill(AllInstead)
    results = None
    if who is not None and filled.value is not None:
        results = _hand_over_each(visit, who, filled, filled.value)
    return _show_all(visit, who, filled, results)


def _hand_over_each(visit: Visit, who: UUID, filled: Filled[AllInstead], form: AllInstead) -> Results | None:
    with visit.reading() as session:
        work = {each.traject: each for each in work_of_colleague(session, visit.visitor, who)}
        known = {each: work_of(session, visit.visitor, each) for each in form.trajects if each not in work}
        able = who_can_be(session)
    found = [each for each in (work.get(one) or known.get(one) for one in form.trajects) if each is not None]
    if form.to == who or form.to not in _ids(
        _takers(able, {(role, each.municipality) for each in found for role in NAMED})
    ):
        filled.refuse("to", visit.words.gettext("Kies een van de mogelijkheden."))
        return None
    return say_each(visit, filled, [_item(visit, each, who, form, able) for each in found])


def _item(visit: Visit, work: Work, who: UUID, form: AllInstead, able: Able) -> Item:
    label = f"{work.key}, {work.municipality}"
    facts = all_instead(work, who, form.to, visit.today)
    if not facts:
        refused = visit.words.gettext("Hier is niets meer van deze collega.")
    elif lacking := [
        role for role in work.roles_of(who) if form.to not in _ids(able_in(able, role, work.municipality))
    ]:
        refused = _lacks(visit, lacking[0])
    else:
        refused = ""
    statement = about_traject(work.traject, *facts).with_notes({REASON: form.reason}) if facts else None
    content = f"{who} {form.to} {form.reason}"
    return Item(str(work.traject), label, content, statement, refused, visit.url("traject", traject=work.traject))


def _lacks(visit: Visit, role: StaffRole) -> str:
    if role is StaffRole.TRAINER:
        return visit.words.gettext("Deze collega heeft geen account als trainer.")
    return visit.words.gettext("Deze collega heeft geen account als coördinator.")


def _show_all(
    visit: Visit, who: UUID | None, filled: Filled[AllInstead] | None, results: Results | None = None
) -> Response:
    look = looking(visit)
    with visit.reading() as session:
        total = totals(visit, session, look)
        loads, after = who_has_work(session, visit.visitor, look.wanted.municipality, _colleague(visit, "vanaf"))
        there = total(choices)
        whose = None if who is None else colleague(session, who)
        work = [] if who is None else work_of_colleague(session, visit.visitor, who)
        able = who_can_be(session)
    places = {(role, each.municipality) for each in work for role in each.roles_for(who)} if who else set()
    return visit.page(
        "project_lead/reassign_all.html",
        filled=filled or empty(trajects=[str(each.traject) for each in work]),
        loads=loads,
        vanaf=visit.request.query_params.get("vanaf"),
        after=after,
        choices=there,
        who=who,
        whose=whose,
        work=work[:MOST],
        able=[each for each in _takers(able, places) if each.staff != who],
        results=results,
        **around(visit, look, total),
    )


def _takers(able: Able, places: Iterable[tuple[StaffRole, str]]) -> list[Colleague]:
    """Who can have one of these roles in its municipality, by name."""
    found = {one for role, town in places for one in able_in(able, role, town)}
    return sorted(found, key=lambda one: one.name.lower())


def _colleague(visit: Visit, parameter: str) -> UUID | None:
    """The id in the address."""
    try:
        return UUID(visit.request.query_params.get(parameter, ""))
    except ValueError:
        return None


def _ids(colleagues: Sequence[Colleague]) -> set[UUID]:
    return {each.staff for each in colleagues}
