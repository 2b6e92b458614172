"""Bodies and units end while cases run: on the day, their successors take the open work over.

Old papers and settled stations keep the old name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from core.models import Consultation, CoSignature, Measure, Order, Organization
from core.steps import FINAL

from . import engine

ROLES = ("lead", "office", "treasury")


@dataclass(frozen=True)
class Succession:
    """A measure whose open work passes on, and from whom to whom."""

    measure: Measure
    steps: tuple[tuple[Organization, Organization], ...]

    @property
    def sentence(self) -> str:
        passed = ", ".join(f"{old} → {new}" for old, new in self.steps)
        return f"{self.measure.reference}: {passed}"


def ended(*, on: dt.date) -> QuerySet[Organization]:
    """Organizations that no longer exist on that day."""
    return Organization.objects.filter(valid_to__lt=on).select_related("successor")


def heirs(*, on: dt.date) -> dict[int, Organization]:
    """For each ended organization the one that does its work on that day, if there is one."""
    found = {organization.pk: organization.at(on=on) for organization in ended(on=on)}
    return {key: heir for key, heir in found.items() if heir.pk != key}


def orphans(*, on: dt.date) -> list[Organization]:
    """Ended organizations without a successor that still hold open work."""
    known = heirs(on=on)
    left = [each for each in ended(on=on) if each.pk not in known]
    return [each for each in left if _with_open_work([each.pk]).exists()]


def due(*, on: dt.date) -> Iterator[Succession]:
    """The measures whose work has to pass on that day."""
    known = heirs(on=on)
    for measure in _with_open_work(known).order_by("pk"):
        old = sorted(_holders(measure) & set(known))
        names = Organization.objects.in_bulk(old)
        yield Succession(measure, tuple((names[key], known[key]) for key in old))


def take_over(*, on: dt.date) -> list[Succession]:
    """Let the successors take over, one transaction a measure; a second time nothing is left."""
    known = heirs(on=on)
    found = list(due(on=on))
    for each in found:
        engine.succeed(measure=each.measure.pk, heirs=known)
    return found


def _with_open_work(organizations: Iterable[int]) -> QuerySet[Measure]:
    keys = list(organizations)
    stations = _open_stations().filter(organization__in=keys).values("measure")
    signatures = CoSignature.objects.filter(
        organization__in=keys, answer="", dropped_at=None
    ).values("measure")
    orders = Order.objects.filter(organization__in=keys, done_on=None, dropped="").values("measure")
    held = Q(lead__in=keys) | Q(office__in=keys) | Q(treasury__in=keys)
    living = ~Q(status__in=FINAL) & (held | Q(pk__in=orders))
    rows: QuerySet[Measure] = Measure.objects.filter(
        Q(pk__in=stations) | Q(pk__in=signatures) | living
    )
    return rows


def _open_stations() -> QuerySet[Consultation]:
    return Consultation.objects.filter(closed_at=None, measure__isnull=False)


def _holders(measure: Measure) -> set[int]:
    stations = _open_stations().filter(measure=measure).values_list("organization", flat=True)
    asked = measure.cosignatures.filter(answer="", dropped_at=None)
    own = {getattr(measure, f"{role}_id") for role in ROLES}
    ordered = measure.orders.filter(done_on=None, dropped="")
    held = [rows.values_list("organization", flat=True) for rows in (asked, ordered)]
    return own.union(stations, *held)
