"""Everything that matters works in a browser that runs no script."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.models import Consultation
from core.steps import Status
from tests.factories import Walk, city, costs, text
from workflow.models import Process

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_measure_is_proposed_and_handed_in(seat) -> None:
    hall = city()
    desk = seat(hall.of(hall.lead), java_script_enabled=False)

    desk.page.goto(reverse("propose"))
    desk.fill(text(hall, cost_lines=costs("12500.50")))
    desk.send("Als Entwurf speichern")
    desk.choose("Zur Prüfung vorlegen")
    desk.send("Zur Prüfung vorlegen")

    expect(desk.page.get_by_text("Erledigt: Zur Prüfung vorlegen.")).to_be_visible()
    measure = Process.objects.get()
    assert (measure.status, str(measure.total_need)) == (Status.CHECKING, "12500.50")
    assert [entry.action for entry in measure.journal.all()] == ["create", "submit"]


def test_a_body_decides(seat) -> None:
    hall = city()
    walk = Walk(hall).ready().released().result(hall.committee, "recommended")
    measure = walk.result(hall.main_committee, "recommended").measure
    desk = seat(hall.of(hall.council), java_script_enabled=False)

    desk.pick_up(measure, "Ergebnis erfassen")
    desk.choose("Ergebnis veröffentlichen")
    votes = {"manner": "counted", "votes_for": 38, "votes_against": 20, "abstentions": 6}
    desk.fill({"outcome": "approved", "scope": "matter", "object": "execution"} | votes)
    desk.send("Ergebnis veröffentlichen")

    expect(desk.page.get_by_text("Erledigt: Ergebnis veröffentlichen.")).to_be_visible()
    station = Consultation.objects.get(organization=hall.council)
    assert (station.outcome, station.votes_for) == ("approved", 38)
    assert Process.objects.get().status == Status.FUNDED


def test_a_list_is_narrowed(seat) -> None:
    hall = city()
    measure = Walk(hall).measure
    desk = seat(hall.of(hall.lead), java_script_enabled=False)

    desk.page.goto(reverse("measures"))
    assert desk.rows(measure).count() == 1
    desk.page.get_by_label("Suche").fill("Schwimmbad")
    desk.send("Filtern")

    expect(desk.page.get_by_text("0 Maßnahmen")).to_be_visible()
    assert desk.rows(measure).count() == 0
