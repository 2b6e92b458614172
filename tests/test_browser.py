"""The browser of the tests forgives nothing: a page that breaks fails its test."""

import pytest
from playwright.sync_api import Page, Route

from tests.conftest import Complaints

ADDRESS = "http://laufzettel.test/"


def answer(page: Page, *, body: str, status: int = 200) -> None:
    def fulfil(route: Route) -> None:
        route.fulfill(status=status, content_type="text/html", body=body)

    page.route("**/*", fulfil)
    page.goto(ADDRESS)


def heard(complaints: Complaints) -> list[str]:
    """Take what was heard, so that the fixture finds nothing left."""
    taken, complaints.heard = complaints.heard, []
    return taken


def test_page_without_faults_is_silent(page: Page, complaints: Complaints) -> None:
    answer(page, body="<h1>Laufzettel</h1>")

    assert heard(complaints) == []


def test_page_hears_console_and_broken_script(page: Page, complaints: Complaints) -> None:
    answer(page, body="<script>console.error('laut'); kaputt()</script>")

    assert heard(complaints) == ["console: laut", "error: kaputt is not defined"]


def test_page_hears_an_error_answer(page: Page, complaints: Complaints) -> None:
    answer(page, body="weg", status=404)

    assert f"404: {ADDRESS}" in heard(complaints)


@pytest.mark.expects_status(422)
def test_page_accepts_an_answer_that_was_expected(page: Page, complaints: Complaints) -> None:
    answer(page, body="unvollständig", status=422)

    assert heard(complaints) == []
