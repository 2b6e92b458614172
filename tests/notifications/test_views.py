"""Notices: everybody their own; and what `/healthz` tells of the letters."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Measure, Person
from notifications import delivery as post
from notifications.models import Delivery, Heartbeat, Notice
from notifications.outbox import fan_out_all
from tests.factories import City, Walk
from tests.notifications.conftest import entries

Counts = Callable[..., Any]
State = Delivery.State


def notice_of(person: Person) -> Notice:
    return Notice.objects.get(person=person)


# ---- notices ---------------------------------------------------------------------------------


def test_notice_says_what_happened_and_leads_to_the_measure(office: Client, told: Measure) -> None:
    page = office.get(reverse("notices")).content.decode()

    for said in ("Zur formalen Prüfung vorgelegt", "Bitte prüfen Sie", "Ihr Büro koordiniert"):
        assert said in page
    assert reverse("measure", args=[told.reference]) in page


def test_notices_of_others_are_not_shown(client: Client, hall: City, told: Measure) -> None:
    client.force_login(hall.of(hall.culture))

    assert client.get(reverse("notices")).context["notices"] == []


def test_notice_of_a_measure_that_became_invisible_is_gone(
    client: Client, hall: City, told: Measure
) -> None:
    """The network group was told of a public measure that is public no more."""
    person = hall.of(hall.network)
    notice = notice_of(person)
    client.force_login(person)
    Measure.objects.filter(pk=told.pk).update(public=False)

    assert client.get(reverse("notices")).context["notices"] == []
    assert client.post(reverse("notice_read", args=[notice.pk])).status_code == 404


def test_unread_notices_come_first(office: Client, hall: City, told: Measure) -> None:
    Walk(hall, title="Zweite Maßnahme").submitted()
    fan_out_all(now=timezone.now())
    newest = Notice.objects.filter(person=hall.of(hall.office)).first()
    assert newest is not None

    office.post(reverse("notice_read", args=[newest.pk]))

    rows = office.get(reverse("notices")).context["notices"]
    assert [row["read"] for row in rows] == [False, True]
    assert rows[0]["measure"] == told


def test_one_notice_is_read_by_a_post(office: Client, hall: City, told: Measure) -> None:
    notice = notice_of(hall.of(hall.office))
    address = reverse("notice_read", args=[notice.pk])
    assert office.get(address).status_code == 405

    assert office.post(address)["Location"] == reverse("notices")

    notice.refresh_from_db()
    assert notice.read_at is not None
    assert notice_of(hall.of(hall.office, 1)).read_at is None
    assert not office.get(reverse("notices")).context["unread"]


def test_notices_of_one_measure_are_shown_and_read_alone(office: Client, hall: City) -> None:
    first, second = (Walk(hall, title=title).submitted().fresh for title in ("Brunnen", "Brücke"))
    fan_out_all(now=timezone.now())

    shown = office.get(reverse("notices"), {"measure": first.reference}).content.decode()
    office.post(reverse("notices_read"), {"measure": first.reference})

    assert ("Brunnen" in shown, "Brücke" in shown) == (True, False)
    mine = Notice.objects.filter(person=hall.of(hall.office))
    assert mine.get(entry__measure=first).read_at is not None
    assert mine.get(entry__measure=second).read_at is None
    assert office.get(reverse("notices"), {"measure": "\0"}).context["notices"] == []


def test_all_notices_are_read_by_a_post(office: Client, hall: City, told: Measure) -> None:
    assert office.get(reverse("notices_read")).status_code == 405

    office.post(reverse("notices_read"))

    assert notice_of(hall.of(hall.office)).read_at is not None
    assert notice_of(hall.of(hall.office, 1)).read_at is None


def test_notice_of_another_person_is_not_found(office: Client, hall: City, told: Measure) -> None:
    other = notice_of(hall.of(hall.office, 1))

    assert office.post(reverse("notice_read", args=[other.pk])).status_code == 404


def test_unread_notices_are_counted_beside_the_person(office: Client, told: Measure) -> None:
    frame = office.get(reverse("notices")).context

    assert (frame["person"]["unread"], frame["person"]["notices_url"]) == ("1", "/mitteilungen/")


def test_the_closed_menu_says_how_many_are_unread(office: Client, told: Measure) -> None:
    def closed() -> str:
        page = office.get(reverse("notices")).content.decode()
        return page.partition("<summary")[2].partition("</summary>")[0]

    said = '<span class="lz-count">1<span class="kern-sr-only"> ungelesene Mitteilungen</span>'
    assert said in closed()
    office.post(reverse("notices_read"))
    assert "lz-count" not in closed()


def test_unread_notices_are_shown_alone(office: Client, hall: City) -> None:
    first, second = (Walk(hall, title=title).submitted().fresh for title in ("Brunnen", "Brücke"))
    fan_out_all(now=timezone.now())
    mine = Notice.objects.filter(person=hall.of(hall.office))
    read = reverse("notice_read", args=[mine.get(entry__measure=first).pk])

    back = office.post(read, {"unread": "1"})["Location"]

    shown = office.get(back).context
    assert back == reverse("notices") + "?unread=1"
    assert [row["measure"] for row in shown["notices"]] == [second]
    assert [(tab.url, tab.current) for tab in shown["tabs"]] == [("?", False), ("?unread=1", True)]
    about = office.get(reverse("notices"), {"measure": first.reference, "unread": "1"})
    assert about.context["tabs"][1].url == f"?measure={first.reference}&unread=1"
    assert "Keine ungelesenen Mitteilungen" in about.content.decode()


@pytest.mark.parametrize("number", [1, 50])
def test_notices_take_constant_queries(
    office: Client,
    hall: City,
    told: Measure,
    number: int,
    django_assert_num_queries: Counts,
) -> None:
    person = hall.of(hall.office)
    Notice.objects.bulk_create(
        Notice(entry=entry, person=person, audience="office") for entry in entries(told, number)
    )

    with django_assert_num_queries(9):
        office.get(reverse("notices"))


# ---- health ----------------------------------------------------------------------------------


def test_health_tells_the_oldest_due_letter_and_the_dead(
    client: Client, hall: City, told: Measure
) -> None:
    first, second, *_others = Delivery.objects.order_by("pk")
    long_ago = dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)
    Delivery.objects.filter(pk=first.pk).update(due_at=long_ago)
    Delivery.objects.filter(pk=second.pk).update(state=State.DEAD)
    Heartbeat.objects.create(name="a", at=long_ago, reached=False)

    assert client.get(reverse("health")).json() == {
        "ok": True,
        "oldest_due": "2026-01-02T03:04:00Z",
        "untold_steps": 0,
        "dead": 1,
        "last_beat": "2026-01-02T03:04:00Z",
        "mail_server_answers": False,
        "recording": False,
    }


def test_health_misses_no_letter_of_a_worker_that_died(client: Client, told: Measure) -> None:
    Delivery.objects.update(due_at=timezone.now() + dt.timedelta(days=1))
    post.claim(now=timezone.now() + dt.timedelta(days=2))
    assert client.get("/healthz").json()["oldest_due"] is None

    Delivery.objects.update(leased_until=timezone.now())

    due = Delivery.objects.values_list("due_at", flat=True)[0]
    assert dt.datetime.fromisoformat(client.get("/healthz").json()["oldest_due"]) == due.replace(
        microsecond=due.microsecond // 1000 * 1000
    )


def test_health_tells_of_steps_nobody_was_told(client: Client, hall: City) -> None:
    entry = Walk(hall).submitted().fresh.journal.latest("number")

    figures = client.get("/healthz").json()

    assert figures["untold_steps"] == 1
    since = dt.datetime.fromisoformat(figures["oldest_due"])
    assert abs(since - entry.at) < dt.timedelta(milliseconds=1)


def test_health_of_an_empty_outbox(client: Client, db: None) -> None:
    nothing = dict.fromkeys(["oldest_due", "last_beat", "mail_server_answers"])
    assert (
        client.get("/healthz").json()
        == {
            "ok": True,
            "untold_steps": 0,
            "dead": 0,
            "recording": False,
        }
        | nothing
    )


def test_health_without_its_database_is_not_well(client: Client, db: None) -> None:
    def gone(*_said: Any) -> None:
        raise OperationalError

    with connection.execute_wrapper(gone):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (503, {"ok": False})
