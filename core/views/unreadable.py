"""What Django itself refuses to read: a text that is too long, or nothing it understands."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import bad_request

TOO_LARGE = 413


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say of a text that is too long how much is allowed, and that it is not lost (413).

    Everything else is not understood (400). Reads nothing of the request, which may be broken.
    """
    if not isinstance(exception, RequestDataTooBig):
        return bad_request(request, exception)
    page = render_to_string("413.html", {"allowed": settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    return HttpResponse(page, status=TOO_LARGE)
