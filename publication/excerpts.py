"""The excerpt (Beschlussauszug): what one body said of one paper, for the unit that leads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import override

from core import result_words
from core.models import AgendaItem, Consultation
from core.steps import Audience
from core.templatetags.laufzettel import money
from notifications.attachments import Attachment

from .printing import as_pdf
from .text import blocks

if TYPE_CHECKING:
    from notifications.models import Delivery

PDF = "application/pdf"


@override("de")
def excerpt_pdf(station: Consultation) -> bytes:
    return as_pdf("excerpt", excerpt(station))


def excerpt(station: Consultation) -> dict[str, Any]:
    """Body, sitting, item and paper; the motion; the result with its wording and changes."""
    paper = station.paper
    body = (station.asked_as or station.organization).name
    return {
        "title": f"Beschlussauszug: {body}, {_day(station)}",
        "footer": f"Drucksache Nr. {paper.reference}",
        "facts": list(filter(None, [_sitting(station), _item(station), _paper(station)])),
        "sections": [
            {"title": title, "blocks": blocks(text)}
            for title, text in _sections(station)
            if text.strip()
        ],
        "standing": result_words.standing(station),
    }


def _day(station: Consultation) -> str:
    return f"{station.meeting_on:%d.%m.%Y}" if station.meeting_on else "ohne Termin"


def _sitting(station: Consultation) -> str:
    meeting = station.meeting
    if meeting is None:
        return f"Sitzung am {_day(station)}"
    number = f"{meeting.number}. Sitzung" if meeting.number else "Sitzung"
    return f"{number} am {_day(station)}"


def _item(station: Consultation) -> str:
    found = AgendaItem.objects.filter(station=station, meeting=station.meeting).first()
    return f"Tagesordnungspunkt {found.number}" if found and station.meeting else ""


def _paper(station: Consultation) -> str:
    paper = station.paper
    return f"{paper.get_kind_display()} Nr. {paper.reference}: {paper.title}"


def _sections(station: Consultation) -> list[tuple[str, str]]:
    cost = station.change_cost
    more = f"Mehrkosten der Änderung: {money(cost)}" if cost is not None else ""
    return [
        ("Antrag", station.paper.motion),
        ("Ergebnis", result_words.sentence(station)),
        ("Wortlaut", station.verbatim),
        ("Änderung", "\n".join(filter(None, [station.change_text, more]))),
        ("Aufträge", "\n".join(_orders(station))),
    ]


def _orders(station: Consultation) -> Iterator[str]:
    """Who does what by when, as the office has split the decision; dropped orders are left out."""
    for order in station.orders.filter(dropped="").select_related("organization"):
        yield f"{order.holder}: {order.text} (bis {order.due_on:%d.%m.%Y})"


def filename(station: Consultation) -> str:
    """For example Beschlussauszug 0383-2019 Verwaltungsausschuss.pdf."""
    reference = station.paper.reference.replace("/", "-")
    return f"Beschlussauszug {reference} {station.organization.name[:60]}.pdf"


def attached(delivery: Delivery) -> Attachment | None:
    """The excerpt for the lead's own letter about a result of a public measure."""
    entry = delivery.told
    kind, _colon, key = entry.object.partition(":")
    if delivery.audience != Audience.LEAD or kind != "consultation" or not entry.measure.public:
        return None
    rows = Consultation.objects.select_related(
        "paper", "organization", "asked_as", "meeting", "minutes"
    )
    station = rows.filter(pk=key, published_at__isnull=False).first()
    if station is None:
        return None
    return Attachment(filename(station), excerpt_pdf(station), PDF)
