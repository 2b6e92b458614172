"""Every page of the workflow needs a login and says no in the same five ways."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from core.requests import PersonRequest
from core.views.interrupted import View, keeps_what_was_typed, prose_of
from workflow.refusals import Busy, Forbidden, Hidden

P = ParamSpec("P")


def page(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Hidden looks absent (404), forbidden says who may (403), a lock held is busy (503).

    A form sent after the session has ended is given back.
    """

    @wraps(view)
    def polite(request: PersonRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Hidden as hidden:
            raise Http404(str(hidden)) from hidden
        except Forbidden as forbidden:
            return _refused(request, "403.html", forbidden, kwargs)
        except Busy as busy:
            return _refused(request, "503.html", busy, kwargs)

    return keeps_what_was_typed(polite)  # type: ignore[arg-type]  # positional, as views are called


def _refused(
    request: HttpRequest, template: str, refusal: Forbidden | Busy, where: dict[str, Any]
) -> HttpResponse:
    reference = where.get("reference")
    back = reverse("measure", args=[reference]) if reference else ""
    context = {"sentence": str(refusal), "back": back, "prose": prose_of(request)}
    return render(request, template, context, status=refusal.status)
