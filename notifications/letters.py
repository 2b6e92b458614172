"""A letter, written at the moment of sending: what the recipient may read now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import select_template
from django.urls import reverse
from django.utils import translation

from core.models import Measure

from .attachments import attachments_for
from .events import Event
from .message_ids import mail_domain, thread_of
from .models import Delivery
from .recipients import sees, still_meant
from .unsubscribing import headers_for


@dataclass(frozen=True)
class Letter:
    """Subject, text and HTML, as sent.

    A digest that carries a single letter sends it as it is: `alone`.
    """

    subject: str
    text: str
    html: str
    alone: Delivery | None = None


def letter_for(delivery: Delivery) -> Letter | None:
    """What the recipient would be sent now; None if they may not see the measure (any more).

    And None if they were told for a right, their own or passed on, which they have lost.

    Of a non-public measure a letter says that something waits, with a link: none of its words.
    One about a substitution is about no measure, and always for the two it concerns.
    """
    if delivery.substitution is not None:
        with translation.override(delivery.language):
            return _standing_in(delivery)
    person, told = delivery.person, delivery.told
    measure = told.measure
    if not (sees(person, measure) and still_meant(person, delivery.audience, told)):
        return None
    with translation.override(delivery.language):
        return _told(delivery) if measure.public else _neutral(delivery)


def message_for(delivery: Delivery, letter: Letter) -> EmailMultiAlternatives:
    """The mail itself: all on one measure form one thread, none invites an automatic answer.

    A digest can be unsubscribed from with one click (RFC 8058).
    """
    speaks = letter.alone or delivery
    root = thread_of(speaks)
    headers = {
        "Message-ID": delivery.message_id,
        "In-Reply-To": root,
        "References": root,
        "Auto-Submitted": "auto-generated",
        "List-Id": f"Laufzettel <laufzettel.{mail_domain()}>",
        "Content-Language": delivery.language,
    } | headers_for(delivery)
    message = EmailMultiAlternatives(
        letter.subject, letter.text, to=[delivery.person.email], headers=headers
    )
    message.attach_alternative(letter.html, "text/html")
    for file in attachments_for(speaks):
        message.attach(file.name, file.content, file.media_type)
    return message


def link_to(measure: Measure) -> str:
    """The measure's page; it opens after login."""
    return f"{settings.LAUFZETTEL_BASE_URL}/massnahmen/{quote(measure.reference)}/"


def _told(delivery: Delivery) -> Letter:
    event = delivery.event
    context = {"event": event, "measure": event.measure, "entry": event.entry}
    return written(templates_of(event), delivery, context | {"link": link_to(event.measure)})


def _standing_in(delivery: Delivery) -> Letter:
    event = delivery.event
    context = {"event": event, "link": settings.LAUFZETTEL_BASE_URL + reverse(event.page)}
    return written(["notifications/substitution/all"], delivery, context)


def _neutral(delivery: Delivery) -> Letter:
    link = link_to(delivery.told.measure)
    return written(["notifications/neutral/all"], delivery, {"link": link})


def templates_of(event: Event) -> list[str]:
    """The event's own words for the audience, or those every step shares."""
    return [f"notifications/{event.name}/{event.audience}", "notifications/step/all"]


def written(templates: list[str], delivery: Delivery, context: dict[str, Any]) -> Letter:
    """The letter in the words of the first of these templates there is."""
    shared = {
        "person": delivery.person,
        "language": delivery.language,
        "city": settings.LAUFZETTEL_CITY,
    }
    subject = _one_line(_render(templates, "subject.txt", context | shared))
    whole = context | shared | {"subject": subject}
    text = _render(templates, "body.txt", whole)
    return Letter(subject, text, _render(templates, "body.html", whole))


def _render(templates: list[str], part: str, context: dict[str, Any]) -> str:
    found = select_template([f"{template}.{part}" for template in templates])
    return str(found.render(context)).strip() + "\n"


def _one_line(text: str) -> str:
    """A subject holds one line of what can be printed."""
    return "".join(each for each in " ".join(text.split()) if each.isprintable())
