"""Working days of Lower Saxony, and deadlines that move with the sitting."""

from __future__ import annotations

import datetime as dt

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import deadlines
from core.models import ClosedDays, DeadlineRule
from tests.core.lawful import station

DAY = dt.date


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (DAY(2026, 11, 24), True),
        (DAY(2026, 11, 28), False),
        (DAY(2026, 11, 29), False),
        (DAY(2026, 10, 31), False),
        (DAY(2025, 10, 31), False),
        (DAY(2026, 6, 4), True),
        (DAY(2026, 12, 24), True),
    ],
)
def test_working_days_are_those_of_lower_saxony(day: dt.date, working: bool) -> None:
    """Reformation Day is free, Corpus Christi is not, Christmas Eve is a working day."""
    assert deadlines.is_working_day(day) is working


@pytest.mark.parametrize(
    ("day", "number", "result"),
    [
        (DAY(2026, 11, 24), 0, DAY(2026, 11, 24)),
        (DAY(2026, 11, 27), 1, DAY(2026, 11, 30)),
        (DAY(2026, 11, 30), -1, DAY(2026, 11, 27)),
        (DAY(2026, 12, 23), 2, DAY(2026, 12, 28)),
        (DAY(2026, 12, 30), 2, DAY(2027, 1, 4)),
        (DAY(2026, 11, 28), 0, DAY(2026, 11, 28)),
    ],
)
def test_working_days_are_counted_over_weekends_and_feasts(
    day: dt.date, number: int, result: dt.date
) -> None:
    assert deadlines.add_working_days(day, number) == result


@given(
    day=st.dates(DAY(2020, 1, 1), DAY(2035, 12, 31)), number=st.integers(min_value=1, max_value=30)
)
def test_counting_lands_on_a_working_day_and_there_and_back_never_goes_further(
    day: dt.date, number: int
) -> None:
    there = deadlines.add_working_days(day, number)
    back = deadlines.add_working_days(there, -number)

    assert deadlines.is_working_day(there)
    assert (there - day).days >= number
    assert back <= day or not deadlines.is_working_day(day)
    if deadlines.is_working_day(day):
        assert back == day


def test_papers_are_handed_in_ten_working_days_before() -> None:
    sitting = station(1, "advice", 1, meeting_on=DAY(2026, 12, 8))

    assert deadlines.hand_in_until(sitting) == DAY(2026, 11, 24)
    assert deadlines.can_hand_in(sitting, on=DAY(2026, 11, 24))
    assert not deadlines.can_hand_in(sitting, on=DAY(2026, 11, 25))


def test_without_a_sitting_there_is_no_deadline() -> None:
    undated = station(1, "advice", 1)

    assert deadlines.hand_in_until(undated) is None
    assert deadlines.can_hand_in(undated, on=DAY(2099, 1, 1))


@pytest.mark.parametrize(
    ("policy", "late", "never"),
    [("allow", True, False), ("exception", False, False), ("block", False, True)],
)
def test_a_body_says_what_it_does_with_late_papers(policy: str, late: bool, never: bool) -> None:
    sitting = station(1, "advice", 1, meeting_on=DAY(2026, 11, 25))
    sitting.organization.hand_in_policy = policy

    assert deadlines.can_hand_in(sitting, on=DAY(2026, 11, 24)) is late
    assert deadlines.never_late(sitting) is never


def test_an_adjourned_item_is_due_two_weeks_on_at_a_working_day() -> None:
    assert deadlines.due_back(DAY(2026, 11, 24)) == DAY(2026, 12, 8)
    assert deadlines.due_back(DAY(2026, 12, 11)) == DAY(2026, 12, 28)


# ---- the city's own closed days ----


def closed(begins: dt.date, ends: dt.date) -> ClosedDays:
    return ClosedDays.objects.create(begins_on=begins, ends_on=ends, reason="Betriebsferien")


@pytest.mark.django_db
def test_days_the_city_is_closed_are_no_working_days() -> None:
    closed(DAY(2026, 12, 24), DAY(2026, 12, 24))
    closed(DAY(2026, 12, 28), DAY(2026, 12, 31))

    assert not any(deadlines.is_working_day(DAY(2026, 12, day)) for day in (24, 28, 29, 30, 31))
    assert deadlines.is_working_day(DAY(2026, 12, 23))
    assert deadlines.add_working_days(DAY(2026, 12, 23), 1) == DAY(2027, 1, 4)
    assert deadlines.add_working_days(DAY(2027, 1, 4), -1) == DAY(2026, 12, 23)


