"""What the report is made of: the rows of a chunk of measures, read in a few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import F, Q, QuerySet, Value

from core.models import (
    Consultation,
    CostLine,
    FundingAmount,
    FundingSource,
    Measure,
    Milestone,
    Order,
    Organization,
    ProgressReport,
)
from core.results import APPROVALS

from .history import History, histories
from .rows import NOTHING, Period
from .scope import Scope

CHUNK = 200
VOTED = (*APPROVALS, Consultation.Outcome.REJECTED)
READ = (
    "reference",
    "title",
    "field",
    "lead",
    "status",
    "planned_to",
    "decided_on",
    "decided_by",
    "decision_reference",
    "actual_cost",
)
Row = TypeVar("Row")


@dataclass(frozen=True)
class Material:
    """One measure with the rows beside it; only those that were there in the period, by time.

    Reports are the approved ones, newest first. Votes are published ones of deciding bodies, each
    marked by `is_shown`.
    """

    measure: Measure
    history: History
    organizations: Mapping[int, Organization]
    planned: Decimal
    secured: Decimal
    milestones: Sequence[Any]
    orders: Sequence[Any]
    reports: Sequence[Any]
    votes: Sequence[Any]

    def reports_before(self, period: Period) -> list[Any]:
        return [each for each in self.reports if each.written_at < period.starts]


def materials(keys: Sequence[int], scope: Scope, period: Period) -> Iterator[Material]:
    """The measures of these keys, read chunk by chunk."""
    organizations = Organization.objects.in_bulk()
    for start in range(0, len(keys), CHUNK):
        yield from _chunk(keys[start : start + CHUNK], scope, period, organizations)


def _chunk(
    keys: Sequence[int], scope: Scope, period: Period, organizations: Mapping[int, Organization]
) -> Iterator[Material]:
    moves = histories(keys, before=period.ends)
    planned, secured = _planned(keys), _secured(keys)
    milestones, orders = _by_measure(_milestones(keys)), _by_measure(_orders(keys, scope, period))
    reports, votes = _by_measure(_reports(keys, period)), _by_measure(_votes(keys, scope, period))
    for measure in Measure.objects.filter(pk__in=keys).only(*READ).order_by("pk"):
        yield Material(
            measure=measure,
            history=moves[measure.pk],
            organizations=organizations,
            planned=planned[measure.pk],
            secured=secured[measure.pk],
            milestones=milestones[measure.pk],
            orders=orders[measure.pk],
            reports=reports[measure.pk],
            votes=votes[measure.pk],
        )


def _by_measure(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.measure_id].append(row)
    return found


def _planned(keys: Sequence[int]) -> dict[int, Decimal]:
    """What is to be spent over all years, in euros; income does not lower it."""
    found: dict[int, Decimal] = defaultdict(lambda: NOTHING)
    for line in CostLine.objects.filter(measure__in=keys):
        found[line.measure_id] += max(line.need, NOTHING)
    return found


def _secured(keys: Sequence[int]) -> dict[int, Decimal]:
    """What secured sources give over all years, in euros."""
    rows = FundingAmount.objects.filter(
        source__measure__in=keys, source__state__in=FundingSource.HELD
    )
    found: dict[int, Decimal] = defaultdict(lambda: NOTHING)
    for key, amount in rows.values_list("source__measure", "amount"):
        found[key] += amount
    return found


def _milestones(keys: Sequence[int]) -> QuerySet[Any, Any]:
    rows = Milestone.objects.filter(measure__in=keys, waived="")
    return rows.values_list("measure_id", "title", "done_on", named=True)


def _orders(keys: Sequence[int], scope: Scope, period: Period) -> QuerySet[Any, Any]:
    """Orders of a decision whose paper may not be named are left out."""
    may_be_told = Q(station=None) | Q(scope.shown_paper("station__paper"))
    rows = Order.objects.filter(may_be_told, measure__in=keys, given_at__lt=period.ends)
    named = Value("") if scope.public else F("responsible")
    columns = "measure_id", "organization_id", "text", "due_on", "done_on", "dropped"
    return rows.annotate(person=named).values_list(*columns, "person", named=True)


def _reports(keys: Sequence[int], period: Period) -> QuerySet[Any, Any]:
    rows = ProgressReport.objects.filter(
        measure__in=keys, state=ProgressReport.State.APPROVED, written_at__lt=period.ends
    )
    columns = "measure_id", "light", "text", "progress", "actual_cost", "next_step", "written_at"
    return rows.values_list(*columns, named=True)


def _votes(keys: Sequence[int], scope: Scope, period: Period) -> QuerySet[Any]:
    rows = Consultation.objects.filter(
        measure__in=keys,
        role=Consultation.Role.DECISION,
        outcome__in=VOTED,
        published_at__lt=period.ends,
    )
    named = {"reference": F("paper__reference"), "is_shown": scope.shown_paper("paper")}
    return rows.annotate(**named).order_by("published_at", "pk")
