"""The treasury's desk: what waits for its word, what the budget holds, what comes due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from core import access, cover
from core.models import BudgetAmount, BudgetItem, FundingAmount, FundingSource, Person
from core.steps import FINAL

from . import engine, source_dates
from .flows import MeasureFlow
from .models import Task
from .refusals import Refusal, Stale

NOTHING = Decimal(0)
State = FundingSource.State
LOST, HELD = FundingSource.LOST, FundingSource.HELD


def treasuries(person: Person) -> set[int]:
    """The treasuries this person confirms money for."""
    return set(access.organizations(person).get("fund", ()))


def open_confirmations(person: Person) -> QuerySet[Task]:
    """The tasks in which a source waits for the person's word, by deadline."""
    rows = Task.objects.open().filter(
        flow_task=MeasureFlow.fund,
        owner_permission="fund",
        owner_permission_obj__in=treasuries(person),
    )
    found = rows.select_related("process__lead", "source__budget_item")
    found = found.prefetch_related("source__amounts")
    return found.order_by(F("due_on").asc(nulls_last=True), "pk")


def open_covers(person: Person) -> QuerySet[Task]:
    """The tasks in which no single source waits, and yet the cover is missing."""
    rows = Task.objects.open().filter(
        flow_task=MeasureFlow.cover, owner_permission_obj__in=treasuries(person)
    )
    return rows.select_related("process__lead").order_by("process__reference")


def conditional(person: Person) -> QuerySet[FundingSource]:
    """The sources the person's treasury confirmed only under a condition, the oldest first."""
    rows = FundingSource.objects.filter(measure__treasury__in=treasuries(person))
    living = rows.exclude(measure__status__in=FINAL).exclude(state__in=LOST)
    found = living.exclude(condition="").select_related("measure__lead")
    return found.prefetch_related("amounts").order_by("confirmed_at", "pk")


@dataclass
class Coverage:
    """What an item of the budget holds in a year, in euros.

    `planned` is asked for and not confirmed, `confirmed` is promised, of ended measures and
    accounted sources only what was drawn; `drawn` is called up of the money of this year.
    """

    item: BudgetItem
    year: int
    amount: Decimal | None = None
    planned: Decimal = NOTHING
    confirmed: Decimal = NOTHING
    drawn: Decimal = NOTHING

    @property
    def free(self) -> Decimal | None:
        return None if self.amount is None else self.amount - self.confirmed

    @property
    def is_used(self) -> bool:
        return bool(self.planned or self.confirmed or self.drawn)

    @property
    def is_short(self) -> bool:
        """Not everything that is asked for could be confirmed; without an amount nothing could."""
        return self.planned > (self.free or NOTHING)


def coverage(years: Sequence[int]) -> list[Coverage]:
    """Every item of the budget in every of these years in which there is anything to say.

    Three statements, however many items.
    """
    items = BudgetItem.objects.in_bulk()
    found: dict[tuple[int, int], Coverage] = {}

    def at(item: int, year: int) -> Coverage:
        return found.setdefault((item, year), Coverage(items[item], year))

    for row in BudgetAmount.objects.filter(year__in=years):
        at(row.item_id, row.year).amount = row.amount
    for key, year, planned, confirmed, drawn in _asked(years):
        each = at(key, year)
        each.planned, each.confirmed, each.drawn = planned or NOTHING, confirmed, drawn
    order = {key: place for place, key in enumerate(items)}
    return sorted(found.values(), key=lambda each: (order[each.item.pk], each.year))


def _asked(
    years: Sequence[int],
) -> Iterable[tuple[int, int, Decimal | None, Decimal, Decimal]]:
    """By item and year: what is asked for and not yet drawn, what is bound, what was drawn."""
    parts = FundingAmount.objects.filter(year__in=years, source__budget_item__isnull=False)
    asked = ~Q(source__state__in=(*LOST, *HELD)) & ~Q(source__measure__status__in=FINAL)
    return (
        parts.values_list("source__budget_item", "year")
        .annotate(
            planned=cover.cents(Sum(F("amount") - cover.called(), filter=asked)),
            confirmed=cover.cents(Sum(cover.bound())),
            drawn=cover.cents(Sum(cover.called())),
        )
        .order_by()
    )


def dates(person: Person, *, until: dt.date) -> list[source_dates.Due]:
    """The next dates of all sources up to a day, the overdue ones first."""
    return source_dates.of_treasuries(treasuries(person), until=until)


@dataclass(frozen=True)
class Answer:
    """What became of one of several confirmations; without sentences it is confirmed."""

    title: str
    sentences: list[str] = field(default_factory=list)


def confirm_all(
    *, actor: Person, chosen: Iterable[tuple[int, int]], note: str = ""
) -> Iterator[Answer]:
    """Confirm one after the other, each for itself: a refused one stops no other.

    `chosen` are tasks with the version of the measure that was seen. What this very batch has
    done to a measure makes none of its other sources stale.
    """
    keys = dict(chosen)
    moved: dict[tuple[int, int], int] = {}
    tasks = open_or_done(actor).filter(pk__in=keys).select_related("process", "source")
    for task in tasks.order_by("pk"):
        title = f"{task.process.reference} {task.item.name}"
        first = task.process_id, keys[task.pk]
        try:
            moved[first] = _confirmed(actor, task, moved.get(first, first[1]), note)
        except Stale as stale:
            yield Answer(title, stale.sentences)
        except Refusal as refusal:
            yield Answer(title, [str(refusal)])
        else:
            yield Answer(title, [])


def open_or_done(person: Person) -> QuerySet[Task]:
    found: QuerySet[Task] = Task.objects.filter(
        flow_task=MeasureFlow.fund, owner_permission_obj__in=treasuries(person)
    )
    return found


def _confirmed(actor: Person, task: Task, seen: int, note: str) -> int:
    """The version of the measure after it."""
    data = {"answer": "confirm", "condition": "", "note": note}
    done = engine.perform(actor=actor, task=task.pk, action="confirm_source", seen=seen, data=data)
    return done.version
