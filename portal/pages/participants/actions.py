"""What can be recorded of a participant now: only forms that the state and the visitor's roles allow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from domain.terms import FollowUpStatus
from portal import access
from portal.pages.participants.admission import ConsentForm, DecisionForm, IntakeForm
from portal.pages.participants.certificate import ApprovalForm, CompetencesForm, HandingOutForm, WaiverForm
from portal.pages.participants.coming_and_going import PauseForm, ReEntryForm, ResumeForm, WithdrawalForm
from portal.pages.participants.follow_up import ContactForm, FollowUpForm
from portal.pages.participants.form import About, PersonForm, _
from portal.pages.participants.measurement import MOMENTS, MeasurementForm
from portal.pages.participants.mentor import MentorForm
from portal.pages.participants.moving import MoveForm
from portal.pages.participants.registration import PersonDetailsForm
from portal.reading.journey import Journey
from portal.visit import Visit
from storage.engine import ReadSession


@dataclass(frozen=True, slots=True)
class Action:
    """A form that can be filled in now."""

    text: str
    address: str


GROUPS: Sequence[tuple[str, Sequence[PersonForm[Any]]]] = (
    (_("Gegevens en intake"), (PersonDetailsForm(), IntakeForm(), DecisionForm(), ConsentForm())),
    (_("Tijdens het programma"), (MentorForm(), WaiverForm(), MeasurementForm())),
    (_("Certificaat"), (CompetencesForm(), ApprovalForm(), HandingOutForm())),
    (_("Opvolging"), (FollowUpForm(), ContactForm())),
    (
        _("Verandering"),
        (PauseForm(), ResumeForm(), MoveForm(), WithdrawalForm(), ReEntryForm()),
    ),
)


def actions(visit: Visit, session: ReadSession, person: Journey) -> list[tuple[str, list[Action]]]:
    """By group; none when somebody looks at another day than today."""
    if person.day.as_of is not None:
        return []
    found = [
        (visit.words.gettext(title), [action for form in forms for action in _of(form, visit, session, person)])
        for title, forms in GROUPS
    ]
    return [group for group in found if group[1]]


def _of(form: PersonForm[Any], visit: Visit, session: ReadSession, person: Journey) -> Iterator[Action]:
    if not visit.visitor.has(access.TABLE[form.name].roles):
        return
    for parameters in _parameters(form, person):
        about = About(visit, person, session, parameters)
        if form.obstacle(about) is None:
            address = visit.url(form.name, participant=person.id, **parameters)
            yield Action(form.heading(about), address)


def _parameters(form: PersonForm[Any], person: Journey) -> list[dict[str, str]]:
    """The other parts of the address, for each form there is."""
    if isinstance(form, MeasurementForm):
        return [{"moment": moment} for moment in MOMENTS]
    if isinstance(form, FollowUpForm):
        begun = [each.months for each in person.found.follow_up if each.status is not FollowUpStatus.UPCOMING]
        return [{"months": str(months)} for months in (0, *begun)]
    return [{}]
