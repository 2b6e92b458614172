"""Read a calendar of sittings (iCalendar or table) and follow it."""

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from core.management.polite import MISUSE, PoliteCommand
from core.meetings_import import UnreadableCalendar, read
from core.models import Person
from workflow.meetings.importing import Followed, follow


class Command(PoliteCommand):
    """Each sitting is one transaction; sittings that are refused end the command with 1."""

    help = (
        "Liest Sitzungen aus einer iCalendar-Datei (.ics) oder einer Tabelle (Gremium;Tag;Beginn;"
        "Ort;Nummer;Art;Status;Kennung). Verlegtes und Abgesagtes folgt, Bekanntes bleibt."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="DATEI", type=Path)
        parser.add_argument("--actor", metavar="NAME", required=True, help="wer einliest")
        parser.add_argument("--dry-run", action="store_true", help="alles prüfen, nichts schreiben")
        parser.add_argument("--json", action="store_true", help="für Programme")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = Person.objects.filter(username=options["actor"], is_active=True).first()
        if actor is None:
            text = _("Eine Person mit dem Namen „%(name)s“ gibt es nicht.")
            raise CommandError(text % {"name": options["actor"]}, returncode=MISUSE)
        try:
            events = read(options["file"])
        except UnreadableCalendar as refusal:
            raise CommandError(str(refusal), returncode=MISUSE) from refusal
        found = list(follow(actor=actor, events=events, dry_run=options["dry_run"]))
        counted = Counter[str](each.kind for each in found)
        if options["json"]:
            self.stdout.write(json.dumps(counted, sort_keys=True))
        else:
            self.tell(found, counted)
        if counted["refused"]:
            text = _("%(refused)d von %(all)d Sitzungen sind nicht übernommen.")
            values = {"refused": counted["refused"], "all": len(found)}
            raise CommandError(text % values, returncode=1)

    def tell(self, found: list[Followed], counted: Counter[str]) -> None:
        for each in found:
            for sentence in each.sentences:
                self.stderr.write(f"{each.event.place}: {sentence}")
        words = {
            "new": _("neu: %(number)d"),
            "moved": _("verlegt: %(number)d"),
            "changed": _("geändert: %(number)d"),
            "cancelled": _("abgesagt: %(number)d"),
            "revived": _("wieder angesetzt: %(number)d"),
            "same": _("unverändert: %(number)d"),
            "older": _("älter als bekannt: %(number)d"),
        }
        said = [text % {"number": counted[kind]} for kind, text in words.items() if counted[kind]]
        self.stdout.write(", ".join(said) or _("Keine Sitzung gefunden"))
