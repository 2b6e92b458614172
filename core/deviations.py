"""Where a measure leaves what was decided: cost, time or content beyond the tolerance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .amounts import write_amount
from .models.following import Tolerance

if TYPE_CHECKING:
    from .models import Measure, Milestone


def deviations(measure: Measure, *, on: dt.date) -> list[str]:
    """One sentence for each deviation beyond the tolerance of that day; only while in force.

    Costs are those of the newest report; a milestone is late against the day agreed when work
    began; content is what the newest report says of it.
    """
    if not measure.in_force or measure.is_final:
        return []
    tolerance = Tolerance.on(on)
    found = [*_cost(measure, tolerance), *_time(measure, tolerance, on)] if tolerance else []
    return [*found, *_content(measure)]


def _cost(measure: Measure, tolerance: Tolerance) -> Iterator[str]:
    actual, planned = measure.stated_cost, measure.total_expense
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


def _content(measure: Measure) -> Iterator[str]:
    report = measure.newest_report
    if report and report.deviates:
        yield _("Der Sachstand meldet: Die Umsetzung weicht inhaltlich vom Beschluss ab.")
