"""Which ports Temporal gets."""

import socket
from pathlib import Path

import pytest

from embedded.errors import PortTaken
from embedded.home import Home
from embedded.ports import FIRST, LAST, USES, choose


@pytest.fixture
def prepared(home: Path) -> Home:
    made = Home(home)
    made.prepare()
    return made


def test_ports_are_remembered(prepared: Home) -> None:
    first = choose(prepared, {})
    first.release()
    second = choose(prepared, {})
    second.release()
    assert second.numbers == first.numbers
    assert set(first.numbers) == set(USES)
    assert all(FIRST <= port <= LAST for port in first.numbers.values())


def test_a_remembered_port_that_is_taken_gives_way(prepared: Home) -> None:
    first = choose(prepared, {})
    first.release()
    with socket.create_server(("127.0.0.1", first.numbers["temporal"])):
        second = choose(prepared, {})
        second.release()
    assert second.numbers["temporal"] != first.numbers["temporal"]
    assert second.numbers["ui"] == first.numbers["ui"]


def test_copied_homes_that_start_together_do_not_fight_for_ports(prepared: Home, place: Path) -> None:
    copy = Home(place / "copy")
    copy.prepare()
    first = choose(prepared, {})
    copy.ports_file.write_bytes(prepared.ports_file.read_bytes())
    second = choose(copy, {})
    assert not set(first.numbers.values()) & set(second.numbers.values())
    first.release()
    second.release()


def test_a_fixed_port_is_used_for_one_run_and_not_remembered(prepared: Home) -> None:
    first = choose(prepared, {})
    first.release()
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    fixed = choose(prepared, {"temporal": port})
    fixed.release()
    assert fixed.numbers["temporal"] == port
    again = choose(prepared, {})
    again.release()
    assert again.numbers == first.numbers


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_cannot_be_is_refused(port: int, prepared: Home) -> None:
    with pytest.raises(PortTaken, match=str(port)):
        choose(prepared, {"ui": port})


def test_a_broken_ports_file_is_no_obstacle(prepared: Home) -> None:
    prepared.ports_file.write_text('{"temporal": ')
    chosen = choose(prepared, {})
    chosen.release()
    assert set(prepared.read(prepared.ports_file)) == set(USES)
