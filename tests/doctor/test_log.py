"""Who deletes or alters facts by hand is found out by the traces that it leaves."""

from doctor.checks import Finding, Wrong, findings
from doctor.log import meddled_with, put_in_place
from domain.facts import AgreementSigned, ForgettingAsked
from domain.ids import participant_workflow
from domain.terms import SessionKind
from storage.engine import reading
from tests.activities.town import Town
from tests.doctor.meddling import by_hand


def found_in(town: Town) -> list[Finding]:
    with reading(town.engine) as session:
        return meddled_with(session)


def test_nothing_is_found_in_what_was_recorded(group: Town) -> None:
    group.plan("B1", SessionKind.KICK_OFF, group.today)
    group.say(AgreementSigned(on=None))
    group.look(days=3)

    assert found_in(group) == []


def test_a_message_of_which_a_fact_was_deleted_is_named(group: Town) -> None:
    group.say(AgreementSigned(on=group.today))
    by_hand(group.engine, "DELETE FROM facts WHERE kind = 'agreement_signed'")

    (found,) = found_in(group)

    assert (found.wrong, found.key) == (Wrong.FACTS_GONE, group.key)
    assert group.count("messages", f"id = '{found.what}' AND answer ->> 'recorded' = '1'") == 1


def test_facts_that_went_with_somebody_who_was_forgotten_are_not_missed(group: Town) -> None:
    who = group.participant("D1")
    group.say(ForgettingAsked(participant=who), subject=participant_workflow(who))

    assert found_in(group) == []


def test_a_fact_about_another_day_or_another_person_than_its_row_is_named(group: Town) -> None:
    for change in (
        "jsonb_build_object('on', '2026-01-01')",
        f"jsonb_build_object('participant', '{group.participant('D2')}')",
    ):
        sets = f"UPDATE facts SET data = data || {change} WHERE seq = ("  # noqa: S608
        which = "SELECT min(seq) FROM facts WHERE participant_id = :who)"
        by_hand(group.engine, sets + which, who=group.participant("D1"))

    assert {one.wrong for one in found_in(group)} == {Wrong.CONTRADICTORY}


def test_who_was_put_in_another_traject_goes_back_to_where_all_facts_are(group: Town) -> None:
    other = Town(group.recorder, group.engine, key="OM-2")
    other.begin()
    group.plan("B1", SessionKind.KICK_OFF, group.today)
    for table in ("participants", "sessions"):
        by_hand(group.engine, f"UPDATE {table} SET traject_id = :other", other=other.traject)  # noqa: S608

    assert {(one.wrong, one.key, one.what) for one in found_in(group)} == {
        (Wrong.MISPLACED, group.key, what) for what in ("B1", "D1", "D2")
    }

    put_in_place(group.engine)
    assert found_in(group) == []
    with reading(group.engine) as session:
        assert findings(session, group.today) == []
