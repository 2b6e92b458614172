"""The sources of a measure as they would stand after the answers of a step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    DecimalField,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least, Round

from .models.funding import (
    BudgetAmount,
    BudgetItem,
    FundingAmount,
    FundingDrawing,
    FundingSource,
)
from .steps import FINAL

if TYPE_CHECKING:
    from .models import Measure

WHOLE = Decimal(100)
NOTHING = Decimal(0)
EUROS: dict[str, Any] = {"output_field": DecimalField(max_digits=14, decimal_places=2)}
LOST = {state.value for state in FundingSource.LOST}


@dataclass(frozen=True)
class Stated:
    """What is said of a source: share in percent, the period of its grant, euros by year."""

    pk: int | None
    name: str
    share: Decimal | None
    period_from: dt.date | None
    period_to: dt.date | None
    amounts: Mapping[int, Decimal]
    lost: bool = False

    @property
    def outside(self) -> list[int]:
        """The years with money of which no day lies inside the period of the grant."""
        first = self.period_from.year if self.period_from else 0
        last = self.period_to.year if self.period_to else 9999
        given = [year for year, amount in self.amounts.items() if amount]
        return sorted(year for year in given if not first <= year <= last)

    @property
    def is_upside_down(self) -> bool:
        """The period ends before it begins."""
        return bool(self.period_from and self.period_to and self.period_to < self.period_from)


def stated(measure: Measure) -> list[Stated]:
    """All sources, with what the answers say of them put in the place of what is known."""
    known = [_known(source) for source in measure.funding]
    if "sources" in measure.act.data:
        return _typed(known, measure.act.data["sources"])
    item = measure.act.item
    return [
        _noted(each, measure.act.data) if item and each.pk == item.pk else each for each in known
    ]


def _known(source: FundingSource) -> Stated:
    amounts = {part.year: part.amount for part in source.amounts.all()}
    period = source.period_from, source.period_to
    return Stated(source.pk, source.name, source.share, *period, amounts, source.is_lost)


def _typed(known: list[Stated], rows: Iterable[Mapping[str, Any]]) -> list[Stated]:
    """Rows of the form; sources that are left out of it stay only when they cannot go."""
    before = {each.pk: each for each in known}
    blank = Stated(None, "", None, None, None, {})
    return [
        replace(
            before.get(row.get("pk"), blank),
            name=row.get("name", ""),
            share=row.get("share", before.get(row.get("pk"), blank).share),
            amounts=_by_year(row.get("amounts", ())),
        )
        for row in rows
    ]


def _noted(source: Stated, data: Mapping[str, Any]) -> Stated:
    names = ("share", "period_from", "period_to")
    said = {name: data[name] for name in names if data.get(name) not in (None, "")}
    amounts = {**source.amounts, **_by_year(data.get("amounts") or ())}
    what = data.get("what", "")
    return replace(source, **said, amounts=amounts, lost=what in LOST if what else source.lost)


def _by_year(parts: Iterable[Mapping[str, Any]]) -> dict[int, Decimal]:
    return {part["year"]: part["amount"] for part in parts}


def total_share(measure: Measure) -> Decimal:
    """The shares of all sources that are not lost, in percent."""
    shares = (each.share for each in stated(measure) if not each.lost)
    return sum((share for share in shares if share), NOTHING)


def drawing(measure: Measure) -> Decimal:
    """What would be drawn now, in euros: the amount named, else all that is left."""
    named = measure.act.data.get("drawn_amount")
    return left_to_draw(measure.act.item) if named is None else named


def is_drawn_twice(source: FundingSource, evidence: str) -> bool:
    """Tell whether money of the source was already drawn under this evidence.

    Blanks and capitals make no other evidence of it.
    """
    return _bare(evidence) in {_bare(each.reference) for each in source.drawings.all()}


def _bare(reference: str) -> str:
    return " ".join(reference.split()).casefold()


def left_to_draw(source: FundingSource) -> Decimal:
    return source.total - source.drawn


@dataclass(frozen=True)
class Overdraft:
    """A year in which an item of the budget does not hold what is wanted of it, in euros."""

    item: BudgetItem
    year: int
    wanted: Decimal
    free: Decimal


def overdrafts(source: FundingSource, *, until: int) -> Iterator[Overdraft]:
    """Where confirming the source would promise more than its item of the budget holds.

    Locks the item: two measures never take the same money. Up to the year `until` what the budget
    does not name is nothing; a later budget that does not exist yet is not judged.
    """
    if source.budget_item_id is None:
        return
    item = BudgetItem.objects.select_for_update().get(pk=source.budget_item_id)
    holds = dict(BudgetAmount.objects.filter(item=item).values_list("year", "amount"))
    others = _others(item, besides=source)
    for part in source.amounts.all():
        bound = sum((other.bound_in(part.year) for other in others), NOTHING)
        free = holds.get(part.year, NOTHING) - bound
        is_known = part.year <= until or part.year in holds
        if is_known and part.amount and part.amount > free:
            yield Overdraft(item, part.year, part.amount, free)


def _others(item: BudgetItem, *, besides: FundingSource) -> list[FundingSource]:
    """The other sources of all measures from the item."""
    rows = FundingSource.objects.filter(budget_item=item).exclude(pk=besides.pk)
    return list(rows.select_related("measure").prefetch_related("amounts", "drawings"))


def called() -> Func:
    """In the database what `FundingSource.drawn_in` is for a yearly amount, in euros."""
    calls = FundingDrawing.objects.filter(source=OuterRef("source"))
    before = FundingAmount.objects.filter(source=OuterRef("source"), year__lt=OuterRef("year"))
    rest = cents(_sum(calls) - _sum(before))
    return Least(F("amount"), Greatest(rest, Value(NOTHING), **EUROS))


def cents(amount: Any) -> Func:
    """To the cent also in a database that adds up in floating point."""
    return Round(amount, precision=2, **EUROS)


def bound() -> Case:
    """In the database what `FundingSource.bound_in` is for a yearly amount, in euros."""
    promised = Q(source__state__in=FundingSource.TO_DRAW)
    return Case(
        When(promised & ~Q(source__measure__status__in=FINAL), then=F("amount")),
        default=called(),
        **EUROS,
    )


def _sum(rows: QuerySet[Any]) -> Coalesce:
    by_source = rows.order_by().values("source").annotate(sum=Sum("amount")).values("sum")
    return Coalesce(Subquery(by_source), Value(NOTHING), **EUROS)
