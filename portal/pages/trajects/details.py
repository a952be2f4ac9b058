"""What is arranged around a traject: its people, the agreement, the plan of approach, the hand-over."""

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from activities.messages import Enclosure, StaffValues
from domain.facts import AgreementSigned, AnyFact, HandedOver, KickOffPlanned, PlanOfApproachWritten
from domain.terms import SessionKind, StaffRole
from portal.forms import Day, Filled, empty
from portal.pages.trajects.common import look_at, of_traject, onward, page
from portal.pages.trajects.workers import Workers, naming
from portal.reading.staff import addresses
from portal.reading.traject import Picture
from portal.telling import about_traject
from portal.visit import Visit, Visiting

router = APIRouter()


class Details(Workers):
    """People and dates; what is left empty is not known, or taken back."""

    kick_off: Day | None = None
    agreement: Day | None = None
    plan_of_approach: Day | None = None
    handed_over: Day | None = None


@router.get("/trajecten/{traject}/gegevens", name="traject_details")
def traject_details(visit: Visiting, traject: UUID) -> Response:
    """The form as things stand."""
    picture = look_at(visit, traject)
    return _show(visit, picture, empty(**_as_typed(visit, picture)))


@router.post("/trajecten/{traject}/gegevens", name="traject_details")
def record_details(visit: Visiting, traject: UUID) -> Response:
    """Record what changed, and nothing else."""
    picture = look_at(visit, traject)
    filled = visit.fill(Details)
    if filled.value is not None and not filled.repeated:
        _check(visit, picture, filled, filled.value)
    if filled.value is None:
        return _show(visit, picture, filled)
    facts, known = _changes(visit, picture, filled.value, filled.typed)
    if not facts and not filled.repeated:
        return visit.see(of_traject(visit, traject), visit.words.gettext("Er is niets veranderd."))
    if visit.tell(filled, about_traject(traject, *facts).enclosing(Enclosure(staff=known))):
        return onward(visit, of_traject(visit, traject))
    return _show(visit, picture, filled)


def _check(visit: Visit, picture: Picture, filled: Filled[Details], said: Details) -> None:
    """What was done can't be done later; only a kick-off may be to come."""
    for name, day in (
        ("agreement", said.agreement),
        ("plan_of_approach", said.plan_of_approach),
        ("handed_over", said.handed_over),
    ):
        if day is not None and day > visit.today:
            filled.refuse(name, visit.words.gettext("Deze dag moet nog komen."))
    if said.handed_over is not None and said.co_trainer is None:
        filled.refuse("co_trainer", visit.words.gettext("Zeg ook aan welke co-trainer het is overgedragen."))
    if said.kick_off is None and picture.situation.kick_off_planned is not None and not _has_kick_off(picture):
        filled.refuse("kick_off", visit.words.gettext("Vul een dag in; de kick-off heeft er al een."))


def _has_kick_off(picture: Picture) -> bool:
    """A session says when the kick-off is; a day in mind is not asked any more."""
    return any(session.kind is SessionKind.KICK_OFF for session in picture.group.planned)


def _changes(
    visit: Visit, picture: Picture, said: Details, typed: Mapping[str, object]
) -> tuple[list[AnyFact], tuple[StaffValues, ...]]:
    """Only of fields that were sent and say something else than stands there."""
    stands = _as_typed(visit, picture)
    changed = {name for name, text in stands.items() if str(typed.get(name, text)).strip() != text}
    now = {role: picture.named(role) for role in StaffRole}
    named, known = naming(said, now, visit.today)
    dates = [fact for name, fact in _dates(picture, said) if name in changed]
    return [*(fact for fact in named if fact.role.value in changed), *dates], known


def _dates(picture: Picture, said: Details) -> Iterator[tuple[str, AnyFact]]:
    situation = picture.situation
    if not _has_kick_off(picture) and said.kick_off != situation.kick_off_planned:
        yield "kick_off", KickOffPlanned(day=said.kick_off)
    if said.agreement != situation.agreement_on:
        yield "agreement", AgreementSigned(on=said.agreement)
    if said.plan_of_approach != situation.plan_on:
        yield "plan_of_approach", PlanOfApproachWritten(on=said.plan_of_approach)
    if said.handed_over != situation.handed_over_on:
        yield "handed_over", HandedOver(on=said.handed_over)


def _as_typed(visit: Visit, picture: Picture) -> dict[str, str]:
    situation = picture.situation
    named = {role: picture.named(role) for role in StaffRole}
    with visit.reading() as session:
        known = addresses(session, [who for who in named.values() if who is not None])
    days = {
        "kick_off": situation.kick_off_planned,
        "agreement": situation.agreement_on,
        "plan_of_approach": situation.plan_on,
        "handed_over": situation.handed_over_on,
    }
    people = {role.value: known.get(who, "") if who else "" for role, who in named.items()}
    return people | {name: _written(day) for name, day in days.items()}


def _written(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _show(visit: Visit, picture: Picture, filled: Filled[Details]) -> Response:
    return page(visit, "trajects/details.html", picture, filled=filled, has_kick_off=_has_kick_off(picture))
