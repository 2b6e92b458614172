"""Explain the route of a measure: which rules apply, what it meets and what it lacks."""

import datetime as dt
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core import routing_report
from core.management.polite import MISUSE, PoliteCommand
from core.models import Measure
from core.route_check import check_route
from core.rule import Act


class Command(PoliteCommand):
    """Ends with 1 while an error stands against the route."""

    help = "Erklärt die Beratungsfolge einer Maßnahme: Regeln, Stationen, Verstöße und Abhilfe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", metavar="explain", choices=["explain"])
        parser.add_argument("measure", metavar="NUMMER", help="zum Beispiel M-2026-014")
        parser.add_argument("--on", metavar="TAG", help="an welchem Tag, als JJJJ-MM-TT")
        parser.add_argument("--json", action="store_true", help="für Programme")

    def handle(self, *args: Any, **options: Any) -> None:
        on = self.day(options["on"])
        measure = Measure.objects.filter(reference=options["measure"]).first()
        if measure is None:
            text = _("Eine Maßnahme mit der Nummer „%(number)s“ gibt es nicht.")
            raise CommandError(text % {"number": options["measure"]}, returncode=MISUSE)
        measure.begin(Act(on=on))
        if options["json"]:
            data = routing_report.as_data(measure, on=on)
            self.stdout.write(json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        else:
            self.tell(measure, on=on)
        if any(each.is_error for each in check_route(measure)):
            raise CommandError(_("Die Beratungsfolge ist so nicht zulässig."), returncode=1)

    def day(self, text: str | None) -> dt.date:
        try:
            return dt.date.fromisoformat(text) if text else localdate()
        except ValueError as wrong:
            said = _("„%(day)s“ ist kein Tag: Bitte als JJJJ-MM-TT angeben.") % {"day": text}
            raise CommandError(said, returncode=MISUSE) from wrong

    def tell(self, measure: Measure, *, on: dt.date) -> None:
        self.stdout.write(f"{measure}\n\n{_('Regeln')}:")
        for rule in routing_report.explained(measure, on=on):
            self.stdout.write(f"  {rule.sentence}")
        self.stdout.write(f"\n{_('Beratungsfolge')}:")
        for station in measure.planned_stations:
            day = f", {station.meeting_on:%d.%m.%Y}" if station.meeting_on else ""
            self.stdout.write(f"  {station.order}. {station}{day}")
        found = check_route(measure)
        self.stdout.write(f"\n{_('Prüfung der Beratungsfolge')}:")
        for each in found:
            word = _("Fehler") if each.is_error else _("Warnung")
            self.stdout.write(f"  {word}: {each.sentence} {each.remedy} ({each.ground})")
        if not found:
            self.stdout.write(f"  {_('Gegen diese Beratungsfolge spricht nichts.')}")
