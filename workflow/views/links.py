"""The addresses of measures, of their list and of steps."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.components import Link
from core.models import Measure
from workflow.offers import Chance, Offer


def measure_url(measure: Measure) -> str:
    return reverse("measure", args=[measure.reference])


def measures_url(**narrowed: Any) -> str:
    """The list of measures, narrowed by what is given."""
    return f"{reverse('measures')}?{urlencode(narrowed)}"


def named(measure: Measure, anchor: str = "") -> SafeString:
    """A measure in a table: its number as a link, its title, below them its lead."""
    return format_html(
        '<a class="kern-link" href="{}{}">{}</a> {}<br><span class="lz-muted">{}</span>',
        measure_url(measure),
        anchor,
        measure.reference,
        measure.title,
        measure.lead,
    )


def step_url(measure: Measure, step: str, chance: Chance | None = None) -> str:
    """The page of a step, with the task and the sub-record it is about."""
    url = reverse("step", args=[measure.reference, step])
    return url + about(chance.task, chance.item) if chance else url


def about(task: int | None, item: object) -> str:
    """The part of an address that names task and sub-record."""
    named = {"aufgabe": task, "gegenstand": getattr(item, "pk", None)}
    given = {name: key for name, key in named.items() if key is not None}
    return f"?{urlencode(given)}" if given else ""


def item_name(item: Any) -> str:
    """A sub-record in few words: the body, the unit or the source it belongs to."""
    return str(getattr(item, "organization", None) or getattr(item, "name", None) or item)


def link(measure: Measure, offer: Offer, chance: Chance) -> Link:
    """A step as a button; where it can be taken about several sub-records it names its own."""
    several = sum(each.allowed for each in offer.chances) > 1
    label = f"{offer.label}: {item_name(chance.item)}" if several else offer.label
    return Link(label=label, url=step_url(measure, offer.name, chance))
