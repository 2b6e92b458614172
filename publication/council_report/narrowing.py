"""Which measures a page of the report lists: all, or those that one bar of a chart counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from core.steps import Status

from .figures import LIGHTS
from .rows import ChangeKind, CouncilReport, Entry, FieldPart, light_label

ANCHOR = "auswahl"
LIGHT, STATUS, CHANGE = "ampel", "zustand", "aenderung"
CODES: dict[str, tuple[Any, ...]] = {
    LIGHT: LIGHTS,
    STATUS: tuple(Status.values),
    CHANGE: tuple(ChangeKind.values),
}
LABELS: dict[str, Callable[[str], str]] = {
    LIGHT: light_label,
    STATUS: lambda code: str(Status(code).label),
    CHANGE: lambda code: str(ChangeKind(code).label),
}


def narrowed_url(address: str, of: str, code: str) -> str:
    """The same report, listing only what a bar counts."""
    return f"?{address}&nur={of}:{quote(code)}#{ANCHOR}"


@dataclass(frozen=True)
class Narrowing:
    """What the address asks for; without it, everything."""

    of: str = ""
    code: str = ""

    @classmethod
    def asked(cls, text: str) -> Narrowing:
        """Such as "ampel:red"; what no bar counts is no narrowing."""
        of, _colon, code = text.partition(":")
        return cls(of, code) if code in CODES.get(of, ()) else cls()

    def __bool__(self) -> bool:
        return bool(self.of)

    @property
    def label(self) -> str:
        names = {LIGHT: _("Ampel"), STATUS: _("Zustand"), CHANGE: _("Änderung")}
        return f"{names[self.of]}: {LABELS[self.of](self.code)}" if self else ""

    def entries(self, report: CouncilReport) -> Iterator[Entry]:
        return (entry for entry in report.entries if self._holds(entry))

    def fields(self, report: CouncilReport) -> list[FieldPart]:
        """The fields with what is left of them; one without any is left out if narrowed."""
        parts = [
            replace(part, entries=tuple(each for each in part.entries if self._holds(each)))
            for part in report.fields
        ]
        return [part for part in parts if part.entries or not self]

    def changes(self, entry: Entry) -> list[str]:
        """The changes of a measure, each with its day; of one kind only if that is asked for."""
        asked = [self.code] if self.of == CHANGE else ChangeKind
        return [change.dated for change in entry.changes if change.kind in asked]

    def _holds(self, entry: Entry) -> bool:
        if self.of == LIGHT:
            return entry.light == self.code
        if self.of == STATUS:
            return entry.status == self.code
        return not self or bool(self.changes(entry))
