"""Why a page is not shown, each with the page that is shown instead.

PortalError
├── SignInFirst       nobody is signed in; after signing in the page opens
├── ChangeFirst       somebody signed in with a password that must be changed
├── SayWhyFirst       the page shows a person by name, which this role must give a reason for
├── Forbidden         not for this role
├── NotThere          no such thing, or not theirs: nobody hears which
│   └── Forgotten         somebody who was there a moment ago
└── ForeignForm       a form that we didn't make, or for another session
"""

from uuid import UUID


class PortalError(Exception):
    """Base of all."""


class SignInFirst(PortalError):
    pass


class ChangeFirst(PortalError):
    pass


class SayWhyFirst(PortalError):
    def __init__(self, participant: UUID) -> None:
        super().__init__("a reason is needed")
        self.participant = participant


class Forbidden(PortalError):
    pass


class NotThere(PortalError):
    pass


class Forgotten(NotThere):
    pass


class ForeignForm(PortalError):
    pass
