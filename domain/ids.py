"""Ids that follow from what they name, so that the same file taken in twice speaks of the same things."""

from collections.abc import Callable
from uuid import UUID, uuid5

from domain.names import composed

Spelling = Callable[[str], str]

_TRAJECTVOLGER = UUID("5f1d6d0e-6a3b-5d0c-9c7e-2f0a4f1b7c11")


def _derive(what: str, owner: str, key: str = "", letters: Spelling = composed) -> UUID:
    """Owners (municipalities, addresses) are the same in any case; a key is what its file says, to the letter.

    A letter is what people see: with its accents, in whichever way they were typed. See `as_typed` for how it was.
    """
    of_owner = " ".join(letters(owner).split()).casefold()
    return uuid5(_TRAJECTVOLGER, f"{what}/{of_owner}/{letters(key).strip()}")


def as_typed(text: str) -> str:
    """How letters were spelled in ids before everything came in composed; such ids stay what they are."""
    return text


def traject_id(municipality: str, key: str, letters: Spelling = composed) -> UUID:
    """The id of the traject that a municipality calls `key`."""
    return _derive("traject", municipality, key, letters)


def participant_id(municipality: str, key: str, letters: Spelling = composed) -> UUID:
    """The id of the participant whom a municipality calls `key`."""
    return _derive("participant", municipality, key, letters)


def session_id(municipality: str, key: str, letters: Spelling = composed) -> UUID:
    """The id of the session that a municipality calls `key`."""
    return _derive("session", municipality, key, letters)


def staff_id(email: str) -> UUID:
    """The id of a coordinator, trainer or project lead, by e-mail address."""
    return _derive("staff", email)


def organisation_id(municipality: str, name: str) -> UUID:
    """The id of a company, guest speaker or partner in a municipality's network."""
    return _derive("organisation", municipality, composed(name).casefold())


def traject_workflow(traject: UUID) -> str:
    """The id of a traject's durable workflow."""
    return f"traject-{traject}"


def participant_workflow(participant: UUID) -> str:
    """The id of a participant's durable journey."""
    return f"participant-{participant}"


def is_workflow(name: str) -> bool:
    """Whether a workflow of a traject or of a participant can be called so."""
    try:
        subject = UUID(name.partition("-")[2])
    except ValueError:
        return False
    return name in {traject_workflow(subject), participant_workflow(subject)}
