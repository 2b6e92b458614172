"""When a body sits next, what is due back when, and how a route fits into the calendar."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import deadlines, scheduling
from core.models import Consultation, Meeting, Organization, Recess
from tests.factories import City, city

DAY = dt.date
MONDAY = DAY(2026, 11, 23)
Row = tuple[str, str, int]


@pytest.fixture
def hall() -> City:
    return city()


def sits(body: Organization, *days: dt.date, **values: object) -> list[Meeting]:
    return [Meeting.objects.create(organization=body, day=day, **values) for day in days]


# ---- due back -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_without_a_calendar_an_item_is_due_in_two_weeks(hall: City) -> None:
    assert scheduling.due_back(hall.committee.pk, after=MONDAY) == DAY(2026, 12, 7)


@pytest.mark.django_db
def test_a_recess_puts_the_due_date_off(hall: City) -> None:
    Recess.objects.create(name="Advent", begins_on=DAY(2026, 12, 1), ends_on=DAY(2026, 12, 13))
    Recess.objects.create(name="Später", begins_on=DAY(2027, 1, 1), ends_on=DAY(2027, 1, 3))

    assert scheduling.due_back(hall.committee.pk, after=MONDAY) == DAY(2026, 12, 14)


@pytest.mark.django_db
def test_an_item_is_due_at_the_next_ordinary_sitting(hall: City) -> None:
    sits(hall.committee, DAY(2026, 11, 30), form="special")
    sits(hall.committee, DAY(2026, 12, 1), state="cancelled")
    sits(hall.committee, DAY(2026, 12, 2), form="circulation")
    sits(hall.council, DAY(2026, 12, 3))
    sits(hall.committee, MONDAY, DAY(2026, 12, 8), DAY(2027, 1, 12))

    assert scheduling.due_back(hall.committee.pk, after=MONDAY) == DAY(2026, 12, 8)


@pytest.mark.django_db
def test_a_fortnightly_body_may_take_one_sitting_longer(hall: City) -> None:
    sits(hall.main_committee, DAY(2026, 12, 3), DAY(2026, 12, 17), DAY(2026, 12, 31))

    assert scheduling.due_back(hall.main_committee.pk, after=MONDAY) == DAY(2026, 12, 17)


@pytest.mark.django_db
def test_a_joint_sitting_is_one_of_both_bodies(hall: City) -> None:
    [joint] = sits(hall.committee, DAY(2026, 12, 8))
    joint.joint_with.add(hall.second_committee)

    assert scheduling.due_back(hall.second_committee.pk, after=MONDAY) == DAY(2026, 12, 8)
    assert scheduling.sitting_on(hall.second_committee.pk, DAY(2026, 12, 8)) == joint
    assert scheduling.sitting_on(hall.second_committee.pk, DAY(2026, 12, 9)) is None
    assert scheduling.sitting_on(hall.second_committee.pk, None) is None


# ---- the route in the calendar ------------------------------------------------------------------

COMMITTEE = Organization(pk=1, name="Ausschuss", kind="committee", hand_in_days=0)
OTHER = Organization(pk=2, name="Anderer", kind="committee", hand_in_days=0)
MAIN = Organization(pk=3, name="VA", kind="main_committee", hand_in_days=0)
COUNCIL = Organization(pk=4, name="Rat", kind="council", hand_in_days=0)
BODIES = {"committee": COMMITTEE, "other": OTHER, "main": MAIN, "council": COUNCIL}


def route(*rows: tuple[str, int]) -> list[Consultation]:
    return [
        Consultation(
            organization=BODIES[name], order=order, role="decision" if order == 9 else "advice"
        )
        for name, order in rows
    ]


WAY = route(("committee", 1), ("other", 1), ("main", 2), ("council", 9))


def plan(**days: list[int]) -> dict[int, list[Meeting]]:
    """A calendar by days of December."""
    return {
        BODIES[name].pk: [
            Meeting(organization=BODIES[name], day=DAY(2026, 12, number)) for number in numbers
        ]
        for name, numbers in (
            {"committee": [], "other": [], "main": [], "council": []} | days
        ).items()
    }


def days(slots: list[scheduling.Slot]) -> list[int | None]:
    return [slot.day.day if slot.day else None for slot in slots]


def test_reckoning_back_parallel_stations_share_a_turn_and_the_council_a_day() -> None:
    calendar = plan(committee=[1, 8, 15], other=[2, 9], main=[3, 10, 17], council=[10, 17, 24])

    found = scheduling.latest_sittings(WAY, decided_by=DAY(2026, 12, 20), calendar=calendar)

    assert days(found) == [15, 9, 17, 17]


def test_reckoning_back_only_the_council_follows_on_the_same_day() -> None:
    calendar = plan(committee=[3, 10], other=[3, 10], main=[10], council=[11])

    found = scheduling.latest_sittings(WAY, decided_by=DAY(2026, 12, 11), calendar=calendar)

    assert days(found) == [3, 3, 10, 11]


def test_reckoning_back_a_body_without_a_sitting_is_future_and_says_so() -> None:
    calendar = plan(committee=[1], main=[8], council=[10])

    found = scheduling.latest_sittings(WAY, decided_by=DAY(2026, 12, 10), calendar=calendar)

    assert days(found) == [1, None, 8, 10]
    assert found[1].sentence == "Der Kalender kennt keine passende Sitzung (zukünftig)."
    assert (found[0].sentence, found[1].hand_in) == ("", None)


def test_reckoning_forward_takes_the_first_sittings_in_order() -> None:
    calendar = plan(committee=[1, 8], other=[2, 9], main=[1, 3, 10], council=[3, 10])

    found = scheduling.earliest_sittings(WAY, from_=DAY(2026, 12, 1), calendar=calendar)

    assert days(found) == [1, 2, 3, 3]


def test_reckoning_forward_ends_where_a_body_has_no_sitting() -> None:
    calendar = plan(committee=[1], other=[2], council=[3, 10])

    found = scheduling.earliest_sittings(WAY, from_=DAY(2026, 12, 1), calendar=calendar)

    assert days(found) == [1, 2, None, None]


@pytest.mark.parametrize(("policy", "reached"), [("allow", 3), ("exception", 17), ("block", 17)])
def test_a_body_that_allows_late_papers_is_reached_sooner(policy: str, reached: int) -> None:
    body = Organization(pk=1, name="A", kind="committee", hand_in_days=10, hand_in_policy=policy)
    station = Consultation(organization=body, order=1, role="decision")
    calendar = {1: [Meeting(day=DAY(2026, 12, number)) for number in (3, 10, 17)]}

    found = scheduling.earliest_sittings([station], from_=DAY(2026, 12, 1), calendar=calendar)

    assert days(found) == [reached]


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (DAY(2028, 3, 1), DAY(2028, 2, 29)),  # a leap day is a working day like others
        (DAY(2027, 1, 4), DAY(2026, 12, 31)),  # New Year's Day is none
        (DAY(2026, 4, 7), DAY(2026, 4, 2)),  # Easter
        (DAY(2026, 11, 2), DAY(2026, 10, 30)),  # Reformation Day on a Saturday
    ],
)
def test_the_hand_in_counts_working_days(day: dt.date, until: dt.date) -> None:
    body = Organization(pk=1, kind="committee", hand_in_days=1)

    assert scheduling.hand_in_for(Consultation(organization=body), day) == until


def test_the_paper_has_to_be_there_for_every_sitting() -> None:
    slow = Organization(pk=9, kind="council", hand_in_days=20)
    first = scheduling.Slot(
        Consultation(organization=COMMITTEE, order=1), Meeting(day=DAY(2026, 12, 10))
    )
    last = scheduling.Slot(Consultation(organization=slow, order=2), Meeting(day=DAY(2026, 12, 17)))

    assert scheduling.hand_in_until([first, last]) == deadlines.add_working_days(
        DAY(2026, 12, 17), -20
    )
    assert scheduling.hand_in_until([scheduling.Slot(Consultation())]) is None


NUMBERS = st.lists(st.integers(1, 12), max_size=3, unique=True).map(sorted)
CALENDARS = st.fixed_dictionaries(dict.fromkeys(BODIES, NUMBERS))
ORDERS = st.lists(
    st.tuples(st.sampled_from(["committee", "other", "main"]), st.integers(1, 3)), max_size=3
)


def lawful(stations: list[Consultation], chosen: tuple[Meeting | None, ...]) -> bool:
    """Written apart from the reckoning: every pair of turns is in order."""
    for (first, a), (later, b) in product(zip(stations, chosen, strict=True), repeat=2):
        if first.order >= later.order or a is None or b is None:
            continue
        same = first.organization.kind == "main_committee" and later.organization.kind == "council"
        if not (a.day < b.day or (same and a.day == b.day)):
            return False
    return True


@given(rows=ORDERS, numbers=CALENDARS)
@settings(max_examples=150, deadline=None)
def test_forwards_nothing_decides_sooner(rows: list[tuple[str, int]], numbers: dict) -> None:
    """Against trying out every choice of sittings."""
    stations = sorted(route(*rows, ("council", 9)), key=lambda s: s.order)
    calendar = plan(**numbers)

    found = scheduling.earliest_sittings(stations, from_=DAY(2026, 12, 1), calendar=calendar)

    choices = [calendar[s.organization.pk] for s in stations]
    possible = [each for each in product(*choices) if lawful(stations, each)]
    soonest = min((each[-1].day for each in possible), default=None)
    assert found[-1].day == soonest
    assert lawful(stations, tuple(slot.meeting for slot in found))


@given(rows=ORDERS, numbers=CALENDARS, wished=st.integers(1, 12))
@settings(max_examples=150, deadline=None)
def test_backwards_nothing_could_be_later(
    rows: list[tuple[str, int]], numbers: dict, wished: int
) -> None:
    stations = sorted(route(*rows, ("council", 9)), key=lambda s: s.order)
    calendar, bound = plan(**numbers), DAY(2026, 12, wished)

    found = scheduling.latest_sittings(stations, decided_by=bound, calendar=calendar)

    assert lawful(stations, tuple(slot.meeting for slot in found))
    choices = [calendar[s.organization.pk] for s in stations]
    possible = [
        each for each in product(*choices) if lawful(stations, each) and each[-1].day <= bound
    ]
    if possible:
        latest = max(each[0].day for each in possible)
        assert found[0].day == latest


@pytest.mark.django_db
def test_the_calendars_of_a_route_take_two_statements(
    hall: City, django_assert_num_queries
) -> None:
    [joint] = sits(hall.committee, DAY(2026, 12, 8))
    joint.joint_with.add(hall.council)
    sits(hall.council, DAY(2026, 12, 17), DAY(2027, 1, 14))
    sits(hall.main_committee, DAY(2026, 12, 10))
    stations = [Consultation(organization=body) for body in (hall.committee, hall.council)]

    with django_assert_num_queries(2):
        found = scheduling.calendars(stations, from_=MONDAY, to=DAY(2026, 12, 31))

    assert {body: [m.day.day for m in rows] for body, rows in found.items()} == {
        hall.committee.pk: [8],
        hall.council.pk: [8, 17],
    }
