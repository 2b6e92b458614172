"""What time brings: run it daily, or as often as you like."""

import datetime as dt
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from django.db import OperationalError
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import chain
from core.management.polite import PoliteCommand
from core.models import CoSignature
from workflow import asking, attention, rounds, succession, urging, vacancies
from workflow.models import Task
from workflow.overdue import overdue

COUNTS = {
    "tasks": gettext_lazy("überfällige Aufgaben"),
    "cosignatures": gettext_lazy("Mitzeichnungen nach Fristablauf"),
    "silent": gettext_lazy("davon gilt Schweigen als Zustimmung"),
    "escalations": gettext_lazy("davon zu mahnen"),
    "stations": gettext_lazy("Stationen ohne Ergebnis nach der Sitzung"),
    "measures": gettext_lazy("Maßnahmen nach ihrem geplanten Ende"),
}

URGED = {
    "consents": gettext_lazy("Zustimmungen durch Schweigen"),
    "asked": gettext_lazy("angeforderte Sachstände"),
    "reminded": gettext_lazy("Erinnerungen vor der Frist"),
    "escalated": gettext_lazy("Meldungen an die Leitung nach der Frist"),
    "recalled": gettext_lazy("Mails über fällige Wiedervorlagen"),
}


class Command(PoliteCommand):
    """Idempotent: the second run of a day finds its seal and says the same."""

    help = (
        "Lässt Nachfolgerinnen beendeter Stellen deren offene Aufgaben übernehmen, setzt das "
        "Tagessiegel über das Journal und zählt, was überfällig ist. Fällige Sachstände fordert "
        "er an, an Mitzeichnungen, Bestätigungen, Aufträge und Sachstände erinnert er vor der "
        "Frist, nach der Frist erfahren Leitung und Büro davon, jedes einmal. Gilt Schweigen nach "
        "der Regel als Zustimmung, trägt er die Zustimmung nach der Frist ein, nie für die "
        "Kämmerei. Wessen Wiedervorlage fällig ist, bekommt eine Mail, wenn keine Sammelmail sie "
        "nennt. --dry-run siegelt nicht, ändert nichts und nennt Zeile für Zeile, welche "
        "Sachstände er anfordern, woran er erinnern, was er melden und wessen Schweigen er als "
        "Zustimmung eintragen würde."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="nur zählen, nicht siegeln")

    def handle(self, *args: Any, **options: Any) -> None:
        self.pass_on(dry_run=options["dry_run"])
        self.urge(dry_run=options["dry_run"])
        for name, number in asdict(overdue(on=localdate())).items():
            self.stdout.write(f"{COUNTS[name]}: {number}")
        vacant = {"number": vacancies.number(on=localdate())}
        self.stdout.write(_("Aufgaben, die heute niemand erledigen kann: %(number)d") % vacant)
        if options["dry_run"]:
            self.stdout.write(_("Probelauf: Das Tagessiegel wurde nicht gesetzt."))
        else:
            self.stdout.write(_("Tagessiegel: %(seal)s") % {"seal": self.seal()})

    def pass_on(self, *, dry_run: bool) -> None:
        """Let successors take over what ended organizations left open; name those without one."""
        today = localdate()
        found = list(succession.due(on=today)) if dry_run else succession.take_over(on=today)
        for each in found:
            self.stdout.write(_("Nachfolge: %(what)s") % {"what": each.sentence})
        for organization in succession.orphans(on=today):
            text = _("Ohne Nachfolge, aber mit offenen Aufgaben: %(organization)s")
            self.stderr.write(text % {"organization": organization})

    def urge(self, *, dry_run: bool) -> None:
        """Ask, remind and escalate by date; each is said once, so that a second run is silent."""
        today = localdate()
        counted = self.explain(on=today)
        if not dry_run:
            consents = urging.consent_by_silence(on=today)
            asked = sum(rounds.ask(row, by=None) for row in rounds.running())
            asked += urging.ask_by_interval(on=today)
            counted = {"consents": consents, "asked": asked, **urging.urge(on=today)}
            counted["recalled"] = attention.mail_due(at=now())
        for name, number in counted.items():
            self.stdout.write(f"{URGED[name]}: {number}")

    def explain(self, *, on: dt.date) -> dict[str, int]:
        """Say line by line what would be done, and why; nothing is."""
        silent = urging.silent(on=on)
        for each in silent:
            names = {"measure": each.measure.reference, "body": each.organization}
            text = _("Zustimmung durch Schweigen: %(measure)s, %(body)s. %(why)s")
            self.stdout.write(text % (names | {"why": urging.silence_of(each)}))
        asked = asking.planned(on=on)
        for wanted in asked:
            self.stdout.write(_("Sachstand anfordern: %(what)s") % {"what": wanted.sentence})
        days = {wanted.measure.pk: wanted.due_on for wanted in asked}
        counted = {"consents": len(silent), "asked": len(asked)}
        counted |= self.explain_dates(asking.foreseen(on=on, asked=days), silent)
        return counted | {"recalled": len(attention.to_mail(at=now()))}

    def explain_dates(
        self, foreseen: dict[str, list[Task]], silent: list[CoSignature]
    ) -> dict[str, int]:
        """Say whom a date concerns; whose silence is consent is not told of it as well."""
        passed = {each.pk for each in silent}
        labels = {"reminded": _("Erinnerung"), "escalated": _("Meldung an die Leitung")}
        counted = {}
        for name, tasks in foreseen.items():
            found = [task for task in tasks if task.cosignature_id not in passed]
            for task in found:
                self.stdout.write(f"{labels[name]}: {urging.line_of(task)}")
            counted[name] = len(found)
        return counted

    def seal(self) -> str:
        try:
            return chain.as_line(chain.anchor(at=now()))
        except OperationalError as error:
            text = _("Das Journal wird gerade beschrieben. Bitte gleich noch einmal versuchen.")
            raise CommandError(text, returncode=1) from error
