"""Verify the sealed journal, or seal the day and keep the seal outside the database."""

from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import CommandError
from django.db import OperationalError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from core import chain
from core.management.polite import MISUSE, PoliteCommand
from core.models import Measure


class Command(PoliteCommand):
    """Exit code 1 if a chain or a daily seal is not as it was sealed."""

    help = "Prüft die Siegel des Journals (verify) oder setzt das Tagessiegel (anchor)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        verify = what.add_parser("verify", help="alle Ketten und Tagessiegel nachrechnen")
        verify.add_argument("--measure", metavar="NUMMER", default="", help="nur diese Maßnahme")
        verify.add_argument(
            "--file", metavar="DATEI", type=Path, help="mit den Ankern in dieser Datei vergleichen"
        )
        anchor = what.add_parser("anchor", help="die Köpfe aller Ketten für heute siegeln")
        anchor.add_argument(
            "--file", metavar="DATEI", type=Path, help="das Siegel an diese Datei anhängen"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = {"verify": self.verify, "anchor": self.anchor}[options["what"]]
            run(options)
        except OSError as error:
            text = _("Die Datei %(file)s ist nicht zu öffnen.") % {"file": options["file"]}
            raise CommandError(text, returncode=MISUSE) from error
        except UnicodeDecodeError as error:
            text = _("Die Datei %(file)s enthält keine Anker.") % {"file": options["file"]}
            raise CommandError(text, returncode=MISUSE) from error

    def verify(self, options: dict[str, Any]) -> None:
        reference = options["measure"]
        if reference and not Measure.objects.filter(reference=reference).exists():
            text = _("Die Maßnahme %(reference)s gibt es nicht.") % {"reference": reference}
            raise CommandError(text, returncode=MISUSE)
        begun = perf_counter()
        verdict = chain.verify(reference=reference, anchors=options["file"])
        rate = verdict.rows / max(perf_counter() - begun, 1e-6)
        self.stdout.write(
            _(
                "%(rows)d Einträge in %(chains)d Ketten und %(seals)d Tagessiegel geprüft, "
                "%(rate)d Einträge je Sekunde."
            )
            % {
                "rows": verdict.rows,
                "chains": verdict.chains,
                "seals": verdict.seals,
                "rate": rate,
            }
        )
        if verdict.faults:
            raise CommandError("\n".join(verdict.faults), returncode=1)
        self.stdout.write(_("Alles ist, wie es gesiegelt wurde."))

    def anchor(self, options: dict[str, Any]) -> None:
        if options["file"]:
            options["file"].open("a").close()  # before the day is sealed
        try:
            seal = chain.anchor(at=now())
        except OperationalError as error:
            text = _("Das Journal wird gerade beschrieben. Bitte gleich noch einmal versuchen.")
            raise CommandError(text, returncode=1) from error
        if options["file"]:
            chain.append(seal, path=options["file"])
        self.stdout.write(chain.as_line(seal))
