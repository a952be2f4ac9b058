"""The pages: every operation of the portal's own schema by schemathesis, and its forms as people could fill them in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import schemathesis
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from benchmarks.fuzz import verdict
from benchmarks.fuzz.asgi import Header, Request
from benchmarks.fuzz.exploring import Property
from benchmarks.fuzz.ground import Ground
from benchmarks.fuzz.nasty import IDS, LONG, TEXTS, texts
from benchmarks.fuzz.site import NOBODY, WALKERS, Shown, Site, Token, insist_on_answer, shown_forms, site
from tests.portal.walk import every_situation

Drawn = schemathesis.Case[Any]
FORM = b"application/x-www-form-urlencoded"
_SLOW = ("voorbeeld", "/certificaat", "bestanden", "presentielijst", "verslag", ".xlsx", "lijst.")
"""Parts of addresses of files, which take a hundred times as long as a page."""


@dataclass(frozen=True, slots=True)
class Guise:
    """Who asks, with what kind of form token, and what their browser sends along."""

    who: str
    token: Token | None
    headers: tuple[Header, ...]


def _header(name: bytes, values: Sequence[bytes]) -> st.SearchStrategy[Header]:
    return st.tuples(st.just(name), st.sampled_from(values))


headers: st.SearchStrategy[Header] = st.one_of(
    _header(b"accept-language", [b"en", b"*", b"nl;q=9e999", b"\xff\xfe", b"xx-" * 500]),
    _header(b"cookie", [b"=", b"taal=en", b"taal=\xe9", b"melding=e30.0", b"sessie=" + b"A" * 4000, b"a" * 9000]),
    _header(b"content-type", [b"application/json", b"multipart/form-data", b"multipart/form-data; boundary=", b"\xff"]),
    _header(b"if-none-match", [b"*", b'"x"', b'W/"', b"\xff"]),
    _header(b"if-modified-since", [b"gisteren", b"Thu, 01 Jan 0000 00:00:00 GMT", b"Fri, 31 Dec 9999 23:59:59 GMT"]),
    _header(b"x-forwarded-host", [b"elders.example", b"[::1", b"\xff"]),
    _header(b"x-forwarded-for", [b"unknown", b"1.2.3.4, " * 200]),
    _header(b"x-forwarded-proto", [b"https", b"javascript"]),
    _header(b"origin", [b"null", b"https://elders.example", b"http://testserver", b"http://[::1"]),
    _header(b"sec-fetch-site", [b"cross-site", b"none", b"same-origin"]),
    _header(b"hx-request", [b"true", b"\xff"]),
    _header(b"range", [b"bytes=0-0", b"bytes=-1", b"bytes=9-1"]),
    _header(b"host", [b"", b"elders.example", b"testserver:99999", b"[", b"\xff"]),
)
_mostly_own: st.SearchStrategy[Token | None] = st.sampled_from(("own",) * 12 + (None, "another's", "garbage"))
guises = st.builds(
    Guise,
    st.sampled_from([*WALKERS.values(), *WALKERS.values(), "stranger", NOBODY]),
    _mostly_own,
    st.one_of(st.just(()), st.just(()), st.lists(headers, max_size=3).map(tuple)),
)


# ---- by the schema ----


@contextmanager
def schema_opened(ground: Ground) -> Iterator[Property[tuple[Drawn, Guise]]]:
    """Any operation, with whatever its schema lets through, and with what it does not."""
    with site(ground) as made:
        cases = st.tuples(st.one_of(_operations(ground)), guises)
        yield Property(
            cases,
            lambda case: _holds(made, _request(made, *case)),
            lambda case: f"{case[1].who}, token {case[1].token}: {_request(made, *case)}",
            partial(verdict.insist, made.engine),
        )


@lru_cache(maxsize=1)
def _operations(ground: Ground) -> list[st.SearchStrategy[Drawn]]:
    with site(ground) as made:
        schema = made.portal.app.openapi()
        known = {name: [str(each[name]) for each in every_situation(made.portal) if name in each] for name in _OBJECTS}
    fields = _fields_by_path(schema, shown_forms(ground))
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            _complete(operation, known, fields.get(path, {}) if method == "post" else {})
    loaded = schemathesis.openapi.from_dict(schema)
    operations = [found.ok() for found in loaded.get_all_operations() if isinstance(found, Ok)]
    return [operation.as_strategy() for operation in operations if not _is_slow(operation.path)]


_OBJECTS = ("traject", "participant", "session", "task", "organisation")


def _is_slow(path: str) -> bool:
    return any(part in path for part in _SLOW)


def _complete(operation: dict[str, Any], known: dict[str, list[str]], fields: dict[str, set[str]]) -> None:
    """What FastAPI cannot know: which ids there are, and which fields the page of a form shows."""
    for parameter in operation.get("parameters", []):
        there = known.get(parameter["name"], [])
        parameter["schema"] = {
            "anyOf": [*([{"enum": there[:20]}] if there else []), {"enum": [*IDS]}, {"type": "string"}]
        }
    if fields:
        properties = {
            name: {"anyOf": [{"enum": sorted(values)}, {"type": "string"}]} for name, values in fields.items()
        }
        content = {FORM.decode(): {"schema": {"type": "object", "properties": properties}}}
        operation["requestBody"] = {"content": content}


def _fields_by_path(schema: dict[str, Any], forms: Sequence[Shown]) -> dict[str, dict[str, set[str]]]:
    """By the path of the schema that an action fits."""
    found: dict[str, dict[str, set[str]]] = {}
    for form in forms:
        for path in schema["paths"]:
            if _fits(path, urlsplit(form.action).path):
                for name, values in form.fields.items():
                    found.setdefault(path, {}).setdefault(name, set()).update(values[:20], [""])
    return found


def _fits(path: str, action: str) -> bool:
    parts, given = path.split("/"), action.split("/")
    return len(parts) == len(given) and all(
        "{" in part or part == there for part, there in zip(parts, given, strict=True)
    )


def _request(made: Site, drawn: Drawn, guise: Guise) -> Request:
    path = drawn.formatted_path
    query = urlencode(drawn.query or {}, doseq=True, errors="replace").encode()
    sent = drawn.body if isinstance(drawn.body, dict) else {}
    bare = Request(drawn.method, path, query)
    return _dressed(made, bare, guise, [(str(name), str(text)) for name, text in sent.items()])


def _dressed(made: Site, bare: Request, guise: Guise, fields: list[tuple[str, str]]) -> Request:
    """The request as this person's browser would send it, with the fields of its form."""
    lied = {name for name, _ in guise.headers}
    own = [one for one in made.headers(guise.who) if one[0] not in lied]
    if bare.method == "GET":
        return replace(bare, headers=(*own, *guise.headers))
    hidden = [("_form", made.token(guise.who, guise.token))] if guise.token else []
    body = urlencode([*hidden, *fields], errors="replace").encode()
    kind = [] if b"content-type" in lied else [(b"content-type", FORM)]
    return replace(bare, headers=(*own, *kind, *guise.headers), body=body)


