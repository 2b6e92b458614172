"""The proposal: what a measure is, whom it serves and what it costs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from core import access
from core.formfields import DayField, MoneyField
from core.models import (
    ActionPlan,
    CostLine,
    FieldOfAction,
    Goal,
    Measure,
    Organization,
    Person,
)
from core.models.organisation import OrganizationQuerySet

from .fields import LawLine, LawMany, LawOne, LawProse, Line, Many, One, Prose, Year
from .steps import Row, StepForm, rows

Kind = Organization.Kind
UNITS = (Kind.DIRECTORATE, Kind.DEPARTMENT, Kind.OFFICE, Kind.TREASURY, Kind.COMPANY)
TEXT = (
    "title",
    "description",
    "justification",
    "contact",
    "partners",
    "urgency",
    "planned_from",
    "planned_to",
    "gender_aspects",
    "climate_statement",
    "no_costs",
    "public",
)


class CostRow(Row):
    """One line of the cost table."""

    tells = ("year", "budget", "product", "account", "amount")

    year = Year(label=_("Jahr"))
    kind = forms.ChoiceField(
        label=_("Art"), choices=CostLine.Kind.choices, initial=CostLine.Kind.EXPENSE
    )
    budget = Line(label=_("Teilhaushalt"), max_length=50, required=False)
    product = Line(label=_("Produkt"), max_length=50, required=False)
    account = Line(label=_("Konto"), max_length=50, required=False)
    nature = forms.ChoiceField(
        label=_("Dauer"),
        choices=CostLine.Nature.choices,
        initial=CostLine.Nature.ONCE,
        required=False,
    )
    amount = MoneyField(label=_("Betrag in Euro"), max_digits=14)
    committed = forms.BooleanField(label=_("Verpflichtung"), required=False)

    def clean_nature(self) -> str:
        """Costs are one-off unless something else is said."""
        return self.cleaned_data["nature"] or CostLine.Nature.ONCE.value


class ProposalForm(StepForm):
    """Text, goals and costs. Whether they are complete is asked when the draft is handed in."""

    grids = {
        "cost_lines": rows(CostRow, caption=_("Kostentabelle"), more=_("Kostenzeile hinzufügen"))
    }

    title = Line(
        label=_("Titel"), max_length=300, help_text=_("Kurz und in verständlicher Sprache.")
    )
    description = LawProse(
        label=_("Beschreibung"), rows=6, help_text=_("Was soll getan werden, für wen, womit?")
    )
    justification = Prose(label=_("Begründung"), required=False)
    goals = LawMany(label=_("Oberziele"), queryset=Goal.objects.select_related("plan"))
    field = LawOne(label=_("Handlungsfeld"), queryset=FieldOfAction.objects.select_related("plan"))
    contact = LawLine(label=_("Ansprechperson"), help_text=_("Name und Telefon"))
    participants = Many(label=_("Beteiligte Stellen"), queryset=Organization.objects.none())
    partners = Prose(
        label=_("Externe Partner"), rows=2, required=False, help_text=_("Einer je Zeile.")
    )
    urgency = forms.ChoiceField(
        label=_("Vordringlichkeit"),
        choices=Measure.Urgency.choices,
        initial=Measure.Urgency.NORMAL,
        widget=forms.RadioSelect,
    )
    planned_from = DayField(
        label=_("Geplanter Beginn"), required=False, help_text=_("Zum Beispiel 23.11.2026.")
    )
    planned_to = DayField(label=_("Geplantes Ende"), required=False)
    gender_aspects = LawProse(
        label=_("Gender-Aspekte"), help_text=_("Wie wirkt die Maßnahme auf alle Geschlechter?")
    )
    climate_statement = Prose(label=_("Aussage zum Klima"), rows=2, required=False)
    district = One(label=_("Stadtbezirk"), queryset=Organization.objects.none(), required=False)
    public = forms.BooleanField(
        label=_("Öffentlich"),
        initial=True,
        required=False,
        help_text=_("Ab der Beratung für alle sichtbar, die angemeldet sind."),
    )
    no_costs = forms.BooleanField(
        label=_("Keine finanziellen Auswirkungen"),
        required=False,
        help_text=_("Sonst bitte die Kostentabelle ausfüllen. Eine geleerte Zeile entfällt."),
    )

    def prepare(self) -> None:
        valid = Organization.objects.valid(on=localdate())
        self.among("participants", valid.filter(kind__in=UNITS))
        self.among("district", valid.filter(kind=Kind.DISTRICT_COUNCIL))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begin, end = cleaned.get("planned_from"), cleaned.get("planned_to")
        if begin and end and end < begin:
            self.add_error("planned_to", _("Das geplante Ende liegt vor dem geplanten Beginn."))
        return cleaned

    def is_valid(self) -> bool:
        """The statement that nothing costs anything and a cost line contradict each other."""
        valid = super().is_valid()
        if valid and self.cleaned_data["no_costs"] and self.rows["cost_lines"].answers():
            self.add_error(
                "no_costs",
                _("Es stehen Kosten in der Kostentabelle: Bitte das eine oder das andere angeben."),
            )
            return False
        return valid


class EditForm(ProposalForm):
    """What the draft says so far."""

    def known(self) -> dict[str, Any]:
        measure = self.measure
        known: dict[str, Any] = {name: getattr(measure, name) for name in TEXT}
        return known | {
            "field": measure.field_id,
            "district": measure.district_id,
            "goals": [goal.pk for goal in measure.goal_list],
            "participants": [each.pk for each in measure.participants.all()],
        }

    def known_rows(self, name: str) -> list[dict[str, Any]]:
        names = CostRow.base_fields
        return [{each: getattr(line, each) for each in names} for line in self.measure.cost_table]

    def prepare(self) -> None:
        super().prepare()
        plan = self.measure.plan_id
        self.among("goals", Goal.objects.filter(plan=plan))
        self.among("field", FieldOfAction.objects.filter(plan=plan))


class ProposeForm(ProposalForm):
    """The first draft, which also says for whom it is proposed and under which concept."""

    field_order = ["lead", "plan"]

    lead = One(label=_("Federführung"), queryset=Organization.objects.none())
    plan = One(label=_("Handlungskonzept"), queryset=ActionPlan.objects.all(), empty_label=None)

    def prepare(self) -> None:
        super().prepare()
        lead = self.among("lead", leads_of(self.actor))
        if len(lead.queryset) == 1:
            lead.initial, lead.empty_label = lead.queryset[0].pk, None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        plan, field = cleaned.get("plan"), cleaned.get("field")
        chosen = [*cleaned.get("goals", ()), *([field] if field else [])]
        if plan and any(each.plan_id != plan.pk for each in chosen):
            self.add_error("plan", _("Oberziele und Handlungsfeld gehören zu diesem Konzept."))
        return cleaned


def leads_of(person: Person) -> OrganizationQuerySet:
    """For whom a person may propose; the coordinating office for every unit."""
    mine = access.organizations(person)
    valid = Organization.objects.valid(on=localdate())
    if ActionPlan.objects.filter(office__in=mine.get("release", ())).exists():
        return valid.filter(kind__in=UNITS)
    return valid.filter(pk__in=mine.get("propose", ()))
