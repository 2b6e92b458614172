"""Two people at once, or one finger twice: nothing typed is lost, nothing happens twice."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.steps import Status
from tests.factories import Walk, city, text
from workflow.models import Process

pytestmark = pytest.mark.django_db(transaction=True)

REASON = "Bitte die Zielgruppe genauer beschreiben.\nUnd die Kosten je Sprache."


@pytest.fixture
def checked() -> Walk:
    return Walk(city()).submitted()


def write_reason(desk, measure) -> None:
    """The office begins to send the measure back."""
    desk.pick_up(measure, "Formal prüfen")
    desk.choose("Zur Überarbeitung zurückgeben")
    desk.page.get_by_label("Begründung").fill(REASON)


def actions(measure: Process) -> list[str]:
    return [entry.action for entry in measure.journal.order_by("number")]


@pytest.mark.expects_status(409)
def test_an_old_page_gives_the_text_back_to_send_again(seat, checked) -> None:
    hall, measure = checked.city, checked.measure
    desk = seat(hall.of(hall.office))
    write_reason(desk, measure)
    checked.routed()

    desk.send("Zur Überarbeitung zurückgeben")

    expect(desk.page.get_by_text(f"{hall.of(hall.office)} hat am")).to_be_visible()
    expect(desk.page.get_by_label("Begründung")).to_have_value(REASON)
    assert Process.objects.get().status == Status.CHECKING

    desk.send("Noch einmal senden")

    expect(desk.page.get_by_text("Erledigt: Zur Überarbeitung zurückgeben.")).to_be_visible()
    assert Process.objects.get().status == Status.REWORK
    assert actions(measure) == ["create", "submit", "edit_route", "send_back"]
    assert measure.journal.last().reason.splitlines() == REASON.splitlines()


@pytest.mark.expects_status(409)
def test_a_task_somebody_else_answered_gives_the_text_back_to_copy(seat, checked) -> None:
    hall, measure = checked.city, checked.measure
    desk = seat(hall.of(hall.office))
    write_reason(desk, measure)
    checked.do("check", "pass_check", hall.office, 1)

    desk.send("Zur Überarbeitung zurückgeben")

    expect(desk.page.get_by_text(f"{hall.of(hall.office, 1)} hat am")).to_be_visible()
    expect(desk.page.get_by_label("Begründung")).to_have_value(REASON)
    assert Process.objects.get().status == Status.READY
    assert actions(measure) == ["create", "submit", "pass_check"]


def test_a_double_click_takes_the_step_once(seat, checked) -> None:
    desk = seat(checked.city.of(checked.city.office))
    write_reason(desk, checked.measure)

    desk.page.get_by_role("button", name="Zur Überarbeitung zurückgeben").dblclick()

    expect(desk.page.get_by_text("Erledigt: Zur Überarbeitung zurückgeben.")).to_be_visible()
    assert actions(checked.measure) == ["create", "submit", "send_back"]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_double_click_proposes_once(seat, script: bool) -> None:
    hall = city()
    desk = seat(hall.of(hall.lead), java_script_enabled=script)
    desk.page.goto(reverse("propose"))
    desk.fill(text(hall))

    desk.page.get_by_role("button", name="Als Entwurf speichern").dblclick()

    expect(desk.page.get_by_role("link", name="Zur Prüfung vorlegen")).to_be_visible()
    assert Process.objects.count() == 1
