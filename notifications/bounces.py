"""Bounces: what mail servers report about mails of ours (RFC 3464)."""

from __future__ import annotations

import email
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message

from .models import Delivery

State = Delivery.State
MESSAGE_ID = re.compile(r"<[^<>\s]+>")
# Settled for good: a bounce that comes late or twice changes nothing.
FINAL = (State.DEAD, State.SUPPRESSED)


@dataclass(frozen=True)
class Bounce:
    """One report: about which of our mails, whether the server has given up, and its words."""

    message_id: str
    permanent: bool
    text: str


@dataclass(frozen=True)
class Outcome:
    """What became of a report: `dead`, `noted`, `known` (nothing new) or `unknown`."""

    kind: str
    bounce: Bounce | None


def read(content: bytes) -> Bounce | None:
    """The report in a mail; None if it is none, or names no mail."""
    message = email.message_from_bytes(content, policy=policy.default)
    statuses = [part for part in _reports(message) if part.get("Action")]
    failed = next((part for part in statuses if part["Action"].strip().lower() == "failed"), None)
    status = failed or next(iter(statuses), None)
    message_id = _original(message)
    if status is None or not message_id:
        return None
    return Bounce(message_id, failed is not None, _words(status))


def settle(bounce: Bounce) -> Outcome:
    """A mail that failed for good is dead, one that is late is noted; again changes nothing."""
    rows = Delivery.objects.filter(message_id=bounce.message_id)
    if not rows.exists():
        return Outcome("unknown", bounce)
    changes = {"last_error": bounce.text}
    if bounce.permanent:
        changed = rows.filter(state__in=[State.SENT, State.DUE]).update(state=State.DEAD, **changes)
        return Outcome("dead" if changed else "known", bounce)
    open_rows = rows.exclude(state__in=FINAL).exclude(last_error=bounce.text)
    return Outcome("noted" if open_rows.update(**changes) else "known", bounce)


def settle_all(mails: Iterable[bytes]) -> Iterator[Outcome]:
    for content in mails:
        bounce = read(content)
        yield settle(bounce) if bounce else Outcome("unknown", None)


def _reports(message: Message) -> Iterator[Message]:
    """The parts with the fields of a recipient; the library reads each block as a message."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from _inner(part)


def _original(message: EmailMessage) -> str:
    """The Message-ID of the mail that is reported on, from its headers sent back."""
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            inner = _inner(part)
            text = inner[0].as_string() if inner else str(part.get_payload())
            found = email.message_from_string(text)["Message-ID"]
            match = MESSAGE_ID.search(str(found or ""))
            if match:
                return match[0]
    return ""


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if part.is_multipart() else []


def _words(part: Message) -> str:
    said = str(part.get("Diagnostic-Code") or part.get("Status") or part["Action"])
    return " ".join(said.split())[:300]
