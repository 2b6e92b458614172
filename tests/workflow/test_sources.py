"""Sources through the engine: what a grant allows, what is left to draw, what a budget holds."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils.timezone import localdate

from core.models import (
    BudgetAmount,
    BudgetItem,
    BudgetYear,
    FundingSource,
    SourceConfirmation,
)
from tests.factories import City, Walk, city, costs, notice, snapshot
from workflow.refusals import StepRefused

pytestmark = pytest.mark.django_db
YEAR = localdate().year


@pytest.fixture
def hall() -> City:
    return city()


def row(amount: int | str = 50000, year: int = YEAR, **values: Any) -> dict[str, Any]:
    parts = [{"year": year, "amount": Decimal(amount)}]
    return {"kind": "grant", "name": "CERV", "amounts": parts} | values


def asked(hall: City, *rows: dict[str, Any], amount: int = 50000) -> Walk:
    walk = Walk(hall, cost_lines=costs(amount))
    walk.take("edit_sources", hall.lead, sources=list(rows))
    return walk


def decided(hall: City, *rows: dict[str, Any], amount: int = 50000) -> Walk:
    return asked(hall, *rows, amount=amount).ready(hall.treasury).released().adopted()


def secured(hall: City, **values: Any) -> Walk:
    """A grant with its notice, confirmed by the treasury; work has begun."""
    amount = int(values.get("amount", 50000))
    walk = decided(hall, row(**values), amount=amount).with_milestone()
    note(walk, "granted", evidence="Bescheid 1")
    walk.do("fund", "confirm_source", hall.treasury, answer="confirm")
    walk.do("begin", "start", hall.lead)
    return walk


def note(walk: Walk, what: str, **data: Any) -> None:
    facts = notice() if what == "granted" else {}
    values = {"source": source(walk), "what": what, "evidence": "Schreiben"} | facts | data
    walk.take("note_grant", walk.city.lead, **values)


def source(walk: Walk) -> FundingSource:
    found: FundingSource = walk.fresh.funding[0]
    return found


def refused(walk: Walk, call: Any, *args: Any, **data: Any) -> tuple[str, str]:
    """The number and the sentence of the only reason; nothing has changed."""
    before = snapshot(walk.measure)
    with pytest.raises(StepRefused) as refusal:
        call(*args, **data)
    assert snapshot(walk.measure) == before
    (reason,) = refusal.value.reasons
    return reason.number, reason.sentence


# ---- shares and periods ----


def test_shares_of_more_than_the_whole_are_refused_with_their_sum(hall: City) -> None:
    walk = Walk(hall, cost_lines=costs(50000))
    rows = [row(share=Decimal(90)), row(share=Decimal(20), name="Land")]

    number, sentence = refused(walk, walk.take, "edit_sources", hall.lead, sources=rows)

    assert (number, "Zusammen sind es 110,00 %." in sentence) == ("R-65", True)


def test_what_is_emptied_is_gone_and_what_is_not_said_stays(hall: City) -> None:
    walk = asked(hall, row(share=Decimal(90), budget_item=item_of(1), proof_due=localdate()))
    walk.take("edit_sources", hall.lead, sources=[row(pk=source(walk).pk, budget_item=None)])

    assert (source(walk).budget_item, source(walk).share) == (None, Decimal(90))
    assert source(walk).proof_due == localdate()


def test_a_lost_source_has_no_share(hall: City) -> None:
    walk = asked(hall, row(share=Decimal(90)))
    note(walk, "refused")
    known = {"pk": source(walk).pk} | row(share=Decimal(90))

    rows = [known, row(share=Decimal(90), name="Land")]
    walk.take("edit_sources", hall.lead, sources=rows)

    assert len(walk.fresh.funding) == 2


def test_money_outside_the_grant_period_is_refused(hall: City) -> None:
    walk = asked(hall, row())
    ended = dt.date(YEAR - 1, 12, 31)

    number, sentence = refused(walk, note, walk, "granted", period_to=ended)

    assert (number, f"„CERV“: {YEAR}" in sentence) == ("R-66", True)


def test_a_grant_keeps_its_period_when_its_amounts_move(hall: City) -> None:
    walk = asked(hall, row())
    note(walk, "granted", period_from=dt.date(YEAR, 1, 1), period_to=dt.date(YEAR, 12, 31))
    later = row(year=YEAR + 1, pk=source(walk).pk)

    number, _sentence = refused(walk, walk.take, "edit_sources", hall.lead, sources=[later])

    assert number == "R-66"


def test_a_period_ends_after_its_beginning(hall: City) -> None:
    walk = asked(hall, row())
    days = {"period_from": dt.date(YEAR, 12, 31), "period_to": dt.date(YEAR, 1, 1)}

    _number, sentence = refused(walk, note, walk, "granted", **days)

    assert "endet vor seinem Beginn" in sentence


# ---- drawing ----


def test_money_is_drawn_in_parts_and_never_twice(hall: City) -> None:
    walk = secured(hall)
    note(walk, "drawn", evidence="Abruf 1", drawn_amount=Decimal(30000))
    assert (source(walk).state, source(walk).drawn) == ("drawn", Decimal(30000))

    again = refused(walk, note, walk, "drawn", evidence=" abruf  1", drawn_amount=Decimal(1))
    more = refused(walk, note, walk, "drawn", evidence="Abruf 2", drawn_amount=Decimal("20000.01"))
    note(walk, "drawn", evidence="Abruf 3")

    assert (again[0], more[0]) == ("R-67", "R-67")
    assert "noch 20.000,00 Euro" in more[1]
    assert source(walk).drawn == Decimal(50000)


def test_what_is_drawn_completely_is_not_drawn_again(hall: City) -> None:
    walk = secured(hall)
    note(walk, "drawn", evidence="Abruf 1")

    assert refused(walk, note, walk, "drawn", evidence="Abruf 2")[0] == "R-67"


def test_nothing_is_drawn_before_the_notice_and_the_period(hall: City) -> None:
    walk = secured(hall)
    before = dt.date(YEAR - 1, 12, 31)

    number, sentence = refused(walk, note, walk, "drawn", drawn_on=before)

    assert (number, f"ab dem 01.01.{YEAR}" in sentence) == ("R-83", True)


# ---- what has to be said ----


def test_a_grant_comes_with_its_notice(hall: City) -> None:
    walk = decided(hall, row())
    bare = dict.fromkeys(("notice_on", "period_from"))

    number, sentence = refused(walk, note, walk, "granted", **bare)

    assert number == "R-82"
    assert sentence.endswith("Es fehlt: Bescheid vom, Bewilligungszeitraum ab.")


def test_what_gives_nothing_is_not_confirmed(hall: City) -> None:
    walk = decided(hall, row(amounts=[]))
    note(walk, "granted")

    assert refused(walk, walk.do, "fund", "confirm_source", hall.treasury)[0] == "R-84"
    walk.do("fund", "confirm_source", hall.treasury, answer="refuse")
    assert source(walk).state == "refused"


def test_money_beyond_the_plan_names_its_cover_before_anybody_decides(hall: City) -> None:
    walk = asked(hall, row(kind="over_plan", cover="Minderaufwand"))
    bare = [row(kind="over_plan", pk=source(walk).pk, cover="")]

    number, sentence = refused(walk, walk.take, "edit_sources", hall.lead, sources=bare)
    FundingSource.objects.update(cover="")
    walk.ready(hall.treasury).routed()
    release = refused(walk, walk.do, "release", "release", hall.office, 1)

    assert (number, sentence) == (
        "R-80",
        "Über- oder außerplanmäßige Mittel nennen ihre Deckung. Sie fehlt bei: CERV.",
    )
    assert release == ("R-81", sentence)
    FundingSource.objects.update(cover="Minderaufwand")
    assert source(walk.released().adopted()).state == "secured"


# ---- confirmed, then changed ----


def test_a_changed_amount_is_confirmed_anew_and_the_history_stays(hall: City) -> None:
    walk = secured(hall)
    changed = row(40000, pk=source(walk).pk)
    walk.take("edit_sources", hall.lead, sources=[changed])
    assert source(walk).state == "granted"
    assert walk.fresh.funding_gaps()[YEAR] == Decimal(50000)

    walk.do("fund", "confirm_source", hall.treasury, 1, answer="confirm", note="Geprüft.")

    said = [(each.answer, each.total) for each in SourceConfirmation.objects.all()]
    assert said == [
        ("confirm", Decimal(50000)),
        ("changed", Decimal(50000)),
        ("confirm", Decimal(40000)),
    ]
    assert source(walk).state == "secured"


def test_other_dates_need_no_new_confirmation(hall: City) -> None:
    walk, due = secured(hall), localdate() + dt.timedelta(days=30)

    walk.take("edit_sources", hall.lead, sources=[row(pk=source(walk).pk, proof_due=due)])

    assert (source(walk).state, source(walk).proof_due) == ("secured", due)
    assert [each.answer for each in SourceConfirmation.objects.all()] == ["confirm"]


def test_a_changed_notice_is_confirmed_anew(hall: City) -> None:
    walk = secured(hall)
    note(walk, "drawn", evidence="Abruf 1", drawn_amount=Decimal(10000))
    parts = [{"year": YEAR, "amount": Decimal(60000)}]
    note(walk, "granted", evidence="Änderungsbescheid", amounts=parts)
    assert (source(walk).state, source(walk).total) == ("granted", Decimal(60000))

    walk.do("fund", "confirm_source", hall.treasury, answer="confirm")

    assert source(walk).state == "drawn"


@pytest.mark.parametrize("by", ["edit_sources", "note_grant"])
def test_a_source_never_gives_less_than_is_drawn(hall: City, by: str) -> None:
    walk = secured(hall)
    note(walk, "drawn", evidence="Abruf 1")
    parts = [{"year": YEAR, "amount": Decimal(100)}]
    less = {"what": "granted", "evidence": "Bescheid 2", "source": source(walk), "amounts": parts}
    data = less if by == "note_grant" else {"sources": [row(100, pk=source(walk).pk)]}

    number, sentence = refused(walk, walk.take, by, hall.lead, **data)

    assert (number, "50.000,00 Euro abgerufen" in sentence) == ("R-67", True)


def test_what_is_accounted_for_stays(hall: City) -> None:
    walk = secured(hall)
    note(walk, "drawn", evidence="Abruf 1")
    note(walk, "accounted", evidence="Nachweis")
    changed = {"sources": [row(1, pk=source(walk).pk)]}

    assert "ist abgerechnet" in refused(walk, walk.take, "edit_sources", hall.lead, **changed)[1]


# ---- the budget ----


def test_own_money_of_a_year_without_budget_waits_or_stands_under_a_condition(hall: City) -> None:
    BudgetYear.objects.filter(year=YEAR).update(effective=False)
    walk = decided(hall, row(kind="budget"))
    assert source(walk).state == "planned"

    number, sentence = refused(
        walk, walk.do, "fund", "confirm_source", hall.treasury, answer="confirm"
    )
    walk.do("fund", "confirm_source", hall.treasury, answer="conditional", condition="Haushalt")

    assert (number, str(YEAR) in sentence) == ("R-68", True)
    assert (source(walk).condition, walk.fresh.status) == ("Haushalt", "funding")


def item_of(amount: int) -> BudgetItem:
    item = BudgetItem.objects.create(code="57101", name="Wirtschaftsförderung")
    BudgetAmount.objects.create(item=item, year=YEAR, amount=Decimal(amount))
    return item


def test_a_budget_is_never_promised_twice(hall: City) -> None:
    item = item_of(80000)
    first = decided(hall, row(kind="budget", budget_item=item))
    second = decided(hall, row(kind="budget", budget_item=item))
    assert (source(first).state, source(second).state) == ("secured", "planned")

    number, sentence = refused(
        second, second.do, "fund", "confirm_source", hall.treasury, answer="confirm"
    )

    assert number == "R-69"
    assert f"57101 Wirtschaftsförderung hat {YEAR} noch 30.000,00 Euro frei" in sentence
    assert "verlangt sind 50.000,00" in sentence


def test_a_budget_that_suffices_carries_several(hall: City) -> None:
    item = item_of(100000)
    walks = [decided(hall, row(kind="budget", budget_item=item)) for _each in range(2)]

    assert [source(walk).state for walk in walks] == ["secured", "secured"]


def test_the_decision_is_remembered_as_what_secured_the_money(hall: City) -> None:
    walk = decided(hall, row(kind="commitment"))

    (said,) = SourceConfirmation.objects.all()
    assert (said.answer, said.said_by, said.total) == ("decision", None, Decimal(50000))
    assert source(walk).state == "secured"


# ---- loss ----


@pytest.mark.parametrize("how", ["revoked", "expired"])
def test_lost_money_warns_everybody_and_opens_a_task(hall: City, how: str) -> None:
    walk = secured(hall)
    note(walk, how)

    tasks = {task.flow_task.name for task in walk.measure.tasks.open()}
    entry = walk.fresh.journal.get(action="note_grant", number=walk.fresh.version)
    assert "cover" in tasks
    assert set(entry.outbox.audiences) == {"lead", "office", "treasury"}
