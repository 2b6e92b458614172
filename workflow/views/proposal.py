"""Proposing a new measure."""

from __future__ import annotations

import secrets
import time

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.components import Link
from core.models import digest_of
from core.requests import PersonRequest
from workflow import engine
from workflow.forms import ProposeForm
from workflow.models import Process
from workflow.offers import right_missing
from workflow.refusals import Forbidden, Refusal

from .measures import may_propose
from .refusing import page

KEPT = 3600
# seconds a page that is sent twice waits for what its twin is making
PATIENCE = 10


@page
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: PersonRequest) -> HttpResponse:
    """Write down a new measure; it begins as a draft of its lead."""
    if not may_propose(request):
        raise Forbidden(right_missing([_("Fachbereiche und koordinierendes Büro")]))
    if request.method != "POST":
        return _form(request, ProposeForm(measure=Process(), actor=request.user))
    form = ProposeForm(request.POST, measure=Process(), actor=request.user)
    return _start(request, form) if form.is_valid() else _form(request, form, 422)


def _form(request: PersonRequest, form: ProposeForm, status: int = 200) -> HttpResponse:
    form.carried = {"vorgang": request.POST.get("vorgang") or secrets.token_hex(8)}
    crumbs = [Link(label=_("Maßnahmen"), url=reverse("measures"))]
    context = {"form": form, "crumbs": crumbs, "back": reverse("measures")}
    return render(request, "workflow/measure_propose.html", context, status=status)


def _start(request: PersonRequest, form: ProposeForm) -> HttpResponse:
    """Make the draft once, however often the same page is sent."""
    said = digest_of(sorted(request.POST.lists()))
    key = f"proposal:{request.user.pk}:{said}"
    if not cache.add(key, "", KEPT):
        return redirect(_made_by_twin(key))
    try:
        measure = engine.start(actor=request.user, data=form.answers())
    except Refusal:
        cache.delete(key)
        raise
    url = reverse("measure", args=[measure.reference])
    cache.set(key, url, KEPT)
    said = _("Der Entwurf %(reference)s ist gespeichert.") % {"reference": measure.reference}
    messages.success(request, said)
    return redirect(url)


def _made_by_twin(key: str) -> str:
    """Where the draft is that the same page, sent before, makes; the list if it makes none."""
    until = time.monotonic() + PATIENCE
    while (url := cache.get(key)) == "" and time.monotonic() < until:
        time.sleep(0.05)
    return url or reverse("measures")
