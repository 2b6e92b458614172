"""Sending mails so that none is lost: taken by lease, committed one by one, settled by holder."""

from __future__ import annotations

import datetime as dt
import random
import smtplib
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils.timezone import now as clock_time

from core.plain_text import printable

from .digests import digest_letter
from .letters import letter_for, message_for
from .models import Delivery

Clock = Callable[[], dt.datetime]
Heard = Callable[[bool], None]
State = Delivery.State
Suppression = Delivery.Suppression
BATCH = 20
DUMMY = "django.core.mail.backends.dummy.EmailBackend"
RESENDABLE = [State.SENT, State.RECORDED, State.DEAD, State.SUPPRESSED]
CANCELLABLE = Q(kind=Delivery.Kind.LETTER) & (
    Q(state=State.DUE) | Q(state=State.DIGESTED, digest__state=State.DUE)
)
FIRST_WAITS = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
HOURLY = dt.timedelta(hours=1)
MOST_ATTEMPTS = len(FIRST_WAITS) + 72
AFTER_BREAK = dt.timedelta(minutes=5)
MOST_BREAKS = 5
NOT_AVAILABLE = 421
PERMANENT = 500


class Lost(Exception):
    """The lease ran out and another worker took the mail."""


class Broken(Exception):
    """The connection to the mail server broke: no fault of the mail at hand."""


@dataclass(frozen=True)
class Claim:
    """The mails one worker holds for a time."""

    token: uuid.UUID
    pks: list[int]


def recording() -> bool:
    """Test mode, and no mail server named: letters are written as ever and recorded, not sent."""
    return bool(settings.LAUFZETTEL_RECORD_MAIL) or settings.EMAIL_BACKEND == DUMMY


def lease_time() -> dt.timedelta:
    """How long one worker may hold a mail: ten times what one word with the server may take."""
    return dt.timedelta(seconds=10 * settings.EMAIL_TIMEOUT)


def claim(*, now: dt.datetime, size: int = BATCH) -> Claim:
    """Take the next mails for this worker alone; committed before the first is sent."""
    token = uuid.uuid4()
    with transaction.atomic():
        waiting = Delivery.objects.claimable(now=now).select_for_update(skip_locked=True)
        pks = list(waiting.values_list("pk", flat=True)[:size])
        Delivery.objects.filter(pk__in=pks).update(
            state=State.LEASED, token=token, leased_until=now + lease_time()
        )
    return Claim(token, pks)


def wait_after(attempts: int) -> dt.timedelta:
    """1, 5, 15, 60 minutes, then hourly; a tenth more or less, so that retries spread."""
    wait = FIRST_WAITS[attempts - 1] if attempts <= len(FIRST_WAITS) else HOURLY
    return wait * random.uniform(0.9, 1.1)  # noqa: S311 - spreads retries, guards nothing


def deliver_all(
    *, clock: Clock, stop: threading.Event, heard: Heard = lambda _reached: None
) -> bool:
    """Send what is due, claim by claim; False if the mail server should be left alone for a while.

    That is so when it cannot be reached, and when five lines in a row broke without an answer.
    After each claim `heard` is told whether it could be reached.
    """
    breaks = 0
    while breaks < MOST_BREAKS and not stop.is_set():
        taken = claim(now=clock())
        if not taken.pks:
            return True
        post = Post(taken, clock=clock, stop=stop)
        reached = post.send()
        heard(reached)
        if not reached:
            return False
        breaks = breaks + 1 if post.unanswered else 0
    return breaks < MOST_BREAKS


