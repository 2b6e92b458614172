"""Organizations: who there is, who belongs to them, what they lead and what stands before them."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.agenda import Whereabouts, whereabouts
from core.components import Column, Link, Station
from core.models import Consultation, Measure, Meeting, Membership, Organization
from core.paper_matter import readable
from core.requests import PersonRequest
from core.templatetags.laufzettel import day, status_badge

from .links import link, measure_url, organization_url, paper_url
from .papers import progress, result

SHOWN = 50
SITTINGS = 8


class OrganizationFilter(forms.Form):
    """What the list of organizations is narrowed by; it stands in the address."""

    text = forms.CharField(label=gettext_lazy("Name oder Kürzel"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=gettext_lazy("Art"),
        required=False,
        choices=[("", gettext_lazy("alle")), *Organization.Kind.choices],
    )
    former = forms.BooleanField(label=gettext_lazy("auch frühere zeigen"), required=False)

    def found(self, *, on: dt.date) -> list[Organization]:
        """The organizations that match, in the order of their kinds."""
        wanted = self.cleaned_data if self.is_valid() else {}
        rows = Organization.objects.select_related("successor")
        if not wanted.get("former"):
            rows = rows.valid(on=on)
        if kind := wanted.get("kind"):
            rows = rows.filter(kind=kind)
        if text := wanted.get("text"):
            rows = rows.filter(Q(name__icontains=text) | Q(code__istartswith=text))
        order = list(Organization.Kind)
        kinds = Organization.Kind
        return sorted(rows, key=lambda row: (order.index(kinds(row.kind)), row.code, row.name))


@login_required
@require_safe
def organizations(request: PersonRequest) -> HttpResponse:
    """All organizations by kind."""
    form = OrganizationFilter(request.GET)
    found = form.found(on=localdate())
    groups = [
        {"kind": kind, "rows": [_row(row) for row in rows]}
        for kind, rows in groupby(found, key=lambda row: row.get_kind_display())
    ]
    columns = [Column(label=_("Name")), Column(label=_("Kürzel")), Column(label=_("Gültigkeit"))]
    context = {"form": form, "groups": groups, "columns": columns, "number": len(found)}
    return render(request, "core/organization_list.html", context)


def _row(row: Organization) -> list[Any]:
    return [link(organization_url(row), row.name), row.code or "–", validity(row)]


def validity(organization: Organization) -> str:
    """For example: seit 01.01.2020, bis 31.12.2025 (Nachfolge: 15 Büro)."""
    begun = _("seit %(day)s") % {"day": day(organization.valid_from)}
    ended = _("bis %(day)s") % {"day": day(organization.valid_to)}
    parts = [begun if organization.valid_from else "", ended if organization.valid_to else ""]
    said = ", ".join(filter(None, parts)) or _("unbefristet")
    if organization.successor is None:
        return said
    return _("%(said)s (Nachfolge: %(name)s)") % {"said": said, "name": organization.successor}


@login_required
@require_safe
def organization(request: PersonRequest, pk: int) -> HttpResponse:
    """One organization: units, people, and the measures and papers this person may see."""
    row = get_object_or_404(Organization.objects.select_related("parent", "successor"), pk=pk)
    visible = Measure.objects.visible_to(request.user)
    led = visible.filter(lead=row).order_by("-reference")
    context = {
        "organization": row,
        "facts": _facts(row),
        "crumbs": [Link(label=_("Organisationen"), url=reverse("organizations"))],
        "units": row.units.order_by("code", "name"),
        "member_columns": [Column(label=_("Person")), Column(label=_("Rolle"))],
        "members": _members(row),
        "measure_columns": [Column(label=_("Maßnahme")), Column(label=_("Zustand"))],
        "measures": [_measure(measure) for measure in led[:SHOWN]],
        "stations": [_station(each) for each in _stations(row, request)],
    }
    if row.is_body:
        context |= _body(row, request)
    return render(request, "core/organization_detail.html", context)


def _body(row: Organization, request: PersonRequest) -> dict[str, Any]:
    """What a body has beside an office: seats, sittings, and what waits for it and where."""
    today = localdate()
    seats = row.seats.valid(on=today).select_related("faction").order_by("pk")
    sittings = Meeting.objects.of(row).taking_place().filter(day__gte=today)[:SITTINGS]
    found = whereabouts([row])
    papers = readable(request.user).filter(pk__in=[each.station.paper_id for each in found])
    seen = set(papers.values_list("pk", flat=True))
    return {
        "feed_url": reverse("atom-of-body", args=[row.pk]),
        "seat_columns": [Column(label=label) for label in (_("Mitglied"), _("Funktion"))],
        "seats": [[str(seat), seat.get_function_display()] for seat in seats],
        "sittings": [
            Link(label=f"{day(each.day)} ({each.get_form_display()})", url=_sitting_url(each))
            for each in sittings
        ],
        "open_columns": [Column(label=label) for label in (_("Drucksache"), _("Rolle"), _("Wo"))],
        "open": [_open(each) for each in found if each.station.paper_id in seen],
    }


def _sitting_url(meeting: Meeting) -> str:
    return reverse("meeting", args=[meeting.pk])


def _open(where: Whereabouts) -> list[Any]:
    station = where.station
    name = link(paper_url(station.paper), f"{station.paper.reference} {station.paper.title}")
    return [name, station.get_role_display(), where.sentence]


def _facts(row: Organization) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        (_("Art"), row.get_kind_display()),
        (_("Kürzel"), row.code),
        (_("Gültigkeit"), validity(row)),
    ]
    related = [(_("Gehört zu"), row.parent), (_("Nachfolge"), row.successor)]
    facts += [(name, link(organization_url(other), str(other))) for name, other in related if other]
    if row.is_body:
        days = _("%(days)d Werktage vor der Sitzung") % {"days": row.hand_in_days}
        facts.append((_("Vorlagefrist"), days))
        facts.append((_("Verspätete Vorlagen"), row.get_hand_in_policy_display()))
    return facts


def _members(row: Organization) -> list[list[str]]:
    held = Membership.objects.filter(organization=row, person__is_active=True)
    ordered = held.select_related("person").order_by("person__last_name", "person__first_name")
    return [[str(each.person), each.get_role_display()] for each in ordered]


def _measure(measure: Measure) -> list[Any]:
    return [
        link(measure_url(measure), str(measure)),
        status_badge(measure.status, measure.get_status_display()),
    ]


def _stations(row: Organization, request: PersonRequest) -> list[Consultation]:
    """Stations of the papers this person may read; newest first."""
    stations = row.consultations.filter(paper__in=readable(request.user)).select_related("paper")
    return list(stations.order_by("-pk")[:SHOWN])


def _station(station: Consultation) -> Station:
    return Station(
        organization=f"{station.paper.reference} {station.paper.title}",
        role=station.get_role_display(),
        day=station.meeting_on,
        progress=progress(station),
        result=result(station),
        url=paper_url(station.paper),
    )