@pytest.mark.django_db
@given(
    begins=st.dates(DAY(2024, 1, 1), DAY(2030, 12, 31)),
    length=st.integers(0, 20),
    ahead=st.integers(0, 40),
    number=st.integers(1, 30),
)
def test_counting_agrees_with_a_list_of_days(
    begins: dt.date, length: int, ahead: int, number: int
) -> None:
    """Against an independent list: every day of three months struck out by hand."""
    ends = begins + dt.timedelta(days=length)
    start = begins - dt.timedelta(days=ahead)
    row = closed(begins, ends)
    found = deadlines.add_working_days(start, number)
    row.delete()

    days = [start + dt.timedelta(days=each) for each in range(1, 120)]
    feasts = holidays.country_holidays("DE", subdiv="NI", years=range(2023, 2033))
    working = [d for d in days if d.isoweekday() < 6 and d not in feasts]
    assert found == [d for d in working if not begins <= d <= ends][number - 1]


@pytest.mark.django_db
def test_a_day_is_closed_and_opened_at_once() -> None:
    row = closed(DAY(2026, 12, 23), DAY(2026, 12, 23))
    assert not deadlines.is_working_day(DAY(2026, 12, 23))

    row.delete()
    assert deadlines.is_working_day(DAY(2026, 12, 23))


# ---- clocks ----


def easter(year: int) -> dt.date:
    """By Gauss (Heiner Lichtenberg's form), independent of the package."""
    k, a = year // 100, year % 19
    m = 15 + (3 * k + 3) // 4 - (8 * k + 13) // 25
    s = 2 - (3 * k + 3) // 4
    d = (19 * a + m) % 30
    og = 21 + d - (d + a // 11) // 29
    oe = 7 - (og - (7 - (year + year // 4 + s) % 7)) % 7
    return dt.date(year, 3, 1) + dt.timedelta(days=og + oe - 1)


@pytest.mark.parametrize("year", range(2018, 2061))
def test_public_holidays_are_those_of_the_law(year: int) -> None:
    """§ 2 NFeiertagsG: since 2018 with Reformation Day."""
    fixed = [(1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26)]
    moving = [easter(year) + dt.timedelta(days=number) for number in (-2, 1, 39, 50)]

    assert deadlines.public_holidays(year) == {
        *moving,
        *(DAY(year, month, day) for month, day in fixed),
    }


@given(st.dates(DAY(2020, 1, 1), DAY(2060, 12, 31)))
def test_a_period_that_ends_on_a_free_day_ends_on_the_next_working_day(day: dt.date) -> None:
    found = deadlines.next_working_day(day)

    between = [day + dt.timedelta(days=number) for number in range((found - day).days)]
    assert deadlines.is_working_day(found)
    assert not any(map(deadlines.is_working_day, between))
    assert bool(deadlines.free_day_said(day)) is bool(between)


@given(
    start=st.dates(DAY(2024, 1, 1), DAY(2030, 12, 31)),
    pauses=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 40)), max_size=4),
    number=st.integers(1, 30),
)
def test_a_clock_stands_between_sending_back_and_asking_again(
    start: dt.date, pauses: list[tuple[int, int]], number: int
) -> None:
    """Against striking out by hand every day on which the measure lay elsewhere."""
    asked, spent, away = start, 0, set()
    for ran, rested in pauses:
        back = asked + dt.timedelta(days=ran)
        spent += deadlines.working_days_between(asked, back)
        away |= {back + dt.timedelta(days=each) for each in range(1, rested + 1)}
        asked = back + dt.timedelta(days=rested)

    days = [start + dt.timedelta(days=each) for each in range(1, 500)]
    feasts = holidays.country_holidays("DE", subdiv="NI", years=range(2023, 2034))
    hers = [d for d in days if d.isoweekday() < 6 and d not in feasts and d not in away]
    left = [d for d in hers if d > asked]
    expected = hers[number - 1] if spent < number else left[0]
    assert deadlines.last_day(asked, number, spent=spent) == expected


def test_the_newest_rule_of_ones_own_counts() -> None:
    def rule(since: int, days: int, organization: int | None = None) -> DeadlineRule:
        made = DeadlineRule(duty="check", working_days=days, organization_id=organization)
        made.valid_from = DAY(since, 1, 1)
        return made

    rules = [rule(2020, 5), rule(2021, 7, organization=1), rule(2024, 6), rule(2023, 8, 1)]

    found = [deadlines.rule_for(rules, "check", key) for key in (1, 2)]
    assert [each and each.working_days for each in found] == [8, 6]
    assert deadlines.rule_for(rules, "release", 1) is None
