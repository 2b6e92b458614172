"""Each slot of a person makes one digest and one mail, whatever comes in which order and by whom.

By chance against a calculation of its own, and by several writers and workers at once.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Barrier, Event
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection, connections, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils.timezone import now
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.models import JournalEntry, Measure, Outbox, Person
from notifications.delivery import deliver_all
from notifications.models import Delivery, MailTimes, Preference
from notifications.outbox import fan_out
from notifications.worker import drain
from tests.factories import City, Walk, city

from .conftest import Sink
from .test_slots import FREE

HERE = ZoneInfo("Europe/Berlin")
DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)
# steps that tell lead and office without asking for anything, one of each topic
STEPS = {
    "cosign": "proposal",
    "publish": "decision",
    "confirm_source": "money",
    "settle_order": "work",
}
BOTH = ["lead", "office"]
FREQUENCIES = ["daily", "weekly", "immediate", "off"]


@dataclass(frozen=True)
class Wish:
    """What one person wishes: how often by topic, and when."""

    often: dict[str, str]
    digest_at: dt.time
    weekly_on: int
    working_days_only: bool


@dataclass(frozen=True)
class News:
    step: str
    measure: int
    at: dt.datetime


@dataclass(frozen=True)
class Round:
    """A worker sends what is due."""

    at: dt.datetime


WISHES = st.builds(
    Wish,
    st.fixed_dictionaries({topic: st.sampled_from(FREQUENCIES) for topic in STEPS.values()}),
    st.sampled_from([dt.time(7, 30), dt.time(2, 30), dt.time(0), dt.time(23, 59)]),
    st.integers(0, 4),
    st.booleans(),
)
# the days around both changes of the clock and those between Christmas and the new year
STARTS = [(2027, 3, 25), (2027, 10, 29), (2026, 12, 23)]
MOMENTS = st.builds(
    lambda start, minutes: dt.datetime(*start, tzinfo=dt.UTC) + minutes * MINUTE,
    st.sampled_from(STARTS[:1]),
    st.one_of(st.integers(0, 12 * 24 * 60), st.sampled_from([0, 390, 450, 1440, 1830])),
)
HAPPENINGS = st.one_of(
    st.builds(News, st.sampled_from(list(STEPS)), st.integers(0, 1), MOMENTS),
    st.builds(Round, MOMENTS),
)


@st.composite
def courses(draw: Any) -> list[News | Round]:
    """What happens, mostly in the order of time; clocks of two machines may differ."""
    start = dt.datetime(*draw(st.sampled_from(STARTS)), tzinfo=dt.UTC)
    shift = start - dt.datetime(*STARTS[0], tzinfo=dt.UTC)
    found = draw(st.lists(HAPPENINGS, min_size=2, max_size=14))
    moved = [type(each)(**vars(each) | {"at": each.at + shift}) for each in found]
    return sorted(moved, key=lambda each: each.at) if draw(st.integers(0, 3)) else moved


@dataclass
class Ledger:
    """The calculation to compare with: letters by person and slot, and mails by person."""

    wishes: dict[int, Wish]
    digests: dict[tuple[int, dt.datetime], list[int]] = field(
        default_factory=lambda: defaultdict(list)
    )
    left: set[tuple[int, dt.datetime]] = field(default_factory=set)
    alone: list[tuple[int, dt.datetime]] = field(default_factory=list)
    mails: Counter[int] = field(default_factory=Counter)

    def tell(self, person: int, news: News, entry: int) -> None:
        wish = self.wishes[person]
        often = wish.often[STEPS[news.step]]
        if often == "immediate":
            self.alone.append((person, news.at))
        elif often != "off":
            slot = slot_after(wish, news.at, weekly=often == "weekly")
            while (person, slot) in self.left:
                slot = slot_after(wish, slot, weekly=False)
            self.digests[person, slot].append(entry)

    def send(self, at: dt.datetime) -> None:
        leaving = {key for key in self.digests if key[1] <= at} - self.left
        self.left |= leaving
        due = [person for person, since in self.alone if since <= at]
        self.alone = [each for each in self.alone if each[1] > at]
        self.mails.update([*due, *(person for person, _slot in leaving)])


def slot_after(wish: Wish, at: dt.datetime, *, weekly: bool) -> dt.datetime:
    """Of all slots of five weeks the first that lies ahead."""
    first = at.astimezone(HERE).date() - 14 * DAY
    days = [first + number * DAY for number in range(35)]
    wanted = [day for day in days if not weekly or day.weekday() == wish.weekly_on]
    slots = [
        dt.datetime.combine(_working(day, wish), wish.digest_at, HERE).astimezone(dt.UTC)
        for day in wanted
    ]
    return min(slot for slot in slots if slot > at)


def _working(day: dt.date, wish: Wish) -> dt.date:
    while wish.working_days_only and (day.weekday() > 4 or day in FREE):
        day += DAY
    return day


def enter(wish: Wish, person: Person) -> None:
    Preference.objects.bulk_create(
        Preference(person=person, topic=topic, frequency=often)
        for topic, often in wish.often.items()
    )
    MailTimes.objects.create(
        person=person,
        digest_at=wish.digest_at,
        weekly_on=wish.weekly_on,
        working_days_only=wish.working_days_only,
    )


def told(news: News, measures: list[Measure]) -> int:
    """Enter the step and fan it out; the key of its entry."""
    measure = measures[news.measure]
    outsider = Person.objects.filter(memberships__organization__kind="council")[0]
    entry = JournalEntry.objects.create(
        measure=measure,
        number=measure.journal.count() + 1,
        at=news.at,
        actor=outsider,
        action=news.step,
        target=measure.status,
        detail={"fired": [news.step], "data": {}},
    )
    assert fan_out(Outbox.objects.create(entry=entry, audiences=BOTH).pk, now=news.at)
    return entry.pk


def sent(at: dt.datetime) -> None:
    assert deliver_all(clock=lambda: at, stop=Event())


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        mail.outbox.clear()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def measures(hall: City) -> list[Measure]:
    """Two measures everybody may see, of whose beginning all letters have gone."""
    made = [Walk(hall, title=title).fresh for title in ("Brunnen", "Brücke")]
    Outbox.objects.all().delete()
    Measure.objects.update(first_released_at=now(), submitted_at=now())
    return made


def at(day: int, hour: int) -> dt.datetime:
    return dt.datetime(2026, 12, day, hour, tzinfo=dt.UTC)


# on Friday, a holiday, and on the Sunday after it: both wait for Monday's mail
FRIDAYS = Wish(dict.fromkeys(STEPS.values(), "weekly"), dt.time(7, 30), 4, True)
HOLIDAYS = [News("cosign", 0, at(25, 9)), News("publish", 1, at(27, 9)), Round(at(28, 9))]


@example([FRIDAYS] * 4, HOLIDAYS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WISHES, min_size=4, max_size=4), courses())
def test_whatever_happens_each_slot_makes_one_digest_and_one_mail(
    hall: City, measures: list[Measure], wished: list[Wish], course: list[News | Round]
) -> None:
    people = [hall.of(unit, number) for unit in (hall.lead, hall.office) for number in (0, 1)]
    ledger = Ledger({person.pk: wish for person, wish in zip(people, wished, strict=True)})
    with undone():
        for person in people:
            enter(ledger.wishes[person.pk], person)
        for each in [*course, Round(dt.datetime(2029, 1, 1, tzinfo=dt.UTC))]:
            if isinstance(each, Round):
                sent(each.at)
                ledger.send(each.at)
                continue
            entry = told(each, measures)
            for person in people:
                ledger.tell(person.pk, each, entry)
        compare(ledger, people)


def compare(ledger: Ledger, people: list[Person]) -> None:
    digests = Delivery.objects.filter(kind="digest").prefetch_related("items")
    found = [
        (each.person_id, each.slot, [item.entry_id for item in each.items.all()])
        for each in digests
    ]
    expected = [(*key, entries) for key, entries in ledger.digests.items()]
    mails = Counter(message.to[0] for message in mail.outbox)
    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]

    def ordered(rows: list[Any]) -> list[Any]:
        return sorted((person, slot, sorted(entries)) for person, slot, entries in rows)

    assert ordered(found) == ordered(expected)
    assert {row.state for row in digests} <= {"sent"}
    assert mails == {each.email: ledger.mails[each.pk] for each in people if ledger.mails[each.pk]}
    assert len(set(ids)) == len(ids)


# ---- several at once -------------------------------------------------------------------------


@dataclass
class Race:
    """Letters for two people who both collect them until the same minute."""

    people: list[Person]
    rows: list[int]
    at: dt.datetime
    slot: dt.datetime
    writers: int


@pytest.fixture
def race(sink: Sink) -> Race:
    hall = city()
    many, writers = (24, 8) if connection.vendor == "postgresql" else (8, 4)
    Person.objects.update(email=Concat("username", Value("@stadt.example")))
    people = [hall.of(hall.office, number) for number in (0, 1)]
    slot = dt.datetime.combine(now().date() + 2 * DAY, dt.time(7, 30), HERE).astimezone(dt.UTC)
    wish = Wish(dict.fromkeys([*STEPS.values(), "task"], "daily"), dt.time(7, 30), 0, False)
    for person in people:
        enter(wish, person)
    for number in range(many):
        Walk(hall, title=f"Brunnen {number}").submitted()
    rows = list(Outbox.objects.order_by("pk").values_list("pk", flat=True))
    assert len(rows) == many
    return Race(people, rows, slot - 5 * MINUTE, slot, writers)


def at_once(runners: list[Callable[[], object]]) -> None:
    """All start together, each on a connection of its own."""
    start = Barrier(len(runners))

    def run(runner: Callable[[], object]) -> None:
        connection.ensure_connection()
        start.wait()
        try:
            runner()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(runners)) as pool:
        list(pool.map(run, runners))


def writing(race: Race, number: int) -> Callable[[], object]:
    mine = race.rows[number :: race.writers]
    return lambda: [fan_out(pk, now=race.at) for pk in mine]


def told_once(race: Race, sink: Sink) -> dict[int, int]:
    """How many digests each person got; every letter is in one, every digest was one mail."""
    letters = Delivery.objects.filter(kind="letter", person__in=race.people)
    digests = Delivery.objects.filter(kind="digest", person__in=race.people)
    assert Counter(letters.values_list("person", "state")) == {
        (person.pk, "digested"): len(race.rows) for person in race.people
    }
    assert set(letters.values_list("digest", flat=True)) == {digest.pk for digest in digests}
    assert {digest.state for digest in digests} == {"sent"}
    ids = [str(each["Message-ID"]) for person in race.people for each in sink.to(person)]
    assert sorted(ids) == sorted(digest.message_id for digest in digests)
    return Counter(digest.person_id for digest in digests)


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_digest_of_a_slot_and_workers_one_mail(
    race: Race, sink: Sink
) -> None:
    at_once([writing(race, number) for number in range(race.writers)])

    digests = Delivery.objects.filter(kind="digest")
    assert sorted(digests.values_list("person", "slot", "state")) == sorted(
        (person.pk, race.slot, "due") for person in race.people
    )

    at_once([lambda: drain(now=race.slot + MINUTE) for _worker in range(race.writers)])

    assert told_once(race, sink) == {person.pk: 1 for person in race.people}


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_the_slots_mail_leaves_is_told_once_as_well(
    race: Race, sink: Sink
) -> None:
    """The late ones go into the next day's digest; none is lost, none told twice."""
    fan_out(race.rows[0], now=race.at)
    workers: list[Callable[[], object]] = [
        lambda: deliver_all(clock=lambda: race.slot, stop=Event()) for _worker in range(2)
    ]

    at_once([*workers, *(writing(race, number) for number in range(race.writers))])
    drain(now=race.slot + 9 * DAY)

    assert set(told_once(race, sink)) == {person.pk for person in race.people}
    slots = Delivery.objects.filter(kind="digest").values_list("person", "slot")
    assert len(set(slots)) == len(slots)
