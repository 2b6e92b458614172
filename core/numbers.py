"""Reference numbers without gaps.

A counter row a year, drawn under its lock inside the caller's transaction.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from .models import Counter, Paper


def draw(series: str, *, year: int) -> int:
    """The next number of a series in a year.

    A rolled back transaction gives its number back; none is used twice.
    """
    with transaction.atomic():
        counters = Counter.objects.filter(series=series, year=year)
        if not counters.update(last=F("last") + 1):
            Counter.objects.get_or_create(series=series, year=year)
            counters.update(last=F("last") + 1)
        return counters.values_list("last", flat=True).get()


def measure_reference(*, year: int) -> str:
    """For example M-2026-014."""
    return f"M-{year}-{draw(Counter.Series.MEASURE, year=year):03d}"


def paper_reference(*, year: int) -> str:
    """For example 0383/2026; later versions append N1, N2 and so on.

    Numbers that imported papers brought along are passed over.
    """
    while True:
        reference = f"{draw(Counter.Series.PAPER, year=year):04d}/{year}"
        if not Paper.objects.filter(reference=reference).exists():
            return reference
