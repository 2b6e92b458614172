"""Fan out and send letters until told to stop, or once for a timer."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from core.management.polite import PoliteCommand
from notifications.delivery import recording
from notifications.worker import drain, run_forever, waiting


class Command(PoliteCommand):
    help = "Verteilt und verschickt Benachrichtigungen, bis das Programm beendet wird."
    # The worker needs no page: it starts, and starts again, without loading any.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="alles Fällige, dann Ende")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["once"]:
            run_forever(stopped_by_signal())
            return
        done = drain()
        if recording():
            self.stdout.write(
                _("Verteilt: %(steps)s. Probebetrieb: aufgezeichnet, kein Mailserver gefragt.")
                % {"steps": done.fanned_out}
            )
            return
        answers = _("ja") if done.reached else _("nein")
        self.stdout.write(
            _("Verteilt: %(steps)s. Noch zu senden: %(left)s. Mailserver erreichbar: %(answers)s.")
            % {"steps": done.fanned_out, "left": waiting(), "answers": answers}
        )


def stopped_by_signal() -> threading.Event:
    """An event that Ctrl+C or a stop of the service sets."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_received: stop.set())
    return stop
