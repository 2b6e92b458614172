"""Writing at the browser: sentences are counted while they are typed, and nothing is lost."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from core.models.implementation import sentences
from tests.factories import Walk, city

pytestmark = pytest.mark.django_db(transaction=True)
LEFT = ["noch 3 Sätze", "noch 2 Sätze", "noch 1 Satz", "noch 0 Sätze"]
LEFT.append("zu lang: höchstens drei Sätze")
TEXTS = [
    "",
    "   ",
    "Es läuft",
    "Es läuft.",
    "Am 15.3. kamen ca. 40 Gäste, z. B. aus Posen.",
    "Der 2. Abschnitt steht. Der 12. folgt! Was fehlt? Nichts …",
    "Die Größe. Äußerst knapp. „Schön.“ Öl.",
    "Eins.\n\nZwei.\nDrei.",
    "Eins. Zwei. Drei. Vier",
    "Straße ß. Über 3 m. Ende.",
]


def report_form(seat) -> Page:
    hall = city()
    walk = Walk(hall).implementing()
    desk = seat(hall.of(hall.lead))
    desk.page.goto(reverse("step", args=[walk.measure.reference, "report"]))
    return desk.page


def test_the_browser_counts_sentences_as_the_server_does(seat) -> None:
    page = report_form(seat)
    counter = page.locator("[data-sentences] + [aria-live=polite]")
    expect(counter).to_have_text(LEFT[0])

    for text in TEXTS:
        page.locator("[data-sentences]").fill(text)
        expect(counter, text).to_have_text(LEFT[min(sentences(text), 4)])


@pytest.mark.expects_status(413)
def test_a_text_that_is_too_long_is_there_again_on_the_page_before(seat) -> None:
    page = report_form(seat)
    long = "Wort " * 600_000
    page.locator("[data-sentences]").evaluate("(field, text) => { field.value = text }", long)
    page.locator("main form .lz-actions button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dieser Text ist zu lang")

    page.go_back()

    expect(page.locator("[data-sentences]")).to_have_value(long)
    expect(page.locator("[aria-live=polite]").last).to_have_text(LEFT[1])
