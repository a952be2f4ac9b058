"""What was said of a participant, one line a fact, in words for people and without anything personal."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from domain import terms, texts
from domain.texts import Language

Data = Mapping[str, Any]
Sentence = Callable[[Data, Language], str]


def fact_text(kind: str, data: Data, who: UUID, language: Language) -> str:
    """One fact in a few words; the fact's own name where nobody wrote words for it."""
    said = _SENTENCES.get(kind)
    return kind if said is None else said({**data, "who": str(who)}, language)


def _fixed(nl: str, en: str) -> Sentence:
    return lambda _, language: nl if language == "nl" else en


def _cleared(nl: str, en: str, nl_cleared: str, en_cleared: str, field: str = "cleared") -> Sentence:
    """Two sentences: what was said, and that it was taken back (`field` true, or None where it holds the value)."""

    def sentence(data: Data, language: Language) -> str:
        back = bool(data.get("cleared")) if field == "cleared" else data.get(field) is None
        return _fixed(nl_cleared, en_cleared)(data, language) if back else _fixed(nl, en)(data, language)

    return sentence


def _yes_no(nl: str, en: str, field: str) -> Sentence:
    words = {True: ("ja", "yes"), False: ("nee", "no"), None: ("onbekend", "unknown")}

    def sentence(data: Data, language: Language) -> str:
        return f"{nl if language == 'nl' else en}: {words[data.get(field)][0 if language == 'nl' else 1]}"

    return sentence


def _criteria(data: Data, language: Language) -> str:
    words = {True: ("ja", "yes"), False: ("nee", "no"), None: ("onbekend", "unknown")}
    said = [
        f"{texts.name(terms.Criterion(code), language)} {words[value][language == 'en']}"
        for code, value in sorted(data.get("criteria", {}).items())
    ]
    if data.get("language"):
        said.append(f"{texts.name(terms.Criterion.LANGUAGE, language)} {data['language']}")
    head = "Criteria" if said else ("Criteria teruggenomen" if language == "nl" else "Criteria taken back")
    return f"{head}: {', '.join(said)}" if said else head


def _decided(data: Data, language: Language) -> str:
    if data.get("decision") is None:
        return "Besluit teruggenomen" if language == "nl" else "Decision taken back"
    name = texts.name(terms.Decision(data["decision"]), language)
    return f"Besluit: {name}" if language == "nl" else f"Decision: {name}"


def _attendance(data: Data, language: Language) -> str:
    statuses = data.get("statuses", {})
    if data["who"] not in statuses:
        return _attendance_of_a_group(statuses, language)
    status = statuses[data["who"]]
    if status is None:
        return "Aanwezigheid teruggenomen" if language == "nl" else "Attendance taken back"
    name = texts.name(terms.Presence(status), language)
    return f"Bijeenkomst: {name}" if language == "nl" else f"Session: {name}"


def _attendance_of_a_group(statuses: Mapping[str, str | None], language: Language) -> str:
    """How many were there, for who looks at the group: `13 aanwezig, 1 afgemeld`."""
    count = Counter(status for status in statuses.values() if status is not None)
    said = [f"{count[status]} {texts.name(status, language)}" for status in terms.Presence if count[status]]
    if taken_back := len(statuses) - count.total():
        said.append(f"{taken_back} {'teruggenomen' if language == 'nl' else 'taken back'}")
    head = "Aanwezigheid" if language == "nl" else "Attendance"
    return f"{head}: {', '.join(said)}" if said else head


def _session_planned(data: Data, language: Language) -> str:
    kind = texts.name(terms.SessionKind(data["session_kind"]), language).capitalize()
    status = texts.name(terms.SessionStatus(data.get("status") or "planned"), language)
    day = texts.day(date.fromisoformat(data["day"]), language)
    return f"{kind} op {day}: {status}" if language == "nl" else f"{kind} on {day}: {status}"


def _programme_changed(data: Data, language: Language) -> str:
    named = f"{data['programme']} {'versie' if language == 'nl' else 'version'} {data['version']}"
    return f"Verder volgens {named}" if language == "nl" else f"Goes on under {named}"


def _staff_named(data: Data, language: Language) -> str:
    role = texts.name(terms.StaffRole(data["role"]), language).capitalize()
    if data.get("staff") is None:
        return f"{role} weggehaald" if language == "nl" else f"{role} taken away"
    return f"{role} aangewezen" if language == "nl" else f"{role} named"


def _break_recorded(data: Data, language: Language) -> str:
    start = texts.day(date.fromisoformat(data["start"]), language)
    if data.get("end") is None:
        return f"Onderbreking van {start} teruggenomen" if language == "nl" else f"Break of {start} taken back"
    end = texts.day(date.fromisoformat(data["end"]), language)
    return f"Onderbreking van {start} tot en met {end}" if language == "nl" else f"Break from {start} through {end}"


def _measured(data: Data, language: Language) -> str:
    name = texts.name(terms.Moment(data["moment"]), language)
    count = sum(answer is not None for answer in data.get("answers", {}).values())
    one, more = ("antwoord", "antwoorden") if language == "nl" else ("answer", "answers")
    return f"{name.capitalize()}: {count} {one if count == 1 else more}"


def _paused(data: Data, language: Language) -> str:
    day = texts.day(date.fromisoformat(data["review"]), language)
    return f"Pauze, opnieuw bekijken op {day}" if language == "nl" else f"Paused, review on {day}"


