"""Runs before every page: whose request it is, whether the table lets them in, and whether the form is ours."""

from uuid import UUID

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from portal import access, protection, scope
from portal.access import Rule
from portal.errors import ChangeFirst, Forbidden, ForeignForm, Forgotten, NotThere, SayWhyFirst, SignInFirst
from portal.forms import TOKEN
from portal.reasons import gave_a_reason
from portal.services import Services
from portal.signing_in import sessions
from portal.visit import Visit
from portal.visitor import Visitor
from storage import access as access_log
from storage.engine import ReadSession, reading, writing

_UNWRITABLE = "\x00"
_MANY_FIELDS = 2000
_ASKS_WHY = "reason"
_INSPECTIONS = frozenset({"inspection", "inspection_file"})
_SAFE = frozenset({"GET", "HEAD"})
_WITHOUT_NEW_PASSWORD = frozenset({"change_password", "sign_out", "choose_language", "accessibility", "privacy"})


async def admit(request: Request) -> None:
    """Leaves the visit in the request's state, or raises why there is none.

    Raises:
        PortalError: see `portal.errors`.
        StorageUnavailable: Postgres is away.
    """
    if _UNWRITABLE in request.url.path or _UNWRITABLE in "".join(map("".join, request.query_params.multi_items())):
        raise NotThere
    if not protection.comes_from_us(request):
        raise ForeignForm
    services: Services = request.app.state.services
    somebody = await run_in_threadpool(_let_in, request, services)
    form = FormData() if request.method in _SAFE else await _form(request)
    visit = Visit(request, services, somebody, form)
    if request.method not in _SAFE and visit.tokens.message(str(form.get(TOKEN, ""))) is None:
        raise ForeignForm
    request.state.visit = visit


async def _form(request: Request) -> FormData:
    """What was sent, without the character that Postgres keeps in no text; nobody types it."""
    sent = await request.form(max_fields=_MANY_FIELDS)
    return FormData([(name.replace(_UNWRITABLE, ""), _writable(value)) for name, value in sent.multi_items()])


def _writable(value: UploadFile | str) -> UploadFile | str:
    return value.replace(_UNWRITABLE, "") if isinstance(value, str) else value


def _let_in(request: Request, services: Services) -> Visitor | None:
    """Who it is, once the table says that they may."""
    rule = access.TABLE[request.scope["route"].name]
    token = protection.cookie(request, sessions.COOKIE)
    if token is None:
        if rule.public:
            return None
        raise SignInFirst
    somebody = _recognised(request, services, token, rule)
    if somebody is None and not rule.public:
        raise SignInFirst
    if somebody is not None:
        _note_who_is_seen(request, services, somebody)
    return somebody


def _note_who_is_seen(request: Request, services: Services, somebody: Visitor) -> None:
    """A page about one participant: before it is shown, the log says who opened it (`storage.access`)."""
    participant = _objects(request).get("participant")
    page = request.scope["route"].name
    if participant is None or page == _ASKS_WHY or request.method not in _SAFE:
        return
    act = "inspected" if page in _INSPECTIONS else "opened"
    with writing(services.engine) as session:
        if not access_log.opened(session, somebody.account, participant, page, act):
            raise Forgotten


def _recognised(request: Request, services: Services, token: str, rule: Rule) -> Visitor | None:
    now = services.now()
    with reading(services.engine) as session:
        found = sessions.visitor(session, token, now)
        if found is None:
            return None
        somebody, sign_of_life_due = found
        request.state.somebody = somebody
        if not rule.public:
            _check(session, request, somebody, rule, services)
    if sign_of_life_due:
        with writing(services.engine) as session:
            sessions.touch(session, somebody.session, now)
    return somebody


def _check(session: ReadSession, request: Request, somebody: Visitor, rule: Rule, services: Services) -> None:
    if somebody.must_change and request.scope["route"].name not in _WITHOUT_NEW_PASSWORD:
        raise ChangeFirst
    if not somebody.has(rule.roles):
        raise Forbidden
    named = _objects(request)
    if not scope.may_see(session, somebody, named):
        raise NotThere
    if not somebody.has(rule.roles - rule.after_reason):
        participant = named["participant"]
        if not gave_a_reason(session, somebody.account, participant, services.now()):
            raise SayWhyFirst(participant)


def _objects(request: Request) -> dict[str, UUID]:
    """What the address names. An id that is none names nothing."""
    named = {name: text for name, text in request.path_params.items() if name in scope.OBJECTS}
    try:
        return {name: UUID(str(text)) for name, text in named.items()}
    except ValueError:
        raise NotThere from None
