"""What a person keeps an eye on: following, and Wiedervorlage."""

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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.components import Link
from core.formfields import DayField
from core.models import Follow, Recall
from core.requests import PersonRequest
from workflow import attention
from workflow.entrance import seen_by
from workflow.forms.fields import is_key
from workflow.models import Process

from .links import measure_url
from .refusing import page


class RecallForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """When to see it again, and why."""

    due_on = DayField(
        label=gettext_lazy("Wiedervorlage am"), help_text=gettext_lazy("Zum Beispiel 30.6.2027.")
    )

    class Meta:
        model = Recall
        fields = ("due_on", "note")

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < localdate():
            raise forms.ValidationError(_("Der Tag liegt in der Vergangenheit."))
        return day


@page
@require_http_methods(["GET", "HEAD", "POST"])
def remember(request: PersonRequest, *, reference: str) -> HttpResponse:
    """Follow a measure and what it belongs to; put it before oneself again."""
    seen, form = seen_by(request.user, reference), RecallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attention.put_before(request.user, seen, **form.cleaned_data)
        said = _("Die Maßnahme liegt Ihnen am %(day)s wieder vor.")
        messages.success(request, said % {"day": f"{made.due_on:%d.%m.%Y}"})
        return redirect("measure-remember", reference)
    return render(
        request,
        "workflow/measure_remember.html",
        _context(request, seen, form),
        status=422 if form.is_bound else 200,
    )


def _context(request: PersonRequest, seen: Process, form: RecallForm) -> dict[str, Any]:
    return {
        "measure": seen,
        "form": form,
        "subjects": attention.subjects(seen, request.user),
        "recalls": Recall.objects.of(request.user).open().filter(measure=seen.pk),
        "crumbs": [Link(label=seen.reference, url=measure_url(seen))],
        "here": _("Beobachten und Wiedervorlage"),
    }


@page
@require_POST
def follow(request: PersonRequest, *, reference: str) -> HttpResponse:
    """Follow the measure, its field or one of its bodies, or no longer."""
    seen, wanted = seen_by(request.user, reference), request.POST.get("an") == "1"
    kind, key = request.POST.get("art", ""), request.POST.get("nummer", "")
    subject = attention.follow(request.user, seen, kind, key, wanted=wanted)
    messages.success(request, _followed(subject.name, wanted=wanted))
    return redirect("measure-remember", reference)


def _followed(name: str, *, wanted: bool) -> str:
    said = _("Sie beobachten jetzt: %(name)s") if wanted else _("Nicht mehr beobachtet: %(name)s")
    return said % {"name": name}


@page
@require_POST
def follow_thing(request: PersonRequest) -> HttpResponse:
    """Follow a field of action or an organization, or no longer; leads back to its page."""
    kind, wanted = request.POST.get("art", ""), request.POST.get("an") == "1"
    number = request.POST.get("nummer", "")
    key = int(number) if is_key(number) else 0
    thing = attention.follow_thing(request.user, kind, key, wanted=wanted)
    messages.success(request, _followed(str(thing), wanted=wanted))
    return redirect(kind, pk=thing.pk)


@page
@require_POST
def recalled(request: PersonRequest, *, pk: int) -> HttpResponse:
    """A Wiedervorlage is done."""
    row = attention.settle(pk, by=request.user)
    said = _("Erledigt: Wiedervorlage zu %(measure)s.") % {"measure": row.measure.reference}
    messages.success(request, said)
    return redirect("watchlist" if request.POST.get("liste") else reverse("inbox"))


@page
@require_safe
def watchlist(request: PersonRequest) -> HttpResponse:
    """Everything the person follows and has put before themselves."""
    context = {
        "follows": [(each, _page_of(each)) for each in attention.followed(request.user)],
        "recalls": Recall.objects.of(request.user).open(),
        "on": localdate(),
    }
    return render(request, "workflow/watchlist.html", context)


def _page_of(row: Follow) -> str:
    """Where what is followed has its page."""
    if row.measure:
        return measure_url(row.measure)
    if row.field:
        return reverse("field", args=[row.field.pk])
    return reverse("organization", args=[row.organization_id])


@page
@require_POST
def unfollow(request: PersonRequest, *, pk: int) -> HttpResponse:
    """Follow something no longer, from the list."""
    row = attention.end_follow(pk, by=request.user)
    messages.success(request, _("Nicht mehr beobachtet: %(name)s") % {"name": row.subject})
    return redirect("watchlist")
