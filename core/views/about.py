"""Pages about the application itself, open to everybody."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "core/about_accessibility.html", _contact())


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "core/about_privacy.html", _contact())


@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    return render(request, "core/about_imprint.html", _contact())


def _contact() -> dict[str, str]:
    """Whom to ask is the installation's to say."""
    return {"contact": settings.LAUFZETTEL_CONTACT}