def _holds(made: Site, request: Request) -> None:
    insist_on_answer(made.ask(request))


# ---- forms, as people could fill them in ----


@dataclass(frozen=True, slots=True)
class Filled:
    """A form of a page, with its fields in the order in which they are sent, perhaps twice."""

    shown: Shown
    fields: tuple[tuple[str, str], ...]
    guise: Guise
    twice: bool


@contextmanager
def forms_opened(ground: Ground) -> Iterator[Property[Filled]]:
    """Each field as the page offers it, or something nasty; left out, doubled, or one that nobody asked for."""
    forms = [form for form in shown_forms(ground) if form.file is None and "afmelden" not in form.action]
    with site(ground) as made:
        cases = st.sampled_from(range(len(forms))).flatmap(lambda number: _filled(forms[number]))
        yield Property(
            cases,
            partial(_send, made),
            lambda case: f"{case.guise.who}, token {case.guise.token}, twice {case.twice}: {_as_request(made, case)}",
            partial(verdict.insist, made.engine),
        )


@st.composite
def _filled(draw: st.DrawFn, shown: Shown) -> Filled:
    fields = [(name, text) for name, offered in shown.fields.items() for text in draw(_values(offered))]
    if draw(st.integers(0, 9)) == 0:
        fields += draw(st.lists(st.tuples(texts, texts), max_size=3))
    if draw(st.integers(0, 199)) == 0:
        fields += [(f"f{number}", "x") for number in range(10_000)]
    guise = draw(guises)
    if draw(st.integers(0, 3)):
        guise = Guise(shown.who, guise.token, guise.headers)
    return Filled(shown, tuple(fields), guise, draw(st.integers(0, 9)) == 0)


