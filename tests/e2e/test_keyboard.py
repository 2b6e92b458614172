"""From proposal to checking without a mouse."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from core.steps import Status
from tests.factories import city
from workflow.models import Process

pytestmark = pytest.mark.django_db(transaction=True)

MOST_STOPS = 80
NAME = """() => {
  const element = document.activeElement;
  const label = element.labels && element.labels[0];
  return (label || element).innerText.replace("- Optional", "").trim();
}"""


def go_to(page: Page, name: str) -> None:
    """Press Tab until the stop of that name has the focus."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate(NAME) == name:
            return
    raise AssertionError(f"No key leads to {name!r}.")


def press(page: Page, name: str, key: str = "Enter") -> None:
    go_to(page, name)
    page.keyboard.press(key)


def write(page: Page, name: str, text: str) -> None:
    go_to(page, name)
    page.keyboard.type(text)


def at(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_a_measure_is_proposed_and_handed_in_by_keyboard(seat) -> None:
    hall = city()
    page = seat(hall.of(hall.lead)).page
    page.goto(reverse("inbox"))

    press(page, "Maßnahmen")
    at(page, "Maßnahmen")
    press(page, "Maßnahme vorschlagen")
    at(page, "Maßnahme vorschlagen")
    write(page, "Titel", "Standortportal")
    write(page, "Beschreibung", "Das Portal informiert in fünf Sprachen.")
    press(page, str(hall.goal), "Space")
    press(page, "Handlungsfeld", "ArrowDown")
    write(page, "Ansprechperson", "Anna Ahlers, 168-0")
    write(page, "Gender-Aspekte", "Alle Geschlechter gleichermaßen.")
    press(page, "Keine finanziellen Auswirkungen", "Space")
    press(page, "Als Entwurf speichern")
    at(page, "Standortportal")
    press(page, "Zur Prüfung vorlegen")
    at(page, "Zur Prüfung vorlegen")
    press(page, "Zur Prüfung vorlegen")
    at(page, "Standortportal")

    measure = Process.objects.get()
    assert (measure.status, measure.field, list(measure.goals.all())) == (
        Status.CHECKING,
        hall.field,
        [hall.goal],
    )
