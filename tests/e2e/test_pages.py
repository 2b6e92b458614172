"""The gate: every page there is, looked at by axe, by keyboard, in four views."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from django.utils.timezone import localdate, now
from playwright.sync_api import Page

from core.models import Meeting, Organization, Paper, Person, ReportRound
from notifications.delivery import Post, claim
from notifications.models import Delivery
from notifications.outbox import fan_out_all
from notifications.unsubscribing import unsubscribe_url
from tests.e2e.gate import look
from tests.e2e.town import Town, Where
from workflow.models import Process

# one worker builds the city and looks at all of its pages
pytestmark = pytest.mark.xdist_group("town")
SAMPLE = Path(__file__).resolve().parents[2] / "core" / "samples"
Find = Callable[[Town], tuple[Person | None, str]]
Do = Callable[[Page], None]


@pytest.fixture(scope="module")
def transactional_db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The database belongs to all tests of this module together, and is emptied after them."""
    with django_db_blocker.unblock():
        yield
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def town(transactional_db, server, tmp_path_factory) -> Iterator[Town]:
    """One city for all pages: they are looked at, and only the last of them changes anything."""
    with override_settings(DEMO=True, MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        made = Town.found()
        # every letter is written, one claim of them is sent
        fan_out_all(now=now())
        Post(claim(now=now()), clock=now, stop=Event()).send()
        yield made


@pytest.fixture(scope="session")
def screens(pytestconfig) -> Path:
    """Where the pictures of all pages are kept, to be looked at."""
    return Path(pytestconfig.getoption("--output")) / "screens"


def page_named(name: str, **args: object) -> Find:
    return lambda town: (town.member("coordinator"), reverse(name, kwargs=args or None))


def office(url: str) -> Find:
    return lambda town: (town.member("coordinator"), url)


def nobody(name: str) -> Find:
    return lambda town: (None, reverse(name))


def step(name: str) -> Find:
    return lambda town: town.way(name)


def state(status: str) -> Find:
    return lambda town: town.page_of(status)


def letter(town: Town) -> Where:
    return town.member("coordinator"), reverse("letter", args=[Delivery.objects.first().pk])


def substitutions(town: Town) -> Where:
    return town.member("head"), reverse("substitutions")


def absences(town: Town) -> Where:
    return town.member("head"), reverse("absences")


def vacancies(town: Town) -> Where:
    return town.member("coordinator"), reverse("vacancies")


def watchlist(town: Town) -> Where:
    return town.member("head"), reverse("watchlist")


def remembering(town: Town) -> Where:
    reference = town.measure("implementing").reference
    return town.member("coordinator"), reverse("measure-remember", args=[reference])


def calendar_feed(town: Town) -> Where:
    return town.member("head"), reverse("calendar-feed")


def preferences(town: Town) -> Where:
    return town.member("head"), reverse("preferences")


def unsubscribing(role: str) -> Find:
    def find(town: Town) -> Where:
        person = town.member(role)
        return person, reverse("unsubscribe", args=[unsubscribe_url(person).split("/")[-2]])

    return find


def notices(town: Town) -> Where:
    return town.member("head"), reverse("notices")


def plan(town: Town) -> Where:
    return town.member("coordinator"), f"/handlungskonzept/{town.measure('implementing').plan_id}/"


def field(town: Town) -> Where:
    return town.member("coordinator"), f"/handlungsfelder/{town.measure('implementing').field_id}/"


def field_without(town: Town) -> Where:
    person, url = field(town)
    return person, f"{url}?verdict=dropped"


def body(town: Town) -> Where:
    council = Organization.objects.get(kind="council")
    return town.member("coordinator"), reverse("organization", args=[council.pk])


def unit(town: Town) -> Where:
    lead = town.measure("implementing").lead_id
    return town.member("coordinator"), reverse("organization", args=[lead])


def paper(town: Town) -> Where:
    return town.member("coordinator"), reverse("paper", args=[Paper.objects.first().pk])


def sitting(name: str) -> Find:
    """A page of the main committee's sitting today, seen by its secretariat."""

    def find(town: Town) -> Where:
        meeting = Meeting.objects.get(organization__kind="main_committee", day=localdate())
        clerk = town.member("secretary", meeting.organization_id)
        return clerk, reverse(name, args=[meeting.pk])

    return find


def ahead(name: str) -> Find:
    """A page of a sitting to come whose agenda is being made."""

    def find(town: Town) -> Where:
        rows = Meeting.objects.filter(day__gt=localdate(), state="planned", version__gt=0)
        meeting = rows.order_by("day")[0]
        clerk = town.member("secretary", meeting.organization_id)
        return clerk, reverse(name, args=[meeting.pk])

    return find


def agenda_for_readers(town: Town) -> Where:
    _clerk, url = sitting("meeting")(town)
    return town.member("coordinator"), url


def month(town: Town) -> Where:
    return town.member("coordinator"), f"{reverse('meetings')}?monat={localdate():%Y-%m}"


def treasury(town: Town) -> Where:
    return town.member("treasurer"), reverse("treasury")


def costs_import(town: Town) -> Where:
    measure = town.measure("draft")
    return town.member("head", measure.lead_id), reverse("costs-import", args=[measure.reference])


def report_round(town: Town) -> Where:
    row = ReportRound.objects.get()
    return town.member("coordinator"), reverse("report-round", args=[row.pk])


def plan_of_dates(town: Town) -> Where:
    reference = town.measure("ready").reference
    wish = f"{localdate():%Y}-12-31"
    return town.member("coordinator"), f"{reverse('timetable', args=[reference])}?bis={wish}"


def this_year(town: Town) -> Where:
    """The full report of the demo's own year, as the office reads it."""
    days = {"von": f"01.01.{localdate():%Y}", "bis": f"31.12.{localdate():%Y}"}
    query = urlencode({"fassung": "vollstaendig", **days})
    return town.member("coordinator"), f"{reverse('council-report')}?{query}"


def save_wrong(page: Page) -> None:
    """A tie that is called approved."""
    row = page.locator("[data-row]").first
    row.locator("[name=outcome]").select_option(index=1)
    for name in ("votes_for", "votes_against"):
        row.locator(f"[name={name}]").fill("2")
    row.locator("[name=votes_against]").press("Tab")
    page.locator(".lz-row-error").wait_for()


def forbidden(town: Town) -> Where:
    """A form of the office, asked for by the lead."""
    _office, url = town.way("send_back")
    lead = Process.objects.get(reference=url.split("/")[2]).lead_id
    return town.member("head", lead), url


def blocked(town: Town) -> Where:
    """The lead may complete, but not yet."""
    measure = town.measure("closing")
    return town.member("coordinator"), reverse("step", args=[measure.reference, "pass_check"])


def send_empty(page: Page) -> None:
    """Send the form with nothing in it, so that every fault shows."""
    for box in page.locator("main form.lz-apart, main form.lz-narrow").get_by_role("textbox").all():
        box.fill("")
    page.locator("main form .lz-actions button").first.click()
    page.locator(".lz-errors").wait_for()


def send_wrong(page: Page) -> None:
    for box in page.locator("main form table").get_by_role("textbox").all():
        box.fill("kaum")
    page.locator("main form .lz-actions button").first.click()
    page.locator(".lz-errors").wait_for()


def send_stale(page: Page) -> None:
    """Send an answer from an old page."""
    page.locator("input[name=stand]").evaluate("element => { element.value = '1' }")
    page.get_by_label("Begründung").fill("Bitte die Zielgruppe genauer beschreiben.")
    page.locator("main form .lz-actions button").first.click()
    page.get_by_role("heading", name="Inzwischen hat sich etwas geändert").wait_for()


def send_logged_out(page: Page) -> None:
    """Send a proposal after the session has ended."""
    page.get_by_label("Titel").fill("Über Brücken gehen")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Als Entwurf speichern").click()
    page.get_by_role("button", name="Noch einmal senden").wait_for()


def confirm_ticked(page: Page) -> None:
    """Tick every source that waits and confirm them together."""
    boxes = page.get_by_role("checkbox")
    assert boxes.count() >= 2
    for box in boxes.all():
        box.check()
    page.get_by_role("button", name="Markierte bestätigen").click()
    page.get_by_role("link", name="Zurück zur Finanzierung").wait_for()


def ask_who(page: Page) -> None:
    """Ask who would be told, with a reason typed."""
    page.locator("main form").get_by_role("textbox").first.fill("Die Frist endet vorher.")
    page.get_by_role("button", name="Zeigen, wer benachrichtigt würde").click()
    page.get_by_role("heading", name="Benachrichtigt würden").wait_for()


def unsubscribe(page: Page) -> None:
    """Leave the digests; of the people in this city it is the treasurer alone who does."""
    page.get_by_role("button", name="Sammelmails abbestellen").click()
    page.get_by_text("bekommt keine Sammelmails").wait_for()


def preview(page: Page) -> None:
    page.get_by_label("Datei").set_input_files(next(SAMPLE.glob("*.txt")))
    page.locator("main form .lz-actions button").first.click()
    page.get_by_role("heading", name="Vorschau").first.wait_for()


def place(name: str, find: Find, *, status: int = 200, do: Do | None = None, ends: int = 0):
    """A named page: who looks, where, what is done there first, and how the server answers."""
    wrong = [each for each in (status, ends) if each >= 400]
    marks = [pytest.mark.expects_status(*wrong)] if wrong else []
    return pytest.param(name, find, status, do, id=name, marks=marks)


STEPS = [
    *("edit", "submit", "request_cosignatures", "send_back", "cosign", "overrule", "edit_route"),
    *(
        "approve_in_budget",
        "inform",
        "schedule",
        "confirm_result",
        "publish",
        "replace",
        "supplement",
        "annex",
        "object",
        "urgent",
    ),
    *("edit_sources", "confirm_source", "note_grant", "edit_milestones", "report"),
    *("give_orders", "settle_order", "ask_report", "edit_indicators"),
    *("approve_report", "reopen_for_decision", "request_completion", "take_over"),
    *("correct", "look_again", "attach"),
]
STATES = [
    *("draft", "cosigning", "ready", "consulting", "funding", "implementing", "completed"),
    "rejected",
]
PLACES = [
    place("login", nobody("login")),
    place("login-error", nobody("login"), ends=422, do=send_empty),
    place("inbox", page_named("inbox")),
    place("inbox-waiting", office("/?tab=wartet")),
    place("inbox-done", office("/?tab=erledigt")),
    place("inbox-empty", office("/?text=gibtesnicht")),
    place("measures", page_named("measures")),
    place("measures-none", office("/massnahmen/?text=gibtesnicht")),
    place("interrupted", office("/massnahmen/neu/"), do=send_logged_out, ends=403),
    place("propose", page_named("propose")),
    place("propose-error", page_named("propose"), ends=422, do=send_empty),
    *(place(f"measure-{each}", state(each)) for each in STATES),
    *(place(f"step-{each}", step(each)) for each in STEPS),
    place("publish-error", step("publish"), ends=422, do=send_empty),
    place("sources-error", step("edit_sources"), ends=422, do=send_wrong),
    place("stale", step("send_back"), ends=409, do=send_stale),
    place("forbidden", forbidden, status=403),
    place("blocked", blocked, status=422),
    place("absent", office("/massnahmen/M-1999-001/"), status=404),
    place(
        "measures-narrowed",
        office(f"/massnahmen/?verdict=decided&light=none&year={localdate():%Y}"),
    ),
    place("plan", plan),
    place("field", field),
    place("field-none", field_without),
    place("treasury", treasury),
    place("costs-import", costs_import),
    place("costs-import-error", costs_import, ends=422, do=send_empty),
    place("reports", page_named("reports")),
    place("reports-error", page_named("reports"), ends=422, do=send_empty),
    place("report-round", report_round),
    place("meetings", page_named("meetings")),
    place("meetings-month", month),
    place("meeting", sitting("meeting")),
    place("meeting-reader", agenda_for_readers),
    place("meeting-ahead", ahead("meeting")),
    place("meeting-new", lambda town: (sitting("meeting")(town)[0], reverse("meeting-new"))),
    place("meeting-edit", ahead("meeting-edit")),
    place("meeting-cancel", ahead("meeting-cancel")),
    place("meeting-grid", sitting("meeting-grid")),
    place("meeting-grid-error", sitting("meeting-grid"), do=save_wrong, ends=422),
    place("meeting-check", sitting("meeting-check")),
    place("meeting-attendance", sitting("meeting-attendance")),
    place("meeting-minutes", sitting("meeting-minutes")),
    place("timetable", plan_of_dates),
    place("organizations", page_named("organizations")),
    place("organization-body", body),
    place("organization-unit", unit),
    place("papers", page_named("papers")),
    place("paper", paper),
    place("import", page_named("paper_import")),
    place("import-preview", page_named("paper_import"), do=preview),
    place("handbook", page_named("handbook")),
    place("outbox", page_named("outbox")),
    place("letter", letter),
    place("notices", notices),
    place("preferences", preferences),
    place("calendar-feed", calendar_feed),
    place("watchlist", watchlist),
    place("remember", remembering),
    place("substitutions", substitutions),
    place("absences", absences),
    place("vacancies", vacancies),
    place("unsubscribe", unsubscribing("head")),
    place("unsubscribed", unsubscribing("treasurer"), do=unsubscribe),
    place("step-told", step("send_back"), do=ask_who),
    place("meeting-cancel-told", ahead("meeting-cancel"), do=ask_who),
    place("council-report", page_named("council-report")),
    place("council-report-full", this_year),
    place("council-report-error", office("/umsetzungsbericht/?von=morgen"), status=422),
    place("accessibility", nobody("accessibility")),
    place("privacy", nobody("privacy")),
    place("imprint", nobody("imprint")),
    place("treasury-confirmed", treasury, do=confirm_ticked),
]


@pytest.mark.parametrize(("name", "find", "status", "do"), PLACES)
def test_page_passes_the_gate(town, seat, screens, name, find, status, do) -> None:
    person, url = find(town)
    page = seat(person).page
    answer = page.goto(url)
    assert answer.status == status
    if do is not None:
        do(page)

    assert look(page, screens, name) == []
