"""The outbox (Postausgang) the office oversees: searched, explained, stopped and sent again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

import django_filters
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from core.components import Column, Link, Tone
from core.formfields import DayField
from core.models import Outbox
from core.requests import PersonRequest
from core.templatetags.laufzettel import badge, moment
from core.views.links import link, measure_link, measure_url

from . import delivery as post
from .apps import OVERSEE
from .explaining import why, why_private
from .letters import letter_for
from .models import Delivery, Heartbeat
from .querysets import DeliveryQuerySet

PAGE = 25
SOON = dt.timedelta(minutes=1)
Kind = Delivery.Kind
State = Delivery.State
WAITING = (State.DUE, State.LEASED)
TONES: dict[str, Tone] = {
    State.DUE: "info",
    State.LEASED: "info",
    State.SENT: "success",
    State.DEAD: "danger",
    State.SUPPRESSED: "warning",
}
Groups = dict[str, tuple[str, list[str]]]


class DayFilter(django_filters.Filter):
    field_class = DayField


class OutboxFilter(django_filters.FilterSet):
    """What the mails are narrowed by; it stands in the address."""

    text = django_filters.CharFilter(
        label=gettext_lazy("Suche: Person, Nummer oder Titel"), method="with_text", max_length=100
    )
    since = DayFilter(
        label=gettext_lazy("Versand von"), field_name="goes_at", lookup_expr="date__gte"
    )
    until = DayFilter(
        label=gettext_lazy("Versand bis"), field_name="goes_at", lookup_expr="date__lte"
    )
    state = django_filters.CharFilter(method="in_state", widget=forms.HiddenInput)

    def with_text(self, rows: DeliveryQuerySet, name: str, value: str) -> DeliveryQuerySet:
        return rows.with_text(value)

    def in_state(self, rows: DeliveryQuerySet, name: str, value: str) -> DeliveryQuerySet:
        """The tabs count every state; the name only has to stay in the address."""
        return rows


class Seen(NamedTuple):
    """When the page is read, and whether the mail server answered last."""

    now: dt.datetime
    answers: bool | None


def _seen() -> Seen:
    last = Heartbeat.objects.order_by("-at").first()
    return Seen(timezone.now(), last.reached if last else None)


def _groups() -> Groups:
    """The tabs of the outbox: name, label and the states behind it."""
    return {
        "due": (_("wartet"), [*WAITING]),
        "collected": (str(State.DIGESTED.label), [State.DIGESTED]),
        "sent": (_("verschickt"), [State.SENT]),
        "recorded": (str(State.RECORDED.label), [State.RECORDED]),
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
    found = OutboxFilter(request.GET, queryset=_overseen(request).with_times())
    groups, state, seen = _groups(), request.GET.get("state", ""), _seen()
    wanted = found.qs.filter(state__in=groups[state][1]) if state in groups else found.qs
    page = Paginator(wanted.with_context().order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found.form,
        "page": page,
        "tabs": _tabs(found.qs, groups, request.GET),
        "recording": post.recording(),
        "untold": _untold(seen),
        "columns": _columns(),
        "rows": [_row(delivery, seen) for delivery in page],
    }
    return render(request, "notifications/outbox_list.html", context)


def _untold(seen: Seen) -> str:
    """That steps wait longer than a minute for their letters to be written; else empty."""
    found = Outbox.objects.filter(entry__at__lt=seen.now - SOON)
    late = found.aggregate(number=Count("pk"), since=Min("entry__at"))
    if not late["number"]:
        return ""
    said = ngettext(
        "%(number)d Schritt ist seit %(since)s noch niemandem mitgeteilt.",
        "%(number)d Schritte sind noch niemandem mitgeteilt, der älteste seit %(since)s.",
        late["number"],
    )
    return said % {"number": late["number"], "since": moment(late["since"])}


def _columns() -> list[Column]:
    who, because = _("Empfänger"), _("Warum diese Person")
    labels = who, _("Anlass"), _("Maßnahme"), _("Verschickt oder fällig"), _("Stand"), because
    return [Column(label=label) for label in labels]


def _tabs(found: Any, groups: Groups, query: QueryDict) -> list[Link]:
    """One for each state, with what is searched for; recorded mails only where there can be any."""
    counts = found.aggregate(
        all=Count("pk"),
        **{name: Count("pk", Q(state__in=states)) for name, (_label, states) in groups.items()},
    )
    current = query.get("state", "")
    if not (counts["recorded"] or current == "recorded" or post.recording()):
        del groups["recorded"]
    names = {"": _("alle")} | {name: label for name, (label, _states) in groups.items()}
    current = current if current in names else ""
    return [
        Link(label=label, url=_at(query, key), current=key == current, count=counts[key or "all"])
        for key, label in names.items()
    ]


def _at(query: QueryDict, state: str) -> str:
    """The address of a tab: the same search, its first page."""
    asked = query.copy()
    for name in ("page", "state"):
        asked.pop(name, None)
    if state:
        asked["state"] = state
    return f"?{asked.urlencode()}"


def _row(delivery: Any, seen: Seen) -> list[Any]:
    person = link(reverse("letter", args=[delivery.pk]), str(delivery.person))
    goes, state = _goes(delivery), _state(delivery, seen)
    if delivery.is_private:
        return [person, _kind(delivery), "", goes, state, why_private(delivery)]
    event = delivery.event
    occasion = _below(event.headline, moment(event.entry.at))
    return [person, occasion, measure_link(event.measure), goes, state, event.because]


def _kind(delivery: Delivery) -> str:
    return delivery.get_kind_display() if delivery.collects else _("Vertretung")


def _goes(delivery: Any) -> str:
    """When it left or is to leave; of what was held back, nothing."""
    if delivery.state == State.SUPPRESSED:
        return moment(None)
    at, carrier = moment(delivery.goes_at), delivery.digest or delivery
    return _("fällig: %(at)s") % {"at": at} if carrier.state in WAITING else at


def _state(delivery: Delivery, seen: Seen) -> str:
    """Where it stands, and why."""
    mark = badge(delivery.get_state_display(), TONES.get(delivery.state, "neutral"))
    said = why(delivery, now=seen.now, answers=seen.answers)
    return _below(mark, said) if said else mark


def _below(first: str, second: str) -> str:
    return format_html('{}<br><span class="lz-muted">{}</span>', first, second)


@login_required
@require_safe
def letter(request: PersonRequest, pk: int) -> HttpResponse:
    """One mail as it would be written now."""
    overseen = _overseen(request).with_times().with_context()
    row, seen = get_object_or_404(overseen, pk=pk), _seen()
    context = {
        "delivery": row,
        "letter": None if row.is_private else letter_for(row),
        "columns": _columns(),
        "items": [_row(item, seen) for item in overseen.filter(digest=row).order_by("pk")],
        "crumbs": [Link(label=_("Postausgang"), url=reverse("outbox"))],
        "facts": _facts(row, seen),
        "can_resend": row.state in post.RESENDABLE,
        "can_cancel": post.can_cancel(row),
    }
    return render(request, "notifications/delivery_detail.html", context)


def _facts(row: Delivery, seen: Seen) -> list[tuple[str, Any]]:
    return [
        (_("Empfänger"), f"{row.person} <{row.person.email}>"),
        *_occasion(row),
        (_("Stand"), row.get_state_display()),
        (_("Grund"), why(row, now=seen.now, answers=seen.answers)),
        (_("Fällig"), moment(row.due_at)),
        (_left(row), moment(row.sent_at)),
        (_("Erneut versandt"), moment(row.resent_at)),
        (_("Versuche"), row.attempts),
        (_("Sprache"), dict(settings.LANGUAGES).get(row.language, row.language)),
    ]


def _left(row: Delivery) -> str:
    return _("Aufgezeichnet") if row.state == State.RECORDED else _("Verschickt")


def _occasion(row: Delivery) -> list[tuple[str, Any]]:
    """What a letter is about; of a private one its kind."""
    if row.is_private:
        return [(_("Art"), _kind(row)), (_("Anlass"), why_private(row))]
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
