"""List the steps that nobody can do today."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.management.polite import PoliteCommand
from workflow.vacancies import vacancies


class Command(PoliteCommand):
    """Ends with 1 if there are some, so that a timer can tell."""

    help = "Nennt offene Aufgaben, die heute niemand erledigen kann; Rückgabewert 1, wenn es gibt."

    def handle(self, *args: Any, **options: Any) -> None:
        found = vacancies(on=localdate())
        for each in found:
            line = f"{each.organization}: {each.title} ({each.tasks}) {each.four_eyes}"
            self.stdout.write(line.strip())
        if not found:
            self.stdout.write(_("Alle Aufgaben sind besetzt."))
            return
        number = sum(each.tasks for each in found)
        text = ngettext(
            "%(number)d Aufgabe kann heute niemand erledigen.",
            "%(number)d Aufgaben kann heute niemand erledigen.",
            number,
        )
        raise CommandError(text % {"number": number}, returncode=1)
