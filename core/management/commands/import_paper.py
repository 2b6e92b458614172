"""Import a council paper from a text file: as facts for people, or as JSON for programs."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.management.polite import MISUSE, PoliteCommand
from core.paper_import import import_paper, preview
from core.paper_text import PaperText, UnreadablePaper, as_json, read_file

ROLES = {"treats": gettext_lazy("behandelt"), "copy": gettext_lazy("zur Kenntnis")}


class Command(PoliteCommand):
    """Nothing is written when the file cannot be read, with --dry-run, or the second time."""

    help = "Liest eine Drucksache aus einer Textdatei (UTF-8) ein."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="DATEI", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="nur zeigen, nichts schreiben")
        parser.add_argument("--json", action="store_true", help="alles Gelesene als JSON ausgeben")

    def handle(self, *args: Any, **options: Any) -> None:
        write = preview if options["dry_run"] else import_paper
        try:
            text = read_file(options["file"])
            changed = write(text).changed
        except UnreadablePaper as refusal:
            raise CommandError(str(refusal), returncode=MISUSE) from refusal
        if options["json"]:
            found = as_json(text, changed=changed)
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(report(text)))
            self.stdout.write(outcome(changed=changed, dry_run=options["dry_run"]))


def report(text: PaperText) -> list[str]:
    """The facts of the paper, line by line, and what nobody understood."""
    return [
        f"{text.kind_label} {text.reference}: {text.title}",
        _("Einheit %(unit)s, %(place)s, %(date)s; Anlagen: %(annexes)d")
        % {"unit": text.unit, "place": text.place, "date": text.date, "annexes": text.annexes},
        *(f"  {ROLES[body.role]}: {body.name}" for body in text.bodies),
        *(_("  Abschnitt: %(title)s") % {"title": title} for title in text.sections),
        *_numbered(_("Oberziel"), text.goals),
        *_numbered(_("Handlungsfeld"), text.fields),
        *(
            _("  nicht verstanden, Zeile %(number)d: %(text)s")
            % {"number": line.line, "text": line.text}
            for line in text.unread
        ),
    ]


def _numbered(label: str, titles: tuple[str, ...]) -> list[str]:
    return [f"  {label} {number}: {title}" for number, title in enumerate(titles, start=1)]


def outcome(*, changed: bool, dry_run: bool) -> str:
    """What has become of it, in one sentence."""
    if not changed:
        return _("Alles steht schon so da: Es wurde nichts geändert.")
    if dry_run:
        return _("Probelauf: Es würde geschrieben, aber es wurde nichts geschrieben.")
    return _("Die Drucksache ist eingelesen.")