def _waived(data: Data, language: Language) -> str:
    name = texts.name(terms.SessionKind(data["visit"]), language)
    if data.get("cleared"):
        return f"Vrijstelling teruggenomen: {name}" if language == "nl" else f"Waiver taken back: {name}"
    return f"Vrijstelling: {name}" if language == "nl" else f"Waived: {name}"


def _followed_up(data: Data, language: Language) -> str:
    months = data["months"]
    head = f"Opvolging na {months} maanden" if language == "nl" else f"Follow-up at {months} months"
    if months == 0:
        head = "Bij de uitreiking" if language == "nl" else "At the ceremony"
    if data.get("reached") is None:
        return f"{head}: {'teruggenomen' if language == 'nl' else 'taken back'}"
    if not data["reached"]:
        return f"{head}: {'geen contact' if language == 'nl' else 'no contact'}"
    outcomes = ", ".join(texts.name(terms.Outcome(code), language) for code in data.get("outcomes", ()))
    call = {"nl": "; wil gebeld worden", "en": "; wants to be called"}[language] if data.get("call") else ""
    return f"{head}: {outcomes or ('contact' if language == 'en' else 'contact gehad')}{call}"


def _done(data: Data, language: Language) -> str:
    title = texts.title(data["task"], language)
    if data.get("cleared"):
        return f"Teruggenomen: {title}" if language == "nl" else f"Taken back: {title}"
    return f"Gedaan: {title}" if language == "nl" else f"Done: {title}"


_SENTENCES: dict[str, Sentence] = {
    "registered": _fixed("Aangemeld", "Registered"),
    "intake_held": _cleared("Intakegesprek", "Intake talk", "Intakegesprek teruggenomen", "Intake taken back", "on"),
    "criteria_recorded": _criteria,
    "language_judged": _fixed("Taalniveau beoordeeld", "Language judged"),
    "benefits_recorded": _yes_no("Uitkering bij de start", "Benefits at the start", "benefits"),
    "decided": _decided,
    "consent_recorded": _yes_no("Toestemming beeld", "Consent for pictures", "consent"),
    "mentor_assigned": _cleared("Mentor gekoppeld", "Mentor assigned", "Mentor beëindigd", "Mentor ended", "mentor"),
    "attendance_registered": _attendance,
    "pitches_noted": _fixed("Pitchte bij een bedrijf", "Pitched at a company"),
    "withdrawn": _cleared("Gestopt", "Withdrew", "Stoppen teruggenomen", "Withdrawal taken back"),
    "reentered": _fixed("Teruggekomen", "Came back"),
    "paused": _paused,
    "resumed": _fixed("Pauze voorbij", "Resumed"),
    "contact_refused": _cleared("Wil geen contact", "Refuses contact", "Wil weer contact", "Contact allowed again"),
    "follow_up_requested": _cleared("Toch volgen", "Follow-up asked for", "Niet meer volgen", "Not asked for any more"),
    "measured": _measured,
    "approved": _yes_no("Akkoord van de trainer", "Trainer's approval", "approval"),
    "competences_recorded": _fixed("Competenties vastgelegd", "Competences recorded"),
    "waived": _waived,
    "certificate_issued": _cleared(
        "Certificaat gegeven", "Certificate issued", "Certificaat teruggenomen", "Issue taken back", "on"
    ),
    "followed_up": _followed_up,
    "done": _done,
    "task_claimed": _cleared("Taak opgepakt", "Task claimed", "Taak vrijgegeven", "Task released", "staff"),
    "task_postponed": _cleared(
        "Taak uitgesteld", "Task postponed", "Uitstel teruggenomen", "Postponement taken back", "until"
    ),
    "forgetting_asked": _fixed("Gevraagd om vergeten te worden", "Asked to be forgotten"),
    "retracted": _fixed("Iets ongedaan gemaakt", "Something was undone"),
    "programme_changed": _programme_changed,
    "traject_created": _fixed("Traject begonnen", "Traject created"),
    "staff_named": _staff_named,
    "kick_off_planned": _fixed("Dag van de kick-off genoemd", "Day of the kick-off named"),
    "agreement_signed": _cleared(
        "Overeenkomst getekend", "Agreement signed", "Overeenkomst teruggenomen", "Agreement taken back", "on"
    ),
    "plan_of_approach_written": _cleared(
        "Plan van aanpak geschreven", "Plan of approach written", "Plan van aanpak teruggenomen",
        "Plan of approach taken back", "on",
    ),
    "break_recorded": _break_recorded,
    "traject_cancelled": _cleared(
        "Traject stopgezet", "Traject cancelled", "Stopzetten teruggenomen", "Cancellation taken back", "on"
    ),
    "session_planned": _session_planned,
    "session_hosted": _cleared("Gastheer vastgelegd", "Host recorded", "Gastheer weg", "Host removed", "organisation"),
    "co_trainer_took_part": _fixed("Aandeel van de co-trainer vastgelegd", "Part of the co-trainer recorded"),
    "handed_over": _cleared(
        "Overgedragen aan de co-trainer", "Handed over to the co-trainer", "Overdracht teruggenomen",
        "Hand-over taken back", "on",
    ),
    "evaluation_recorded": _fixed("Evaluatie vastgelegd", "Evaluation recorded"),
    "evaluation_followed_up": _fixed("Actie na een evaluatie", "Action after an evaluation"),
    "people_forgotten": _fixed("Deelnemer vergeten", "A participant was forgotten"),
}  # fmt: skip
