"""One traject: where it stands, what blocks it, what is planned, and how everybody stands towards the certificate."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from domain import texts
from domain.assessment import Stall
from domain.programme import Text
from domain.terms import Outlook, StaffRole, Verdict
from domain.texts import Language
from portal import access
from portal.forms import empty
from portal.pages.trajects.common import page
from portal.reading.outlook import Standing, standings
from portal.reading.phases import steps
from portal.reading.plan import plan_of, proposals
from portal.reading.task_groups import TaskGroup, task_groups
from portal.reading.traject import Picture, count_of, look
from portal.visit import Visit, Visiting
from views.day import Day

router = APIRouter()


@router.get("/trajecten/{traject}", name="traject")
def traject(visit: Visiting, traject: UUID, op: str | None = None) -> Response:
    """Today, or as it stood at the end of an earlier day (`op`): then without actions."""
    day, problem = _day(visit, op)
    with visit.reading() as session:
        picture = look(session, visit.visitor, traject, Day(visit.today, day))
        groups = task_groups(session, picture, visit.language)
    return _page(visit, picture, groups, op=op or "", problem=problem)


def _page(visit: Visit, picture: Picture, groups: list[TaskGroup], *, op: str, problem: str | None) -> Response:
    everybody = standings(picture, visit.language)
    plan = plan_of(picture.group, visit.language)
    return page(
        visit,
        "trajects/one.html",
        picture,
        then=picture.day.as_of,
        at=empty(op=op),
        problem=problem,
        steps=list(steps(picture)),
        stalls=[_stall(picture, stall, visit.language) for stall in picture.found.all_stalls()],
        plan=plan,
        days=proposals(picture.group, visit.today) if any(line.missing for line in plan) else [],
        standings=everybody,
        tiles=_numbers(everybody),
        groups=groups,
        count_of=count_of,
        staff={role: picture.named(role) for role in StaffRole},
        may_export=visit.visitor.has(access.TABLE["traject_file"].roles),
        definition=_title(picture.programme.title, visit.language),
    )


def _day(visit: Visit, text: str | None) -> tuple[date | None, str | None]:
    """A day before today; or why it is none."""
    if not text:
        return None, None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, visit.words.gettext("Vul een datum in als dd-mm-jjjj.")
    if day > visit.today:
        return None, visit.words.gettext("Deze dag moet nog komen.")
    return (day if day < visit.today else None), None


def _stall(picture: Picture, stall: Stall, language: Language) -> dict[str, object]:
    """What is the matter, since when, who is waited for, and what would end it."""
    return {
        "rule": stall.rule,
        "title": texts.title(stall.rule, language),
        "why": texts.why(stall.rule, stall.facts, language),
        "ends": texts.ends(stall.rule, stall.facts, language),
        "since": stall.since,
        "waiting_on": texts.waiting_on(str(stall.waiting_on), language),
        "participant": stall.participant,
        "name": picture.names.get(stall.participant) if stall.participant else None,
    }


def _numbers(everybody: list[Standing]) -> dict[str, int]:
    there = [each for each in everybody if each.verdict is not Verdict.WITHDRAWN]
    return {
        "people": len(there),
        "at_risk": sum(each.certificate.outlook is Outlook.AT_RISK for each in there),
        "out_of_reach": sum(each.certificate.outlook is Outlook.OUT_OF_REACH for each in there),
        "left": len(everybody) - len(there),
    }


def _title(title: Text, language: Language) -> str:
    return title.nl if language == "nl" else title.en
