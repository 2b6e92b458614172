"""Digests: one per slot and person, what is urgent breaks through, nothing lost or told twice."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.utils.timezone import localdate, localtime, now

from core.models import Follow, JournalEntry, Measure, Person
from notifications import delivery as post
from notifications.collecting import place
from notifications.models import Delivery, MailTimes, Preference
from notifications.outbox import fan_out_all
from notifications.preferences import Wishes, stop_digests
from notifications.topics import Topic
from notifications.worker import drain
from tests.factories import City, Walk
from workflow.models import Task
from workflow.urging import urge

DAY = dt.timedelta(days=1)
State = Delivery.State
ALL = ("proposal", "decision", "money", "work", "task")


def wish(person: Person, frequency: str, *topics: str) -> None:
    for topic in topics or ALL:
        Preference.objects.create(person=person, topic=topic, frequency=frequency)


def states(person: Person) -> list[tuple[str, str]]:
    return list(person.deliveries.order_by("pk").values_list("kind", "state"))


def to(person: Person) -> list[mail.EmailMessage]:
    return [message for message in mail.outbox if message.to == [person.email]]


@pytest.fixture
def clerk(hall: City) -> Person:
    """Gets everything daily at half past seven."""
    person = hall.of(hall.office)
    wish(person, "daily")
    return person


def test_two_measures_make_one_mail_at_its_time(hall: City, clerk: Person) -> None:
    walks = [Walk(hall, title=title).submitted() for title in ("Brunnen", "Brücke")]
    drain()
    assert (states(clerk)[0], to(clerk)) == (("digest", "due"), [])

    drain(now=now() + DAY)
    drain(now=now() + 2 * DAY)

    (message,) = to(clerk)
    digest = Delivery.objects.get(person=clerk, kind="digest")
    assert localtime(digest.slot).time() == dt.time(7, 30)
    assert message.subject == "Laufzettel: 2 Neuigkeiten zu 2 Maßnahmen"
    for walk in walks:
        assert f"{walk.fresh.reference} {walk.fresh.title}" in message.body
    assert "Das wartet auf Sie" in message.body
    assert "Weitere Aufgaben" not in message.body
    assert {state for _kind, state in states(clerk)} == {"sent", "digested"}


def test_it_speaks_the_language_of_its_reader(hall: City, clerk: Person) -> None:
    Person.objects.filter(pk=clerk.pk).update(language="en")
    Walk(hall).submitted()
    drain(now=now())
    drain(now=now() + DAY)

    (message,) = to(clerk)
    assert message.subject == "Laufzettel: 1 piece of news on 1 measure"
    assert "This waits for you" in message.body
    assert "Unsubscribe from digests" in str(message.alternatives[0][0])
    assert message.extra_headers["Content-Language"] == "en"


def test_it_names_a_thread_and_can_be_left_with_one_click(hall: City, clerk: Person) -> None:
    Walk(hall).submitted()
    drain(now=now())
    drain(now=now() + DAY)

    headers = to(clerk)[0].extra_headers
    assert headers["References"] == headers["In-Reply-To"]
    assert str(clerk.pseudonym) in headers["References"]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].startswith("<http")


def test_what_comes_after_the_slot_goes_into_the_next(hall: City, clerk: Person) -> None:
    Walk(hall).submitted()
    fan_out_all(now=now())
    first = Delivery.objects.get(person=clerk, kind="digest")
    Delivery.objects.filter(pk=first.pk).update(state=State.SENT)

    Walk(hall).submitted()
    fan_out_all(now=now())

    later = Delivery.objects.filter(person=clerk, kind="digest").latest("slot")
    assert first.slot is not None
    assert later.slot is not None
    assert dt.timedelta(hours=22) < later.slot - first.slot < dt.timedelta(hours=26)
    assert [item.digest for item in clerk.deliveries.filter(kind="letter").order_by("pk")] == [
        first,
        later,
    ]


def test_a_measure_hidden_meanwhile_is_left_out_with_its_reason(hall: City, clerk: Person) -> None:
    walks = [Walk(hall, title=title).submitted() for title in ("Brunnen", "Geheimnis")]
    fan_out_all(now=now())
    Measure.objects.filter(pk=walks[1].measure.pk).update(public=False, office=hall.culture)

    drain(now=now() + DAY)

    left = clerk.deliveries.filter(entry__measure=walks[1].measure.pk).values_list(
        "state", "suppression", "digest"
    )
    assert list(left) == [("suppressed", "withdrawn", None)]
    assert "Geheimnis" not in to(clerk)[0].message().as_string()


def test_an_empty_digest_is_not_sent(hall: City, clerk: Person) -> None:
    walk = Walk(hall).submitted()
    fan_out_all(now=now())
    Measure.objects.filter(pk=walk.measure.pk).update(public=False)
    clerk.groups.clear()

    drain(now=now() + DAY)

    digest = Delivery.objects.get(person=clerk, kind="digest")
    assert (digest.state, digest.suppression, to(clerk)) == ("suppressed", "empty", [])


def test_of_a_non_public_measure_a_digest_says_no_word(hall: City, clerk: Person) -> None:
    walk = Walk(hall, title="Geheimnis", public=False).submitted()
    drain(now=now())
    drain(now=now() + DAY)

    whole = to(clerk)[0].message().as_string()
    assert "Geheimnis" not in whole
    assert walk.fresh.reference in to(clerk)[0].body  # in the link, which asks to log in
    assert "Nichtöffentlicher Vorgang" in to(clerk)[0].body


def test_what_is_switched_off_is_kept_back_visibly(hall: City) -> None:
    member = hall.of(hall.lead)
    wish(member, "off", "decision", "proposal")
    Walk(hall).submitted().do("check", "pass_check", hall.office)
    fan_out_all(now=now())

    unwanted = member.deliveries.filter(suppression="unwanted")
    assert unwanted.exists()
    assert member.notices.filter(entry__in=unwanted.values("entry")).count() == unwanted.count()


def test_quiet_hours_move_a_mail_and_urgent_ones_break_through(hall: City) -> None:
    lead = hall.of(hall.lead)
    moment = now().astimezone().replace(hour=23, minute=0)
    MailTimes.objects.create(person=lead, quiet_from=dt.time(22), quiet_to=dt.time(6))
    walk = Walk(hall).implementing()
    fan_out_all(now=moment)
    held = lead.deliveries.latest("pk")
    walk.take("ask_report", hall.office, due_on=localdate())
    fan_out_all(now=moment)
    urgent = lead.deliveries.latest("pk")

    assert localtime(held.due_at).time() == dt.time(6)
    assert urgent.due_at == moment


def test_of_many_tasks_it_names_twenty_and_where_the_others_are(hall: City, clerk: Person) -> None:
    for number in range(21):
        Walk(hall, title=f"Brunnen {number}").submitted()
    drain()
    drain(now=now() + DAY)

    body = to(clerk)[0].body
    assert body.count("- Formal prüfen: ") == 20
    assert "- Weitere Aufgaben stehen in Ihrem Eingang\n  http://127.0.0.1:8000/" in body


# ---- dates -----------------------------------------------------------------------------------


def overdue(hall: City, number: int) -> list[Walk]:
    walks = [Walk(hall).implementing() for _each in range(number)]
    for walk in walks:
        walk.take("ask_report", hall.office, due_on=localdate() - DAY)
    fan_out_all(now=now())
    Delivery.objects.update(state=State.SENT, digest=None)
    return walks


def test_after_an_outage_there_is_one_summary_per_person(hall: City) -> None:
    walks = overdue(hall, 3)

    assert urge(on=localdate())["escalated"] == 3
    drain()
    drain(now=now() + dt.timedelta(minutes=5))

    (message,) = to(hall.of(hall.office))
    assert message.subject == "Laufzettel: 3 Fristen sind nah oder vorbei"
    assert all(walk.fresh.reference in message.body for walk in walks)
    assert "List-Unsubscribe" not in message.extra_headers


def test_a_single_date_is_told_in_its_own_words(hall: City) -> None:
    (walk,) = overdue(hall, 1)
    urge(on=localdate())

    drain()
    drain(now=now() + dt.timedelta(minutes=5))

    (message,) = to(hall.of(hall.office))
    assert "Die Frist ist versäumt – Angeforderten Sachstand melden" in message.subject
    assert message.extra_headers["References"].startswith(f"<measure-{walk.measure.pk}@")


def test_once_the_summary_has_left_the_rest_is_gathered_by_the_hour(hall: City) -> None:
    walks = overdue(hall, 2)
    office = hall.of(hall.office)
    noon = localtime(now()).replace(hour=12, minute=0, second=0, microsecond=0)
    some = Task.objects.open().filter(process=walks[0].measure.pk)
    for minute, tasks in enumerate([Task.objects.none(), some, Task.objects.open()]):
        tasks.update(escalated_on=None)
        urge(on=localdate())
        drain(now=noon + minute * dt.timedelta(minutes=10))
        drain(now=noon + minute * dt.timedelta(minutes=10) + dt.timedelta(minutes=5))

    first, second, *alone = to(office)
    assert (first.subject[:14], "versäumt" in second.subject) == ("Laufzettel: 2 ", True)
    assert Delivery.objects.filter(person=office, kind="gathered").count() == 2
    assert len(alone) == 2


def test_quiet_hours_hold_the_summary_until_something_presses(hall: City) -> None:
    office = hall.of(hall.office)
    night = localtime(now()).replace(hour=23, minute=0, second=0, microsecond=0)
    MailTimes.objects.create(person=office, quiet_from=dt.time(22), quiet_to=dt.time(6))
    entries = []
    for walk in overdue(hall, 3):
        urge(on=localdate())
        entries.append(walk.fresh.journal.get(action="escalate"))
    far = (night + 9 * DAY).date().isoformat()

    def gathered(entry: JournalEntry, due_on: str) -> dt.datetime:
        entry.detail["data"]["due_on"] = due_on
        delivery = Delivery(entry=entry, person=office, audience="office", due_at=night)
        place(delivery, Wishes([office]), now=night)
        return Delivery.objects.get(kind="gathered", person=office).due_at

    held = gathered(entries[0], far)
    pressing = gathered(entries[1], night.date().isoformat())
    after = gathered(entries[2], far)

    assert localtime(held).time() == dt.time(6, 2)
    assert pressing == after == night + dt.timedelta(minutes=2)


# ---- following -------------------------------------------------------------------------------


def test_what_one_follows_comes_daily_and_is_left_with_one_click(hall: City) -> None:
    person = hall.of(hall.culture)
    Follow.objects.create(person=person, organization=hall.lead)
    walk = Walk(hall).ready().released()
    drain(now=now())
    drain(now=now() + DAY)

    (message,) = to(person)
    assert "Neuigkeit" in message.subject
    assert stop_digests(person)[-1:] == [Topic.FOLLOWED]
    walk.result(hall.committee, "recommended")
    drain(now=now() + DAY)
    assert person.deliveries.latest("pk").suppression == "unwanted"


def test_dates_of_what_one_follows_are_news_and_never_a_flood(hall: City) -> None:
    """They may be switched off; at once they come as one mail a day, like other dates."""
    person = hall.of(hall.culture)
    Follow.objects.create(person=person, organization=hall.lead)
    wish(person, "immediate", "followed")
    overdue(hall, 3)
    urge(on=localdate())
    drain()
    drain(now=now() + dt.timedelta(minutes=5))
    (message,) = to(person)

    Preference.objects.filter(person=person).update(frequency="off")
    Task.objects.open().update(escalated_on=None)
    urge(on=localdate())
    drain()

    assert message.subject == "Laufzettel: 3 Fristen sind nah oder vorbei"
    assert person.deliveries.latest("pk").suppression == "unwanted"


# ---- the office's view -----------------------------------------------------------------------


def test_a_collected_letter_is_cancelled_and_the_digest_is_not(hall: City, clerk: Person) -> None:
    Walk(hall).submitted()
    fan_out_all(now=now())
    digest = Delivery.objects.get(person=clerk, kind="digest")
    item = digest.items.get()

    assert (post.can_cancel(digest), post.cancel(digest)) == (False, False)
    assert (post.can_cancel(item), post.cancel(item)) == (True, True)

    item.refresh_from_db()
    assert (item.state, item.suppression, item.digest) == ("suppressed", "cancelled", None)
