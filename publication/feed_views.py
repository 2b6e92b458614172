"""The addresses of feeds: open to who has not logged in, so absent is what is not public."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from core.models import Measure, Organization

from . import feeds

ATOM = "application/atom+xml; charset=utf-8"


@require_safe
def of_measure(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The news of a measure anybody may know of."""
    if not reference.isprintable():
        raise Http404
    row = get_object_or_404(Measure.objects.open_to_all(), reference=reference)
    return answered(request, feeds.of_measure(row))


@require_safe
def of_body(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The news of a body."""
    return answered(request, feeds.of_body(get_object_or_404(Organization.objects.bodies(), pk=pk)))


def answered(request: HttpRequest, content: str) -> HttpResponseBase:
    """The feed; who has it already is told so. Kept, it is asked for anew: it may be gone."""
    tag = f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    answer = HttpResponse(content, content_type=ATOM, headers=headers)
    return get_conditional_response(request, etag=tag, response=answer) or answer
