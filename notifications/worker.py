"""The worker: fans out what the steps left, sends what is due, survives what goes wrong."""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils.timezone import now as clock_time

from .delivery import deliver_all, recording
from .models import Delivery, Heartbeat
from .outbox import fan_out_all

logger = logging.getLogger(__name__)
PAUSE = 0.5
SIGN_EVERY = 5.0
FORGOTTEN = dt.timedelta(days=1)
LONGEST_REST = 60.0


@dataclass(frozen=True)
class Drained:
    """What one run did: steps fanned out, and whether the mail server could be reached."""

    fanned_out: int
    reached: bool


def drain(*, now: dt.datetime | None = None, stop: threading.Event | None = None) -> Drained:
    """Fan out and send everything due (at `now`, or by the clock) and return."""
    fanned_out = fan_out_all(now=now or clock_time())
    reached = deliver_all(clock=lambda: now or clock_time(), stop=stop or threading.Event())
    return Drained(fanned_out, reached)


def run_forever(stop: threading.Event) -> None:
    """Work until told to stop; the letter at hand is finished first.

    While the mail server is away, notices are still fanned out at once; mails wait ever longer.
    """
    worker = Worker(stop)
    try:
        while not stop.is_set():
            worker.beat()
            stop.wait(PAUSE)
    finally:
        worker.sign_off()
        connections.close_all()


class Worker:
    """One thread's rounds, with the rest it gives an unreachable mail server."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.name = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"[:100]
        self.reached: bool | None = None
        self.said: bool | None = None
        self.signs_until = 0.0
        self.later: dict[int, dt.datetime] = {}
        self.rest = PAUSE
        self.rests_until = 0.0

    def beat(self) -> None:
        """One round. A broken database connection is dropped; the next round takes a new one."""
        close_old_connections()
        try:
            self._give_sign()
            self._work()
            self._give_sign()
        except (DatabaseError, InterfaceError):
            logger.exception("The letters wait for the database")
        finally:
            close_old_connections()

    def _work(self) -> None:
        fan_out_all(now=clock_time(), later=self.later)
        if time.monotonic() >= self.rests_until:
            self._rest_unless(
                reached=deliver_all(clock=clock_time, stop=self.stop, heard=self._heard)
            )

    def sign_off(self) -> None:
        """A worker that was told to stop is missed by nobody."""
        with suppress(DatabaseError, InterfaceError):
            Heartbeat.objects.filter(name=self.name).delete()

    def _give_sign(self) -> None:
        """Tell `/healthz` that this worker lives: before its first round, then every five seconds.

        At once when the mail server answers again, or no longer.
        """
        now = time.monotonic()
        if self.said == self.reached and now < self.signs_until:
            return
        if not self.signs_until:
            Heartbeat.objects.filter(at__lt=clock_time() - FORGOTTEN).delete()
        Heartbeat.objects.update_or_create(
            name=self.name, defaults={"at": clock_time(), "reached": self.reached}
        )
        self.said, self.signs_until = self.reached, now + SIGN_EVERY

    def _heard(self, reached: bool) -> None:  # noqa: FBT001 - as `deliver_all` tells it
        """A long round gives its signs too; in test mode no server is asked."""
        self.reached = None if recording() else reached
        self._give_sign()

    def _rest_unless(self, *, reached: bool) -> None:
        self.reached = self.reached if reached else False
        self.rest = PAUSE if reached else min(self.rest * 2, LONGEST_REST)
        self.rests_until = 0.0 if reached else time.monotonic() + self.rest


def waiting() -> int:
    """Mails that are still to be sent."""
    return Delivery.objects.filter(state__in=["due", "leased"]).count()
