"""The certificate verdict of everyone admitted, with what it rests on."""

from typing import Any
from uuid import UUID

from domain.assessment import ParticipantAssessment
from domain.terms import VISIT_KINDS
from storage.engine import ReadSession
from views.day import Day
from views.reading import one


def document(session: ReadSession, day: Day, traject: UUID, key: str) -> dict[str, Any]:
    """The JSON of `traject certificates`; nobody when the traject did not exist on that day."""
    found = one(session, day, traject)
    people: list[dict[str, Any]] = []
    if found is not None:
        names = found.participants
        everyone = [each for each in found.found.participants.values() if each.admitted]
        everyone.sort(key=lambda each: names[each.participant])
        people = [{"participant": names[each.participant], **as_json(each)} for each in everyone]
    return {"as_of": day.end.isoformat(), "traject": key, "participants": people}


def as_json(person: ParticipantAssessment) -> dict[str, Any]:
    """One verdict; `outlook` and the visit kinds still missing say what would change it."""
    certificate = person.certificate
    return {
        "verdict": certificate.verdict.value,
        "attended": certificate.attended,
        "counted": certificate.counted,
        "may_miss": certificate.may_miss,
        "visits": {kind.value: certificate.visits.get(kind, 0) for kind in VISIT_KINDS},
        "waived": [kind.value for kind in certificate.waived],
        "failed": list(certificate.failed),
        "outlook": None if certificate.outlook is None else certificate.outlook.value,
        "missing_visits": [kind.value for kind in certificate.missing_visits],
        "missing_to_come": [kind.value for kind in certificate.missing_to_come],
    }
