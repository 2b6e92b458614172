"""A person's notices, the outbox the office oversees, and the worker's sign of life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, Count, Max, Min, Q, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.components import Column, Link, Tone
from core.models import Person
from core.requests import PersonRequest
from core.templatetags.laufzettel import badge, moment
from core.views.links import link, measure_link, measure_url

from . import delivery as post
from .apps import OVERSEE
from .letters import letter_for
from .models import AT, Delivery, Heartbeat, Notice
from .querysets import NoticeQuerySet

PAGE = 25
State = Delivery.State
TONES: dict[str, Tone] = {
    State.DUE: "info",
    State.LEASED: "info",
    State.SENT: "success",
    State.RECORDED: "success",
    State.DEAD: "danger",
    State.SUPPRESSED: "warning",
}


# ---- notices ---------------------------------------------------------------------------------


@login_required
@require_safe
def notices(request: PersonRequest) -> HttpResponse:
    """What the person was told, unread first, then newest first."""
    reference = request.GET.get("measure", "")
    mine = _about(request, reference).with_context()
    ordered = mine.order_by(Case(When(read_at=None, then=0), default=1), AT.desc(), "-pk")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    rows = [_told(notice, request.user) for notice in page]
    context = {
        "page": page,
        "notices": rows,
        "unread": any(not row["read"] for row in rows),
        "measure": reference,
    }
    return render(request, "notifications/notice_list.html", context)


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
    return redirect("notices")


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


# ---- the outbox ------------------------------------------------------------------------------

Groups = dict[str, tuple[str, list[str]]]


def _groups() -> Groups:
    """The tabs of the outbox: name, label and the states behind it."""
    return {
        "due": (_("wartet"), [State.DUE, State.LEASED]),
        "collected": (_("gesammelt"), [State.DIGESTED]),
        "sent": (_("verschickt"), [State.SENT, State.RECORDED]),
        "dead": (_("unzustellbar"), [State.DEAD]),
        "suppressed": (_("nicht verschickt"), [State.SUPPRESSED]),
    }


def _overseen(request: PersonRequest) -> Any:
    """The mails this coordinator oversees; nobody else has an outbox."""
    if not OVERSEE(request.user):
        raise PermissionDenied
    return Delivery.objects.overseen_by(request.user)


@login_required
@require_safe
def outbox(request: PersonRequest) -> HttpResponse:
    """Mails that wait, went, failed or were held back, each with the reason why this person."""
    overseen, groups = _overseen(request), _groups()
    state = request.GET.get("state", "")
    wanted = overseen.filter(state__in=groups[state][1]) if state in groups else overseen
    listed = wanted.with_context().order_by("-pk")
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "tabs": _tabs(overseen, groups, state),
        "recording": post.recording(),
        "columns": _columns(),
        "rows": [_row(delivery) for delivery in page],
    }
    return render(request, "notifications/outbox_list.html", context)


def _columns() -> list[Column]:
    who, why = _("Empfänger"), _("Warum diese Person")
    labels = who, _("Anlass"), _("Maßnahme"), _("Zeitpunkt"), _("Stand"), why
    return [Column(label=label) for label in labels]


def _tabs(overseen: Any, groups: Groups, state: str) -> list[Link]:
    counts = overseen.aggregate(
        all=Count("pk"),
        **{name: Count("pk", Q(state__in=states)) for name, (_label, states) in groups.items()},
    )
    tabs = [Link(label=_("alle"), url="?", current=state not in groups, count=counts["all"])]
    return tabs + [
        Link(label=label, url=f"?state={name}", current=name == state, count=counts[name])
        for name, (label, _states) in groups.items()
    ]


def _row(delivery: Delivery) -> list[Any]:
    state = badge(delivery.get_state_display(), TONES.get(delivery.state, "neutral"))
    person = link(reverse("letter", args=[delivery.pk]), str(delivery.person))
    if delivery.collects:
        return [person, delivery.get_kind_display(), "", moment(delivery.due_at), state, ""]
    event = delivery.event
    measure = measure_link(event.measure)
    return [person, event.headline, measure, moment(event.entry.at), state, event.because]


@login_required
@require_safe
def letter(request: PersonRequest, pk: int) -> HttpResponse:
    """One mail as it would be written now."""
    overseen = _overseen(request).with_context()
    row = get_object_or_404(overseen, pk=pk)
    context = {
        "delivery": row,
        "letter": None if row.collects else letter_for(row),
        "columns": _columns(),
        "items": [_row(item) for item in overseen.filter(digest=row).order_by("pk")],
        "crumbs": [Link(label=_("Postausgang"), url=reverse("outbox"))],
        "facts": _facts(row),
        "can_resend": row.state in post.RESENDABLE,
        "can_cancel": post.can_cancel(row),
    }
    return render(request, "notifications/delivery_detail.html", context)


def _facts(row: Delivery) -> list[tuple[str, Any]]:
    return [
        (_("Empfänger"), f"{row.person} <{row.person.email}>"),
        *_occasion(row),
        (_("Stand"), row.get_state_display()),
        (_("Grund"), row.why),
        (_("Fällig"), moment(row.due_at)),
        (_("Verschickt"), moment(row.sent_at)),
        (_("Erneut versandt"), moment(row.resent_at)),
        (_("Versuche"), row.attempts),
        (_("Sprache"), dict(settings.LANGUAGES).get(row.language, row.language)),
    ]


def _occasion(row: Delivery) -> list[tuple[str, Any]]:
    """What a letter is about; of a digest its kind."""
    if row.collects:
        return [(_("Art"), row.get_kind_display())]
    event = row.event
    return [
        (_("Warum diese Person"), event.because),
        (_("Maßnahme"), link(measure_url(event.measure), str(event.measure))),
        (_("Anlass"), event.deed),
        (_("Sammelmail"), _to_digest(row.digest)),
    ]


def _to_digest(digest: Delivery | None) -> str:
    return link(reverse("letter", args=[digest.pk]), moment(digest.due_at)) if digest else ""


@login_required
@require_POST
def letter_resend(request: PersonRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, post.resend, _("Die Sendung geht erneut hinaus."))


@login_required
@require_POST
def letter_cancel(request: PersonRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, post.cancel, _("Die Sendung ist angehalten."))


def _moved(
    request: PersonRequest, pk: int, move: Callable[[Delivery], bool], done: str
) -> HttpResponse:
    """Move a mail, or say that it moved on by itself meanwhile."""
    if move(get_object_or_404(_overseen(request), pk=pk)):
        messages.success(request, done)
    else:
        messages.warning(request, _("Die Sendung ist inzwischen in einem anderen Stand."))
    return redirect("letter", pk)


# ---- for those who run the server ------------------------------------------------------------


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Alive; since when the oldest mail waits that should be on its way; how many are dead.

    Of the workers: when the last sign of life came, and whether the mail server answers them.
    """
    late = Q(state=State.DUE, due_at__lte=timezone.now())
    found = Delivery.objects.aggregate(
        oldest_due=Min("due_at", filter=late), dead=Count("pk", Q(state=State.DEAD))
    )
    beats = Heartbeat.objects.aggregate(last_beat=Max("at"))
    newest = Heartbeat.objects.order_by("-at").values_list("reached", flat=True).first()
    return JsonResponse({"ok": True} | found | beats | {"mail_server_answers": newest})
