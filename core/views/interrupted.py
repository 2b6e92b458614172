"""A form sent after the login has changed or ended: not done, but nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from core.requests import PersonRequest

P = ParamSpec("P")
View = Callable[Concatenate[PersonRequest, P], HttpResponseBase]
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
        context["fields"] = [(name, each) for name, each in sent if not _is_secret(name)]
        context["prose"] = prose_of(request)
        context["had_files"] = bool(request.FILES)
    return render(request, "core/interrupted.html", context, status=FORBIDDEN)


def prose_of(request: HttpRequest) -> list[str]:
    """What was typed in words, to copy it from a page that refuses it; never a password."""
    sent = ((name, each) for name, values in request.POST.lists() for each in values)
    return [each for name, each in sent if not _is_secret(name) and " " in each.strip()]


def keeps_what_was_typed(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let only people who are logged in in; a form sent after the session has ended is given back.

    Whoever only looks is sent to the login.
    """
    entered = login_required(view)

    @wraps(view)
    def whole(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            return interrupted(request)
        return entered(request, *args, **kwargs)  # type: ignore[arg-type]  # logged in: a Person

    return whole  # type: ignore[return-value]  # as above


def _is_secret(name: str) -> bool:
    return name == TOKEN or "password" in name


def _is_from_here(request: HttpRequest) -> bool:
    """The browser says the form stood on a page of ours."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
