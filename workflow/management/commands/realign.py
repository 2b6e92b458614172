"""Bring running measures to the present definition of the lifecycle; run it after each deploy."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.management.polite import PoliteCommand
from workflow import engine, realignment
from workflow.realignment import Finding, Verdict
from workflow.refusals import Busy

LABELS = {
    Verdict.UNCHANGED: gettext_lazy("unverändert"),
    Verdict.MAPPED: gettext_lazy("wird übertragen"),
    Verdict.BLOCKED: gettext_lazy("gesperrt"),
}


class Command(PoliteCommand):
    """Without --apply nothing is written. Applying is a journalled step per measure."""

    help = (
        "Vergleicht jede Maßnahme mit der geltenden Fassung des Lebenslaufs: unverändert, wird "
        "übertragen, gesperrt. --check endet mit 1, wenn etwas zu tun ist; --apply überträgt "
        "Fassung und Aufgaben und endet mit 1, wenn etwas gesperrt bleibt."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--check", action="store_true", help="1, wenn etwas zu tun ist")
        choice.add_argument("--apply", action="store_true", help="Fassung und Aufgaben übertragen")

    def handle(self, *args: Any, **options: Any) -> None:
        counts: Counter[Verdict] = Counter()
        for found in realignment.survey():
            counts[self.treat(found, apply=options["apply"])] += 1
            self.stdout.write(line(found))
        summary = ", ".join(f"{LABELS[verdict]}: {counts[verdict]}" for verdict in Verdict)
        to_do = counts[Verdict.BLOCKED] + (0 if options["apply"] else counts[Verdict.MAPPED])
        if to_do and (options["check"] or options["apply"]):
            raise CommandError(summary, returncode=1)
        self.stdout.write(summary)

    def treat(self, found: Finding, *, apply: bool) -> Verdict:
        """Bring the measure along if asked to; a measure in use counts as blocked for now."""
        if not apply or found.verdict is not Verdict.MAPPED:
            return found.verdict
        try:
            engine.realign(measure=found.measure)
        except Busy as busy:
            self.stderr.write(f"{found.reference}: {busy}")
            return Verdict.BLOCKED
        return Verdict.MAPPED


def line(found: Finding) -> str:
    because = _(" – %(reason)s") % {"reason": found.reason} if found.reason else ""
    return f"{found.reference}: {LABELS[found.verdict]}{because}"
