"""Whether a paper that somebody holds is ours and still counts; that, its day, and nothing else."""

import hmac
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection

from papers.issuing import code_hash, normal
from storage.queries.certificates import of_number

Finding = Literal["valid", "replaced", "invalid", "unknown"]


@dataclass(frozen=True, slots=True)
class Verified:
    """What may be told to anybody; `issued_on` of a valid certificate alone."""

    finding: Finding
    issued_on: date | None = None


def verify(session: Connection, number: str, code: str) -> Verified:
    """What becomes of number and code together; a right number with a wrong code is as unknown as any other."""
    found = of_number(session, normal(number))
    matches = found is not None and hmac.compare_digest(found.code_hash, code_hash(number, code))
    if found is None or not matches or found.state == "prepared":
        return Verified("unknown")
    if found.state == "valid":
        return Verified("valid", found.issued_on)
    return Verified("replaced" if found.state == "replaced" else "invalid")
