"""What is known of a funding source: its notice, its dates, who confirmed it, what was drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.models import FundingDrawing, FundingSource, SourceConfirmation
from core.templatetags.laufzettel import day, money
from workflow.models import Process

Facts = list[tuple[str, Any]]


def details(measure: Process) -> list[dict[str, Any]]:
    """The sources of which more is known than the table says; as many queries for all as for one.

    Who sees the measure sees them, as the table.
    """
    known = ("budget_item", "evidence_document", "confirmations__said_by")
    prefetch_related_objects(measure.funding, *known)
    told = [{"name": each.name, "facts": facts(each)} for each in measure.funding]
    return [each for each in told if each["facts"]]


def facts(source: FundingSource) -> Facts:
    """Everything that has been said of a source; what was not is left out."""
    said: Facts = [
        (_("Aktenzeichen des Bescheids"), source.notice_number),
        (_("Bescheid vom"), _day(source.notice_on)),
        (_("Bewilligungszeitraum"), _period(source)),
        (_("Anteil"), _share(source)),
        (_("Antrag bis"), _day(source.application_due)),
        (_("Abruf bis"), _day(source.drawing_due)),
        (_("Verwendungsnachweis bis"), _day(source.proof_due)),
        (_("Deckung durch"), source.cover),
        (_("Haushaltsposition"), source.budget_item),
        (_("Nachweis"), source.evidence),
        (_("Unterlage"), _document(source)),
        (_("Bisher bestätigt"), _lines(map(_confirmation, source.confirmations.all()))),
        (_("Abrufe"), _lines(map(_drawing, source.drawings.all()))),
    ]
    return [(label, value) for label, value in said if value]


def _day(value: Any) -> str:
    return day(value) if value else ""


def _period(source: FundingSource) -> str:
    first, last = source.period_from, source.period_to
    if not first and not last:
        return ""
    return _("%(first)s bis %(last)s") % {"first": day(first), "last": day(last)}


def _share(source: FundingSource) -> str:
    if source.share is None:
        return ""
    return f"{source.share.normalize():f}".replace(".", ",") + "\N{NO-BREAK SPACE}%"


def _document(source: FundingSource) -> Any:
    found = source.evidence_document
    if found is None:
        return ""
    url = reverse("document", args=[found.pk])
    return format_html('<a class="kern-link" href="{}">{}</a>', url, found.title)


def _lines(lines: Iterable[str]) -> Any:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines))


def _confirmation(said: SourceConfirmation) -> str:
    """For example: 24.11.2026, Kai Brandt: bestätigt (2026: 50.000,00 €). Geprüft."""
    who = ", ".join(filter(None, [day(said.said_at), str(said.said_by or "")]))
    amounts = ", ".join(f"{year}: {money(amount)}" for year, amount in said.amounts.items())
    told = f"{who}: {said.get_answer_display()}" + (f" ({amounts})" if amounts else "")
    return f"{told}. {said.note}" if said.note else told


def _drawing(drawn: FundingDrawing) -> str:
    """For example: 01.02.2027: 30.000,00 € (Abruf 1)."""
    return f"{day(drawn.drawn_on)}: {money(drawn.amount)} ({drawn.reference})"
