"""A server for browsers, and desks: every person works in a browser context of their own."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from playwright.sync_api import BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from core.models import Person
from tests.e2e.desk import Desk

# milliseconds until something that does not come fails the test, on a busy machine too
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[LiveServer]:
    """The application as a browser meets it, with its files as they lie in the repository.

    Unlike pytest-django's `live_server` it leaves the database to the test, so that many pages can
    be looked at in one city.
    """
    running = LiveServer("127.0.0.1", start=False)
    running.thread.static_handler = StaticFilesHandler
    running._live_server_modified_settings.enable()
    running.start()
    yield running
    running.stop()
    running._live_server_modified_settings.disable()


@pytest.fixture
def seat(new_context: Callable[..., BrowserContext], server: LiveServer) -> Callable[..., Desk]:
    """Seats a person at a desk; with `options` of the browser, such as no JavaScript."""

    def take(person: Person | None = None, **options: object) -> Desk:
        context = new_context(base_url=server.url, **options)
        context.set_default_timeout(PATIENCE)
        desk = Desk(context.new_page())
        return desk.remembered(person, server.url) if person else desk

    return take
