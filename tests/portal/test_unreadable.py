"""A traject of which somebody altered a fact in the database: its page says so, and the others go on."""

from tests.doctor.meddling import spoil_a_fact
from tests.portal.groups import PAGE, TRAJECT
from tests.portal.portal import Portal


async def test_its_page_says_that_it_cannot_be_read_and_lists_go_on(portal: Portal) -> None:
    spoil_a_fact(portal.services.engine, TRAJECT)
    coordinator = portal.as_("coordinator")

    page = await coordinator.get(PAGE)

    assert page.status_code == 500
    assert "traject doctor zegt wat er aan de hand is" in page.text
    assert "Sam" not in page.text
    for path in ("/taken", "/trajecten", "/deelnemers"):
        assert (await coordinator.get(path)).status_code == 200, path
