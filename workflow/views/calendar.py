"""The sittings of all bodies."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.components import Column
from core.models import Meeting
from core.requests import PersonRequest
from core.templatetags.laufzettel import day
from core.views.links import link

from .refusing import page


@page
@require_safe
def meetings(request: PersonRequest) -> HttpResponse:
    """The sittings to come."""
    rows = Meeting.objects.filter(day__gte=localdate()).select_related("organization")[:50]
    context = {
        "columns": [Column(label=each) for each in (_("Tag"), _("Gremium"), _("Stand"))],
        "rows": [
            [
                link(reverse("meeting", args=[row.pk]), day(row.day)),
                row.organization,
                row.get_state_display(),
            ]
            for row in rows
        ],
    }
    return render(request, "workflow/meeting_list.html", context)
