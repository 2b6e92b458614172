"""Open a report round: every measure in force is asked for its progress report."""

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import CommandError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import deadlines
from core.management.polite import MISUSE, PoliteCommand
from core.models import ActionPlan, ReportRound
from workflow import rounds
from workflow.refusals import StepRefused


def day(typed: str) -> dt.date:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError as error:
        raise ArgumentTypeError(f"„{typed}“ ist kein Tag wie 2027-06-30") from error


class Command(PoliteCommand):
    """A round that was opened and interrupted goes on where it stopped."""

    help = (
        "Eröffnet eine Berichtsrunde: Alle Maßnahmen in Kraft werden um einen Sachstand gebeten. "
        "Läuft schon eine Runde bis zu diesem Tag, so werden nur noch fehlende gefragt."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--until", metavar="JJJJ-MM-TT", type=day, required=True)
        parser.add_argument("--plan", metavar="NUMMER", type=int, help="Handlungskonzept")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = self.plan(options["plan"])
        until = options["until"]
        row = ReportRound.objects.filter(plan=plan, until=until, published_at=None).first()
        ahead = row is None and until >= localdate()
        if ahead and (free := deadlines.free_day_said(until)):
            raise CommandError(free, returncode=MISUSE)
        try:
            found = row or rounds.open_round(plan=plan, until=until, by=None, on=localdate())
        except StepRefused as refused:
            raise CommandError(str(refused), returncode=1) from refused
        asked = rounds.ask(found, by=None)
        text = ngettext(
            "Berichtsrunde bis %(until)s: %(asked)d Maßnahme ist gefragt.",
            "Berichtsrunde bis %(until)s: %(asked)d Maßnahmen sind gefragt.",
            asked,
        )
        self.stdout.write(text % {"until": f"{found.until:%d.%m.%Y}", "asked": asked})

    def plan(self, number: int | None) -> ActionPlan:
        rows = ActionPlan.objects.filter(pk=number) if number else ActionPlan.objects.all()
        found = list(rows[:2])
        if not found:
            raise CommandError(_("Dieses Handlungskonzept gibt es nicht."), returncode=MISUSE)
        if len(found) > 1:
            text = _("Es gibt mehrere Handlungskonzepte. Bitte eines mit --plan nennen.")
            raise CommandError(text, returncode=MISUSE)
        return found[0]
