"""What follows from a name does not depend on how its letters were typed."""

from collections.abc import Callable
from unicodedata import normalize
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import organisation_id, participant_id, session_id, staff_id, traject_id

OF_A_MUNICIPALITY = (traject_id, participant_id, session_id, organisation_id)


@pytest.mark.parametrize("derive", OF_A_MUNICIPALITY)
@given(municipality=st.text(), key=st.text())
def test_what_looks_the_same_has_one_id(derive: Callable[[str, str], UUID], municipality: str, key: str) -> None:
    composed, apart = ([normalize(form, text) for text in (municipality, key)] for form in ("NFC", "NFD"))
    assert derive(*composed) == derive(*apart)


def test_an_address_with_an_accent_is_one_colleague() -> None:
    assert staff_id(normalize("NFD", "zoë@leiden.example")) == staff_id("zoë@leiden.example")


def test_ids_that_were_given_out_stay_what_they_were() -> None:
    assert traject_id("Súdwest-Fryslân", "É1") == UUID("1e76f859-0352-5908-8f33-a2b6fa19be6b")
    assert participant_id("Súdwest-Fryslân", "é-1") == UUID("cf08ed8e-3279-59a6-921f-c5dbb4cc92af")
    assert organisation_id("Súdwest-Fryslân", "Bakkerij Ïe") == UUID("b061f7d0-76c9-50e0-afd9-ad19517dabe9")
    assert staff_id("zoë@leiden.example") == UUID("46b95402-2a32-57ba-8083-8a68ce2618b4")
