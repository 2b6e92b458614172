"""Take over running cases from a table, by two people, with decision reference and evidence."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from core.management.polite import MISUSE, PoliteCommand
from core.models import Person
from workflow import running_cases
from workflow.running_cases import CaseForm, Outcome, UnreadableTable


class Command(PoliteCommand):
    """Each line is one transaction; lines that are refused end the command with 1."""

    help = (
        "Übernimmt laufende Fälle aus einer Tabelle (CSV, UTF-8, Semikolon oder Komma). Spalten: "
        f"{', '.join(CaseForm.base_fields)}. Jede Zeile gilt ganz oder gar nicht; was mit Titel "
        "und Beschluss schon da ist, bleibt unberührt."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="DATEI", type=Path)
        parser.add_argument("--actor", metavar="NAME", required=True, help="wer übernimmt")
        parser.add_argument("--second", metavar="NAME", required=True, help="wer bestätigt")
        parser.add_argument("--dry-run", action="store_true", help="alles prüfen, nichts schreiben")

    def handle(self, *args: Any, **options: Any) -> None:
        actor, second = self.person(options["actor"]), self.person(options["second"])
        if actor == second:
            raise CommandError(_("Es braucht zwei verschiedene Personen."), returncode=MISUSE)
        try:
            rows = running_cases.read(options["file"])
        except UnreadableTable as refusal:
            raise CommandError(str(refusal), returncode=MISUSE) from refusal
        dry_run = options["dry_run"]
        cases = running_cases.take_over(rows=rows, actor=actor, second=second, dry_run=dry_run)
        refused = sum(self.tell(outcome, dry_run=dry_run) for outcome in cases)
        if refused:
            text = _("%(refused)d von %(all)d Zeilen sind nicht übernommen.")
            raise CommandError(text % {"refused": refused, "all": len(rows)}, returncode=1)

    def person(self, name: str) -> Person:
        found = Person.objects.filter(username=name, is_active=True).first()
        if found is None:
            text = _("Eine Person mit dem Namen „%(name)s“ gibt es nicht.") % {"name": name}
            raise CommandError(text, returncode=MISUSE)
        return found

    def tell(self, outcome: Outcome, *, dry_run: bool) -> bool:
        """Say what became of a line; true if it was refused."""
        place = {"line": outcome.line, "title": outcome.title, "reference": outcome.reference}
        for fault in outcome.faults:
            self.stderr.write(_("Zeile %(line)d: %(fault)s") % {**place, "fault": fault})
        if outcome.faults:
            return True
        if outcome.known:
            text = _("Zeile %(line)d: %(title)s ist schon da (%(reference)s).")
        elif dry_run:
            text = _("Zeile %(line)d: %(title)s würde übernommen.")
        else:
            text = _("Zeile %(line)d: %(title)s ist übernommen (%(reference)s).")
        self.stdout.write(text % place)
        return False
