"""Bounces: what mail servers report about mails of ours (RFC 3464)."""

from __future__ import annotations

import datetime as dt
import email
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime

from django.db.models import Q
from django.utils.timezone import now

from core.plain_text import printable

from .mail_files import Mail
from .models import Delivery

State = Delivery.State
MESSAGE_ID = re.compile(r"<[^<>\s]+>")
# Settled for good: a bounce that comes late or twice changes nothing.
FINAL = (State.DEAD, State.SUPPRESSED)
# The headers of a mail know whole seconds, our rows know parts of them.
WITHIN_THE_SECOND = dt.timedelta(microseconds=999_999)


class Damaged(Exception):
    """A mail that cannot be read, or a report that does not say what it is about."""


@dataclass(frozen=True)
class Bounce:
    """One report: about which of our mails, whether the server has given up, and its words.

    `tried_at` is when the attempt was made that it speaks of, `reported_at` when it was written;
    None where it does not say.
    """

    message_id: str
    permanent: bool
    text: str
    tried_at: dt.datetime | None
    reported_at: dt.datetime | None


@dataclass(frozen=True)
class Outcome:
    """What became of a report.

    `dead`, `noted`, `known` (nothing new), `older` (than the time it was sent again), `unknown`
    or `damaged`.
    """

    kind: str
    bounce: Bounce | None = None
    delivery: Delivery | None = None


def read(content: bytes) -> Bounce | None:
    """The report in a mail; None if it is none. Raises Damaged if it cannot be understood."""
    try:
        return _read(email.message_from_bytes(content, policy=policy.default))
    except Damaged:
        raise
    except Exception as error:
        raise Damaged from error  # the library trips over broken headers in ways of its own


def settle(bounce: Bounce) -> Outcome:
    """A mail that failed for good is dead, one that is late is noted; again changes nothing.

    What speaks of an attempt before the mail was sent again leaves the mail alone.
    """
    rows = Delivery.objects.filter(message_id=bounce.message_id)
    delivery = rows.select_related("person").first()
    if delivery is None:
        return Outcome("unknown", bounce)
    meant = rows.filter(_tried_as_now(bounce))
    if not meant.exists():
        return Outcome("older", bounce, delivery)
    changes = {"last_error": bounce.text, "reported_at": bounce.reported_at}
    if bounce.permanent:
        failed = meant.filter(state__in=[State.SENT, State.DUE])
        changed = failed.update(state=State.DEAD, **changes)
        return Outcome("dead" if changed else "known", bounce, delivery)
    late = meant.exclude(state__in=FINAL).filter(_is_news(bounce))
    return Outcome("noted" if late.update(**changes) else "known", bounce, delivery)


def settle_all(mails: Iterable[Mail]) -> Iterator[tuple[str, Outcome]]:
    """Each mail's place and what became of it; a damaged one holds up no other."""
    for mail in mails:
        try:
            bounce = read(mail.content)
        except Damaged:
            yield mail.place, Outcome("damaged")
        else:
            yield mail.place, settle(bounce) if bounce else Outcome("unknown")


def _tried_as_now(bounce: Bounce) -> Q:
    """Mails not sent again since the attempt; without its time those never sent again."""
    never = Q(resent_at=None)
    if bounce.tried_at is None:
        return never
    return never | Q(resent_at__lte=bounce.tried_at + WITHIN_THE_SECOND)


def _is_news(bounce: Bounce) -> Q:
    """Mails of which nothing newer was reported; one without a time only breaks a silence."""
    if bounce.reported_at is None:
        return Q(last_error="")
    return Q(reported_at=None) | Q(reported_at__lt=bounce.reported_at)


def _read(message: EmailMessage) -> Bounce | None:
    if not message.keys():
        raise Damaged
    reports = list(_reports(message))
    statuses = [part for part in reports if part.get("Action")]
    failed = next((part for part in statuses if part["Action"].strip().lower() == "failed"), None)
    status = failed or next(iter(statuses), None)
    original = _original(message)
    if status is None or original is None:
        if _claims_to_report(message):
            raise Damaged
        return None
    arrived = next((part["Arrival-Date"] for part in reports if part["Arrival-Date"]), None)
    return Bounce(
        message_id=_id_of(original),
        permanent=failed is not None,
        text=_words(status),
        tried_at=_first_moment(original["Date"], arrived, message["Date"]),
        reported_at=_first_moment(message["Date"]),
    )


def _claims_to_report(message: EmailMessage) -> bool:
    kind = str(message.get_param("report-type", "")).lower()
    return message.get_content_type() == "multipart/report" and kind == "delivery-status"


def _reports(message: Message) -> Iterator[Message]:
    """The parts with the fields of a recipient; the library reads each block as a message."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from _inner(part)


def _original(message: EmailMessage) -> Message | None:
    """The headers of the mail that is reported on, as sent back, if they name it."""
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            inner = _inner(part)
            text = inner[0].as_string() if inner else str(part.get_payload())
            original = email.message_from_string(text)
            if _id_of(original):
                return original
    return None


def _id_of(original: Message) -> str:
    match = MESSAGE_ID.search(printable(str(original["Message-ID"] or "")))
    return match[0] if match else ""


def _first_moment(*said: str | None) -> dt.datetime | None:
    """The first of these that is a time; one without a zone is UTC (RFC 5322)."""
    return next((found for each in said if (found := _moment(each))), None)


def _moment(said: str | None) -> dt.datetime | None:
    """The time said; one that lies ahead is now."""
    try:
        found = parsedate_to_datetime(str(said or ""))
        moment = (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
    return min(moment, now())


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if part.is_multipart() else []


def _words(part: Message) -> str:
    said = str(part.get("Diagnostic-Code") or part.get("Status") or part["Action"])
    return " ".join(printable(said).split())[:300]
