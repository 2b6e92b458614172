"""Read what mail servers report about mails of ours."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from core.management.polite import MISUSE, PoliteCommand
from notifications.bounces import settle_all


class Command(PoliteCommand):
    """Idempotent: the same reports again change nothing."""

    help = (
        "Liest Unzustellbarkeitsmeldungen (RFC 3464) aus einer Datei, einem Ordner oder von der "
        "Standardeingabe (-). Endgültig abgewiesene Mails stehen danach im Postausgang als "
        "unzustellbar, mit den Worten des Mailservers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="DATEI|ORDNER|-")

    def handle(self, *args: Any, **options: Any) -> None:
        counted = Counter(outcome.kind for outcome in settle_all(mails(options["source"])))
        self.stdout.write(
            _(
                "Unzustellbar: %(dead)d. Verzögert: %(noted)d. Schon bekannt: %(known)d. "
                "Nicht zuzuordnen: %(unknown)d."
            )
            % {kind: counted[kind] for kind in ("dead", "noted", "known", "unknown")}
        )


def mails(source: str) -> Iterator[bytes]:
    """The mails of a file, of the files of a folder by name, or the one on standard input."""
    if source == "-":
        yield sys.stdin.buffer.read()
        return
    path = Path(source)
    if not path.exists():
        raise CommandError(
            _("Diese Datei gibt es nicht: %(path)s") % {"path": source}, returncode=MISUSE
        )
    files = sorted(each for each in path.iterdir() if each.is_file()) if path.is_dir() else [path]
    yield from (each.read_bytes() for each in files)
