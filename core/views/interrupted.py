"""A form sent after the login has changed or ended: not done, but nothing typed is lost."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

FORBIDDEN = 403
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


def interrupted(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Give the form back with a fresh token, to be sent again after logging in.

    Also Django's answer to a form without a valid token. What another site has sent here is not
    offered to be sent again, and no password is ever given back.
    """
    context: dict[str, Any] = {"fields": [], "prose": []}
    if request.path != reverse("login") and _is_from_here(request):
        sent = [(name, each) for name, values in request.POST.lists() for each in values]
        context["fields"] = [(name, each) for name, each in sent if name != TOKEN]
        context["prose"] = [each for _name, each in context["fields"] if " " in each.strip()]
        context["had_files"] = bool(request.FILES)
    return render(request, "core/interrupted.html", context, status=FORBIDDEN)


def _is_from_here(request: HttpRequest) -> bool:
    """The browser says the form stood on a page of ours."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
