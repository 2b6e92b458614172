"""Where a measure leaves what was decided: cost, time or content beyond the tolerance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from .amounts import write_amount
from .models.following import Tolerance
from .models.implementation import ProgressReport

if TYPE_CHECKING:
    from .models import Measure, Milestone


def deviations(measure: Measure, *, on: dt.date) -> list[str]:
    """One sentence for each deviation beyond the tolerance of that day; only while in force.

    Costs are those of the newest report; a milestone is late against the day agreed when work
    began; content is what the newest report says of it.
    """
    return by_report(measure, measure.newest_report, on=on)


def by_report(measure: Measure, report: ProgressReport | None, *, on: dt.date) -> list[str]:
    """The same as one report tells it."""
    return _found(measure, report, Tolerance.on(on), on)


def of_several(measures: Sequence[Measure], *, on: dt.date) -> dict[int, list[str]]:
    """The deviations of each by its key, read at once whatever their number."""
    prefetch_related_objects(measures, "cost_lines", "milestones")
    rows = ProgressReport.objects.filter(measure__in=measures)
    rows = rows.exclude(state=ProgressReport.State.RETURNED).order_by("written_at", "pk")
    newest = {each.measure_id: each for each in rows}
    tolerance = Tolerance.on(on)
    return {each.pk: _found(each, newest.get(each.pk), tolerance, on) for each in measures}


def _found(
    measure: Measure, report: ProgressReport | None, tolerance: Tolerance | None, on: dt.date
) -> list[str]:
    if not measure.in_force or measure.is_final:
        return []
    against = (
        [*_cost(measure, report, tolerance), *_time(measure, tolerance, on)] if tolerance else []
    )
    return [*against, *_content(report)]


def _cost(measure: Measure, report: ProgressReport | None, tolerance: Tolerance) -> Iterator[str]:
    """What was spent by the report, else by the measure, against what was to be spent."""
    stated, planned = report.actual_cost if report else None, measure.total_expense
    actual = measure.actual_cost if stated is None else stated
    if actual is not None and actual > planned + tolerance.allowed(planned):
        said = _("Die Ist-Kosten von %(actual)s Euro übersteigen den Plan von %(planned)s Euro.")
        yield said % {"actual": write_amount(actual), "planned": write_amount(planned)}


def _time(measure: Measure, tolerance: Tolerance, on: dt.date) -> Iterator[str]:
    for milestone in measure.milestone_list:
        days = delay(milestone, on=on)
        if days > tolerance.days:
            said = _("„%(title)s“ liegt %(days)d Tage hinter dem vereinbarten %(agreed)s.")
            agreed = f"{milestone.agreed:%d.%m.%Y}"
            yield said % {"title": milestone.title, "days": days, "agreed": agreed}


def delay(milestone: Milestone, *, on: dt.date) -> int:
    """By how many days a milestone is or will be late; a waived one never is."""
    if milestone.waived:
        return 0
    reached = milestone.done_on or max(milestone.planned_on, on)
    return max((reached - milestone.agreed).days, 0)


def _content(report: ProgressReport | None) -> Iterator[str]:
    if report and report.deviates:
        yield _("Der Sachstand meldet: Die Umsetzung weicht inhaltlich vom Beschluss ab.")
