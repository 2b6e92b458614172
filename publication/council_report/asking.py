"""Which report somebody asks for: plan, period and version; they stand in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formfields import DayField
from core.models import ActionPlan, Person
from workflow.refusals import Forbidden, Reason

from .rows import Period
from .scope import may_read_whole

PUBLIC, WHOLE = "oeffentlich", "vollstaendig"
VERSIONS = {PUBLIC: gettext_lazy("öffentlich"), WHOLE: gettext_lazy("vollständig")}


class ReportForm(forms.Form):
    """What is asked for; whatever the address leaves out is the last half-year, in public."""

    plan = forms.ModelChoiceField(
        label=gettext_lazy("Handlungskonzept"),
        queryset=ActionPlan.objects.order_by("title"),
        empty_label=None,
    )
    von = DayField(label=gettext_lazy("von"))
    bis = DayField(label=gettext_lazy("bis"))
    fassung = forms.ChoiceField(label=gettext_lazy("Fassung"), choices=VERSIONS)

    def __init__(self, asked: QueryDict, *, person: Person) -> None:
        self.person = person
        super().__init__(usual() | asked.dict())
        if len(ActionPlan.objects.all()[:2]) == 1:
            self.fields["plan"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """A period ends after it has begun, and the full version is not for everybody."""
        data = self.cleaned_data
        since, until, plan = data.get("von"), data.get("bis"), data.get("plan")
        if since and until and since > until:
            wrong = _("Der Zeitraum endet, bevor er beginnt: Bitte „von“ oder „bis“ ändern.")
            self.add_error("bis", wrong)
        if plan and not may_read_whole(self.person, plan):
            if data.get("fassung") == WHOLE:
                raise Forbidden(whole_is_for_others())
            self.fields["fassung"].widget = forms.HiddenInput()
        return data

    @property
    def chosen(self) -> ActionPlan:
        found: ActionPlan = self.cleaned_data["plan"]
        return found

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["von"], self.cleaned_data["bis"])

    @property
    def is_public(self) -> bool:
        return bool(self.cleaned_data["fassung"] == PUBLIC)

    @property
    def address(self) -> str:
        """The same question as part of an address."""
        query = QueryDict(mutable=True)
        data = self.cleaned_data
        query.update({"plan": str(self.chosen.pk), "fassung": data["fassung"]})
        query.update({"von": data["von"].isoformat(), "bis": data["bis"].isoformat()})
        return query.urlencode()


def usual() -> dict[str, Any]:
    """What is asked for by who asks for nothing in particular."""
    period = Period.last_half_year(on=localdate())
    plan = ActionPlan.objects.order_by("title").values_list("pk", flat=True).first()
    days = {"von": f"{period.since:%d.%m.%Y}", "bis": f"{period.until:%d.%m.%Y}"}
    return days | {"plan": plan, "fassung": PUBLIC}


def whole_is_for_others() -> Reason:
    said = _("Die vollständige Fassung lesen das koordinierende Büro und die Gremien.")
    return Reason("R-05", said)
