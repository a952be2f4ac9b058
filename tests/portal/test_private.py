"""No name, telephone number or note gets into an address or a log, whatever somebody opens or fills in."""

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest
from sqlalchemy import text

from portal.access import TABLE
from tests.portal.portal import Person, Portal
from tests.portal.stock import HOME
from tests.portal.walk import Seen, everybody, organisation, pages

NAME, PHONE, EMAIL = "Xylander Zwaluwenbergh", "0699887766", "xylander@voorbeeld.example"
_ADDRESSES = re.compile(r'\b(?:href|action|formaction|src|hx-get|hx-post)="([^"]*)"')
_FORMS = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
_INPUTS = re.compile(r'<(?:input|textarea)\b[^>]*?\bname="([^"]+)"[^>]*>', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_FREE = re.compile(r'<(?:textarea|input[^>]*type="(?:text|search|tel|email)")')


def call_everybody_so(portal: Portal) -> None:
    """Each participant gets one name, which nothing else is called."""
    first, last = NAME.split()
    given = {"first": first, "last": last, "phone": PHONE, "email": EMAIL}
    with portal.services.engine.begin() as connection:
        names = "UPDATE people SET first_name = :first, infix = NULL, last_name = :last, phone = :phone, email = :email"
        connection.execute(text(names), given)


def tells(said: str) -> bool:
    """Whether a text says who it is about."""
    return any(each.casefold() in said.casefold() for each in (*NAME.split(), PHONE, EMAIL))


def addresses(html: str) -> Iterator[str]:
    """All that a page makes a browser ask for."""
    found = (unescape(each) for each in _ADDRESSES.findall(html))
    return (each for each in found if not each.startswith(("mailto:", "tel:")))


def forms(html: str) -> list[str]:
    """The forms of a page's main part."""
    return _FORMS.findall(html.partition("<main")[2])


@pytest.fixture
async def walked(portal: Portal) -> tuple[Person, list[Seen]]:
    """Somebody who may see all pages, and the pages."""
    organisation(portal, HOME)
    call_everybody_so(portal)
    person = everybody(portal)
    found = await pages(portal, person, frozenset(name for name, rule in TABLE.items() if not rule.public))
    return person, [seen for seen in found.values() if seen is not None]


def test_pages_ask_for_no_address_with_a_name_in_it(
    capfd: pytest.CaptureFixture[str], walked: tuple[Person, list[Seen]]
) -> None:
    _, seen = walked
    assert any(tells(each.text) for each in seen)
    assert [each for page in seen for each in addresses(page.text) if tells(each)] == []
    logged = capfd.readouterr()
    assert "route=participants" in logged.out
    assert not tells(logged.out + logged.err)


def test_no_form_puts_what_is_typed_into_an_address(walked: tuple[Person, list[Seen]]) -> None:
    _, seen = walked
    asking = [form for page in seen for form in forms(page.text) if 'method="post"' not in form]
    assert [form for form in asking if _FREE.search(form)] == []


async def test_what_is_typed_into_a_form_gets_into_no_address_and_no_log(
    capfd: pytest.CaptureFixture[str], walked: tuple[Person, list[Seen]]
) -> None:
    person, seen = walked
    for page in seen:
        for form in forms(page.text):
            if 'method="post"' in form:
                answer = await send(person, form)
                assert not tells(answer.headers.get("location", ""))
                assert [each for each in addresses(answer.text) if tells(each)] == []
    logged = capfd.readouterr()
    assert "method=POST" in logged.out
    assert not tells(logged.out + logged.err)


async def send(person: Person, form: str) -> httpx.Response:
    """A form with the name in each field that was not hidden."""
    action = re.search(r'action="([^"]*)"', form)
    assert action is not None
    typed = dict.fromkeys(_INPUTS.findall(form), f"{NAME} {PHONE}")
    hidden = {name: unescape(value) for name, value in _HIDDEN.findall(form)}
    return await person.client.post(unescape(action[1]), data=typed | hidden)
