"""Cases that began elsewhere: read from a table, taken over by two people through the engine."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Model
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core.lifecycle import steps
from core.models import ActionPlan, FieldOfAction, Goal, Measure, Organization, Person
from core.steps import Status

from . import engine
from .models import Process, Task
from .refusals import Refusal

LARGEST = 5_000_000
DAYS = ["%Y-%m-%d", "%d.%m.%Y"]
STATES = {str(status.label).casefold(): status for status in steps()["take_over"].targets}
YES = {"ja": True, "nein": False, "": True}


class UnreadableTable(Exception):
    """The file cannot be used at all; the sentence says why."""


@dataclass(frozen=True)
class Outcome:
    """What became of one line: taken over, there already, or refused with its sentences."""

    line: int
    title: str
    reference: str = ""
    known: bool = False
    faults: tuple[str, ...] = ()


# ---- reading ---------------------------------------------------------------------------------


def read(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """The lines of the table with their numbers; semicolon or comma, UTF-8 with or without BOM."""
    text = _text(path)
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.DictReader(StringIO(text), delimiter=delimiter, restval="", strict=True)
    try:
        _check_columns([name.strip().casefold() for name in reader.fieldnames or ()])
        return [(reader.line_num, _named(row)) for row in reader]
    except csv.Error as error:
        raise UnreadableTable(
            _("Zeile %(number)d ist keine Tabellenzeile.") % {"number": reader.line_num + 1}
        ) from error


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableTable(_("Die Datei ist größer als 5 MB."))
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnreadableTable(_("Die Datei ist nicht zu öffnen.")) from error
    except UnicodeDecodeError as error:
        raise UnreadableTable(_("Die Datei ist keine Tabelle in UTF-8.")) from error


def _check_columns(found: list[str]) -> None:
    needed = [name for name, field in CaseForm.base_fields.items() if field.required]
    if missing := [name for name in needed if name not in found]:
        raise UnreadableTable(
            _("Es fehlen die Spalten: %(names)s.") % {"names": ", ".join(missing)}
        )
    if unknown := [name for name in found if name not in CaseForm.base_fields]:
        raise UnreadableTable(_("Unbekannte Spalten: %(names)s.") % {"names": ", ".join(unknown)})


def _named(row: dict[str | None, Any]) -> dict[str, Any]:
    return {(name or "").strip().casefold(): value for name, value in row.items()}


# ---- one line --------------------------------------------------------------------------------


class Known(forms.CharField):
    """A record named by one of its fields; it must be one and only one."""

    def __init__(self, model: type[Model], by: str, **options: Any) -> None:
        super().__init__(**options)
        self.model, self.by = model, by

    def clean(self, value: Any) -> Any:
        name = super().clean(value)
        if not name:
            return None
        found = list(self.model._default_manager.filter(**{self.by: name})[:2])
        if len(found) != 1:
            message = _("„%(name)s“ ist nicht bekannt oder nicht eindeutig.") % {"name": name}
            raise forms.ValidationError(message)
        return found[0]


class CaseForm(forms.Form):
    """A line of the table; its fields are the columns."""

    titel = forms.CharField(max_length=300)
    beschreibung = forms.CharField(required=False, max_length=20_000)
    begruendung = forms.CharField(required=False, max_length=20_000)
    ansprechperson = forms.CharField(required=False, max_length=200)
    gender_aspekte = forms.CharField(required=False, max_length=20_000)
    federfuehrung = Known(Organization, "code")
    handlungskonzept = Known(ActionPlan, "title", required=False)
    handlungsfeld = forms.IntegerField(required=False, min_value=1, max_value=9999)
    oberziele = forms.RegexField(r"^[0-9]{1,4}([ ,]+[0-9]{1,4})*$", required=False)
    beginn = forms.DateField(required=False, input_formats=DAYS)
    ende = forms.DateField(required=False, input_formats=DAYS)
    oeffentlich = forms.CharField(required=False)
    zustand = forms.CharField()
    gremium = Known(Organization, "name", required=False)
    beschluss = forms.CharField(max_length=200)
    beschlossen_am = forms.DateField(required=False, input_formats=DAYS)
    nachweis = forms.CharField(max_length=200)
    verantwortlich = forms.CharField(required=False, max_length=200)
    grund = forms.CharField(required=False, max_length=2000)

    def clean_zustand(self) -> Status:
        state = STATES.get(self.cleaned_data["zustand"].casefold())
        if state is None:
            names = ", ".join(str(status.label) for status in STATES.values())
            raise forms.ValidationError(_("Möglich sind: %(names)s.") % {"names": names})
        return state

    def clean_oeffentlich(self) -> bool:
        answer = YES.get(self.cleaned_data["oeffentlich"].casefold())
        if answer is None:
            raise forms.ValidationError(_("Möglich sind: ja, nein."))
        return answer

    def clean_beschlossen_am(self) -> Any:
        day = self.cleaned_data["beschlossen_am"]
        if day and day > localdate():
            raise forms.ValidationError(_("Der Tag liegt in der Zukunft."))
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        data["plan"] = data.get("handlungskonzept") or self._only_plan()
        data["field"] = self._field(data)
        data["goals"] = self._goals(data)
        if data.get("zustand") == Status.CONSULTING and not data.get("gremium"):
            self.add_error("gremium", _("In Beratung gehört das beschließende Gremium dazu."))
        if None not in (data.get("beginn"), data.get("ende")) and data["ende"] < data["beginn"]:
            self.add_error("ende", _("Das geplante Ende liegt vor dem geplanten Beginn."))
        return data

    def _only_plan(self) -> ActionPlan | None:
        plans = list(ActionPlan.objects.all()[:2])
        if len(plans) != 1:
            self.add_error("handlungskonzept", _("Bitte das Handlungskonzept angeben."))
            return None
        return plans[0]

    def _field(self, data: dict[str, Any]) -> FieldOfAction | None:
        number = data.get("handlungsfeld")
        if not number or not data["plan"]:
            return None
        found = FieldOfAction.objects.filter(plan=data["plan"], number=number).first()
        if found is None:
            self.add_error("handlungsfeld", _("Dieses Handlungsfeld hat das Konzept nicht."))
        return found

    def _goals(self, data: dict[str, Any]) -> list[Goal]:
        numbers = {int(each) for each in data.get("oberziele", "").replace(",", " ").split()}
        found = list(Goal.objects.filter(plan=data["plan"], number__in=numbers))
        if data["plan"] and len(found) != len(numbers):
            self.add_error("oberziele", _("Eines dieser Oberziele hat das Konzept nicht."))
        return found

    def faults(self) -> tuple[str, ...]:
        return tuple(
            f"{name}: {sentence}" if name != "__all__" else str(sentence)
            for name, sentences in self.errors.items()
            for sentence in sentences
        )

    def text(self) -> dict[str, Any]:
        """What `engine.start` wants to know."""
        data = self.cleaned_data
        return {
            "plan": data["plan"],
            "lead": data["federfuehrung"],
            "title": data["titel"],
            "description": data["beschreibung"],
            "justification": data["begruendung"],
            "contact": data["ansprechperson"],
            "gender_aspects": data["gender_aspekte"],
            "field": data["field"],
            "goals": data["goals"],
            "planned_from": data["beginn"],
            "planned_to": data["ende"],
            "public": data["oeffentlich"],
            "responsible": data["verantwortlich"],
        }

    def decision(self) -> dict[str, Any]:
        """What the step `take_over` wants to know."""
        data = self.cleaned_data
        return {
            "to": data["zustand"].value,
            "reason": data["grund"] or _("Der Fall läuft schon und wird hier weitergeführt."),
            "decision_reference": data["beschluss"],
            "evidence": data["nachweis"],
            "decided_on": data["beschlossen_am"],
            "organization": data["gremium"],
        }


# ---- taking over -----------------------------------------------------------------------------


def take_over(
    *, rows: list[tuple[int, dict[str, Any]]], actor: Person, second: Person, dry_run: bool = False
) -> Iterator[Outcome]:
    """Take over line by line, each wholly or not at all; a case that is there already stays.

    A dry run goes the whole way and takes every line back again.
    """
    for line, row in rows:
        form = CaseForm(row)
        title = str(row.get("titel", ""))
        if "" in row:
            yield Outcome(line, title, faults=(_("Die Zeile hat mehr Spalten als der Kopf."),))
        elif not form.is_valid():
            yield Outcome(line, title, faults=form.faults())
        else:
            yield _one(line, form, actor, second, dry_run=dry_run)


def _one(line: int, form: CaseForm, actor: Person, second: Person, *, dry_run: bool) -> Outcome:
    title, reference = form.cleaned_data["titel"], form.cleaned_data["beschluss"]
    known = Measure.objects.filter(title=title, decision_reference=reference).first()
    if known:
        return Outcome(line, title, known.reference, known=True)
    try:
        with transaction.atomic():
            measure = _through_the_engine(form, actor, second)
            transaction.set_rollback(dry_run)
    except Refusal as refusal:
        return Outcome(line, title, faults=(str(refusal),))
    return Outcome(line, title, measure.reference)


def _through_the_engine(form: CaseForm, actor: Person, second: Person) -> Process:
    """Two people: one brings the case in, the other looks and confirms."""
    measure = engine.start(actor=actor, data=form.text())
    asked = engine.intervene(
        actor=actor,
        measure=measure.pk,
        step="take_over",
        seen=measure.version,
        data=form.decision(),
    )
    task = Task.objects.open().get(process=asked.pk, second_look__isnull=False)
    return engine.perform(
        actor=second,
        task=task.pk,
        action="look_again",
        seen=asked.version,
        data={"answer": "confirm"},
    )
