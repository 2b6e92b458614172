"""Calendar addresses: making and ending one's own, and what they answer."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import access
from core.models import CalendarFeed, Organization
from core.requests import PersonRequest
from workflow import feeds

from .refusing import page

ICALENDAR = "text/calendar; charset=utf-8"


@page
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_feed(request: PersonRequest) -> HttpResponse:
    """Whether the person has a private address, and those of the bodies; by POST a new one."""
    address = ""
    if request.method == "POST":
        path = reverse("feed-of-person", args=[access.issue_feed(request.user)])
        address = settings.LAUFZETTEL_BASE_URL + path
    bodies = Organization.objects.filter(pk__in=feeds.bodies_of(request.user)).order_by("name")
    context = {
        "address": address,
        "feed": CalendarFeed.objects.filter(person=request.user).first(),
        "bodies": [
            (body, *(_absolute(name, body) for name in ("feed-of-body", "atom-of-body")))
            for body in bodies
            if body.is_body
        ],
    }
    return render(request, "workflow/calendar_feed.html", context)


def _absolute(name: str, body: Organization) -> str:
    return f"{settings.LAUFZETTEL_BASE_URL}{reverse(name, args=[body.pk])}"


@page
@require_POST
def revoke_feed(request: PersonRequest) -> HttpResponse:
    """End the private address at once."""
    CalendarFeed.objects.filter(person=request.user).delete()
    messages.success(request, _("Die Kalenderadresse gilt nicht mehr."))
    return redirect("calendar-feed")


@require_safe
def of_person(request: HttpRequest, token: str) -> HttpResponse:
    """What the token opens, with the rights its person has now; else absent."""
    person = access.person_of_feed(token)
    if person is None:
        raise Http404
    with translation.override(person.language):
        answer = HttpResponse(feeds.of_person(person), content_type=ICALENDAR)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def of_body(request: HttpRequest, pk: int) -> HttpResponse:
    """The sittings of a body: when they are is public."""
    body = get_object_or_404(Organization, pk=pk)
    if not body.is_body:
        raise Http404
    return HttpResponse(feeds.of_body(body), content_type=ICALENDAR)
