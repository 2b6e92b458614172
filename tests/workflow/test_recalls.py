"""A due Wiedervorlage reaches people who get no digest: one mail, once, and no word of others."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils.timezone import localdate, localtime, now

from core.models import Measure, Person, Recall
from notifications.models import Delivery, MailTimes, Preference
from notifications.worker import drain
from tests.factories import City, Walk, city
from workflow import attention
from workflow.urging import urge

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)

NOON = localtime(now()).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def walk(hall: City) -> Walk:
    walk = Walk(hall).ready().released()
    drain(now=now() + 2 * DAY)
    mail.outbox.clear()
    return walk


@pytest.fixture
def person(hall: City) -> Person:
    """Somebody whom no step concerns."""
    return hall.of(hall.culture)


def put(person: Person, walk: Walk, **changes: Any) -> Recall:
    said = {"due_on": localdate(), "note": "Frau Ahlers anrufen"} | changes
    return Recall.objects.create(person=person, measure_id=walk.measure.pk, **said)


def to(person: Person) -> list[mail.EmailMessage]:
    """What they got that is not about one step alone."""
    found = [message for message in mail.outbox if message.to == [person.email]]
    return [message for message in found if message.subject.startswith("Laufzettel: ")]


def at(moment: dt.datetime) -> int:
    """What the tick does then, and the worker after it; how many mails it had written."""
    number = attention.mail_due(at=moment)
    drain(now=moment + dt.timedelta(minutes=1))
    return number


def test_one_mail_tells_of_all_that_is_due_and_a_second_tick_does_nothing(
    walk: Walk, person: Person
) -> None:
    for number in (0, 1):
        put(person, walk, due_on=localdate() - number * DAY, note=f"Anruf {number}")
    put(person, walk, due_on=localdate() + DAY, note="Später")

    assert [at(NOON) for _tick in range(2)] == [1, 0]

    (message,) = to(person)
    assert (message.to, message.subject) == ([person.email], "Laufzettel: Wiedervorlage")
    assert "Anruf 0" in message.body
    assert "Anruf 1" in message.body
    assert "Später" not in message.body
    assert f"/massnahmen/{walk.measure.reference}/" in message.body
    assert "Wiedervorlage" in str(message.alternatives[0][0])
    assert "List-Unsubscribe" not in message.extra_headers


def test_the_next_day_only_what_is_new_makes_a_mail(walk: Walk, person: Person) -> None:
    put(person, walk)
    put(person, walk, due_on=localdate() + 2 * DAY, note="Später")

    assert [at(NOON + days * DAY) for days in range(4)] == [1, 0, 1, 0]
    assert len(to(person)) == 2


def test_after_an_outage_there_is_one_mail(walk: Walk, person: Person) -> None:
    """Whether the tick or the mail server was away."""
    for number in range(3):
        put(person, walk, due_on=localdate() + number * DAY)
    assert [attention.mail_due(at=NOON + days * DAY) for days in range(3)] == [1, 0, 0]

    drain(now=NOON + 2 * DAY)

    assert len(to(person)) == 1
    assert at(NOON + 3 * DAY) == 0


def test_it_waits_for_the_time_of_digests_and_for_working_days(walk: Walk, person: Person) -> None:
    MailTimes.objects.create(person=person, digest_at=dt.time(16), working_days_only=True)
    put(person, walk)
    saturday = NOON + (5 - NOON.weekday()) % 7 * DAY
    assert [attention.mail_due(at=saturday + days * DAY) for days in range(2)] == [1, 0]

    row = Delivery.objects.get(person=person)
    assert localtime(row.due_at).time() == dt.time(0) or localtime(row.due_at).hour == 16
    assert localtime(row.due_at).weekday() < 5


@pytest.mark.parametrize("hidden", ["settled", "invisible", "inactive", "no address"])
def test_what_is_not_due_to_somebody_makes_no_mail(walk: Walk, person: Person, hidden: str) -> None:
    row, people = put(person, walk), Person.objects.filter(pk=person.pk)
    changes: dict[str, Any] = {
        "settled": lambda: Recall.objects.filter(pk=row.pk).update(done_at=now()),
        "invisible": lambda: Measure.objects.update(public=False),
        "inactive": lambda: people.update(is_active=False),
        "no address": lambda: people.update(email=""),
    }
    changes[hidden]()

    assert (at(NOON), Delivery.objects.filter(person=person).count()) == (0, 0)


def test_what_was_settled_before_sending_is_never_an_empty_mail(walk: Walk, person: Person) -> None:
    put(person, walk)
    attention.mail_due(at=NOON)
    Recall.objects.update(done_at=now())
    drain(now=NOON + DAY)

    row = Delivery.objects.get(person=person)
    assert (row.kind, row.state, row.suppression) == ("gathered", "suppressed", "empty")
    assert to(person) == []


def test_of_a_non_public_measure_it_says_no_word(hall: City) -> None:
    reader = hall.of(hall.lead)
    assert reader.email
    walk = Walk(hall, public=False, title="Kanarienvogel")
    drain()
    put(reader, walk, note="Kanarienvogel")

    assert at(NOON) == 1
    (message,) = to(reader)
    assert "Kanarienvogel" not in message.message().as_string()
    assert "Wiedervorlage: nichtöffentlicher Vorgang" in message.body


# ---- together with digests -------------------------------------------------------------------


def test_a_digest_that_leaves_today_tells_it_and_a_weekly_one_comes_too_late(
    hall: City, person: Person
) -> None:
    morning = NOON.replace(hour=6)
    put(person, Walk(hall).ready().released())
    digest = Delivery.objects.create(
        kind="digest", person=person, slot=morning, due_at=NOON, language="de", message_id="<a@b>"
    )
    assert attention.mail_due(at=morning) == 0

    Delivery.objects.filter(pk=digest.pk).update(due_at=NOON + 3 * DAY)
    assert attention.mail_due(at=morning) == 1


def test_a_digest_whose_news_may_not_be_read_any_more_still_tells_it(
    hall: City, person: Person
) -> None:
    Preference.objects.create(person=person, topic="task", frequency="daily")
    walk = Walk(hall).submitted()
    far = localdate() + 30 * DAY
    walk.do("check", "request_cosignatures", hall.office, organizations=[hall.culture], due_on=far)
    put(person, Walk(hall).ready().released())
    drain()
    digest = Delivery.objects.get(person=person, kind="digest")
    digest.items.update(state="suppressed", suppression="cancelled", digest=None)

    drain(now=digest.due_at)

    assert [message.subject for message in to(person)] == ["Laufzettel: Wiedervorlage"]
    assert attention.to_mail(at=digest.due_at) == []


def test_dates_of_the_same_day_join_the_mail(hall: City) -> None:
    """One date alone would be told in its own words; with a Wiedervorlage both are in one mail."""
    Person.objects.filter(pk=hall.of(hall.office).pk).update(email="ines@stadt.example")
    office = hall.of(hall.office)
    walk = Walk(hall).implementing()
    walk.take("ask_report", hall.office, due_on=localdate() - DAY)
    drain()
    put(office, walk)
    urge(on=localdate())
    attention.mail_due(at=now())
    drain()
    drain(now=now() + DAY)

    (message,) = to(office)
    assert message.subject == "Laufzettel: 1 Frist ist nah oder vorbei"
    assert "Frau Ahlers anrufen" in message.body


# ---- the command -----------------------------------------------------------------------------


def test_the_tick_says_how_many_and_its_trial_run_writes_none(walk: Walk, person: Person) -> None:
    put(person, walk)
    said = []
    for args in (["--dry-run"], [], []):
        out = StringIO()
        call_command("tick", *args, stdout=out)
        line = next(each for each in out.getvalue().splitlines() if "Wiedervorlagen" in each)
        said.append((line[-2:], Delivery.objects.filter(person=person).count()))

    assert said == [(" 1", 0), (" 1", 1), (" 0", 1)]
