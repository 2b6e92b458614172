"""The treasury's page: what waits, what the budget holds, what comes due, and many at once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from core.models import BudgetAmount, BudgetItem, FundingSource, Organization
from tests.factories import City, Walk, city, open_task
from workflow import treasury
from workflow.flows import MeasureFlow

from .test_sources import asked, note, row, secured, source
from .test_views_step import body_of

pytestmark = pytest.mark.django_db
YEAR = localdate().year


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def item() -> BudgetItem:
    return pot("57101", 100000)


def pot(code: str, amount: int) -> BudgetItem:
    found = BudgetItem.objects.create(code=code, name="Wirtschaftsförderung")
    BudgetAmount.objects.create(item=found, year=YEAR, amount=Decimal(amount))
    return found


def waiting(hall: City, **values: Any) -> Walk:
    """A decided measure whose own money the treasury has still to confirm."""
    walk = asked(hall, row(kind="budget", **values))
    walk.submitted().do("check", "request_cosignatures", hall.office, organizations=[hall.treasury])
    walk.do("cosign", "cosign", hall.treasury, answer="not_affected")
    return walk.released().adopted()


def enter(client: Client, hall: City, organization: Organization, number: int = 0) -> Client:
    client.force_login(hall.of(organization, number))
    return client


def key(walk: Walk, *, seen: int | None = None) -> str:
    task = open_task(walk.measure, "fund")
    return f"{task.pk}:{walk.fresh.version if seen is None else seen}"


def test_open_confirmations_stand_by_their_deadline(hall: City) -> None:
    late, none, soon = (
        waiting(hall, application_due=localdate() + dt.timedelta(days=20)),
        waiting(hall),
        waiting(hall, application_due=localdate() + dt.timedelta(days=5)),
    )

    found = treasury.open_confirmations(hall.of(hall.treasury))

    assert [task.process_id for task in found] == [w.measure.pk for w in (soon, late, none)]
    assert not treasury.open_confirmations(hall.of(hall.office)).exists()


def test_the_coverage_tells_planned_confirmed_drawn_and_free(hall: City, item: BudgetItem) -> None:
    waiting(hall, budget_item=item)
    held = secured(hall, budget_item=item, amount="30000")
    note(held, "drawn", evidence="Abruf 1", drawn_amount=Decimal(12000))
    lost = secured(hall, budget_item=item, amount="5000")
    note(lost, "revoked")

    (found,) = treasury.coverage([YEAR])

    assert (found.amount, found.planned, found.confirmed, found.drawn) == (
        Decimal(100000),
        Decimal(50000),
        Decimal(30000),
        Decimal(12000),
    )
    assert (found.free, found.is_short) == (Decimal(70000), False)


def test_what_is_planned_beyond_the_budget_is_marked(hall: City, client: Client) -> None:
    item = pot("57101", 60000)
    waiting(hall, budget_item=item)
    waiting(hall, budget_item=item)

    assert [each.is_short for each in treasury.coverage([YEAR])] == [True]
    page = body_of(enter(client, hall, hall.treasury).get("/finanzierung/"))
    assert "reicht nicht für alles Geplante" in page


def test_an_item_without_an_amount_gives_nothing(hall: City, client: Client) -> None:
    item = BudgetItem.objects.create(code="57102", name="Märkte")
    parts = [{"year": year, "amount": Decimal(25000)} for year in (YEAR, YEAR + 1)]
    waiting(hall, budget_item=item, amounts=parts)

    assert [(each.free, each.is_short) for each in treasury.coverage([YEAR])] == [(None, True)]
    page = body_of(enter(client, hall, hall.treasury).get("/finanzierung/"))
    assert ("kein Ansatz</" in page, "noch kein Ansatz</" in page) == (True, True)


def test_dates_of_sources_come_the_overdue_first(hall: City) -> None:
    tomorrow, past = (localdate() + dt.timedelta(days=n) for n in (1, -1))
    waiting(hall, application_due=tomorrow)
    secured(hall, drawing_due=past)
    waiting(hall)

    found = treasury.dates(hall.of(hall.treasury), until=tomorrow)

    assert [(each.name, each.on) for each in found] == [
        ("drawing_due", past),
        ("application_due", tomorrow),
    ]
    assert treasury.dates(hall.of(hall.office), until=tomorrow) == []


def test_a_missing_cover_is_listed_though_no_source_waits(hall: City, client: Client) -> None:
    walk = secured(hall)
    note(walk, "revoked")

    page = body_of(enter(client, hall, hall.treasury).get("/finanzierung/"))

    assert "Deckung zu klären" in page
    assert f"/massnahmen/{walk.measure.reference}/#money-title" in page


# ---- many at once ----


def test_many_are_confirmed_at_once_and_each_is_answered(
    hall: City, client: Client, item: BudgetItem
) -> None:
    BudgetAmount.objects.update(amount=Decimal(60000))
    fits, over, stale = (waiting(hall, budget_item=item) for _each in range(3))
    chosen = [key(fits), key(over), key(stale, seen=1)]
    page = enter(client, hall, hall.treasury)

    answer = body_of(page.post("/finanzierung/bestaetigen/", {"aufgabe": chosen, "note": "Ja."}))

    assert "1 Quelle bestätigt" in answer
    assert "noch 10.000,00 Euro frei, verlangt sind 50.000,00" in answer
    assert "schon erledigt" in answer or "entschieden" in answer
    assert [source(walk).state for walk in (fits, over, stale)] == [
        "secured",
        "planned",
        "planned",
    ]
    assert source(fits).confirmations.last().note == "Ja."


@pytest.mark.parametrize(("behind", "confirmed"), [(0, 2), (1, 0)], ids=["fresh", "stale"])
def test_two_sources_of_one_measure_are_confirmed_together(
    hall: City, client: Client, behind: int, confirmed: int
) -> None:
    """The first makes the second no stale one; what somebody else has done makes both."""
    walk = asked(hall, row(25000, kind="budget"), row(25000, kind="corridor"))
    walk.submitted().do("check", "request_cosignatures", hall.office, organizations=[hall.treasury])
    walk.do("cosign", "cosign", hall.treasury, answer="not_affected")
    walk.released().adopted()
    tasks = walk.fresh.tasks.filter(status="NEW", flow_task=MeasureFlow.fund)
    chosen = [f"{task.pk}:{walk.fresh.version - behind}" for task in tasks]

    answer = body_of(
        enter(client, hall, hall.treasury).post("/finanzierung/bestaetigen/", {"aufgabe": chosen})
    )

    assert (len(chosen), f"{confirmed} Quellen bestätigt" in answer) == (2, True)
    states = {each.state for each in FundingSource.objects.filter(measure=walk.measure.pk)}
    assert states == {"secured" if confirmed else "planned"}


def test_the_same_click_twice_confirms_once(hall: City, client: Client) -> None:
    walk = waiting(hall)
    page, chosen = enter(client, hall, hall.treasury), {"aufgabe": [key(walk)]}
    first, second = (body_of(page.post("/finanzierung/bestaetigen/", chosen)) for _each in range(2))

    assert ("1 Quelle bestätigt" in first, "1 Quelle bestätigt" in second) == (True, True)
    assert walk.fresh.journal.filter(action="confirm_source").count() == 1


@pytest.mark.parametrize("typed", [[], ["x"], ["1"], ["1:x"], ["999999:1"], ["9" * 40 + ":1"]])
def test_what_is_no_row_confirms_nothing(hall: City, client: Client, typed: list[str]) -> None:
    walk = waiting(hall)

    answer = enter(client, hall, hall.treasury).post(
        "/finanzierung/bestaetigen/", {"aufgabe": typed}
    )

    assert "Es war keine Quelle markiert." in body_of(answer)
    assert source(walk).state == "planned"


@pytest.mark.parametrize("note", ["a\0b", "x" * 2001])
def test_a_note_that_cannot_be_kept_confirms_nothing_and_loses_nothing(
    hall: City, client: Client, note: str
) -> None:
    walk = waiting(hall)
    sent = {"aufgabe": [key(walk)], "note": note}

    answer = enter(client, hall, hall.treasury).post("/finanzierung/bestaetigen/", sent)

    assert (answer.status_code, source(walk).state) == (422, "planned")
    assert "checked" in body_of(answer)
    assert f'value="{note}"' in answer.content.decode()


def test_the_page_is_the_treasurys_alone(hall: City, client: Client) -> None:
    walk = waiting(hall)
    for organization in (hall.office, hall.lead, hall.council):
        page = enter(client, hall, organization)
        assert page.get("/finanzierung/").status_code == 403
        answer = page.post("/finanzierung/bestaetigen/", {"aufgabe": [key(walk)]})
        assert answer.status_code == 403
        assert "/finanzierung/" not in page.get("/").content.decode()
    assert source(walk).state == "planned"


def test_the_page_shows_what_waits_and_links_to_it(hall: City, client: Client) -> None:
    walk = waiting(hall)
    page = enter(client, hall, hall.treasury)
    shown = page.get("/finanzierung/")
    task = open_task(walk.measure, "fund")
    url = f"/massnahmen/{walk.measure.reference}/schritt/confirm_source/?aufgabe={task.pk}"

    assert url in body_of(shown)
    assert page.get(url).status_code == 200


def test_an_empty_desk_says_so(hall: City, client: Client) -> None:
    page = body_of(enter(client, hall, hall.treasury).get("/finanzierung/"))

    assert "Nichts zu bestätigen" in page
    assert "Noch keine Haushaltspositionen" in page


def test_the_page_asks_the_database_the_same_however_long(hall: City, client: Client) -> None:
    page = enter(client, hall, hall.treasury)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert page.get("/finanzierung/").status_code == 200
        return len(caught)

    soon = localdate() + dt.timedelta(days=5)
    waiting(hall, budget_item=pot("57101", 100000), application_due=soon)
    one = queries()
    for code in ("57102", "57103"):
        waiting(hall, budget_item=pot(code, 100000), application_due=soon)

    assert queries() == one
    assert FundingSource.objects.count() == 3
