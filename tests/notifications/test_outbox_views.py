"""The outbox: coordinators see what their office answers for, find it, and read why it waits."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.access import join
from core.models import JournalEntry, Measure, Outbox, Person
from core.templatetags.laufzettel import moment
from notifications.collecting import expect
from notifications.models import Delivery, Heartbeat
from notifications.outbox import fan_out_all
from tests.factories import City, Walk
from tests.notifications.conftest import entries
from tests.notifications.mailbag import stand_in

Counts = Callable[..., Any]
State = Delivery.State
LONG_AGO = dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)


def delivery_to(person: Person) -> Delivery:
    return Delivery.objects.get(person=person)


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
        ("zusammengefasst", 0),
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

    with django_assert_num_queries(12):
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


# ---- found again, and explained ----------------------------------------------------------------


def digest_of(letter: Delivery, kind: str = "digest", **changes: Any) -> Delivery:
    """A digest to the same person that carries the letter."""
    said = {"slot": LONG_AGO, "due_at": timezone.now(), "language": "de"} | changes
    made = Delivery.objects.create(
        kind=kind, person=letter.person, message_id=f"<{letter.pk}@sammel.example>", **said
    )
    Delivery.objects.filter(pk=letter.pk).update(state=State.DIGESTED, digest=made)
    return made


def found(office: Client, **query: str) -> list[int]:
    """The mails a search finds, by the addresses of their rows."""
    rows = office.get(reverse("outbox"), query).context["rows"]
    return sorted(int(row[0].split("/postausgang/")[1].split("/")[0]) for row in rows)


def test_mails_are_found_by_person_number_and_title(office: Client, hall: City) -> None:
    fountain, bridge = (Walk(hall, title=title).submitted().fresh for title in ("Brunnen", "Steg"))
    fan_out_all(now=timezone.now())
    person = hall.of(hall.network)
    Person.objects.filter(pk=person.pk).update(first_name="Carla", last_name="Mendes")
    hers = [*Delivery.objects.filter(person=person).order_by("pk").values_list("pk", flat=True)]
    of_fountain, of_bridge = (
        Delivery.objects.filter(entry__measure=each).order_by("pk") for each in (fountain, bridge)
    )
    carried = of_bridge.last()
    assert carried is not None
    digest = digest_of(carried).pk

    assert found(office, text="carla mend") == hers
    assert found(office, text="steg") == [*of_bridge.values_list("pk", flat=True), digest]
    by_number = found(office, text=fountain.reference)
    assert by_number == [*of_fountain.values_list("pk", flat=True)]
    assert found(office, text="nirgends") == []


def test_mails_are_found_by_the_day_they_left_or_are_to_leave(
    office: Client, told: Measure
) -> None:
    sent, due, carried, _held = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=sent.pk).update(state=State.SENT, sent_at=LONG_AGO)
    Delivery.objects.filter(pk=due.pk).update(due_at=LONG_AGO + dt.timedelta(days=2))
    digest = digest_of(carried, state=State.SENT, sent_at=LONG_AGO + dt.timedelta(days=4)).pk

    assert found(office, until="2.1.2026") == [sent.pk]
    assert found(office, since="3.1.2026", until="04.01.2026") == [due.pk]
    assert found(office, since="5.1.26", until="6.1.26") == [carried.pk, digest]
    assert len(found(office, since="irgendwann")) == 5


def test_tabs_keep_and_count_the_search(office: Client, hall: City, told: Measure) -> None:
    who = str(hall.of(hall.network))

    shown = office.get(reverse("outbox"), {"text": who, "state": "due", "page": "7"})

    tabs = shown.context["tabs"]
    assert [tab.count for tab in tabs] == [1, 1, 0, 0, 0, 0]
    assert tabs[0].url == f"?text={who.replace(' ', '+')}"
    assert tabs[3].url == f"?text={who.replace(' ', '+')}&state=sent"
    assert '<input type="hidden" name="state" value="due"' in shown.content.decode()


def row_of(office: Client, delivery: Delivery) -> list[str]:
    return next(
        [str(cell) for cell in row]
        for row in office.get(reverse("outbox")).context["rows"]
        if f"/postausgang/{delivery.pk}/" in row[0]
    )


def test_the_list_says_when_a_mail_left_beside_its_occasion(office: Client, told: Measure) -> None:
    sent, due, held, dead = Delivery.objects.order_by("pk")
    later = timezone.now() + dt.timedelta(hours=1)
    Delivery.objects.filter(pk=sent.pk).update(state=State.SENT, sent_at=LONG_AGO)
    Delivery.objects.filter(pk=due.pk).update(due_at=later)
    Delivery.objects.filter(pk=held.pk).update(state=State.SUPPRESSED, suppression="cancelled")
    Delivery.objects.filter(pk=dead.pk).update(
        state=State.DEAD, last_error="550 5.1.1 weg", due_at=LONG_AGO
    )

    assert moment(sent.told.at) in row_of(office, sent)[1]
    assert row_of(office, sent)[3] == moment(LONG_AGO)
    assert row_of(office, due)[3] == f"fällig: {moment(later)}"
    assert row_of(office, held)[3] == "–"
    assert "Vom Büro angehalten" in row_of(office, held)[4]
    assert row_of(office, dead)[3] == moment(LONG_AGO)
    assert "Adresse unbekannt: 550 5.1.1 weg." in row_of(office, dead)[4]


@pytest.mark.parametrize(
    ("kind", "because"),
    [
        ("digest", "Sammelmail: so gewünscht oder für die Rolle so eingestellt."),
        (
            "gathered",
            "Fristen, erbetene Sachstände und Wiedervorlagen kommen gesammelt in einer Mail.",
        ),
    ],
)
def test_a_digest_says_why_it_collects_and_a_letter_which_one_it_waits_for(
    office: Client, told: Measure, kind: str, because: str
) -> None:
    letter = Delivery.objects.order_by("pk")[0]
    tomorrow = timezone.now() + dt.timedelta(days=1)
    digest = digest_of(letter, kind, due_at=tomorrow)

    assert row_of(office, digest)[5] == because
    assert f"gesammelt bis {moment(tomorrow)}" in row_of(office, digest)[4]
    assert because in office.get(reverse("letter", args=[digest.pk])).content.decode()
    waits = f"gesammelt, geht mit der Sammelmail: {moment(tomorrow)}"
    assert (waits in row_of(office, letter)[4], "zusammengefasst" in row_of(office, letter)[4]) == (
        True,
        True,
    )
    assert row_of(office, letter)[3] == f"fällig: {moment(tomorrow)}"


def test_the_list_tells_of_a_mail_server_that_is_away(office: Client, told: Measure) -> None:
    letter = Delivery.objects.order_by("pk")[0]
    assert "geht gleich hinaus" in row_of(office, letter)[4]

    Heartbeat.objects.create(name="a", at=timezone.now(), reached=False)

    assert "Der Mailserver ist zurzeit nicht erreichbar." in row_of(office, letter)[4]


def test_a_trial_says_so_and_its_mails_are_recorded(
    office: Client, told: Measure, settings: Any
) -> None:
    said = "Probebetrieb: Es geht keine Mail hinaus"
    before = office.get(reverse("outbox"))
    assert said not in before.content.decode()
    settings.LAUFZETTEL_RECORD_MAIL = True
    letter = Delivery.objects.order_by("pk")[0]
    Delivery.objects.filter(pk=letter.pk).update(state=State.RECORDED, sent_at=LONG_AGO)

    shown = office.get(reverse("outbox"))

    assert said in shown.content.decode()
    counts = {tab.label: tab.count for tab in shown.context["tabs"]}
    assert (counts["verschickt"], counts["aufgezeichnet"]) == (0, 1)
    assert "aufgezeichnet" in row_of(office, letter)[4]
    page = office.get(reverse("letter", args=[letter.pk])).content.decode()
    assert value_of("Aufgezeichnet", page) == moment(LONG_AGO)


# ---- what is about no measure ----------------------------------------------------------------


def private_mails(hall: City) -> list[Delivery]:
    """One about a substitution, and one that was to tell of Wiedervorlagen alone."""
    stand_in(hall.of(hall.culture), hall.of(hall.school))
    expect(hall.of(hall.culture), now=timezone.now())
    Delivery.objects.update(state=State.DEAD, last_error="550 5.1.1 unknown")
    return list(Delivery.objects.order_by("kind"))


def test_every_office_sees_how_private_mails_fare_and_sends_them_again(
    office: Client, hall: City
) -> None:
    for mail in private_mails(hall):
        page = office.get(reverse("letter", args=[mail.pk])).content.decode()
        office.post(reverse("letter_resend", args=[mail.pk]))

        mail.refresh_from_db()
        assert mail.state == State.DUE
        assert "Den Wortlaut liest nur die Person" in page
        assert str(hall.of(hall.school)) not in page or mail.person == hall.of(hall.school)

    page = office.get(reverse("outbox")).content.decode()
    assert "Die Person vertritt oder wird vertreten." in page


def test_nobody_but_an_office_sees_private_mails(hall: City) -> None:
    private_mails(hall)

    assert not Delivery.objects.overseen_by(hall.of(hall.treasury)).exists()


def test_a_digest_of_another_office_stays_hidden(hall: City, told: Measure) -> None:
    stranger = hall.of(hall.school)
    join(person=stranger, organization=hall.school, role="coordinator")
    digest_of(delivery_to(hall.of(hall.office)))

    assert not Delivery.objects.overseen_by(stranger).exists()


@pytest.mark.parametrize(
    ("minutes", "says"), [([], ""), ([0], ""), ([9], "1 Schritt ist seit"), ([9, 8], "2 Schritte")]
)
def test_steps_nobody_is_told_of_are_said(
    office: Client, hall: City, minutes: list[int], says: str
) -> None:
    measure = Walk(hall).fresh
    for number, ago in enumerate(minutes, start=2):
        at = timezone.now() - dt.timedelta(minutes=ago)
        said_then = {"number": number, "action": "submit", "target": "checking", "at": at}
        Outbox.objects.create(entry=JournalEntry.objects.create(measure=measure, **said_then))

    page = office.get(reverse("outbox"))

    assert says in page.context["untold"]
    assert ("Läuft die Zustellung?" in page.content.decode()) is bool(says)
