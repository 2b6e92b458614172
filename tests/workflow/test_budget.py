"""What the budget binds and what stands under a condition, through the engine and its pages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from core import cover
from core.models import (
    BudgetAmount,
    BudgetItem,
    BudgetYear,
    FundingAmount,
    FundingDrawing,
    FundingSource,
    Measure,
    SourceConfirmation,
)
from core.rule import Act
from tests.factories import City, Walk, city, costs, open_task, pot
from workflow import treasury

from .test_sources import asked, decided, item_of, note, refused, row, source
from .test_treasury import enter, key
from .test_views_step import body_of

pytestmark = pytest.mark.django_db
YEAR = localdate().year
CONDITION = "Kofinanzierung des Landes"


@pytest.fixture
def hall() -> City:
    return city()


def judge(walk: Walk, answer: str, **data: Any) -> None:
    data |= {"source": source(walk), "answer": answer}
    walk.take("confirm_source", walk.city.treasury, **data)


def doubted(walk: Walk) -> Walk:
    judge(walk, "conditional", condition=CONDITION)
    return walk


def history() -> list[tuple[str, str]]:
    return list(SourceConfirmation.objects.values_list("answer", "note"))


# ---- under a condition ----


def test_the_decision_secures_nothing_that_stands_under_a_condition(hall: City) -> None:
    walk = doubted(asked(hall, row(kind="budget")).ready(hall.treasury))
    assert source(walk).reserved_at is None
    walk.released().adopted()

    assert (source(walk).state, source(walk).condition) == ("planned", CONDITION)
    assert walk.fresh.status == "funding"


def test_a_signature_does_not_reserve_what_stands_under_a_condition(hall: City) -> None:
    walk = doubted(decided(hall, row(kind="budget")))
    walk.take("reopen", hall.office, reason="Der Vorbehalt ist offen.")
    walk.take("edit", hall.lead, description="Ohne das Land geht es nicht.")
    walk.ready(hall.treasury)

    assert (source(walk).reserved_at, source(walk).condition) == (None, CONDITION)


def test_an_old_reservation_under_a_condition_is_not_secured(hall: City) -> None:
    walk = doubted(asked(hall, row(kind="budget")).ready(hall.treasury))
    FundingSource.objects.update(reserved_at=now())
    walk.released().adopted()

    assert source(walk).state == "planned"


def test_the_decision_itself_approves_over_plan_money_and_keeps_the_words(hall: City) -> None:
    walk = asked(hall, row(kind="over_plan", cover="Minderausgaben")).ready(hall.treasury)
    doubted(walk).released().adopted()

    assert (source(walk).state, source(walk).condition) == ("secured", "")
    assert history() == [("conditional", CONDITION), ("decision", CONDITION)]


def test_only_the_treasury_lifts_its_condition(hall: City) -> None:
    walk = decided(hall, row())
    note(walk, "granted", evidence="Bescheid 1")
    doubted(walk)
    note(walk, "granted", evidence="Bescheid 2")
    assert (source(walk).state, source(walk).condition) == ("granted", CONDITION)
    assert history() == [("conditional", CONDITION), ("changed", CONDITION)]

    judge(walk, "confirm", note="Das Land zahlt.")

    assert (source(walk).state, source(walk).condition) == ("secured", "")
    assert history()[-1] == ("confirm", "Das Land zahlt.")


def test_a_source_changed_under_a_condition_is_judged_anew_and_keeps_its_words(hall: City) -> None:
    walk = doubted(decided(hall, row(kind="budget")))
    walk.take("edit_sources", hall.lead, sources=[row(pk=source(walk).pk, kind="budget")])
    assert source(walk).condition == CONDITION

    walk.take("edit_sources", hall.lead, sources=[row(40000, pk=source(walk).pk, kind="budget")])

    assert source(walk).condition == ""
    assert history()[-2:] == [("conditional", CONDITION), ("changed", CONDITION)]
    assert open_task(walk.measure, "fund").item == source(walk)
    entry = walk.fresh.journal.get(action="edit_sources", number=walk.fresh.version)
    assert "treasury" in entry.outbox.audiences


def test_the_treasury_finds_its_conditions_and_lifts_one_that_is_met(
    hall: City, client: Client
) -> None:
    walk = doubted(decided(hall, row(name="EFRE")))
    ended = doubted(decided(hall, row(name="Vorbei")))
    stopped = {"reason": "Kein Bedarf mehr.", "decision_reference": "0002/2026"}
    assert ended.take("abort", hall.office, **stopped).status == "aborted"
    note(walk, "granted", evidence="Bescheid 1")
    page = enter(client, hall, hall.treasury)
    url = f"/massnahmen/{walk.measure.reference}/schritt/confirm_source/"
    way = f"{url}?gegenstand={source(walk).pk}"

    desk, form = body_of(page.get("/finanzierung/")), body_of(page.get(way))

    assert all(each in desk for each in ("Unter Vorbehalt", CONDITION, way, f"{localdate():%d.%m}"))
    assert "Vorbei" not in desk
    assert "Der Vorbehalt ist erfüllt" in form
    assert f"Bisher unter Vorbehalt: {CONDITION}" in form
    sent = {"stand": walk.fresh.version, "gegenstand": source(walk).pk, "answer": "confirm"}
    assert page.post(url, sent).status_code == 302
    assert source(walk).state == "secured"
    assert "Unter Vorbehalt" not in body_of(page.get("/finanzierung/"))


def test_what_was_judged_once_stays_with_its_history(hall: City) -> None:
    walk = decided(hall, row(kind="budget"))
    for rows in ([row(40000, pk=source(walk).pk, kind="budget")], []):
        walk.take("edit_sources", hall.lead, sources=rows)

    assert history() == [("decision", ""), ("changed", "")]
    assert source(walk).state == "planned"


# ---- what ended measures and accounted sources bind ----


def called_up(hall: City, item: BudgetItem, cost: int = 50000, **values: Any) -> Walk:
    """Own money from the item, secured by the decision, of which 10,000 euros are drawn."""
    money = row(kind="budget", budget_item=item, **values)
    walk = decided(hall, money, amount=cost)
    note(walk, "drawn", evidence="Abruf 1", drawn_amount=Decimal(10000))
    return walk


def aborted(walk: Walk) -> None:
    said = {"reason": "Entfällt.", "decision_reference": "0002/2026"}
    walk.take("abort", walk.city.office, **said)


def covered(year: int = YEAR) -> tuple[Decimal | None, ...]:
    (found,) = treasury.coverage([year])
    return found.planned, found.confirmed, found.drawn, found.free


@pytest.mark.parametrize("how", ["abort", "accounted"])
def test_money_that_is_no_longer_needed_is_free_for_others(hall: City, how: str) -> None:
    item = item_of(60000)
    first = called_up(hall, item)
    second = decided(hall, row(kind="budget", budget_item=item))
    told = refused(second, second.do, "fund", "confirm_source", hall.treasury, answer="confirm")
    assert "noch 10.000,00 Euro frei" in told[1]
    assert covered() == (50000, 50000, 10000, 10000)
    if how == "abort":
        aborted(first)
    else:
        note(first, how, evidence="Nachweis")
    assert covered() == (50000, 10000, 10000, 50000)

    second.do("fund", "confirm_source", hall.treasury, answer="confirm")

    assert covered() == (0, 60000, 10000, 0)


def test_money_is_drawn_from_the_year_it_is_given_for(hall: City) -> None:
    parts = [{"year": year, "amount": Decimal(8000)} for year in (YEAR, YEAR + 1)]
    parts += [{"year": YEAR - 1, "amount": Decimal(0)}]
    called_up(hall, item_of(60000), 8000, amounts=parts)

    assert covered() == (0, 8000, 8000, 52000)
    assert covered(YEAR + 1)[:3] == (0, 8000, 2000)


def promised(measure: Measure, item: BudgetItem, state: str, called: str) -> None:
    facts = {"state": state, "budget_item": item, "confirmed_at": now()}
    made = FundingSource.objects.create(measure=measure, **facts)
    for year, amount in ((YEAR, "0.10"), (YEAR - 1, "33333.33"), (YEAR + 1, "0.20")):
        FundingAmount.objects.create(source=made, year=year, amount=Decimal(amount))
    for reference, amount in (("1", "33333.30"), ("2", called)):
        call = {"drawn_on": localdate(), "amount": Decimal(amount), "reference": reference}
        FundingDrawing.objects.create(source=made, **call)


def test_the_database_and_the_source_itself_bind_the_same_to_the_cent(hall: City) -> None:
    item = item_of(1)
    for status in ("implementing", "aborted"):
        measure = Walk(hall).measure
        Measure.objects.filter(pk=measure.pk).update(status=status)
        for state, called in product(FundingSource.State.values, ("0.02", "0.05", "0.15")):
            promised(measure, item, state, called)

    rows = FundingAmount.objects.annotate(called=cover.called(), bound=cover.bound())

    for part in rows.select_related("source__measure"):
        assert part.called == part.source.drawn_in(part.year)
        assert part.bound == part.source.bound_in(part.year)
    assert {part.called for part in rows} >= {Decimal("0.10"), Decimal("0.02"), Decimal(0)}
    assert {part.bound for part in rows} >= set(map(Decimal, ("33333.33", "33333.32", "0.20")))


# ---- money nobody has budgeted ----


def test_what_the_budget_does_not_name_is_nothing(hall: City) -> None:
    item = BudgetItem.objects.create(code="57102", name="Märkte")
    walk = decided(hall, row(kind="budget", budget_item=item))
    assert source(walk).state == "planned"

    told = refused(walk, walk.do, "fund", "confirm_source", hall.treasury, answer="confirm")

    assert told[0] == "R-69"
    assert f"{YEAR} noch 0,00 Euro frei, verlangt sind 50.000,00" in told[1]


def test_a_later_budget_is_judged_as_soon_as_it_is_there(hall: City) -> None:
    item = item_of(50000)
    parts = [{"year": year, "amount": Decimal(50000)} for year in (YEAR, YEAR + 1)]
    first = decided(hall, row(kind="budget", budget_item=item, amounts=parts))
    assert source(first).state == "secured"
    BudgetAmount.objects.create(item=item, year=YEAR + 1, amount=Decimal(60000))
    second = decided(hall, row(year=YEAR + 1, kind="budget", budget_item=item))

    told = refused(second, second.do, "fund", "confirm_source", hall.treasury, answer="confirm")

    assert f"{YEAR + 1} noch 10.000,00 Euro frei" in told[1]


@pytest.mark.parametrize("kind", FundingSource.RESERVABLE)
def test_own_money_without_an_item_of_the_budget_waits_until_one_is_named(
    hall: City, client: Client, kind: str
) -> None:
    walk = decided(hall, row(kind=kind, name="Eigenmittel", budget_item=None))
    assert source(walk).state == "planned"
    number, said = refused(walk, walk.do, "fund", "confirm_source", hall.treasury, answer="confirm")
    assert (number, "Für „Eigenmittel“ ist keine Haushaltsposition benannt" in said) == (
        "R-69",
        True,
    )
    chosen = {"aufgabe": [key(walk)]}
    page = enter(client, hall, hall.treasury).post("/finanzierung/bestaetigen/", chosen)
    assert "„Finanzierungsquellen bearbeiten“" in body_of(page)

    named = row(kind=kind, name="Eigenmittel", pk=source(walk).pk, budget_item=pot())
    walk.take("edit_sources", hall.lead, sources=[named])
    walk.do("fund", "confirm_source", hall.treasury, answer="confirm")

    assert source(walk).state == "secured"


# ---- years without an effective budget ----


def test_a_year_begins_without_its_budget_and_work_does_not(hall: City, client: Client) -> None:
    BudgetYear.objects.filter(year=YEAR + 1).update(effective=False)
    parts = [{"year": year, "amount": Decimal(20000)} for year in (YEAR, YEAR + 1)]
    walk = Walk(hall, cost_lines=[*costs(20000), *costs(20000, YEAR + 1, committed=True)])
    walk.take("edit_sources", hall.lead, sources=[row(kind="budget", amounts=parts)])
    walk.ready(hall.treasury).released().adopted().with_milestone()
    measure = walk.fresh
    assert (source(walk).state, measure.status, measure.is_funding_secured) == (
        "secured",
        "funded",
        True,
    )
    url = f"/massnahmen/{measure.reference}/"
    page = body_of(enter(client, hall, hall.lead).get(url))
    assert f"davon 20.000,00 € vorbehaltlich Haushalt {YEAR + 1}" in page

    measure.begin(Act(on=dt.date(YEAR + 1, 1, 4)))
    assert (measure.missing, measure.is_funding_secured) == ({YEAR + 1: 20000}, False)
    BudgetYear.objects.filter(year=YEAR).update(effective=False)
    number, said = refused(walk, walk.do, "begin", "start", hall.lead)

    assert (number, f"zählen erst mit wirksamem Haushalt {YEAR}." in said) == ("R-40", True)


def test_what_is_drawn_or_of_an_ended_measure_needs_no_budget_any_more(hall: City) -> None:
    walk = called_up(hall, item_of(60000))
    BudgetYear.objects.update(effective=False)
    assert walk.fresh.provisional == {YEAR: 40000}
    aborted(walk)

    assert walk.fresh.provisional == {}
