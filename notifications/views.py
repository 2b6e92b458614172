"""A person's notices, and the worker's sign of life."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import Error
from django.db.models import Case, Count, Min, Q, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.components import Link
from core.models import Outbox, Person
from core.requests import PersonRequest
from core.views.links import measure_url

from .delivery import recording
from .models import AT, Delivery, Heartbeat, Notice
from .querysets import NoticeQuerySet

PAGE = 25
State = Delivery.State


# ---- notices ---------------------------------------------------------------------------------


@login_required
@require_safe
def notices(request: PersonRequest) -> HttpResponse:
    """What the person was told, unread first, then newest first."""
    reference, only_unread = request.GET.get("measure", ""), request.GET.get("unread") == "1"
    mine = _about(request, reference).with_context()
    mine = mine.unread() if only_unread else mine
    ordered = mine.order_by(Case(When(read_at=None, then=0), default=1), AT.desc(), "-pk")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    rows = [_told(notice, request.user) for notice in page]
    context = {
        "page": page,
        "notices": rows,
        "unread": any(not row["read"] for row in rows),
        "measure": reference,
        "only_unread": only_unread,
        "tabs": _choices(reference, only_unread=only_unread),
    }
    return render(request, "notifications/notice_list.html", context)


def _choices(reference: str, *, only_unread: bool) -> list[Link]:
    """All notices or the unread ones, of one measure if it is named."""
    about = {"measure": reference} if reference else {}
    return [
        Link(label=_("alle"), url=f"?{urlencode(about)}", current=not only_unread),
        Link(
            label=_("nur ungelesene"),
            url=f"?{urlencode(about | {'unread': '1'})}",
            current=only_unread,
        ),
    ]


def _about(request: PersonRequest, reference: str) -> NoticeQuerySet:
    """The person's notices, of one measure if it is named."""
    mine = Notice.objects.of(request.user)
    if not reference:
        return mine
    return mine.about(reference) if reference.isprintable() else mine.none()


def _told(notice: Notice, person: Person) -> dict[str, Any]:
    notice.person = person
    event = notice.event
    return {
        "pk": notice.pk,
        "headline": event.headline,
        "request": event.request,
        "reason": event.entry.reason,
        "because": event.because,
        "deed": event.deed,
        "measure": None if event.page else event.measure,
        "url": reverse(event.page) if event.page else measure_url(event.measure),
        "read": notice.read_at is not None,
    }


@login_required
@require_POST
def notice_read(request: PersonRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.of(request.user), pk=pk)
    Notice.objects.filter(pk=notice.pk).mark_read(at=timezone.now())
    narrowed = "?unread=1" if request.POST.get("unread") == "1" else ""
    return redirect(reverse("notices") + narrowed)


@login_required
@require_POST
def notices_read(request: PersonRequest) -> HttpResponse:
    reference = request.POST.get("measure", "")
    Notice.objects.filter(pk__in=_about(request, reference).values("pk")).mark_read(
        at=timezone.now()
    )
    said = _("Alle Mitteilungen zu %(measure)s sind als gelesen vermerkt.")
    everything = _("Alle Mitteilungen sind als gelesen vermerkt.")
    messages.success(request, said % {"measure": reference} if reference else everything)
    return redirect("notices")


# ---- for those who run the server ------------------------------------------------------------


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Alive; since when the oldest step or mail waits that should be on its way; what is dead.

    Of the workers: when the last sign of life came, and whether the mail server answers them, if
    they asked any. Without its database nothing is alive (503).
    """
    try:
        figures = _figures()
    except Error:
        return JsonResponse({"ok": False}, status=503)
    return JsonResponse({"ok": True} | figures)


def _figures() -> dict[str, Any]:
    now = timezone.now()
    late = Q(state=State.DUE, due_at__lte=now) | Q(state=State.LEASED, leased_until__lte=now)
    found = Delivery.objects.aggregate(
        late=Min("due_at", filter=late), dead=Count("pk", Q(state=State.DEAD))
    )
    untold = Outbox.objects.aggregate(since=Min("entry__at"), number=Count("pk"))
    last = Heartbeat.objects.order_by("-at").first()
    return {
        "oldest_due": min(filter(None, (found["late"], untold["since"])), default=None),
        "untold_steps": untold["number"],
        "dead": found["dead"],
        "last_beat": last and last.at,
        "mail_server_answers": last and last.reached,
        "recording": recording(),
    }
