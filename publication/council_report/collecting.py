"""Collecting the report: which measures it tells of, by field of action, and their numbers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core.models import ActionPlan, JournalEntry, Measure, Person

from .entries import entry_of
from .figures import figures_of
from .history import DECIDED
from .material import materials
from .rows import CouncilReport, Entry, FieldPart, Period
from .scope import Scope


def collect(
    plan: ActionPlan,
    since: dt.date,
    until: dt.date,
    *,
    public: bool,
    reader: Person | None = None,
) -> CouncilReport:
    """All that has been decided or is in force, as it stood at the end of the period.

    A public report knows no measure and no paper that is not public: neither words nor counts.
    `reader` narrows the full version to what that person may see. Milestones, orders, reports,
    status and decisions are those of the last day; planned costs, secured money and the planned
    end have no history and are those of today.
    """
    period, scope = Period(since, until), Scope(public=public, reader=reader)
    fields = tuple(_parts(plan, _by_field(plan, scope, period)))
    shown = [entry for part in fields for entry in part.entries]
    return CouncilReport(
        plan=plan.title,
        since=since,
        until=until,
        public=public,
        partial=_leaves_out(shown, plan, scope, period),
        made_on=localdate(),
        fields=fields,
        figures=figures_of(shown),
    )


def _by_field(plan: ActionPlan, scope: Scope, period: Period) -> Mapping[int | None, list[Entry]]:
    entries: dict[int | None, list[Entry]] = defaultdict(list)
    keys = list(_concerned(plan, scope, period).values_list("pk", flat=True))
    for each in materials(keys, scope, period):
        entries[each.measure.field_id].append(entry_of(each, period, scope))
    return entries


def _leaves_out(shown: list[Entry], plan: ActionPlan, scope: Scope, period: Period) -> bool:
    """Tell whether a full version is not full for its reader."""
    if scope.public or scope.reader is None:
        return False
    hidden = any(entry.decision and entry.decision.hidden for entry in shown)
    return hidden or len(shown) < _concerned(plan, Scope(public=False), period).count()


def _parts(plan: ActionPlan, entries: Mapping[int | None, list[Entry]]) -> Iterator[FieldPart]:
    """The fields of the plan in their order, even empty ones; then what belongs to none."""
    fields = list(plan.fields.all())
    for field in fields:
        found = tuple(entries.get(field.pk, ()))
        yield FieldPart(title=str(field), number=field.number, entries=found)
    known = {field.pk for field in fields}
    others = [entry for key, rows in entries.items() if key not in known for entry in rows]
    if others:
        yield FieldPart(title=_("Ohne Handlungsfeld"), number=None, entries=tuple(others))


def _concerned(plan: ActionPlan, scope: Scope, period: Period) -> QuerySet[Measure]:
    """Decided by the end of the period and not undone since, or in force then."""
    journal = JournalEntry.objects.filter(measure=OuterRef("pk"), at__lt=period.ends)
    carried = Q(decided_on__isnull=False) | Q(in_force=True) | ~Q(decided_by="")
    by_then = Q(decided_on__lte=period.until) | Q(Exists(journal.filter(target__in=DECIDED)))
    rows = scope.measures.filter(carried, by_then, Exists(journal), plan=plan)
    return rows.order_by("pk")
