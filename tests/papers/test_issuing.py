"""Numbers without gaps, files before words, and a trail that nobody can lose."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from activities.messages import PersonValues
from domain.facts import Approved, CertificateIssued, CompetencesRecorded, Retracted
from papers.issuing import normal, prepare, series_of
from papers.problems import AlreadyIssued, NameMissing, NotEarned, TakenBackSince
from papers.verification import Verified, verify
from storage.engine import reading
from storage.queries.certificates import file_of, of_participant
from tests.papers.earned import Earner, earners, issue, record
from tests.papers.reading import text_of
from tests.portal.stock import today

TOWN = "Amersfoort"


@pytest.fixture
def someone(engine: Engine) -> Earner:
    return earners(engine, TOWN)[0]


def paper(engine: Engine, who: Earner, position: int = -1) -> str:
    """The text of somebody's newest certificate, or of an earlier one."""
    with reading(engine) as session:
        content = file_of(session, of_participant(session, who.id)[position].id)
    assert content is not None
    return text_of(content)


def checked(engine: Engine, text: str) -> Verified:
    """What the public page says of number and code as they stand on a paper."""
    found = re.search(r"Nummer ([\w-]+) Code ([\w-]+)", text)
    assert found
    with reading(engine) as session:
        return verify(session, found[1], found[2])


def states(engine: Engine, who: Earner) -> list[str]:
    with reading(engine) as session:
        return [certificate.state for certificate in of_participant(session, who.id)]


def test_a_paper_that_nobody_was_told_of_counts_nowhere(engine: Engine, someone: Earner) -> None:
    prepare(engine, today(), someone.wish())
    assert states(engine, someone) == ["prepared"]
    assert checked(engine, paper(engine, someone)) == Verified("unknown")


def test_once_it_is_said_the_paper_is_valid_since_that_day(engine: Engine, someone: Earner) -> None:
    prepared = issue(engine, someone.wish(), someone)
    assert prepared.number == f"AMERSFOORT-{today().year}-0001"
    assert checked(engine, paper(engine, someone)) == Verified("valid", today())


def test_number_and_code_may_be_typed_carelessly(engine: Engine, someone: Earner) -> None:
    issue(engine, someone.wish(), someone)
    found = re.search(r"Nummer ([\w-]+) Code ([\w-]+)", paper(engine, someone))
    assert found
    with reading(engine) as session:
        careless = verify(session, f" {found[1].lower().replace('-', ' ')} ", found[2].lower().replace("-", ""))
        guessed = verify(session, found[1], "K7QF-3M2X-W9RT")
    assert (careless.finding, guessed) == ("valid", Verified("unknown"))


def test_what_failed_on_the_way_leaves_no_gap(engine: Engine) -> None:
    first, second = earners(engine, TOWN)[:2]
    number = prepare(engine, today(), first.wish()).number
    assert prepare(engine, today(), first.wish("en")).number == number
    assert issue(engine, first.wish(), first).number == number
    assert issue(engine, second.wish(), second).number.endswith("-0002")


def test_a_refusal_takes_no_number(engine: Engine, someone: Earner) -> None:
    record(engine, someone, person=PersonValues(participant=someone.id, own_name="王小明"))
    with pytest.raises(Exception, match="CannotBePrinted"):
        prepare(engine, today(), someone.wish())
    record(engine, someone, person=PersonValues(participant=someone.id, own_name=None))
    assert prepare(engine, today(), someone.wish()).number.endswith("-0001")


def test_numbers_have_no_gaps_and_no_doubles_when_many_are_made_at_once(engine: Engine) -> None:
    everyone = earners(engine, TOWN)
    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(lambda who: prepare(engine, today(), who.wish()).number, everyone))
    assert sorted(number[-4:] for number in numbers) == [f"{n:04}" for n in range(1, len(everyone) + 1)]


def test_the_same_person_twice_at_once_gets_one_number(engine: Engine, someone: Earner) -> None:
    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(lambda _: prepare(engine, today(), someone.wish()).number, range(4)))
    assert len(numbers) == 1


