"""What a mail server says when an e-mail of ours came back (RFC 3464), read from its message."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

from config.lib.errors import DomainError
from teams.notifications.rules import one_line

MAILBOX_FULL = "5.2.2"


@dataclass(frozen=True)
class Report:
    """Which e-mail came back, why, and whether nothing more should go to its address."""

    message_id: str
    reason: str
    lasting: bool


def read_report(data: bytes) -> Report:
    """The report in a message that mail servers send back.

    It lasts when the status begins with 5 (RFC 3463), unless the mailbox is only full. Raises
    DomainError for any other message, for a report that an e-mail is merely late, and for one
    that does not say which e-mail it is about.
    """
    message = message_from_bytes(data, policy=policy.default)
    refused = next((block for block in _blocks(message) if _word(block, "Action")), None)
    if refused is None:
        raise DomainError("This is no report of an e-mail that came back.")
    if _word(refused, "Action").lower() != "failed":
        raise DomainError("This e-mail has not come back; it may still arrive.")
    found = _message_id(message)
    if not found:
        raise DomainError("This report does not say which e-mail came back.")
    status = _word(refused, "Status")
    said = _word(refused, "Diagnostic-Code").partition(";")[2].strip()
    reason = said or status or "The mail server gave no reason."
    return Report(found, reason[:300], status.startswith("5") and status != MAILBOX_FULL)


def _blocks(message: Message) -> Iterator[Message]:
    """One block of fields for each recipient."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from (block for block in part.get_payload() if isinstance(block, Message))


def _message_id(message: Message) -> str:
    """The Message-ID of the e-mail that came back: whole or only its headers."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload(0)
            return _word(inner, "Message-ID") if isinstance(inner, Message) else ""
        if kind == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            fields = message_from_bytes(bytes(text), policy=policy.default)
            return _word(fields, "Message-ID")
    return ""


def _word(fields: Message, name: str) -> str:
    return one_line(str(fields.get(name, ""))).strip()
