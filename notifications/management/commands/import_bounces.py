"""Read what mail servers report about mails of ours."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.management.polite import MISUSE, PoliteCommand
from notifications.bounces import Bounce, Outcome, settle_all
from notifications.mail_files import Mail, mails_in, mails_on_standard_input
from notifications.models import Delivery

KINDS = ("dead", "noted", "known", "older", "unknown", "damaged")


class Command(PoliteCommand):
    """Idempotent: the same reports again change nothing."""

    help = (
        "Liest Unzustellbarkeitsmeldungen (RFC 3464) aus einer Datei, einem Ordner oder von der "
        "Standardeingabe (-); eine Datei enthält eine Mail oder, als mbox, mehrere. Endgültig "
        "abgewiesene Mails stehen danach im Postausgang als unzustellbar, mit den Worten des "
        "Mailservers. Was älter ist als ein erneuter Versand oder beschädigt, wird genannt und "
        "ändert nichts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="DATEI|ORDNER|-")

    def handle(self, *args: Any, **options: Any) -> None:
        counted: Counter[str] = Counter()
        for place, outcome in settle_all(mails(options["source"])):
            counted[outcome.kind] += 1
            if left := why_left(outcome):
                self.stdout.write(f"{place}: {left}")
        self.stdout.write(
            _(
                "Unzustellbar: %(dead)d. Verzögert: %(noted)d. Schon bekannt: %(known)d. "
                "Älter als der erneute Versand: %(older)d. Nicht zuzuordnen: %(unknown)d. "
                "Beschädigt: %(damaged)d."
            )
            % {kind: counted[kind] for kind in KINDS}
        )


def mails(source: str) -> Iterator[Mail]:
    """The mails of a file, of the files of a folder by name, or those on standard input."""
    if source == "-":
        return mails_on_standard_input()
    path = Path(source)
    if not path.exists():
        raise CommandError(
            _("Diese Datei gibt es nicht: %(path)s") % {"path": source}, returncode=MISUSE
        )
    return mails_in(path)


def why_left(outcome: Outcome) -> str:
    """One sentence on a mail that somebody would expect to have changed something."""
    if outcome.kind == "damaged":
        return _("beschädigt oder unvollständig, deshalb übergangen.")
    if outcome.kind == "unknown":
        return _unassigned(outcome.bounce)
    if outcome.kind == "older" and outcome.bounce and outcome.delivery:
        return _left_alone(outcome.bounce, outcome.delivery)
    return ""


def _unassigned(bounce: Bounce | None) -> str:
    if bounce is None:
        return _("keine Unzustellbarkeitsmeldung, deshalb übergangen.")
    said = _("Die Meldung gilt einer Mail, die nicht von hier ist: %(message_id)s.")
    return said % {"message_id": bounce.message_id}


def _left_alone(bounce: Bounce, delivery: Delivery) -> str:
    said = (
        _(
            "Die Meldung gilt einem Versuch vor dem erneuten Versand vom %(at)s; "
            "die Sendung an %(person)s bleibt, wie sie ist."
        )
        if bounce.tried_at
        else _(
            "Die Meldung nennt keine Zeit und kann einem Versuch vor dem erneuten Versand vom "
            "%(at)s gelten; die Sendung an %(person)s bleibt, wie sie ist."
        )
    )
    at = delivery.resent_at and date_format(localtime(delivery.resent_at), "SHORT_DATETIME_FORMAT")
    return said % {"at": at, "person": delivery.person}
