"""What the import format has no column for (a pause, a mentor, who pitched), so that nobody takes a file for more than
it is.
"""

from domain.as_rows import Rows
from domain.situation import Situation

_NOTE_COLUMNS = ("leerwens", "stopreden", "reden")


def left_out(situation: Situation, notes: int, made: Rows) -> dict[str, int]:
    """How much is known that is in no row, by what it is; `notes` is how many there are altogether."""
    people, sessions = situation.participants.values(), situation.sessions.values()
    found = {
        "notes": notes - _notes_in(made),
        "pauses": sum(review is not None for state in people for _, review in state.pauses),
        "handholds": sum(bool(state.handholds) for state in people),
        "re_entries": sum(len(state.re_entries) for state in people),
        "mentors": sum(state.mentor is not None for state in people),
        "hosts": sum(session.organisation is not None for session in sessions),
        "reports_made": sum(session.report_made is not None for session in sessions),
        "pitches": sum(bool(session.pitches) for session in sessions),
        "co_trainer_parts": sum(session.co_trainer_part is not None for session in sessions),
        "evaluated_with": sum(one.with_co_trainer or one.with_participants for one in situation.evaluations.values()),
        "evaluation_actions": sum(len(days) for days in situation.evaluation_actions.values()),
        "postponed_tasks": len(situation.postponed),
        "calls_asked_for": sum(contact.call for state in people for contact in state.contacts.values()),
        "refused_contact": sum(state.contact_refused_on is not None for state in people),
        "requested_follow_up": sum(state.follow_up_requested_on is not None for state in people),
        "handed_over": int(situation.handed_over_on is not None),
        "people_forgotten": situation.forgotten.number,
    }
    return {what: count for what, count in found.items() if count}


def _notes_in(made: Rows) -> int:
    return sum(bool(row.get(column)) for table in made.values() for row in table for column in _NOTE_COLUMNS)
