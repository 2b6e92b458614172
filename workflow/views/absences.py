"""Being away without a substitute: the person's own page for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core.components import Link
from core.formfields import DayField
from core.models import Person
from core.requests import PersonRequest
from workflow import absences, substitutes
from workflow.forms.fields import Line, One
from workflow.vacancies import Vacancy, left_by

from .refusing import page


class AbsenceForm(forms.Form):
    """Who is away, from when to when, and what others should know."""

    person = One(label=gettext_lazy("Abwesend"), queryset=Person.objects.none(), empty_label=None)
    valid_from = DayField(label=gettext_lazy("Vom"), help_text=gettext_lazy("Erster Tag."))
    valid_to = DayField(label=gettext_lazy("Bis"), help_text=gettext_lazy("Letzter Tag."))
    note = Line(
        label=gettext_lazy("Hinweis"),
        required=False,
        help_text=gettext_lazy(
            "Zum Beispiel, an wen man sich wendet. Das lesen alle, die auf die Person warten; "
            "bitte keine Gründe nennen."
        ),
    )

    def __init__(self, data: Any, *, person: Person) -> None:
        super().__init__(data, initial={"person": person.pk, "valid_from": localdate()})
        people = Person.objects.filter(substitutes.people_of(person), is_active=True).distinct()
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # of model choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if last and last < localdate():
            self.add_error("valid_to", _("Der Tag liegt in der Vergangenheit."))
        elif first and last and last < first:
            self.add_error("valid_to", _("Die Abwesenheit endet vor ihrem Beginn."))
        return cleaned


@page
@require_http_methods(["GET", "HEAD", "POST"])
def absence_list(request: PersonRequest) -> HttpResponse:
    """Those of the person and of their people, and a form for a new one."""
    form = AbsenceForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        row = absences.enter(by=request.user, **form.cleaned_data)
        messages.success(request, _("Eingetragen: %(absence)s.") % {"absence": row})
        if left := left_by(row, on=localdate()):
            messages.warning(request, _left(left))
        return redirect("absences")
    context = {
        "form": form,
        "known": absences.known_to(request.user, on=localdate()),
        "crumbs": [Link(label=_("Vertretung"), url=reverse("substitutions"))],
    }
    status = 422 if form.is_bound else 200
    return render(request, "workflow/absence_list.html", context, status=status)


def _left(found: list[Vacancy]) -> str:
    said = _(
        "In dieser Zeit ist für offene Aufgaben niemand da: %(tasks)s. "
        "Bitte tragen Sie eine Vertretung ein."
    )
    return said % {"tasks": ", ".join(f"{each.title} ({each.organization})" for each in found)}


@page
@require_POST
def revoke(request: PersonRequest, *, pk: int) -> HttpResponse:
    """End an absence at once."""
    row = absences.revoke(pk, by=request.user)
    said = _("Die Abwesenheit von %(name)s ist beendet.") % {"name": row.person}
    messages.success(request, said)
    return redirect("absences")
