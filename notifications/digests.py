"""A digest, written at the moment of sending: what changed, what waits, what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import Measure, Person

from .events import Event
from .letters import Letter, letter_for, link_to, written
from .models import AT, Delivery
from .recipients import still_meant
from .topics import DATED, ESSENTIAL, topic_of
from .unsubscribing import unsubscribe_url

Kind = Delivery.Kind
State = Delivery.State


class Line(NamedTuple):
    """One line of a section: what it says, where it leads, and the day it is due."""

    text: str
    url: str
    due_on: dt.date | None = None


class Section(NamedTuple):
    """What else waits for the person, under a heading of its own."""

    title: str
    lines: list[Line]


Maker = Callable[[Person], Section]
_makers: list[Maker] = []
_worth_a_mail: list[Maker] = []


def register(maker: Maker, *, worth_a_mail: bool = False) -> None:
    """Digests carry this section, unless it is empty; some are worth a mail without any news."""
    _makers.append(maker)
    if worth_a_mail:
        _worth_a_mail.append(maker)


@dataclass(frozen=True)
class Group:
    """The news of one measure; of a non-public one nothing but that there is some."""

    measure: Measure
    url: str
    events: list[Event]

    @property
    def public(self) -> bool:
        return self.measure.public

    @property
    def urgent(self) -> bool:
        """Something is asked for, or a date has come."""
        return any(topic_of(event) in ESSENTIAL for event in self.events)


def digest_letter(digest: Delivery) -> Letter | None:
    """What the digest says now; None if nothing is left that its recipient may read.

    What may not be read any more stays behind, visibly, with its reason. A single letter about a
    date needs no cover: it says its own words. Without a letter, what is worth a mail by itself
    has words of its own.
    """
    items = readable(digest)
    digest.items.exclude(pk__in=[item.pk for item in items]).update(
        state=State.SUPPRESSED, suppression=Delivery.Suppression.WITHDRAWN, digest=None
    )
    with translation.override(digest.language):
        alone = _sections(_worth_a_mail, digest.person)
        if not items:
            return _written_alone(digest, alone) if alone else None
        if len(items) == 1 and digest.kind == Kind.GATHERED and not alone:
            items[0].language = digest.language
            single = letter_for(items[0])
            return replace(single, alone=items[0]) if single else None
        return _written(digest, items)


def _sections(makers: list[Maker], person: Person) -> list[Section]:
    """What they have to say to the person; empty ones are left out."""
    return [section for maker in makers if (section := maker(person)).lines]


def _written_alone(digest: Delivery, sections: list[Section]) -> Letter:
    """Nothing has happened, but a day has come that the person wanted to be told of."""
    return written(["notifications/recall/all"], digest, {"sections": sections})


def readable(digest: Delivery) -> list[Delivery]:
    """The letters of a digest its recipient may still read and is still meant by, oldest first."""
    items = list(digest.items.with_context().order_by(AT, "pk"))
    asked = {item.told.measure_id for item in items}
    visible = Measure.objects.visible_to(digest.person).filter(pk__in=asked)
    seen = set(visible.values_list("pk", flat=True))
    return [
        item
        for item in items
        if item.told.measure_id in seen and still_meant(digest.person, item.audience, item.told)
    ]


def _written(digest: Delivery, items: list[Delivery]) -> Letter:
    groups = groups_of(items)
    context = {
        "headline": _headline(digest, items, len(groups)),
        "groups": groups,
        "sections": _sections(_makers, digest.person),
        "preferences": settings.LAUFZETTEL_BASE_URL + reverse("preferences"),
        "unsubscribe": unsubscribe_url(digest.person) if digest.kind == Kind.DIGEST else "",
    }
    return written(["notifications/digest/all"], digest, context)


def groups_of(items: Iterable[Delivery]) -> list[Group]:
    """By measure; those that ask for something first, then by number."""
    found: dict[int, Group] = {}
    for item in items:
        entry = item.told
        group = found.setdefault(entry.measure_id, Group(entry.measure, link_to(entry.measure), []))
        group.events.append(item.event)
    return sorted(found.values(), key=lambda group: (not group.urgent, group.measure.reference))


def _headline(digest: Delivery, items: list[Delivery], measures: int) -> str:
    news = len(items)
    if digest.kind == Kind.GATHERED and all(item.event.name in DATED for item in items):
        return ngettext(
            "%(number)d Frist ist nah oder vorbei", "%(number)d Fristen sind nah oder vorbei", news
        ) % {"number": news}
    told = ngettext("%(number)d Neuigkeit", "%(number)d Neuigkeiten", news) % {"number": news}
    about = ngettext("zu %(number)d Maßnahme", "zu %(number)d Maßnahmen", measures)
    return _("%(news)s %(measures)s") % {"news": told, "measures": about % {"number": measures}}
