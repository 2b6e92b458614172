"""A cost table read from a file: columns by their names, every row as if it had been typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.cost_table import FIELDS, heads
from core.models import CostLine
from core.spreadsheets import UnreadableTable, read_rows
from workflow.models import Process

from .proposal import CostRow
from .steps import MOST_ROWS

NEEDED = ("year", "kind", "amount")
CHOICES: dict[str, list[tuple[Any, Any]]] = {
    "kind": list(CostLine.Kind.choices),
    "nature": list(CostLine.Nature.choices),
}
YES, NO = ("ja", "x", "1", "yes", "wahr"), ("", "nein", "0", "no", "falsch", "-", "–")


class CostFileForm(forms.Form):
    """The file; its rows are told fault by fault, and taken over all together or not at all."""

    file = forms.FileField(
        label=gettext_lazy("Tabelle"),
        help_text=gettext_lazy("XLSX oder CSV, höchstens 2 MB. Die Kopfzeile nennt die Spalten."),
    )

    def __init__(self, *args: Any, measure: Process, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure = measure
        self.lines: list[dict[str, Any]] = []

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            rows = read_rows(file.read(), MOST_ROWS)
        except UnreadableTable as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        self.lines = self._lines(rows)
        return file

    def _lines(self, rows: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
        if len(rows) < 2:  # noqa: PLR2004 - a head and a line
            raise forms.ValidationError(_("Die Tabelle ist leer."))
        columns = _columns(rows[0])
        numbered = list(enumerate(rows[1:], start=2))
        strange = [fault for number, row in numbered for fault in _strange(number, columns, row)]
        read = [(number, self._read(columns, row)) for number, row in numbered]
        faults = strange + [fault for number, row in read for fault in _faults(number, row)]
        if faults:
            raise forms.ValidationError(faults)
        return [row.answers() for _number, row in read]

    def _read(self, columns: Sequence[str], row: Sequence[str]) -> CostRow:
        typed = dict(zip(columns, row, strict=False))
        data = {name: _value(name, typed.get(name, "")) for name in FIELDS}
        said = {name: text for name, text in data.items() if text}
        return CostRow(said, step_form=self, use_required_attribute=False)


def _columns(head: Iterable[str]) -> list[str]:
    """The field of every column; one that is not known or missing is named."""
    known = {label.casefold(): name for label, name in zip(heads(), FIELDS, strict=True)}
    known |= {"betrag": "amount"}
    names = [known.get(cell.strip().casefold(), "") for cell in head]
    strange = [cell for cell, name in zip(head, names, strict=True) if not name and cell]
    twice = [cell for cell, name in zip(head, names, strict=True) if name and names.count(name) > 1]
    missing = [label for label, name in zip(heads(), FIELDS, strict=True) if name in NEEDED]
    missing = [label for label in missing if known[label.casefold()] not in names]
    if strange or missing:
        said = _("Die Spalten heißen: %(known)s. Unbekannt: %(strange)s. Es fehlt: %(missing)s.")
        parts = {"strange": ", ".join(strange) or "–", "missing": ", ".join(missing) or "–"}
        raise forms.ValidationError(said % {"known": ", ".join(heads()), **parts})
    if twice:
        said = _("Diese Spalten stehen doppelt da: %(twice)s. Bitte behalten Sie je eine.")
        raise forms.ValidationError(said % {"twice": ", ".join(twice)})
    return names


def _strange(number: int, columns: Sequence[str], row: Sequence[str]) -> Iterator[str]:
    """What a row says that nobody could take over: cells without a head, neither yes nor no."""
    headless = [cell for cell, name in zip_longest(row, columns) if cell and not name]
    if headless:
        said = _("Zeile %(number)d: „%(cells)s“ steht in keiner benannten Spalte.")
        yield said % {"number": number, "cells": "“, „".join(headless)}
    word = dict(zip(columns, row, strict=False)).get("committed", "")
    if word.casefold() not in (*YES, *NO):
        said = _("Zeile %(number)d, Verpflichtung: „%(word)s“ ist weder ja noch nein.")
        yield said % {"number": number, "word": word}


def _value(name: str, text: str) -> str:
    """A label as the form takes it; text that is none of the choices stays and is refused."""
    if name in CHOICES:
        found = {str(label).casefold(): value for value, label in CHOICES[name]}
        found |= {value: value for value, _label in CHOICES[name]}
        default = CostLine.Nature.ONCE if name == "nature" else ""
        return str(found.get(text.casefold(), text) or default)
    if name == "committed":
        return "on" if text.casefold() in YES else ""
    return text


def _faults(number: int, row: CostRow) -> list[str]:
    row.empty_permitted = False
    said = _("Zeile %(number)d, %(column)s: %(fault)s")
    return [
        said % {"number": number, "column": row.fields[name].label, "fault": fault}
        for name, faults in row.errors.items()
        for fault in faults
    ]
