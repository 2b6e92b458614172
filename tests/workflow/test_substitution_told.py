"""A substitution is told: to both it concerns, once each, and never to the one who acted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import localdate, localtime, now

from core import access
from core.models import Person, Substitution
from notifications.models import Delivery, MailTimes, Notice, Preference
from notifications.outbox import tell_substitution
from notifications.topics import Topic
from notifications.worker import drain
from tests.factories import City, Walk, city
from workflow import substitutes

pytestmark = pytest.mark.django_db
TODAY = localdate()
LAST = TODAY + dt.timedelta(days=7)
DAYS = f"vom {TODAY:%d.%m.%Y} bis {LAST:%d.%m.%Y}"


@pytest.fixture
def hall() -> City:
    made = city()
    for person in Person.objects.all():
        Person.objects.filter(pk=person.pk).update(email=f"{person.username}@stadt.example")
    access.join(person=made.of(made.lead), organization=made.lead, role="head")
    return made


@pytest.fixture
def row(hall: City) -> Substitution:
    """The head lets Clara stand in for Boris."""
    return enter(hall.of(hall.lead), hall)


def enter(by: Person, hall: City, **changes: Any) -> Substitution:
    said = {"valid_from": TODAY, "valid_to": LAST, "substitute": fresh(hall.of(hall.office))}
    return substitutes.enter(by=fresh(by), absent=fresh(hall.of(hall.lead, 1)), **said | changes)


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def told() -> dict[str, str]:
    """The mails that went, by recipient; then they are forgotten."""
    drain()
    found = {message.to[0].partition("@")[0]: message.subject for message in mail.outbox}
    assert len(found) == len(mail.outbox)
    mail.outbox.clear()
    return found


def body(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_both_are_told_when_the_head_enters_and_ends_it(hall: City, row: Substitution) -> None:
    head, boris, clara = hall.of(hall.lead), hall.of(hall.lead, 1), hall.of(hall.office)
    entered = told()
    substitutes.revoke(row.pk, by=fresh(head))
    ended = told()

    assert entered == {
        boris.username: f"Laufzettel: {clara} vertritt Sie {DAYS}",
        clara.username: f"Laufzettel: Sie vertreten {boris} {DAYS}",
    }
    assert ended == {
        boris.username: f"Laufzettel: {clara} vertritt Sie nicht mehr",
        clara.username: f"Laufzettel: Sie vertreten {boris} nicht mehr",
    }
    assert Notice.objects.filter(person=boris).count() == 2
    assert not Notice.objects.filter(person=head).exists()


def test_who_acts_is_not_told(hall: City) -> None:
    boris, clara = hall.of(hall.lead, 1), hall.of(hall.office)
    row = enter(boris, hall)
    entered = told()
    substitutes.revoke(row.pk, by=fresh(clara))

    assert (list(entered), list(told())) == ([clara.username], [boris.username])


def test_twice_is_told_once(hall: City, row: Substitution) -> None:
    enter(hall.of(hall.lead), hall)
    for _time in range(2):
        substitutes.revoke(row.pk, by=fresh(hall.of(hall.lead)))
    tell_substitution(Substitution.objects.get(), ended=True, now=now())

    assert (Notice.objects.count(), Delivery.objects.count()) == (4, 4)


def test_what_is_over_by_itself_is_not_ended_again(hall: City, row: Substitution) -> None:
    Substitution.objects.update(
        valid_from=TODAY - dt.timedelta(9), valid_to=TODAY - dt.timedelta(1)
    )
    substitutes.revoke(row.pk, by=fresh(hall.of(hall.lead)))

    assert Substitution.objects.get().revoked_at is None
    assert not Notice.objects.filter(ended=True).exists()


def test_the_notice_leads_to_the_page_and_is_read_like_others(
    hall: City, row: Substitution, client: Client
) -> None:
    boris, clara = hall.of(hall.lead, 1), hall.of(hall.office)
    client.force_login(clara)
    page = body(client.get("/mitteilungen/"))

    assert f"<strong>Sie vertreten {boris} {DAYS}</strong>" in page
    assert 'href="/vertretung/">Zur Vertretung</a>' in page
    assert f"Vertretung eingetragen – {hall.of(hall.lead)}, " in page
    assert "nur diese" not in page
    assert f'Als gelesen vermerken<span class="kern-sr-only">: Sie vertreten {boris}' in page
    client.post(f"/mitteilungen/{clara.notices.get().pk}/gelesen/")
    assert not Notice.objects.of(clara).unread().exists()


def test_the_newest_is_listed_first_among_other_notices(
    hall: City, row: Substitution, client: Client
) -> None:
    clara = hall.of(hall.office)
    Walk(hall).submitted()
    drain()
    substitutes.revoke(row.pk, by=fresh(hall.of(hall.lead)))

    kinds = [(each.substitution_id, each.ended) for each in Notice.objects.of(clara)]

    assert kinds == [(row.pk, True), (None, False), (row.pk, False)]


def test_a_limit_stands_in_the_mail_and_all_of_one_make_a_thread(hall: City) -> None:
    row = enter(hall.of(hall.lead, 1), hall, scope=["cosign"], organizations=[hall.lead])
    drain()

    (message,) = mail.outbox
    thread = f"<substitution-{row.pk}@localhost>"
    assert f"Nur: Mitzeichnen; {hall.lead}\n" in message.body
    assert "/vertretung/" in message.body
    assert "Die Vertretung betrifft Sie selbst." in str(message.alternatives[0][0])
    assert message.extra_headers["References"] == thread


def test_it_is_never_switched_off_and_quiet_hours_hold(hall: City) -> None:
    clara = hall.of(hall.office)
    for topic in (Topic.WORK, Topic.MENTION):
        Preference.objects.create(person=clara, topic=topic, frequency="off")
    hour, at = dt.timedelta(hours=1), localtime()
    quiet = {"quiet_from": (at - hour).time(), "quiet_to": (at + hour).time()}
    MailTimes.objects.create(person=clara, **quiet)
    enter(hall.of(hall.lead, 1), hall)

    mail_of = Delivery.objects.get(person=clara)
    assert (mail_of.state, mail_of.due_at > now()) == ("due", True)


def test_who_left_meanwhile_is_not_told(hall: City) -> None:
    Person.objects.filter(pk=hall.of(hall.office).pk).update(is_active=False)
    enter(hall.of(hall.lead, 1), hall)

    assert not Notice.objects.exists()


def test_the_outbox_shows_how_it_fares_and_not_its_words(
    hall: City, row: Substitution, client: Client
) -> None:
    client.force_login(hall.of(hall.office))

    for sent in Delivery.objects.all():
        page = client.get(f"/postausgang/{sent.pk}/").content.decode()
        assert str(sent.person) in page
        assert "Den Wortlaut liest nur die Person" in page
        assert "lz-quote" not in page


@pytest.mark.parametrize("model", [Notice, Delivery])
def test_a_row_tells_one_thing_and_says_which(hall: City, row: Substitution, model: Any) -> None:
    person, entry = hall.of(hall.lead), Walk(hall).fresh.journal.get()
    more = {"due_at": now(), "message_id": "<x@y>"} if model is Delivery else {}
    for about in ({"entry": entry, "substitution": row}, {"entry": entry, "ended": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(person=person, **about, **more)

    assert {str(each) for each in model.objects.filter(person=row.absent)} == {
        f"{row.absent}: {row}"
    }
