"""How names are kept, and put in order, whatever their accents and capitals."""

from unicodedata import combining, normalize


def composed(text: str) -> str:
    """Each letter as one with its accents: macOS and PDFs keep them apart, and what looks the same must be the same."""
    return normalize("NFC", text)


def apart(text: str) -> str:
    """The same with each accent after its letter: so it may have been stored before everything came in composed."""
    return normalize("NFD", text)


def sort_key(*parts: str | None) -> str | None:
    """The parts as one text to compare: without accents, in small letters; None when there is no name at all."""
    words = " ".join(part for part in parts if part)
    plain = "".join(letter for letter in normalize("NFKD", words) if not combining(letter))
    return plain.casefold() or None
