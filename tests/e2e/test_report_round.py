"""A report round at the browser: opened, written, returned, corrected, approved, published."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from playwright.sync_api import expect

from core.models import JournalEntry
from notifications.models import Delivery
from notifications.worker import drain
from tests.e2e.desk import Desk
from tests.factories import City, Walk, city
from workflow.models import Process

pytestmark = pytest.mark.django_db(transaction=True)
UNTIL = localdate() + dt.timedelta(days=21)
ASKED, JUDGE = "Angeforderten Sachstand melden", "Sachstand abnehmen"


def letters(hall: City, entry: JournalEntry) -> set[str]:
    """The organizations to whose people letters about this entry went, at once or in a digest."""
    names = {value.pk: name for name, value in vars(hall).items() if hasattr(value, "kind")}
    people = {person.pk: names[key] for key, two in hall.people.items() for person in two}
    sent = Delivery.objects.filter(entry=entry, state__in=["sent", "digested"])
    return {people[delivery.person_id] for delivery in sent}


def newest(measure: Process) -> JournalEntry:
    drain()
    entry = measure.journal.last()
    assert entry is not None
    return entry


def opened(office: Desk) -> None:
    office.page.goto(reverse("inbox"))
    office.page.get_by_role("link", name="Sachstände", exact=True).click()
    office.page.get_by_label("Sachstände bis").fill(f"{UNTIL:%d.%m.%Y}")
    office.send("Berichtsrunde eröffnen")
    expect(office.page.get_by_role("heading", level=1)).to_contain_text("Berichtsrunde bis")


def reported(lead: Desk, measure: Process, **values: str) -> None:
    lead.pick_up(measure, ASKED)
    lead.fill(values)
    lead.send("Sachstand melden")
    expect(lead.page.get_by_role("status").first).to_contain_text("Erledigt: Sachstand melden.")


def judged(office: Desk, measure: Process, **values: str) -> None:
    office.pick_up(measure, JUDGE)
    office.fill(values)
    office.send("Sachstand abnehmen")
    expect(office.page.get_by_role("status").first).to_contain_text("Erledigt: Sachstand abnehmen.")


def test_a_round_from_the_question_to_the_publication(seat) -> None:
    hall = city()
    measure = Walk(hall).implementing().measure
    drain()
    office, lead = seat(hall.of(hall.office)), seat(hall.of(hall.lead))

    opened(office)
    assert newest(measure).action == "ask_report"
    assert letters(hall, newest(measure)) == {"lead"}

    reported(lead, measure, light="yellow", text="Es stockt.", progress="40")
    assert letters(hall, newest(measure)) == {"office"}

    judged(office, measure, answer="return", remark="Was genau stockt?")
    assert letters(hall, newest(measure)) == {"lead"}

    lead.pick_up(measure, ASKED)
    beside = lead.page.get_by_role("region", name="Der letzte Sachstand")
    expect(beside).to_contain_text("Was genau stockt?")
    expect(beside).to_contain_text("Es stockt.")
    expect(lead.page.get_by_label("Sachstand", exact=True)).to_have_value("Es stockt.")
    expect(lead.page.get_by_label("Fortschritt in %")).to_have_value("40")
    reported(lead, measure, light="yellow", text="Der Druck verzögert sich.", progress="45")
    lead.page.goto(reverse("inbox"))
    expect(lead.rows(measure).get_by_role("link", name=ASKED)).to_have_count(0)
    judged(office, measure, answer="approve")
    assert letters(hall, newest(measure)) == {"lead"}

    office.page.goto(reverse("reports"))
    watched = office.page.get_by_role("table", name="Maßnahmen unter Beobachtung, rote zuerst")
    expect(watched).to_contain_text("Der Druck verzögert sich.")
    office.page.get_by_role("link", name=f"{UNTIL:%d.%m.%Y}").click()
    office.send("Berichtsrunde veröffentlichen")
    expect(office.page.get_by_role("status").first).to_contain_text("ist veröffentlicht")
    expect(office.page.get_by_role("button", name="Berichtsrunde veröffentlichen")).to_have_count(0)
