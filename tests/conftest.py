"""What every test gets: a browser that forgives nothing, and quiet property tests."""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from coverage import Coverage
from django.core.cache import cache
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

# Playwright's synchronous interface runs an event loop in the thread that also asks the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
hypothesis_settings.register_profile("laufzettel", deadline=None, derandomize=True)
hypothesis_settings.load_profile("laufzettel")

pytest_plugins = ["tests.flush"]


@pytest.fixture(autouse=True)
def no_dated_days() -> None:
    """What the last test closed or ruled is forgotten with its rows: a new city has neither."""
    from core.models import ClosedDays, DeadlineRule  # noqa: PLC0415 - the applications are ready

    cache.set(ClosedDays._meta.label, frozenset())
    cache.set(DeadlineRule._meta.label, [])


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A page read in English leaves the next test its German."""
    yield
    translation.deactivate()


# the shell without a window first: it draws the same pages in half the time
CHROMIUM = [
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
]
SEALED = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for a browser is a browser test; nobody has to remember the marks."""
    for item in items:
        if {"page", "browser", "context", "new_context"} & set(getattr(item, "fixturenames", [])):
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.unmeasured)


@contextmanager
def unmeasured(*, when: bool) -> Iterator[None]:
    """Run at full speed, without any tracer of coverage; a worker of pytest-xdist has two."""
    paused: list[Coverage] = []
    while when and (measuring := Coverage.current()):
        measuring.stop()
        paused.append(measuring)
    try:
        yield
    finally:
        for measuring in reversed(paused):
            measuring.start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    with unmeasured(when=item.get_closest_marker("unmeasured") is not None):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
    """The migrations that make the database count for nothing."""
    with unmeasured(when=fixturedef.argname == "django_db_setup"):
        return (yield)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert found, "The browser tests need Chromium; `make chromium` finds or installs it."
    return {**browser_type_launch_args, "executable_path": found, "args": SEALED}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "de-DE",
        "timezone_id": "Europe/Berlin",
        "reduced_motion": "reduce",
    }


class Complaints:
    """What a page must not do: complain on the console, break, miss a file, answer an error.

    `expects_status(422)` on a test names the answers that belong to it.
    """

    def __init__(self, expected: set[int]) -> None:
        self.expected = expected
        self.heard: list[str] = []

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        answered = any(f"status of {status}" in message.text for status in self.expected)
        if message.type in {"error", "warning"} and not answered:
            self.heard.append(f"console: {message.text}")

    def _failed(self, request: Any) -> None:
        # A page left while it still loads is no fault of the page.
        if request.failure != "net::ERR_ABORTED":
            self.heard.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.heard.append(f"{response.status}: {response.url}")


@pytest.fixture
def complaints(request: pytest.FixtureRequest) -> Iterator[Complaints]:
    """Collects the complaints of every page that listens; a test that heard one fails."""
    mark = request.node.get_closest_marker("expects_status")
    collected = Complaints(set(mark.args) if mark else set())
    yield collected
    assert collected.heard == []


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext], complaints: Complaints
) -> Callable[..., BrowserContext]:
    """Opens browser contexts (another person at another desk); all of their pages are heard."""

    def create(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.on("page", complaints.listen)
        return context

    return create
