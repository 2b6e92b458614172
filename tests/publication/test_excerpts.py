"""The excerpt: what it says, that it goes back to the lead by itself, and to nobody else."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from django.core import mail
from django.utils.timezone import now

from core.models import Consultation, Minutes
from notifications import attachments
from notifications.delivery import Post, claim
from notifications.models import Delivery
from notifications.outbox import fan_out_all
from publication import excerpts
from tests.factories import City, Walk, city
from tests.sitting import planned, publish, record, taken_up, waiting

from .pdf import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> City:
    return city()


def decided(hall: City, **parts: object) -> tuple[Walk, Consultation]:
    """One measure approved at a sitting of the main committee."""
    [walk] = waiting(hall, hall.main_committee)
    sitting = planned(hall.main_committee, number=7)
    [item] = taken_up(hall, sitting, walk)
    record(hall, item, **{"outcome": "approved", "verbatim": "Einstimmig"} | parts)
    publish(hall, sitting)
    return walk, Consultation.objects.get(pk=item.station_id)


def test_an_excerpt_tells_sitting_item_motion_and_result(hall: City) -> None:
    walk, station = decided(
        hall,
        outcome="approved_with_changes",
        change_text="Ab 2028.",
        change_cost=Decimal("1500.00"),
        scope="matter",
    )

    orders = [
        {"organization": hall.school, "text": "Klassen einladen.", "due_on": station.meeting_on}
        | {"responsible": "Sara Stein"},
        {"organization": hall.culture, "text": "Entfällt.", "due_on": station.meeting_on}
        | {"dropped": "Schon da."},
    ]
    walk.take("give_orders", hall.office, orders=orders)

    found = excerpts.excerpt(station)

    day = f"{station.meeting_on:%d.%m.%Y}"
    assert found["facts"] == [
        f"7. Sitzung am {day}",
        "Tagesordnungspunkt 1",
        f"Beschlussdrucksache Nr. {walk.fresh.paper.reference}: Maßnahme 1",
    ]
    texts = {
        each["title"]: [block["text"] for block in each["blocks"]] for each in found["sections"]
    }
    assert texts == {
        "Antrag": ["Der Rat beschließt die Maßnahme."],
        "Ergebnis": ["Mit Änderungen beschlossen (einstimmig)."],
        "Wortlaut": ["Einstimmig"],
        "Änderung": ["Ab 2028.", "Mehrkosten der Änderung: 1.500,00\N{NO-BREAK SPACE}€"],
        "Aufträge": [f"Fachbereich Schule, Sara Stein: Klassen einladen. (bis {day})"],
    }
    assert found["standing"] == "Vorläufig: noch nicht gegen die Niederschrift bestätigt."


@pytest.mark.parametrize(
    ("page", "standing"),
    [
        ("12", "Bestätigt durch die Niederschrift 7/2026, Seite 12."),
        ("", "Bestätigt durch die Niederschrift 7/2026."),
    ],
)
def test_a_confirmed_result_names_its_minutes(hall: City, page: str, standing: str) -> None:
    _walk, station = decided(hall)
    station.minutes = Minutes(reference="7/2026")
    station.page, station.confirmed_at = page, now()

    assert excerpts.excerpt(station)["standing"] == standing


def test_without_a_sitting_of_the_calendar_the_day_is_enough(hall: City) -> None:
    walk = Walk(hall).ready().released((hall.main_committee, "decision", 1))
    walk.result(hall.main_committee, "approved", votes_for=9, votes_against=1, manner="counted")
    station = walk.measure.consultations.get()

    found = excerpts.excerpt(station)

    assert found["facts"][0] == f"Sitzung am {station.meeting_on:%d.%m.%Y}"
    said = words_of(excerpts.excerpt_pdf(station))
    assert "Beschlossen (ausgezählt, 9 Stimmen dafür, 1 Stimme dagegen)." in said
    station.meeting_on = None
    assert "ohne Termin" in excerpts.excerpt(station)["title"]


def test_a_vote_on_procedure_is_named(hall: City) -> None:
    walk = Walk(hall).ready().released((hall.main_committee, "decision", 1))
    walk.result(
        hall.main_committee,
        "rejected",
        scope="procedural",
        manner="counted",
        votes_for=4,
        votes_against=6,
        abstentions=4,
    )

    said = words_of(excerpts.excerpt_pdf(walk.measure.consultations.get(outcome="rejected")))

    assert "Abgestimmt wurde zur Geschäftsordnung." in said


# ---- back to the lead ---------------------------------------------------------------------------


def sent(hall: City) -> list[tuple[str, list[str]]]:
    """Every mail that goes out now: to whom, with which files."""
    fan_out_all(now=now())
    mail.outbox.clear()
    while (taken := claim(now=now())).pks:
        Post(taken, clock=now, stop=threading.Event()).send()
    return [(each.to[0], [file.filename for file in each.attachments]) for each in mail.outbox]


def test_the_excerpt_goes_back_to_the_lead_by_itself(hall: City) -> None:
    sent(hall)
    _walk, station = decided(hall)
    sent_before = Delivery.objects.count()

    found = sent(hall)

    leads = {person.email for person in hall.people[hall.lead.pk]}
    name = excerpts.filename(station)
    with_files = {address for address, files in found if files == [name]}
    assert with_files == leads
    assert Delivery.objects.count() > sent_before
    [carried] = [each for each in mail.outbox if each.attachments][:1]
    assert words_of(carried.attachments[0].content).startswith("Landeshauptstadt Hannover")


def delivery(walk: Walk, action: str, audience: str) -> Delivery:
    entry = walk.measure.journal.filter(action=action).last()
    return Delivery(entry=entry, audience=audience)


def test_nobody_but_the_lead_of_a_public_measure_gets_it(hall: City) -> None:
    walk, _station = decided(hall)

    assert excerpts.attached(delivery(walk, "publish", "lead")) is not None
    assert excerpts.attached(delivery(walk, "publish", "office")) is None
    assert attachments.attachments_for(delivery(walk, "release", "lead")) == []
    secret = delivery(walk, "publish", "lead")
    secret.entry.measure.public = False
    assert excerpts.attached(secret) is None


def test_a_result_taken_back_meanwhile_has_no_excerpt(hall: City) -> None:
    walk, station = decided(hall)
    Consultation.objects.filter(pk=station.pk).update(published_at=None)

    assert attachments.attachments_for(delivery(walk, "publish", "lead")) == []


def test_an_excerpt_that_cannot_be_made_never_holds_up_the_letter(hall: City, caplog) -> None:
    walk, _station = decided(hall)

    def breaks(_delivery: Delivery) -> None:
        raise OSError("no disk")

    maker = attachments._makers["publish"]
    attachments.register("publish", breaks)
    try:
        assert attachments.attachments_for(delivery(walk, "publish", "lead")) == []
    finally:
        attachments.register("publish", maker)
    assert "No attachment" in caplog.text
