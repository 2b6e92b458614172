"""What somebody does at a browser: find the work, choose the step, fill in the form, send it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from core.models import Measure, Person

Data = dict[str, Any]


def typed(value: Any) -> str:
    """A value as people here type it: 23.11.2026 and 1.234,50."""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, Decimal):
        return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
    return str(value)


class Desk:
    """One person at a browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def remembered(self, person: Person, url: str) -> Desk:
        """The browser of somebody who has logged in already."""
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": url}
        self.page.context.add_cookies([cookie])
        return self

    def log_in(self, username: str, password: str) -> None:
        self.page.goto(reverse("login"))
        self.page.get_by_label("Benutzername").fill(username)
        self.page.get_by_label("Passwort").fill(password)
        self.page.get_by_role("button", name="Anmelden").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Meine Aufgaben")

    # ---- finding --------------------

    def rows(self, measure: Measure) -> Locator:
        """The tasks about a measure in the list on the page."""
        return self.page.get_by_role("row").filter(has_text=measure.reference)

    def has_to_act_on(self, measure: Measure) -> bool:
        self.page.goto(reverse("inbox"))
        return self.rows(measure).count() > 0

    def pick_up(self, measure: Measure, task: str) -> None:
        """From the inbox to the task."""
        self.page.goto(reverse("inbox"))
        self.rows(measure).get_by_role("link", name=task, exact=True).click()

    def look_up(self, measure: Measure) -> None:
        """From the list of measures to the page of one."""
        self.page.goto(reverse("measures"))
        self.rows(measure).get_by_role("link", name=measure.title).click()

    def choose(self, step: str, about: str = "") -> None:
        """On the page of a measure, the step by its name; with several, the one about that."""
        links = self.page.get_by_role("link", name=re.compile(rf"^{re.escape(step)}(:|$)"))
        self.page.wait_for_load_state()
        links.filter(has_text=about if links.count() > 1 else "").first.click()

    # ---- writing --------------------

    def fill(self, data: Data) -> None:
        for name, value in fields(data):
            self._write(name, value)

    def _write(self, name: str, value: Any) -> None:
        self.page.wait_for_load_state()
        grid, number, _rest = [*name.split("-", 2), "", ""][:3]
        if number and not self.page.locator(f"[name='{name}']").count():
            rows = self.page.locator(f"[data-rows='{grid}']")
            rows.get_by_role("button", name="hinzufügen").click()
        answer(self.page.locator(f"[name='{name}']"), value)

    def send(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    @property
    def said(self) -> str:
        """What the page says about the step just taken."""
        return self.page.locator(".lz-messages").inner_text().strip()


def answer(field: Locator, value: Any) -> None:
    """Give one answer: choose it, tick it or type it."""
    kind = field.first.evaluate("element => element.type")
    if kind == "select-one":
        field.select_option(typed(value))
    elif isinstance(value, bool):
        field.set_checked(value)
    elif kind in ("radio", "checkbox"):
        for each in value if isinstance(value, list) else [value]:
            field.and_(field.page.locator(f"[value='{typed(each)}']")).check()
    else:
        field.fill(typed(value))


def fields(data: Data, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The fields of the page that take these answers: rows are numbered, amounts go by year."""
    for name, value in data.items():
        if name == "amounts":
            yield from ((f"{prefix}amount_{part['year']}", part["amount"]) for part in value)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for number, row in enumerate(value):
                yield from fields(row, f"{name}-{number}-")
        elif name != "pk":
            yield prefix + name, value