def test_of_two_who_make_it_at_once_the_first_word_makes_it_valid(engine: Engine, someone: Earner) -> None:
    first, second = (prepare(engine, today(), someone.wish(language)) for language in ("nl", "en"))
    record(engine, someone, first.fact, message=first.message)
    assert second.certificate == first.certificate
    assert states(engine, someone) == ["valid"]


def test_the_same_form_sent_twice_makes_one_certificate(engine: Engine, someone: Earner) -> None:
    wish = someone.wish(again=True)
    first, second = issue(engine, wish, someone), issue(engine, wish, someone)
    assert (first.certificate, first.message) == (second.certificate, second.message)
    assert states(engine, someone) == ["valid"]


def test_nothing_new_is_made_when_nothing_changed(engine: Engine, someone: Earner) -> None:
    issue(engine, someone.wish(), someone)
    with pytest.raises(AlreadyIssued):
        prepare(engine, today(), someone.wish())


def test_after_a_correction_the_new_paper_replaces_the_old_which_is_kept(engine: Engine, someone: Earner) -> None:
    first = issue(engine, someone.wish(), someone)
    person = PersonValues(participant=someone.id, first_name="Verbeterd")
    record(engine, someone, CompetencesRecorded(participant=someone.id, competences=("plannen",)), person=person)
    second = issue(engine, someone.wish(), someone)
    assert (second.replaces, second.number[-4:]) == (first.number, "0002")
    assert states(engine, someone) == ["replaced", "valid"]
    assert "Verbeterd" in paper(engine, someone)
    assert "Verbeterd" not in paper(engine, someone, 0)
    assert checked(engine, paper(engine, someone, 0)) == Verified("replaced")


def test_taken_back_it_is_not_valid_and_can_be_issued_anew(engine: Engine, someone: Earner) -> None:
    issue(engine, someone.wish(), someone)
    record(engine, someone, CertificateIssued(participant=someone.id, on=None))
    assert checked(engine, paper(engine, someone)) == Verified("invalid")
    issue(engine, someone.wish(), someone)
    assert states(engine, someone) == ["replaced", "valid"]


def test_a_form_whose_certificate_was_taken_back_does_not_say_that_it_made_one(engine: Engine, someone: Earner) -> None:
    wish = someone.wish()
    issue(engine, wish, someone)
    record(engine, someone, CertificateIssued(participant=someone.id, on=None))
    with pytest.raises(TakenBackSince):
        prepare(engine, today(), wish)


def test_undoing_the_word_of_it_counts_as_taking_back(engine: Engine, someone: Earner) -> None:
    prepared = issue(engine, someone.wish(), someone)
    record(engine, someone, Retracted(message=prepared.message, participant=someone.id))
    assert states(engine, someone) == ["taken_back"]


def test_a_verdict_that_changes_later_leaves_the_paper_valid_until_somebody_takes_it_back(
    engine: Engine, someone: Earner
) -> None:
    issue(engine, someone.wish(), someone)
    record(engine, someone, Approved(participant=someone.id, approval=False, on=today()))
    assert checked(engine, paper(engine, someone)).finding == "valid"
    with pytest.raises(NotEarned):
        prepare(engine, today(), someone.wish(again=True))


def test_a_certificate_is_made_out_to_somebody(engine: Engine, someone: Earner) -> None:
    nobody = PersonValues(participant=someone.id, first_name=None, infix=None, last_name=None)
    record(engine, someone, person=nobody)
    with pytest.raises(NameMissing):
        prepare(engine, today(), someone.wish())


@pytest.mark.parametrize(
    ("municipality", "series"),
    [("De Bilt", "DE-BILT"), ("'s-Hertogenbosch", "S-HERTOGENBOSCH"), ("Súdwest-Fryslân", "SUDWEST-FRYSLAN")],
)
def test_numbers_carry_the_name_of_the_municipality(municipality: str, series: str) -> None:
    assert series_of(municipality) == series
    assert normal(f" {series.lower()} 2026–0001") == f"{series}-2026-0001"
