"""A letter as a mail: text, the same as HTML, and for a session the file for the calendar."""

from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from uuid import UUID

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from sending.calendar_file import calendar_file
from sending.letters import Letter
from sending.recipients import Recipient
from sending.transport import Rejected
from sending.words import say

UNUSABLE = "unusable_address"


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom mail comes from, and where people find the portal."""

    address: str
    portal: str

    def link(self, path: str) -> str:
        """A path of the portal as an address."""
        return f"{self.portal.rstrip('/')}{path}"

    def message_id(self, mail: UUID) -> str:
        """The same each time a mail is tried, so that mail programs see that a second copy is the same mail."""
        host = parseaddr(self.address)[1].partition("@")[2]
        return f"<{mail}@{host or 'trajectvolger'}>"


def make(mail: UUID, letter: Letter, to: Recipient, sender: Sender, at: datetime) -> EmailMessage:
    """The mail as it leaves.

    Raises:
        Rejected: the address of one of the two cannot be one.
    """
    message = EmailMessage(policy=SMTP)
    name, address = parseaddr(sender.address)
    try:
        message["From"] = Address(name or "Trajectvolger", addr_spec=address)
        message["To"] = Address(" ".join(to.name.split()), addr_spec=to.email)
    except (ValueError, HeaderParseError):
        raise Rejected(UNUSABLE) from None
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(at)
    message["Message-ID"] = sender.message_id(mail)
    message["Auto-Submitted"] = "auto-generated"  # nobody's holiday greeting is an answer to it
    message["List-Unsubscribe"] = f"<{sender.link('/voorkeuren')}>"  # where mail programs show a button for it
    message.set_content(_rendered("mail.txt", letter, sender))
    message.add_alternative(_rendered("mail.html", letter, sender), subtype="html")
    if letter.meeting is not None:
        _add_calendar(message, letter, to, sender, at)
    message["Content-Language"] = letter.language
    return message


def _add_calendar(message: EmailMessage, letter: Letter, to: Recipient, sender: Sender, at: datetime) -> None:
    """Twice: as an alternative, which mail programs act on, and as a file, which anybody can open."""
    if letter.meeting is None:
        return
    link = sender.link(letter.path)
    file = calendar_file(letter.meeting, parseaddr(sender.address)[1], to.email, link, at)
    method = letter.meeting.method
    message.add_alternative(file, "text", "calendar", cte="base64", params={"method": method, "charset": "utf-8"})
    message.add_attachment(file, "application", "ics", filename="bijeenkomst.ics")


def _rendered(template: str, letter: Letter, sender: Sender) -> str:
    words = {key: say(letter.language, "all", key) for key in ("footer", "preferences")}
    return _environment().get_template(template).render(letter=letter, link=sender.link, words=words)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("sending"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
