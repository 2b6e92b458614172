"""Who stands in for whom, and the steps nobody can do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import access
from core.components import Column
from core.formfields import DayField
from core.models import Measure, Organization, Person, Substitution
from core.requests import PersonRequest
from core.templatetags.laufzettel import day, moment
from core.views.links import measure_link
from workflow import absences, substitutes
from workflow.forms.fields import Many, One
from workflow.refusals import Forbidden, Reason
from workflow.vacancies import Vacancy, key_of, measures_of, sees_them, vacancies

from .refusing import page

# of somebody in more units than these the first ones are named
UNITS = 2


class SubstitutionForm(forms.Form):
    """Who is away, who stands in, from when to when, and for what."""

    absent = One(label=gettext_lazy("Abwesend"), queryset=Person.objects.none(), empty_label=None)
    substitute = One(
        label=gettext_lazy("Vertreten durch"),
        queryset=Person.objects.filter(is_active=True, memberships__isnull=False)
        .distinct()
        .order_by("last_name", "first_name", "pk"),
    )
    valid_from = DayField(label=gettext_lazy("Vom"), help_text=gettext_lazy("Erster Tag."))
    valid_to = DayField(label=gettext_lazy("Bis"), help_text=gettext_lazy("Letzter Tag."))
    organizations = Many(
        label=gettext_lazy("Nur für diese Stellen"),
        queryset=Organization.objects.none(),
        help_text=gettext_lazy("Nichts angekreuzt: alle Stellen."),
    )
    scope = forms.MultipleChoiceField(
        label=gettext_lazy("Nur für diese Aufgaben"),
        choices=Substitution.Scope.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nichts angekreuzt: alle Aufgaben. Lesen gehört immer dazu."),
    )

    def __init__(self, data: Any, *, person: Person) -> None:
        super().__init__(data, initial={"absent": person.pk, "valid_from": localdate()})
        people = Person.objects.filter(substitutes.people_of(person), is_active=True).distinct()
        self.fields["absent"].queryset = people  # type: ignore[attr-defined]  # of model choices
        units = Organization.objects.filter(memberships__person__in=people).distinct()
        self.fields["organizations"].queryset = units  # type: ignore[attr-defined]  # as above
        chosen: Any = self.fields["substitute"]
        chosen.choices = _by_nearness(chosen.queryset, {unit.pk for unit in units})

    def clean_valid_to(self) -> Any:
        last = self.cleaned_data["valid_to"]
        if last < localdate():
            raise forms.ValidationError(_("Der Tag liegt in der Vergangenheit."))
        return last

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("Die Vertretung endet vor ihrem Beginn."))
        if cleaned.get("absent") and cleaned["absent"] == cleaned.get("substitute"):
            self.add_error("substitute", _("Niemand vertritt sich selbst."))
        if missing := _not_held(cleaned):
            self.add_error("scope", missing)
        return cleaned


def _by_nearness(people: QuerySet[Person], near: set[int]) -> list[Any]:
    """The choice of substitutes, each with their units; first who belongs to the absent's own."""
    groups: dict[str, list[tuple[int, str]]] = {
        _("Aus den eigenen Stellen"): [],
        _("Aus anderen Stellen"): [],
    }
    own, other = groups.values()
    for person in people.prefetch_related("memberships__organization"):
        units = {each.organization_id: str(each.organization) for each in person.memberships.all()}
        label = f"{person} ({_first_of(list(units.values()))})"
        (own if near & units.keys() else other).append((person.pk, label))
    return [("", _("Bitte wählen")), *((name, rows) for name, rows in groups.items() if rows)]


def _first_of(names: list[str]) -> str:
    first = ", ".join(names[:UNITS])
    return _("%(units)s u. a.") % {"units": first} if len(names) > UNITS else first


def _not_held(cleaned: dict[str, Any]) -> str:
    """The sentence on tasks that the absent person cannot pass on there; empty if all can be."""
    absent, wanted = cleaned.get("absent"), cleaned.get("scope", [])
    if absent is None:
        return ""
    named = {unit.pk for unit in cleaned.get("organizations", [])}
    labels = dict(Substitution.Scope.choices)
    missing = []
    for right in wanted:
        held = access.own_organizations(absent, right)
        if not (held & named if named else held):
            missing.append(str(labels[right]))
    said = _("Dazu hat %(name)s kein Recht, das sich weitergeben ließe: %(tasks)s.")
    return said % {"name": absent, "tasks": ", ".join(missing)} if missing else ""


@page
@require_http_methods(["GET", "HEAD", "POST"])
def substitutions(request: PersonRequest) -> HttpResponse:
    """Those that concern the person, and a form for a new one."""
    form = SubstitutionForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        row = substitutes.enter(by=request.user, **form.cleaned_data)
        said = _("%(substitute)s vertritt %(absent)s vom %(first)s bis %(last)s.")
        messages.success(request, said % _names(row))
        return redirect("substitutions")
    context = {
        "form": form,
        "known": substitutes.known_to(request.user, on=localdate()),
        "past": substitutes.past_of(request.user, on=localdate()),
        "sees_vacancies": sees_them(request.user),
    }
    status = 422 if form.is_bound else 200
    return render(request, "workflow/substitution_list.html", context, status=status)


def _names(row: Substitution) -> dict[str, str]:
    return {
        "substitute": str(row.substitute),
        "absent": str(row.absent),
        "first": f"{row.valid_from:%d.%m.%Y}",
        "last": f"{row.valid_to:%d.%m.%Y}",
    }


@page
@require_POST
def revoke(request: PersonRequest, *, pk: int) -> HttpResponse:
    """End a substitution at once."""
    row = substitutes.revoke(pk, by=request.user)
    said = _("Die Vertretung von %(absent)s durch %(substitute)s ist beendet.")
    messages.success(request, said % _names(row))
    return redirect("substitutions")


def _row(vacancy: Vacancy, measures: list[Measure]) -> list[Any]:
    times = moment(vacancy.since), day(vacancy.due_on)
    why = " ".join([vacancy.four_eyes, *(absences.sentence(each) for each in vacancy.away)])
    links = format_html_join(", ", "{}", ((measure_link(each),) for each in measures))
    return [vacancy.organization, vacancy.title, vacancy.tasks, links, *times, why.strip()]


@page
@require_safe
def vacant(request: PersonRequest) -> HttpResponse:
    """Steps nobody can do today; for the office."""
    if not sees_them(request.user):
        who = _("koordinierendes Büro")
        raise Forbidden(Reason("R-05", _("Diese Seite sieht das koordinierende Büro."), who))
    names = _("Stelle"), _("Aufgabe"), _("Anzahl"), _("Maßnahmen")
    times = _("wartet seit"), _("nächste Frist"), _("Grund")
    found = vacancies(on=localdate())
    about = measures_of(found, reader=request.user)
    context = {
        "columns": [Column(label=label) for label in (*names, *times)],
        "rows": [_row(each, about[key_of(each)]) for each in found],
    }
    return render(request, "workflow/vacancy_list.html", context)
