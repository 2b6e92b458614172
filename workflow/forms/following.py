"""Follow-through: orders, their result, asked reports, indicators with what was measured."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from core.formfields import DayField, MoneyField
from core.models import Indicator, Organization
from workflow.following import usual_day

from .fields import Count, LawProse, Line, One, Prose, with_blank, working
from .proposal import UNITS
from .steps import KnownRow, StepForm, rows


class OrderRow(KnownRow):
    """An order: who does what by when, and how often it is reported."""

    tells = ("text", "due_on")

    organization = One(label=_("Zuständig"), queryset=Organization.objects.none())
    responsible = Line(label=_("Verantwortliche Person"), required=False)
    text = Prose(label=_("Auftrag"), rows=2, max_length=1000)
    due_on = DayField(label=_("Zu erledigen bis"))
    interval = Count(label=_("Bericht alle … Monate"), min_value=1, max_value=24, required=False)
    dropped = Line(label=_("Entfällt, weil"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organization: Any = self.fields["organization"]
        organization.queryset = self.step_form.units
        organization.widget.choices = self.step_form.unit_choices

    def clean_due_on(self) -> dt.date:
        """A new order lies ahead; one that is overdue may stay as it is."""
        day: dt.date = self.cleaned_data["due_on"]
        if day < localdate() and "due_on" in self.changed_data:
            raise forms.ValidationError(_("Der Tag liegt in der Vergangenheit."))
        return day


class OrdersForm(StepForm):
    """The orders that are open, and new ones. None goes without a reason."""

    wants_change = True
    grids = {"orders": rows(OrderRow, caption=_("Aufträge"), more=_("Auftrag hinzufügen"))}

    def prepare(self) -> None:
        valid = Organization.objects.valid(on=localdate())
        self.units = valid.filter(kind__in=UNITS)
        self.unit_choices = with_blank((str(unit.pk), str(unit)) for unit in self.units)
        self.open_ones = self.measure.open_orders
        self.known_keys = {order.pk for order in self.open_ones}

    def known_rows(self, name: str) -> list[dict[str, Any]]:
        names = [each for each in OrderRow.base_fields if each not in ("pk", "organization")]
        return [
            {"pk": order.pk, "organization": order.organization_id}
            | {each: getattr(order, each) for each in names}
            for order in self.open_ones
        ]


class SettleOrderForm(StepForm):
    """What came of an order."""

    result = LawProse(label=_("Ergebnis"), help_text=_("Was wurde getan, was liegt vor?"))


class AskReportForm(StepForm):
    """By when the lead is to report."""

    due_on = DayField(label=_("Sachstand bis"))

    def known(self) -> dict[str, Any]:
        return {"due_on": usual_day(localdate())}

    def clean_due_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["due_on"]
        if day < localdate():
            raise forms.ValidationError(_("Der Tag liegt in der Vergangenheit."))
        return working(day)


NO_NUMBER = {"invalid": _("Bitte geben Sie eine Zahl ein, zum Beispiel 1.234,5.")}


class IndicatorRow(KnownRow):
    """An indicator, and the newest value of it."""

    tells = ("name", "target")

    kind = forms.ChoiceField(label=_("Art"), choices=Indicator.Kind.choices)
    name = Line(label=_("Kennzahl"))
    unit = Line(label=_("Einheit"), max_length=50)
    target = MoneyField(label=_("Ziel"), error_messages=NO_NUMBER)
    value = MoneyField(label=_("Neuer Messwert"), required=False, error_messages=NO_NUMBER)
    measured_on = DayField(label=_("Gemessen am"), required=False)

    def clean_measured_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["measured_on"]
        if day and day > localdate():
            raise forms.ValidationError(_("Der Tag liegt in der Zukunft."))
        return day


class IndicatorsForm(StepForm):
    """The indicators of a measure. One that has been measured stays."""

    grids = {
        "indicators": rows(IndicatorRow, caption=_("Kennzahlen"), more=_("Kennzahl hinzufügen"))
    }

    def prepare(self) -> None:
        self.indicators = list(self.measure.indicators.all()) if self.measure.pk else []
        self.known_keys = {each.pk for each in self.indicators}

    def known_rows(self, name: str) -> list[dict[str, Any]]:
        names = ("pk", "kind", "name", "unit", "target")
        return [{name: getattr(each, name) for name in names} for each in self.indicators]
