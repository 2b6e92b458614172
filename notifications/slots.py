"""When a mail may leave: quiet hours, free days, the slots of digests. All in local time."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Protocol

from django.utils.timezone import localtime, make_aware

from core.deadlines import is_working_day

DAY = dt.timedelta(days=1)
Hold = Literal["quiet hours", "free day"]


class Times(Protocol):
    """When a person wants mail. Quiet hours may reach over midnight; both ends or none."""

    quiet_from: dt.time | None
    quiet_to: dt.time | None
    working_days_only: bool
    digest_at: dt.time
    weekly_on: int


def allowed_from(times: Times, at: dt.datetime) -> dt.datetime:
    """The first moment from `at` on that is neither quiet nor, if so wished, on a free day."""
    while (hold := _hold(times, at)) is not None:
        at = hold[1]
    return at


def holds(times: Times, at: dt.datetime) -> list[Hold]:
    """What keeps a mail of that moment back until `allowed_from`, each once, in that order."""
    found: list[Hold] = []
    while (hold := _hold(times, at)) is not None:
        reason, at = hold
        if reason not in found:
            found.append(reason)
    return found


def _hold(times: Times, at: dt.datetime) -> tuple[Hold, dt.datetime] | None:
    """Why nothing may leave at that moment, and when this ends."""
    local = localtime(at)
    if times.working_days_only and not is_working_day(local.date()):
        return "free day", at_local(local.date() + DAY, dt.time.min)
    end = _end_of_quiet(times, local)
    return None if end is None else ("quiet hours", end)


def next_slot(times: Times, *, weekly: bool, after: dt.datetime) -> dt.datetime:
    """The first slot after that moment: daily, or on one day of the week (0 is Monday).

    The week's day may have been free and its slot still lie ahead, on the next working day.
    """
    day = localtime(after).date() - DAY
    if weekly:
        day -= DAY * ((day.weekday() - times.weekly_on) % 7)
    while True:
        if not weekly or day.weekday() == times.weekly_on:
            slot = _slot_on(times, day)
            if slot > after:
                return slot
        day += DAY


def _slot_on(times: Times, day: dt.date) -> dt.datetime:
    """That day's slot; of a free day, if so wished, the next working day's."""
    while times.working_days_only and not is_working_day(day):
        day += DAY
    return allowed_from(times, at_local(day, times.digest_at))


def _end_of_quiet(times: Times, local: dt.datetime) -> dt.datetime | None:
    """When the quiet hours end in which this moment lies, if it lies in some."""
    begins, ends = times.quiet_from, times.quiet_to
    if begins is None or ends is None or begins == ends:
        return None
    now = local.time()
    if begins < ends:
        return at_local(local.date(), ends, local.fold) if begins <= now < ends else None
    if now < ends:
        return at_local(local.date(), ends, local.fold)
    return at_local(local.date() + DAY, ends) if now >= begins else None


def at_local(day: dt.date, time: dt.time, fold: int = 0) -> dt.datetime:
    """That time on that day here; one the clock leaps over is as much later."""
    return make_aware(dt.datetime.combine(day, time.replace(fold=fold))).astimezone(dt.UTC)
