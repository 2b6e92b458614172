"""Fill an empty database with the demo city."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core.management.polite import MISUSE, PoliteCommand
from core.models import Measure, Person
from workflow.demo import build


class Command(PoliteCommand):
    """A second run changes nothing; outside of the demo the command is refused."""

    help = "Legt die Beispielstadt mit 24 Maßnahmen an (nur mit LAUFZETTEL_DEMO=1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password", help="ein Passwort für alle; sonst Anmeldung per Klick")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            sentence = _("Die Beispielstadt entsteht nur in der Demo: LAUFZETTEL_DEMO=1.")
            raise CommandError(sentence, returncode=MISUSE)
        if there := Measure.objects.count():
            self.stdout.write(_("Hier stehen schon %(there)d Maßnahmen.") % {"there": there})
            return
        build(today=localdate(), password=options["password"])
        counted = {"measures": Measure.objects.count(), "people": Person.objects.count()}
        self.stdout.write(
            _("Die Beispielstadt steht: %(measures)d Maßnahmen, %(people)d Personen.") % counted
        )
