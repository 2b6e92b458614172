"""Print the lifecycle, generated from the declared steps and the flow."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from core import handbook
from core.management.polite import PoliteCommand
from workflow import picture


def as_json() -> str:
    return json.dumps(handbook.as_data(), ensure_ascii=False, indent=2)


FORMATS: dict[str, Callable[[], str]] = {
    "md": handbook.as_markdown,
    "csv": handbook.as_csv,
    "json": as_json,
    "svg": picture.lifecycle_svg,
    "bpmn": picture.lifecycle_bpmn,
}


class Command(PoliteCommand):
    """Nothing here is written by hand: a changed step shows in every format."""

    help = "Gibt den Lebenslauf einer Maßnahme aus: Tabelle, Daten, Zeichnung oder BPMN."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=FORMATS, default="md", help="Vorgabe: md")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(FORMATS[options["format"]]().rstrip("\n"))