def _values(offered: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    likely = st.sampled_from(offered).map(lambda text: [text])
    nasty = texts.map(lambda text: [text])
    plausible = st.sampled_from(["2026-11-02", "01-12-2026", "3", "ja", "Noor", "noor@example.org", "1990-05-04"])
    several = st.lists(st.sampled_from(offered + TEXTS[:4]), max_size=4)
    return st.one_of(likely, likely, likely, plausible.map(lambda text: [text]), nasty, several)


def _as_request(made: Site, case: Filled) -> Request:
    where = urlsplit(case.shown.action)
    bare = Request("POST", quote(where.path), where.query.encode())
    return _dressed(made, bare, case.guise, list(case.fields))


def _send(made: Site, case: Filled) -> None:
    request = _as_request(made, case)
    _holds(made, request)
    if case.twice:
        _holds(made, request)


# ---- what anybody can open ----


@contextmanager
def public_opened(ground: Ground) -> Iterator[Property[Request]]:
    """Addresses that need no account: tokens of calendars and answers, certificates to be verified, and garbage."""
    with site(ground) as made:
        known = [made.path_of_calendar(), *made.paths_of_answers()]
        yield Property(_public(known), partial(_holds, made), str, partial(verdict.insist, made.engine))


@st.composite
def _public(draw: st.DrawFn, known: list[str]) -> Request:
    path = draw(st.one_of(st.sampled_from(known), _bent(known), _anywhere))
    query = urlencode(draw(_queries), errors="replace").encode()
    sent = tuple(draw(st.lists(headers, max_size=3)))
    if draw(st.integers(0, 2)):
        return Request("GET", path, query, sent)
    body = draw(st.one_of(st.binary(max_size=60), _queries.map(lambda each: urlencode(each).encode()), _big))
    kind = [] if any(name == b"content-type" for name, _ in sent) else [(b"content-type", FORM)]
    return Request(draw(st.sampled_from(["POST", "POST", "HEAD", "PUT", "TRACE"])), path, query, (*kind, *sent), body)


def _bent(known: list[str]) -> st.SearchStrategy[str]:
    """A right address with something wrong in it."""
    junk = st.one_of(
        texts.map(lambda text: quote(text[:300])), st.sampled_from(["%00", "%ff", "%", "/", "%2f", "..", "."])
    )
    return st.builds(
        lambda path, at, more, cut: path[: at % len(path)] + more + path[at % len(path) + cut :],
        st.sampled_from(known), st.integers(0, 200), junk, st.integers(0, 40),
    )  # fmt: skip


_PUBLIC = ("/", "/healthz", "/toegankelijkheid", "/privacy", "/aanmelden", "/afmelden", "/aanmelden/organisatie",
           "/aanmelden/terug", "/certificaat", "/antwoord/", "/agenda/", "/hulp/", "/taal/", "/static/",
           "/static/icons.svg")  # fmt: skip
_anywhere = st.one_of(
    st.sampled_from(_PUBLIC),
    st.builds(lambda start, rest: start + quote(rest[:300]), st.sampled_from(_PUBLIC), texts),
    st.sampled_from(
        ["/taal/en", "/hulp/taken", "/static/../portal/app.py", "/static/%2e%2e/%2e%2e/pyproject.toml", "//x/"]
    ),
)
_queries = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(["terug", "nummer", "klaar", "state", "code", "_form", "email"]), texts), texts
    ),
    max_size=3,
)
_big = st.sampled_from([b"a=" + b"x" * LONG, b"&" * LONG, b"a=1&" * LONG, b"\x00" * LONG, b"x" * 1_200_000])