class Post:
    """One claim on its way over one connection. What is not settled at the end is given back."""

    def __init__(self, taken: Claim, *, clock: Clock, stop: threading.Event) -> None:
        self.claim, self.clock, self.stop = taken, clock, stop
        self.connection: BaseEmailBackend = get_connection(DUMMY if recording() else None)
        self.broken = self.answered = False

    @property
    def unanswered(self) -> bool:
        """The line broke before the server had said a word on any mail."""
        return self.broken and not self.answered

    def send(self) -> bool:
        """Send them all; False if the server did not even answer."""
        try:
            self.connection.open()
            reached = True
            self._send_each()
        except OSError as error:
            reached = False
            self._give_back(last_error=said(error))
        except Broken:
            self.broken = True
        finally:
            with suppress(OSError):
                self.connection.close()
            self._give_back()
        return reached

    def _send_each(self) -> None:
        for pk in self.claim.pks:
            if self.stop.is_set():
                return
            with suppress(Lost):
                self._send_one(self._renewed(pk))

    def _renewed(self, pk: int) -> Delivery:
        """Take the lease anew for each mail, and read it with its recipient as they are now."""
        self._settle(pk, state=State.LEASED, leased_until=self.clock() + lease_time())
        return Delivery.objects.with_context().get(pk=pk)

    def _send_one(self, delivery: Delivery) -> None:
        try:
            unwanted = self._handed_over(delivery)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 - one broken letter never holds up the others
            self._failed(delivery, error)
        else:
            if unwanted:
                self._free(delivery.pk, state=State.SUPPRESSED, suppression=unwanted)
            else:
                self.answered = True
                self._free(
                    delivery.pk,
                    state=State.RECORDED if recording() else State.SENT,
                    sent_at=self.clock(),
                    attempts=delivery.attempts + 1,
                    last_error="",
                )

    def _handed_over(self, delivery: Delivery) -> str:
        """Hand the mail to the server; or why nothing may be sent."""
        if not delivery.person.is_active:
            return Suppression.INACTIVE
        if not delivery.person.email:
            return Suppression.NO_ADDRESS
        if delivery.collects:
            letter, otherwise = digest_letter(delivery), Suppression.EMPTY
        else:
            letter, otherwise = letter_for(delivery), Suppression.WITHDRAWN
        if letter is None:
            return otherwise
        message = message_for(delivery, letter)
        message.connection = self.connection
        message.send()
        return ""

    def _failed(self, delivery: Delivery, error: Exception) -> None:
        """A refused recipient is dead, a broken line costs no attempt, all else is tried again."""
        now = self.clock()
        if is_break(error):
            self._free(
                delivery.pk, state=State.DUE, due_at=now + AFTER_BREAK, last_error=said(error)
            )
            raise Broken from error
        self.answered = self.answered or code_of(error) is not None
        attempts = delivery.attempts + 1
        dead = is_final(error) or attempts >= MOST_ATTEMPTS
        self._free(
            delivery.pk,
            state=State.DEAD if dead else State.DUE,
            due_at=now if dead else now + wait_after(attempts),
            attempts=attempts,
            last_error=said(error),
        )

    def _give_back(self, **changes: Any) -> None:
        """What this claim still holds is due again, with its attempts as they were."""
        held = Delivery.objects.filter(token=self.claim.token)
        held.update(state=State.DUE, token=None, leased_until=None, **changes)

    def _free(self, pk: int, **changes: Any) -> None:
        self._settle(pk, token=None, leased_until=None, **changes)

    def _settle(self, pk: int, **changes: Any) -> None:
        """Write only while the lease is still this worker's."""
        held = Delivery.objects.filter(pk=pk, token=self.claim.token)
        if not held.update(**changes):
            raise Lost


def code_of(error: Exception) -> int | None:
    """The server's answer, if it gave one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None


def is_break(error: Exception) -> bool:
    """The line is gone, or the server says it is leaving."""
    gone = isinstance(error, smtplib.SMTPServerDisconnected) or not isinstance(
        error, smtplib.SMTPException
    )
    return (isinstance(error, OSError) and gone) or code_of(error) == NOT_AVAILABLE


def is_final(error: Exception) -> bool:
    """The server knows this recipient never to be served."""
    refused = isinstance(error, smtplib.SMTPRecipientsRefused)
    return refused and (code_of(error) or 0) >= PERMANENT


def said(error: Exception) -> str:
    """What the server or the line said; else only the error's kind: it may quote the letter."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return printable(f"{code} {text.decode(errors='replace')}")[:300]
    if isinstance(error, OSError):
        return printable(f"{type(error).__name__}: {error}")[:300]
    return type(error).__name__


def resend(delivery: Delivery) -> bool:
    """Send it again, from the first attempt, under its Message-ID; False while it is on its way."""
    settled = Delivery.objects.filter(pk=delivery.pk, state__in=RESENDABLE)
    at = clock_time()
    changes = {"due_at": at, "resent_at": at, "reported_at": None, "attempts": 0, "last_error": ""}
    return bool(settled.update(state=State.DUE, suppression="", **changes))


def cancel(delivery: Delivery) -> bool:
    """Stop a letter that waits, alone or in a digest; False if it was taken or settled meanwhile.

    A digest is stopped letter by letter: it may carry some that concern somebody else.
    """
    waiting = Delivery.objects.filter(CANCELLABLE, pk=delivery.pk)
    changes = {"state": State.SUPPRESSED, "suppression": Suppression.CANCELLED, "digest": None}
    return bool(waiting.update(**changes))


def can_cancel(delivery: Delivery) -> bool:
    return Delivery.objects.filter(CANCELLABLE, pk=delivery.pk).exists()
