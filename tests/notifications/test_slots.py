"""When mail may leave, compared with an independent search minute by minute."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.slots import allowed_from, next_slot

HERE = ZoneInfo("Europe/Berlin")
MINUTE = dt.timedelta(minutes=1)
# Lower Saxony's holidays around the year's end, Easter, Reformation Day, as the law lists them
FREE = {
    *(dt.date(2027, month, day) for month, day in [(1, 1), (3, 26), (3, 29), (5, 1), (5, 6)]),
    *(dt.date(2027, month, day) for month, day in [(5, 17), (10, 3), (10, 31), (12, 25), (12, 26)]),
    *(dt.date(2026, month, day) for month, day in [(12, 25), (12, 26)]),
    *(dt.date(2028, month, day) for month, day in [(1, 1), (4, 14), (4, 17)]),
}


@dataclass
class Wish:
    quiet_from: dt.time | None = None
    quiet_to: dt.time | None = None
    working_days_only: bool = False
    digest_at: dt.time = dt.time(7, 30)
    weekly_on: int = 0


TIMES = st.times().map(lambda time: time.replace(second=0, microsecond=0))
QUIET = st.one_of(st.just((None, None)), st.tuples(TIMES, TIMES))
WISHES = st.builds(
    lambda quiet, working, at, on: Wish(*quiet, working, at, on),
    QUIET,
    st.booleans(),
    TIMES,
    st.integers(0, 4),
)
# the days around a leap day, both changes of the clock, Easter, Reformation Day, the year's end
DAYS = [(2027, 3, 25), (2027, 3, 27), (2027, 10, 29), (2026, 12, 24), (2028, 2, 28), (2027, 12, 30)]
MOMENTS = st.builds(
    lambda day, minutes: dt.datetime(*day, tzinfo=dt.UTC) + minutes * MINUTE,
    st.sampled_from(DAYS),
    st.integers(0, 4 * 24 * 60),
)


def quiet(wish: Wish, local: dt.datetime) -> bool:
    begins, ends, time = wish.quiet_from, wish.quiet_to, local.time()
    if begins is None or ends is None or begins == ends:
        return False
    return begins <= time < ends if begins < ends else time >= begins or time < ends


def free(wish: Wish, day: dt.date) -> bool:
    return wish.working_days_only and (day.weekday() > 4 or day in FREE)


def found_by_minutes(wish: Wish, at: dt.datetime) -> dt.datetime:
    while quiet(wish, local := at.astimezone(HERE)) or free(wish, local.date()):
        at += MINUTE
    return at


@settings(max_examples=150, deadline=None)
@given(WISHES, MOMENTS)
def test_mail_leaves_at_the_first_allowed_minute(wish: Wish, at: dt.datetime) -> None:
    found = allowed_from(wish, at)

    # where the clock leaps over the end of the quiet hours, the search finds the leap itself
    assert dt.timedelta(0) <= found - found_by_minutes(wish, at) < dt.timedelta(hours=1)
    assert not quiet(wish, found.astimezone(HERE))
    assert not free(wish, found.astimezone(HERE).date())


@settings(max_examples=150, deadline=None)
@given(WISHES, MOMENTS, st.booleans())
def test_a_slot_lies_ahead_on_an_allowed_day_and_none_lies_between(
    wish: Wish, after: dt.datetime, weekly: bool
) -> None:
    slot = next_slot(wish, weekly=weekly, after=after)

    assert after < slot < after + dt.timedelta(days=14 if weekly else 7)
    assert not quiet(wish, slot.astimezone(HERE))
    assert not free(wish, slot.astimezone(HERE).date())
    if slot - MINUTE > after:
        assert next_slot(wish, weekly=weekly, after=slot - MINUTE) == slot


@settings(max_examples=30, deadline=None)
@given(WISHES, MOMENTS)
def test_a_day_has_one_slot(wish: Wish, after: dt.datetime) -> None:
    slots = [after]
    for _each in range(10):
        slots.append(next_slot(wish, weekly=False, after=slots[-1]))

    days = [slot.astimezone(HERE).date() for slot in slots[1:]]
    if not (wish.quiet_from and wish.quiet_to):
        assert len(set(days)) == len(days)
    assert slots == sorted(set(slots))


@pytest.mark.parametrize(
    ("day", "slot"),
    [
        ("2026-12-24 08:00", "2026-12-28 07:30"),
        ("2027-03-25 08:00", "2027-03-30 07:30"),
        ("2027-10-29 08:00", "2027-11-01 07:30"),
        ("2028-02-28 08:00", "2028-02-29 07:30"),
    ],
)
def test_holidays_of_lower_saxony_have_no_slot(day: str, slot: str) -> None:
    after = dt.datetime.fromisoformat(day).replace(tzinfo=HERE)

    found = next_slot(Wish(working_days_only=True), weekly=False, after=after)

    assert f"{found.astimezone(HERE):%Y-%m-%d %H:%M}" == slot


@pytest.mark.parametrize("at", ["24 08:00", "25 08:00", "26 12:00", "27 12:00", "28 07:29"])
def test_a_weekly_slot_on_a_free_day_is_the_next_working_days_for_all(at: str) -> None:
    after = dt.datetime.fromisoformat(f"2026-12-{at}").replace(tzinfo=HERE)

    found = next_slot(Wish(working_days_only=True, weekly_on=4), weekly=True, after=after)

    assert f"{found.astimezone(HERE):%Y-%m-%d %H:%M}" == "2026-12-28 07:30"
