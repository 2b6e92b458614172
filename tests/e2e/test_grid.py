"""The cost table as a grid: pasted from a spreadsheet, walked through by keyboard."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.factories import Walk, city

pytestmark = pytest.mark.django_db(transaction=True)
PASTED = "\n".join(
    "\t".join(row)
    for row in (
        ("2027", "Auszahlung", "TH 40", "36501", "7831", "einmalig", "1.970.000,--", "ja"),
        ("2028", "Aufwand", "TH 40", "36501", "4431", "Folgekosten", "5.800,-€", "nein"),
        ("2028", "Ertrag", "TH 40", "36501", "3141", "laufend", "-20,50 €", ""),
        ("2029", "Aufwand", "", "", "", "laufend", "12 500", "x"),
    )
)
PASTE = """([element, text]) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    element.dispatchEvent(new ClipboardEvent("paste", {
        clipboardData: data, bubbles: true, cancelable: true,
    }));
}"""


def field(page: Page, name: str):
    return page.locator(f"[name='{name}']")


def paste(page: Page, name: str, text: str) -> None:
    page.evaluate(PASTE, [field(page, name).element_handle(), text])


def test_rows_are_pasted_and_saved(seat) -> None:
    hall = city()
    walk = Walk(hall, cost_lines=[], no_costs=False)
    desk = seat(hall.of(hall.lead))
    desk.page.goto(reverse("edit", args=[walk.measure.reference]))

    paste(desk.page, "cost_lines-0-year", PASTED)
    desk.send("Speichern")

    expect(desk.page.get_by_role("status").first).to_contain_text("Erledigt")
    rows = walk.measure.cost_lines.values_list("year", "kind", "nature", "amount", "committed")
    assert list(rows) == [
        (2027, "payment", "once", Decimal(1970000), True),
        (2028, "expense", "follow_up", Decimal(5800), False),
        (2028, "revenue", "recurring", Decimal("-20.50"), False),
        (2029, "expense", "recurring", Decimal(12500), True),
    ]


def test_one_cell_is_pasted_as_ever_and_enter_leads_down(seat) -> None:
    hall = city()
    walk = Walk(hall, cost_lines=[], no_costs=False)
    page = seat(hall.of(hall.lead)).page
    page.goto(reverse("edit", args=[walk.measure.reference]))
    url = page.url

    paste(page, "cost_lines-0-amount", "50")
    expect(field(page, "cost_lines-1-year")).to_have_value("")
    field(page, "cost_lines-0-amount").fill("5")
    field(page, "cost_lines-0-amount").press("Enter")
    expect(field(page, "cost_lines-1-amount")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field(page, "cost_lines-0-amount")).to_be_focused()
    assert page.url == url
