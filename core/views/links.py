"""Where the nouns have their pages."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.models import Measure, Organization, Paper


def organization_url(row: Organization) -> str:
    return reverse("organization", args=[row.pk])


def paper_url(paper: Paper) -> str:
    return reverse("paper", args=[paper.pk])


def measure_url(measure: Measure) -> str:
    """The page of a measure; it belongs to the application that moves measures."""
    return reverse("measure", args=[measure.reference])


def measure_link(measure: Measure) -> SafeString:
    """The reference, which never breaks, as a link to the measure."""
    url, reference = measure_url(measure), measure.reference
    return format_html('<a class="kern-link lz-nowrap" href="{}">{}</a>', url, reference)


def link(url: str, text: str) -> SafeString:
    return format_html('<a class="kern-link" href="{}">{}</a>', url, text)
