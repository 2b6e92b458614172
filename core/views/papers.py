"""Papers (Drucksachen): of a concept for everybody here, of a measure for who sees the measure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.components import Badge, Column, Link, Progress, Station
from core.models import Consultation, Measure, Paper, Person
from core.navigation import holds
from core.requests import PersonRequest
from core.templatetags.laufzettel import day

from .links import link, measure_url, organization_url, paper_url

PAGE = 25
may_import = holds("release")


def readable(person: Person) -> QuerySet[Paper]:
    """The papers a person may read."""
    visible = Measure.objects.visible_to(person)
    return Paper.objects.filter(Q(measure=None) | Q(measure__in=visible))


class PaperFilter(forms.Form):
    """What the list of papers is narrowed by; it stands in the address."""

    text = forms.CharField(label=gettext_lazy("Nummer oder Titel"), required=False, max_length=100)

    def narrow(self, rows: QuerySet[Paper]) -> QuerySet[Paper]:
        text = self.cleaned_data["text"] if self.is_valid() else ""
        return rows.filter(Q(reference__icontains=text) | Q(title__icontains=text))


@login_required
@require_safe
def papers(request: PersonRequest) -> HttpResponse:
    """All papers this person may read, newest first."""
    form = PaperFilter(request.GET)
    found = form.narrow(readable(request.user)).order_by("-dated", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    labels = _("Drucksache"), _("Titel"), _("Art"), _("Datum")
    context = {
        "form": form,
        "page": page,
        "columns": [Column(label=label) for label in labels],
        "rows": [_row(paper) for paper in page],
        "import_url": reverse("paper_import") if may_import(request.user) else "",
    }
    return render(request, "core/paper_list.html", context)


def _row(paper: Paper) -> list[Any]:
    number = link(paper_url(paper), paper.reference)
    return [number, paper.title, paper.get_kind_display(), day(paper.dated)]


@login_required
@require_safe
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    """One paper: its head, its bodies, its sections."""
    known = readable(request.user).select_related("measure", "plan", "replaces")
    row = get_object_or_404(known, pk=pk)
    stations = row.consultations.select_related("organization").order_by("order", "pk")
    context = {
        "paper": row,
        "crumbs": [Link(label=_("Drucksachen"), url=reverse("papers"))],
        "facts": facts(row),
        "copies": row.copies.all(),
        "stations": [station(each) for each in stations],
    }
    return render(request, "core/paper_detail.html", context)


def facts(row: Paper) -> list[tuple[str, Any]]:
    """What stands in the head of a paper, and what it belongs to."""
    said: list[tuple[str, Any]] = [
        (_("Art"), row.get_kind_display()),
        (_("Nummer"), row.reference),
        (_("Organisationseinheit"), row.unit),
        (_("Ort und Datum"), f"{row.place}, {day(row.dated)}" if row.place else day(row.dated)),
        (_("Anlagen"), row.annexes),
    ]
    if row.measure:
        said.append((_("Maßnahme"), link(measure_url(row.measure), str(row.measure))))
    if row.plan:
        said.append((_("Handlungskonzept"), row.plan.title))
    if row.replaces:
        said.append((_("ersetzt"), link(paper_url(row.replaces), str(row.replaces))))
    return said


def station(row: Consultation) -> Station:
    """A station as everybody reads it: what is recorded, but not published, is not said."""
    return Station(
        organization=str(row.organization),
        role=row.get_role_display(),
        day=row.meeting_on,
        progress=progress(row),
        result=result(row),
        url=organization_url(row.organization),
    )


def result(row: Consultation) -> Badge | None:
    return Badge(label=row.get_outcome_display(), tone="info") if row.published_at else None


def progress(row: Consultation) -> Progress:
    """Where a station stands: left out, settled, before its body, or still to come."""
    if row.dropped:
        return "skipped"
    if row.published_at or row.closed_at:
        return "done"
    return "current" if row.opened_at else "open"
