"""The check of a route while it is being written."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from core.lifecycle import steps
from core.requests import PersonRequest
from core.rule import Act
from workflow.entrance import authorise, seen_by
from workflow.forms import form_for

from .refusing import page


@page
@require_POST
def check(request: PersonRequest, *, reference: str) -> HttpResponse:
    """What stands against the route in the form; nothing is saved."""
    measure = seen_by(request.user, reference)
    authorise(request.user, steps()["edit_route"], measure, None)
    measure.begin(Act(actor=request.user, on=localdate()))
    form = form_for("edit_route", measure, None, request.user, request.POST)
    context = {"findings": getattr(form, "findings", [])}
    return render(request, "workflow/_route_findings.html", context)
