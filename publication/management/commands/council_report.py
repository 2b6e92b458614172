"""Write the half-yearly report to the council, from what the database knows."""

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from core.formfields import YEARS
from core.management.polite import MISUSE, PoliteCommand
from core.models import ActionPlan
from publication.council_report import FORMATS, Period, ReportFile, report_file


class Command(PoliteCommand):
    """CSV goes to standard output, other formats to a file that is named at the end."""

    help = "Schreibt den Umsetzungsbericht eines Zeitraums für den Rat als PDF, CSV oder XLSX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="since", metavar="TAG", required=True, help="JJJJ-MM-TT")
        parser.add_argument("--to", dest="until", metavar="TAG", required=True, help="JJJJ-MM-TT")
        version = parser.add_mutually_exclusive_group(required=True)
        public, whole = "nur öffentliche Maßnahmen", "alle Maßnahmen, nicht zur Veröffentlichung"
        version.add_argument("--public", action="store_true", help=public)
        version.add_argument("--full", action="store_true", help=whole)
        parser.add_argument("--format", choices=list(FORMATS), default="pdf", help="Standard: pdf")
        one = "Schlüssel des Handlungskonzepts, wenn es mehrere gibt"
        parser.add_argument("--plan", type=int, metavar="SCHLÜSSEL", help=one)
        parser.add_argument("--output", metavar="DATEI", help="wohin; sonst: Standardausgabe (CSV)")

    def handle(self, *args: Any, **options: Any) -> None:
        period = Period(day(options["since"]), day(options["until"]))
        if period.since > period.until:
            raise refusal(_("Der Zeitraum endet, bevor er beginnt: --from liegt nach --to."))
        plan = plan_of(options["plan"])
        made = report_file(options["format"], plan, period, public=options["public"])
        if options["format"] == "csv" and not options["output"]:
            self.stdout.write(made.content.decode(), ending="")
            return
        self.stdout.write(written(made, options["output"]))


def refusal(sentence: str) -> CommandError:
    return CommandError(sentence, returncode=MISUSE)


def day(text: str) -> dt.date:
    try:
        found = dt.date.fromisoformat(text)
    except ValueError as wrong:
        said = _("„%(day)s“ ist kein Tag: Bitte als JJJJ-MM-TT angeben.") % {"day": text}
        raise refusal(said) from wrong
    if found.year not in YEARS:
        raise refusal(_("Bitte prüfen Sie das Jahr: %(year)d.") % {"year": found.year})
    return found


def plan_of(key: int | None) -> ActionPlan:
    """The plan asked for, or the only one there is."""
    plans = list(ActionPlan.objects.order_by("pk"))
    if not plans:
        raise refusal(_("Es gibt noch kein Handlungskonzept, über das zu berichten wäre."))
    known = "; ".join(f"{plan.pk} = {plan.title}" for plan in plans)
    if key is None and len(plans) > 1:
        said = _("Es gibt mehrere Handlungskonzepte. Bitte eines mit --plan wählen: %(plans)s")
        raise refusal(said % {"plans": known})
    for plan in plans:
        if key in (None, plan.pk):
            return plan
    said = _("Ein Handlungskonzept %(key)d gibt es nicht. Es gibt: %(plans)s")
    raise refusal(said % {"key": key, "plans": known})


def written(made: ReportFile, output: str | None) -> str:
    """Write the file and name it."""
    target = Path(output or made.name)
    try:
        target.write_bytes(made.content)
    except OSError as error:
        said = _("Die Datei „%(name)s“ lässt sich nicht schreiben: Bitte --output anders wählen.")
        raise refusal(said % {"name": target}) from error
    return str(target)
