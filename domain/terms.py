"""The words of the programme as types, so that a misspelt term cannot be written (docs/glossary.md)."""

from enum import StrEnum


class SessionKind(StrEnum):
    """What a meeting of the group is."""

    KICK_OFF = "kick_off"
    TRAINING = "training"
    COMPANY_VISIT = "company_visit"
    GUEST_LESSON = "guest_lesson"
    NETWORK_MEETING = "network_meeting"
    CEREMONY = "ceremony"
    SIDE_ACTIVITY = "side_activity"


VISIT_KINDS = (SessionKind.COMPANY_VISIT, SessionKind.GUEST_LESSON, SessionKind.NETWORK_MEETING)


class SessionStatus(StrEnum):
    """Whether a meeting is to come, took place or was called off."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Presence(StrEnum):
    """What the attendance form says of one participant."""

    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"


class Decision(StrEnum):
    """What coordinator and trainer decided after the intake."""

    ADMITTED = "admitted"
    REFUSED = "refused"
    WAITING_LIST = "waiting_list"


class ForgetReason(StrEnum):
    """Why somebody's data were deleted; a receipt says which, and no more."""

    RETENTION = "retention"
    REQUEST = "request"
    MISTAKE = "mistake"
    RESTORED = "restored"


class Criterion(StrEnum):
    """The seven intake criteria, by their rule ids (D22 §1.1)."""

    RESIDENCE_PERMIT = "INT-1"
    MOTIVATED = "INT-2"
    AGE = "INT-3"
    LANGUAGE = "INT-4"
    ENOUGH_TIME = "INT-5"
    DAY_AND_HOUR = "INT-6"
    INTERACTIVE = "INT-7"


class LanguageLevel(StrEnum):
    """The six levels of the Common European Framework; their text order is their order."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"


class Gender(StrEnum):
    """As the participant states it."""

    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"


class Moment(StrEnum):
    """When a questionnaire was filled in."""

    BASELINE = "baseline"
    END_MEASUREMENT = "end_measurement"


class Outcome(StrEnum):
    """What a participant does when asked afterwards."""

    PAID_WORK = "paid_work"
    INTERNSHIP = "internship"
    WORK_EXPERIENCE = "work_experience"
    EDUCATION = "education"
    STUDY_CHOSEN = "study_chosen"
    VOLUNTEERING = "volunteering"
    LOOKING = "looking"
    NONE = "none"


FLOW_OUT = frozenset({Outcome.PAID_WORK, Outcome.INTERNSHIP, Outcome.WORK_EXPERIENCE, Outcome.EDUCATION})


class Role(StrEnum):
    """Who a task is for."""

    COORDINATOR = "coordinator"
    TRAINER = "trainer"
    PROJECT_LEAD = "project_lead"


class StaffRole(StrEnum):
    """What somebody does for one traject."""

    COORDINATOR = "coordinator"
    TRAINER = "trainer"
    CO_TRAINER = "co_trainer"


class CoTrainerPart(StrEnum):
    """How far the co-trainer took over in a session (D22: learns the job and takes over)."""

    WATCHED = "watched"
    ASSISTED = "assisted"
    LED_A_PART = "led_a_part"
    LED = "led"


class Phase(StrEnum):
    """Where a participant's journey stands (docs/rules.md, Phases of a participant)."""

    INTAKE = "intake"
    REFUSED = "refused"
    WAITING_LIST = "waiting_list"
    KICK_OFF = "kick_off"
    PROGRAMME = "programme"
    CERTIFICATE = "certificate"
    FOLLOW_UP = "follow_up"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class TrajectPhase(StrEnum):
    """Where a group stands (docs/rules.md, Phases of a traject)."""

    PREPARATION = "preparation"
    KICK_OFF = "kick_off"
    PROGRAMME = "programme"
    CEREMONY = "ceremony"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Verdict(StrEnum):
    """What the certificate rules say of a participant."""

    IN_PROGRESS = "in_progress"
    ELIGIBLE = "eligible"
    AWAITING_APPROVAL = "awaiting_approval"
    NOT_ELIGIBLE = "not_eligible"
    WITHDRAWN = "withdrawn"


class Outlook(StrEnum):
    """How the half stands while something is still to come."""

    FINE = "fine"
    AT_RISK = "at_risk"
    OUT_OF_REACH = "out_of_reach"


class IntakeVerdict(StrEnum):
    """What the seven criteria say together."""

    ADMISSIBLE = "admissible"
    NOT_ADMISSIBLE = "not_admissible"
    INCOMPLETE = "incomplete"


class FollowUpStatus(StrEnum):
    """How one follow-up milestone stands."""

    UPCOMING = "upcoming"
    OPEN = "open"
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    MISSED = "missed"


class EvaluationMoment(StrEnum):
    """An evaluation midway, or the one after the ceremony."""

    INTERIM = "interim"
    FINAL = "final"


class TaskState(StrEnum):
    """How a task stands or ended; cancelled means that its need went away."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"
    MISSED = "missed"


class TaskKind(StrEnum):
    """Everything the system asks of people (docs/rules.md, Tasks)."""

    SIGN_AGREEMENT = "sign_agreement"
    WRITE_PLAN_OF_APPROACH = "write_plan_of_approach"
    APPOINT_TRAINER = "appoint_trainer"
    RECRUIT_PARTICIPANTS = "recruit_participants"
    PLAN_KICK_OFF = "plan_kick_off"
    WRITE_ACTIVITY_PLAN = "write_activity_plan"
    PLAN_NEXT_ACTIVITY = "plan_next_activity"
    ORGANISE_COMPANY_VISIT = "organise_company_visit"
    ORGANISE_GUEST_LESSON = "organise_guest_lesson"
    ORGANISE_NETWORK_MEETING = "organise_network_meeting"
    PREPARE_GUEST = "prepare_guest"
    REGISTER_ATTENDANCE = "register_attendance"
    INTERIM_EVALUATION = "interim_evaluation"
    PLAN_CEREMONY = "plan_ceremony"
    CONFIRM_CEREMONY = "confirm_ceremony"
    EVALUATE_TRAJECT = "evaluate_traject"
    REPORT_OUTCOMES = "report_outcomes"
    DECIDE_ON_TRAJECT = "decide_on_traject"
    UNBLOCK_TRAJECT = "unblock_traject"
    HOLD_INTAKE = "hold_intake"
    DECIDE_ADMISSION = "decide_admission"
    REFER_ON = "refer_on"
    ASK_CONSENT = "ask_consent"
    RECORD_BASELINE = "record_baseline"
    RECORD_END_MEASUREMENT = "record_end_measurement"
    CALL_ABSENTEE = "call_absentee"
    TALK_AT_RISK = "talk_at_risk"
    TALK_OUT_OF_REACH = "talk_out_of_reach"
    CATCH_UP_VISIT = "catch_up_visit"
    RECORD_COMPETENCES = "record_competences"
    APPROVE_CERTIFICATE = "approve_certificate"
    ISSUE_CERTIFICATE = "issue_certificate"
    FOLLOW_UP = "follow_up"
    AFTERCARE = "aftercare"
    REVIEW_PAUSE = "review_pause"
    EXIT_TALK = "exit_talk"
