"""Notices and the outbox: everybody their own, coordinators what their office answers for."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.access import join
from core.models import JournalEntry, Measure, Person
from notifications.models import Delivery, Heartbeat, Notice
from notifications.outbox import fan_out_all
from tests.factories import City, Walk

Counts = Callable[..., Any]
State = Delivery.State


@pytest.fixture
def told(hall: City) -> Measure:
    """A measure the office was asked to check; the letters are written, none is sent."""
    measure = Walk(hall).submitted().fresh
    fan_out_all(now=timezone.now())
    return measure


@pytest.fixture
def office(client: Client, hall: City) -> Client:
    client.force_login(hall.of(hall.office))
    return client


def notice_of(person: Person) -> Notice:
    return Notice.objects.get(person=person)


def delivery_to(person: Person) -> Delivery:
    return Delivery.objects.get(person=person)


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


def entries(measure: Measure, number: int) -> list[JournalEntry]:
    """As many further entries as asked for, written beside the engine to fill a list."""
    first = measure.journal.first()
    assert first is not None
    values = {
        "measure": measure,
        "at": first.at,
        "pseudonym": first.pseudonym,
        "action": "submit",
        "target": "checking",
        "actor": first.actor,
    }
    return JournalEntry.objects.bulk_create(
        JournalEntry(number=1000 + each, **values) for each in range(number)
    )


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


# ---- the outbox ------------------------------------------------------------------------------


@pytest.mark.parametrize("organization", ["lead", "treasury", "committee", "network"])
def test_outbox_is_for_coordinators(
    client: Client, hall: City, told: Measure, organization: str
) -> None:
    client.force_login(hall.of(getattr(hall, organization)))
    delivery = delivery_to(hall.of(hall.office))

    assert client.get(reverse("outbox")).status_code == 403
    assert client.get(reverse("letter", args=[delivery.pk])).status_code == 403
    for name in ("letter_resend", "letter_cancel"):
        assert client.post(reverse(name, args=[delivery.pk])).status_code == 403
    delivery.refresh_from_db()
    assert delivery.state == State.DUE


def test_outbox_of_another_office_is_not_found(client: Client, hall: City, told: Measure) -> None:
    stranger = hall.of(hall.school)
    join(person=stranger, organization=hall.school, role="coordinator")
    client.force_login(stranger)
    delivery = delivery_to(hall.of(hall.office))

    assert client.get(reverse("outbox")).context["rows"] == []
    assert client.get(reverse("letter", args=[delivery.pk])).status_code == 404
    assert client.post(reverse("letter_cancel", args=[delivery.pk])).status_code == 404


@pytest.mark.parametrize(
    ("query", "number", "current"),
    [
        ("", 4, "alle"),
        ("?state=due", 1, "wartet"),
        ("?state=sent", 1, "verschickt"),
        ("?state=dead", 1, "unzustellbar"),
        ("?state=suppressed", 1, "nicht verschickt"),
        ("?state=unsinn", 4, "alle"),
    ],
)
def test_outbox_is_filtered_by_state(
    office: Client, hall: City, told: Measure, query: str, number: int, current: str
) -> None:
    sent, dead, suppressed, _due = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=sent.pk).update(state=State.SENT, sent_at=timezone.now())
    Delivery.objects.filter(pk=dead.pk).update(state=State.DEAD, last_error="550 weg")
    Delivery.objects.filter(pk=suppressed.pk).update(
        state=State.SUPPRESSED, suppression=Delivery.Suppression.NO_ADDRESS
    )

    shown = office.get(reverse("outbox") + query).context

    assert len(shown["rows"]) == number
    assert [(tab.label, tab.count) for tab in shown["tabs"]] == [
        ("alle", 4),
        ("wartet", 1),
        ("gesammelt", 0),
        ("verschickt", 1),
        ("unzustellbar", 1),
        ("nicht verschickt", 1),
    ]
    assert [tab.label for tab in shown["tabs"] if tab.current] == [current]


@pytest.mark.parametrize("number", [1, 50])
def test_outbox_takes_constant_queries(
    office: Client,
    hall: City,
    told: Measure,
    number: int,
    django_assert_num_queries: Counts,
) -> None:
    person = hall.of(hall.lead)
    Delivery.objects.bulk_create(
        Delivery(
            entry=entry,
            person=person,
            audience="lead",
            language="de",
            message_id=f"<{entry.pk}@stadt.example>",
            due_at=timezone.now(),
        )
        for entry in entries(told, number)
    )

    with django_assert_num_queries(10):
        office.get(reverse("outbox"))


def test_letter_is_shown_as_it_would_be_written(office: Client, hall: City, told: Measure) -> None:
    Measure.objects.filter(pk=told.pk).update(title="Portal <script>alert(1)</script>")
    delivery = delivery_to(hall.of(hall.office, 1))

    page = office.get(reverse("letter", args=[delivery.pk])).content.decode()

    assert "Zur formalen Prüfung vorgelegt" in page
    assert "&lt;html" in page
    assert "<script>alert" not in page
    assert "Anhalten" in page
    assert "Erneut senden" not in page


def test_letter_that_may_not_be_read_has_no_text(office: Client, hall: City, told: Measure) -> None:
    delivery = delivery_to(hall.of(hall.network))
    Measure.objects.filter(pk=told.pk).update(public=False)

    shown = office.get(reverse("letter", args=[delivery.pk]))

    assert shown.context["letter"] is None
    assert "darf die Maßnahme zurzeit nicht lesen" in shown.content.decode()


def value_of(label: str, page: str) -> str:
    """What a list of a page says beside a label."""
    return page.partition(f">{label}</dt>")[2].partition("</dd>")[0].rpartition(">")[2].strip()


def test_waiting_letter_is_cancelled_and_sent_again(
    office: Client, hall: City, told: Measure
) -> None:
    delivery = delivery_to(hall.of(hall.office))
    address = reverse("letter", args=[delivery.pk])
    assert office.get(reverse("letter_cancel", args=[delivery.pk])).status_code == 405

    shown = office.post(reverse("letter_cancel", args=[delivery.pk]), follow=True)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.suppression) == (State.SUPPRESSED, "cancelled")
    assert shown.redirect_chain == [(address, 302)]
    assert "ist angehalten" in shown.content.decode()
    assert "Vom Büro angehalten" in shown.content.decode()
    assert value_of("Erneut versandt", shown.content.decode()) == "–"

    shown = office.post(reverse("letter_resend", args=[delivery.pk]), follow=True)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.suppression) == (State.DUE, "")
    assert "geht erneut hinaus" in shown.content.decode()
    assert value_of("Erneut versandt", shown.content.decode()) != "–"


@pytest.mark.parametrize(
    ("state", "action"), [(State.SENT, "letter_cancel"), (State.DUE, "letter_resend")]
)
def test_letter_that_moved_on_stays_as_it_is(
    office: Client, hall: City, told: Measure, state: str, action: str
) -> None:
    delivery = delivery_to(hall.of(hall.office))
    Delivery.objects.filter(pk=delivery.pk).update(state=state)

    shown = office.post(reverse(action, args=[delivery.pk]), follow=True)

    delivery.refresh_from_db()
    assert delivery.state == state
    assert "inzwischen in einem anderen Stand" in shown.content.decode()


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
        "dead": 1,
        "last_beat": "2026-01-02T03:04:00Z",
        "mail_server_answers": False,
    }


def test_health_of_an_empty_outbox(client: Client, db: None) -> None:
    nothing = dict.fromkeys(["oldest_due", "last_beat", "mail_server_answers"])
    assert client.get("/healthz").json() == {"ok": True, "dead": 0} | nothing
