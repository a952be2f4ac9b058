"""What can be wrong with something that is said, each with the rule it breaks and a sentence for people.

Refusal
├── TrajectUnknown            nothing is known of this traject
├── TrajectExists             a traject begins once
├── ProgrammeKept             the traject is under this definition already
├── ProgrammeIsDraft          a traject relies on a definition that does not change
├── ProgrammeLacks            something that was recorded would count no more
├── ProgrammeForgets          somebody would be forgotten at once (RET-1)
├── MoveIsNotUndone           moving to another definition is undone by moving back
├── DayOutOfReach             a day that nobody can mean
├── ParticipantUnknown        nobody with this id is registered in this traject
├── ParticipantRegistered     a key names one participant
├── ParticipantNotAdmitted    asks for somebody admitted (INT)
├── ParticipantWithdrawn      asks for somebody who takes part
├── DecidedLater              what was decided since would stand all the same
├── ParticipantNotWithdrawn   coming back, or a follow-up on request, asks for somebody who left
├── ConsentSaidLater          a later no withdraws a yes, whenever that yes is written down
├── ParticipantNotPaused      resuming asks for a pause
├── ReviewNotAfterPause       a pause is looked at again on a later day
├── PauseBeganLater           a later review would stand all the same
├── PauseEndedLater           a pause begins after the one before it ended
├── ResumedBeforePause        a pause does not end before it began, or was extended
├── NotLeftYet                nobody comes back before they left
├── NotBackYet                who came back does not leave or pause before that
├── SessionUnknown            the traject has no such session
├── SessionOfAnotherKind      a key names one session, which keeps its kind
├── SessionCancelled          a session called off has no attendance
├── SessionNotYetHeld         attendance of a day that has not come
├── SessionAlreadyHeld        a session with attendance cannot be called off
├── PartUnknown               the programme has no such training or activity
├── NotACompanyVisit          pitches belong to a company visit (VIS-PITCH)
├── TooManyPitches            more pitches than fit in one visit (VIS-PITCH)
├── NotAVisitKind             only visits can be waived (VIS-MIN)
├── QuestionUnknown           the questionnaire has no such question
├── AnswerOutOfRange          an answer outside its scale
├── CompetenceUnknown         the programme has no such competence
├── ApprovalSaidLater         a later no stands, whenever an earlier yes is written down (CRT-TRAINER)
├── CertificateNotEarned      issued only to who is eligible (CRT)
├── MilestoneUnknown          the programme follows up at other months (FUP)
├── CeremonyNotHeld           a follow-up counts from the ceremony (FUP)
├── NotFollowedUp             who left before the ceremony is followed up when that was asked for (FUP)
├── NotAdmittedInTime         who was not admitted by the ceremony is not followed up (FUP)
├── ContactThatDay            a failed attempt does not undo the contact of its day (FUP)
├── EvaluationUnknown         something was done about an evaluation that nobody recorded
├── BreakEndsBeforeItStarts   from and to the wrong way round
├── PostponedIntoThePast      a task can only be postponed to a later day
├── MessageUnknown            there is nothing to undo
├── NothingToTakeBack         what was never said cannot be taken back
├── UndoTooLate               undoing is possible for a day
├── TaskUnknown               the traject has no such open task
└── OnlyTheClockForgets       what is left of forgotten people is counted, never said (RET-1)
"""

from domain.refusals.of_participant import (
    AnswerOutOfRange,
    ApprovalSaidLater,
    CeremonyNotHeld,
    CertificateNotEarned,
    CompetenceUnknown,
    ConsentSaidLater,
    ContactThatDay,
    DecidedLater,
    MilestoneUnknown,
    NotAdmittedInTime,
    NotAVisitKind,
    NotBackYet,
    NotFollowedUp,
    NotLeftYet,
    ParticipantNotAdmitted,
    ParticipantNotPaused,
    ParticipantNotWithdrawn,
    ParticipantRegistered,
    ParticipantUnknown,
    ParticipantWithdrawn,
    PauseBeganLater,
    PauseEndedLater,
    QuestionUnknown,
    ResumedBeforePause,
    ReviewNotAfterPause,
)
from domain.refusals.of_traject import (
    BreakEndsBeforeItStarts,
    DayOutOfReach,
    EvaluationUnknown,
    MessageUnknown,
    MoveIsNotUndone,
    NotACompanyVisit,
    NothingToTakeBack,
    OnlyTheClockForgets,
    PartUnknown,
    PostponedIntoThePast,
    ProgrammeForgets,
    ProgrammeIsDraft,
    ProgrammeKept,
    ProgrammeLacks,
    SessionAlreadyHeld,
    SessionCancelled,
    SessionNotYetHeld,
    SessionOfAnotherKind,
    SessionUnknown,
    TaskUnknown,
    TooManyPitches,
    TrajectExists,
    TrajectIsCancelled,
    TrajectUnknown,
    UndoTooLate,
)
from domain.refusals.refusal import Refusal

__all__ = [
    "AnswerOutOfRange",
    "ApprovalSaidLater",
    "BreakEndsBeforeItStarts",
    "CeremonyNotHeld",
    "CertificateNotEarned",
    "CompetenceUnknown",
    "ConsentSaidLater",
    "ContactThatDay",
    "DayOutOfReach",
    "DecidedLater",
    "EvaluationUnknown",
    "MessageUnknown",
    "MilestoneUnknown",
    "MoveIsNotUndone",
    "NotACompanyVisit",
    "NotAVisitKind",
    "NotAdmittedInTime",
    "NotBackYet",
    "NotFollowedUp",
    "NotLeftYet",
    "NothingToTakeBack",
    "OnlyTheClockForgets",
    "PartUnknown",
    "ParticipantNotAdmitted",
    "ParticipantNotPaused",
    "ParticipantNotWithdrawn",
    "ParticipantRegistered",
    "ParticipantUnknown",
    "ParticipantWithdrawn",
    "PauseBeganLater",
    "PauseEndedLater",
    "PostponedIntoThePast",
    "ProgrammeForgets",
    "ProgrammeIsDraft",
    "ProgrammeKept",
    "ProgrammeLacks",
    "QuestionUnknown",
    "Refusal",
    "ResumedBeforePause",
    "ReviewNotAfterPause",
    "SessionAlreadyHeld",
    "SessionCancelled",
    "SessionNotYetHeld",
    "SessionOfAnotherKind",
    "SessionUnknown",
    "TaskUnknown",
    "TooManyPitches",
    "TrajectExists",
    "TrajectIsCancelled",
    "TrajectUnknown",
    "UndoTooLate",
]
