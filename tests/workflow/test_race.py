"""Several people at once: one decision counts, everybody else is told, nothing is lost.

On PostgreSQL 20 racers meet 20 times; SQLite writes one after the other, there 4 meet 5 times.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.utils.timezone import localdate

from core import chain, numbers
from core.models import BudgetAmount, BudgetItem, Counter, Measure, Organization
from tests.factories import City, Walk, city, costs, open_keys, open_task, rebuilt_keys
from workflow import engine
from workflow.models import Process
from workflow.refusals import Refusal, Stale, StepRefused

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = localdate().year
Racer = Callable[[], Any]
Result = Any


@pytest.fixture
def hall() -> City:
    with transaction.atomic():
        return city()


@pytest.fixture
def racers() -> int:
    return 20 if connection.vendor == "postgresql" else 4


@pytest.fixture
def rounds() -> int:
    return 20 if connection.vendor == "postgresql" else 5


def raced(runners: list[Racer]) -> list[Result]:
    """Let all start at once, each on a connection of its own; what each got or was refused with."""
    start = Barrier(len(runners))

    def run(runner: Racer) -> Result:
        connection.ensure_connection()
        start.wait()
        try:
            return runner()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(runners)) as pool:
        return list(pool.map(run, runners))


def winners(results: list[Result]) -> list[Process]:
    return [result for result in results if isinstance(result, Process)]


def losers(results: list[Result]) -> list[Stale]:
    """All others were told what happened: Stale, and nothing else."""
    told = [result for result in results if not isinstance(result, Process)]
    assert {type(each) for each in told} <= {Stale}
    return told


def is_whole(walk: Walk) -> bool:
    process = walk.fresh
    assert chain.verify(reference=process.reference).faults == []
    return open_keys(process) == rebuilt_keys(process)


def performing(walk: Walk, node: str, action: str, person: Any, **data: Any) -> Racer:
    task, seen = open_task(walk.measure, node).pk, walk.fresh.version
    return lambda: engine.perform(actor=person, task=task, action=action, seen=seen, data=data)


def signing(walk: Walk, signer: Organization) -> Racer:
    person, seen = walk.city.of(signer), walk.fresh.version
    task = open_task(walk.measure, "cosign", signer).pk
    data = {"answer": "approve"}
    return lambda: engine.perform(actor=person, task=task, action="cosign", seen=seen, data=data)


def intervening(walk: Walk, step: str, person: Any, **data: Any) -> Racer:
    seen = walk.fresh.version
    return lambda: engine.intervene(
        actor=person, measure=walk.measure.pk, step=step, seen=seen, data=data
    )


def test_one_of_many_clerks_decides(hall: City, racers: int, rounds: int) -> None:
    """Check, send back, withdraw and edit the same page: exactly one of them happens."""
    for _round in range(rounds):
        walk = Walk(hall).submitted()
        kinds: list[Racer] = [
            performing(walk, "check", "pass_check", hall.of(hall.office)),
            performing(walk, "check", "send_back", hall.of(hall.office, 1), reason="Zu kurz."),
            intervening(walk, "withdraw", hall.of(hall.lead), reason="Entfällt."),
            intervening(walk, "send_back", hall.of(hall.office, 1), reason="Unklar."),
        ]
        # every racer is somebody else's copy of one of four people who all saw version 2
        before = walk.fresh.version
        results = raced([kinds[number % len(kinds)] for number in range(racers)])

        won = {result.version for result in winners(results)}
        assert won == {before + 1}
        assert len({(r.status) for r in winners(results)}) == 1
        assert all(stale.entries for stale in losers(results))
        assert walk.fresh.version == before + 1
        assert is_whole(walk)


def test_two_clerks_on_one_task(hall: City, rounds: int) -> None:
    for _round in range(rounds):
        walk = Walk(hall).submitted()
        results = raced(
            [performing(walk, "check", "pass_check", hall.of(hall.office, n)) for n in (0, 1)]
        )

        assert len(winners(results)) == 1
        assert [[e.action for e in stale.entries] for stale in losers(results)] == [["pass_check"]]
        assert is_whole(walk)


def test_a_double_click_has_one_effect(hall: City, racers: int) -> None:
    """The same person, the same answer, at once: everybody hears the same, it happened once."""
    walk = Walk(hall)
    results = raced(
        [performing(walk, "propose", "submit", hall.of(hall.lead)) for _click in range(racers)]
    )

    assert [result.version for result in winners(results)] == [2] * racers
    assert [entry.action for entry in walk.measure.journal.all()] == ["create", "submit"]
    assert is_whole(walk)


def test_all_co_signers_at_once_leave_no_signature_open(hall: City, rounds: int) -> None:
    """Write skew: each sees the others still open, and yet the last one moves the measure on."""
    signers = [hall.culture, hall.school, hall.treasury]
    for _round in range(rounds):
        walk = Walk(hall).submitted()
        walk.do("check", "request_cosignatures", hall.office, organizations=signers)
        seen = walk.fresh.version
        runners = [signing(walk, signer) for signer in signers]

        results = raced(runners)

        assert sorted(result.version for result in winners(results)) == [
            seen + 1,
            seen + 2,
            seen + 3,
        ]
        assert walk.fresh.status == "ready"
        assert is_whole(walk)


def test_no_acknowledged_edit_is_lost(hall: City, racers: int, rounds: int) -> None:
    """All edit one text until theirs is taken; each acknowledged edit is in the journal."""
    walk = Walk(hall)

    def editing(number: int) -> Racer:
        def edit() -> list[str]:
            acknowledged: list[str] = []
            while len(acknowledged) < 2:
                title = f"Titel {number}.{len(acknowledged)}"
                seen = Process.objects.get(pk=walk.measure.pk).version
                try:
                    engine.intervene(
                        actor=hall.of(hall.lead),
                        measure=walk.measure.pk,
                        step="edit",
                        seen=seen,
                        data={"title": title},
                    )
                except Stale:
                    continue
                acknowledged.append(title)
            return acknowledged

        return edit

    results = raced([editing(number) for number in range(min(racers, 8))])

    taken = [title for titles in results for title in titles]
    edits = walk.measure.journal.filter(action="edit")
    assert sorted(entry.detail["data"]["title"] for entry in edits) == sorted(taken)
    assert walk.fresh.title == edits.order_by("number").last().detail["data"]["title"]
    assert is_whole(walk)


class TakenBack(Exception):
    """The transaction in which a number was drawn fails."""


def drawn(*, fails: bool) -> int:
    with transaction.atomic():
        number = numbers.draw(Counter.Series.MEASURE, year=2026)
        if fails:
            raise TakenBack
        return number


def test_numbers_have_no_gap_and_no_twin_although_every_fifth_is_rolled_back(racers: int) -> None:
    def drawing(racer: int) -> Racer:
        def draw() -> list[int]:
            kept = []
            for number in range(5):
                with suppress(TakenBack):
                    kept.append(drawn(fails=(racer + number) % 5 == 0))
            return kept

        return draw

    results = raced([drawing(racer) for racer in range(racers)])

    kept = sorted(number for numbers_of_one in results for number in numbers_of_one)
    assert kept == list(range(1, racers * 4 + 1))
    assert Counter.objects.get().last == racers * 4


def test_eight_writers_of_fifty_numbers_leave_no_gap_and_no_twin() -> None:
    """On PostgreSQL 8 write 50 each; every third number drawn is given back."""
    many, each = (8, 50) if connection.vendor == "postgresql" else (3, 10)

    def writer() -> list[int]:
        kept: list[int] = []
        attempts = 0
        while len(kept) < each:
            attempts += 1
            with suppress(TakenBack):
                kept.append(drawn(fails=attempts % 3 == 0))
        return kept

    kept = sorted(number for numbers_of_one in raced([writer] * many) for number in numbers_of_one)

    assert kept == list(range(1, many * each + 1))
    assert Counter.objects.get().last == many * each


def test_measures_started_at_once_have_numbers_in_a_row(hall: City, racers: int) -> None:
    raced([lambda: Walk(hall).fresh for _starter in range(racers)])

    references = Measure.objects.order_by("reference").values_list("reference", flat=True)
    assert [int(reference[-3:]) for reference in references] == list(range(1, racers + 1))


def test_a_budget_is_not_promised_twice_at_once(hall: City, racers: int) -> None:
    """Every measure wants the same money; it is enough for one, and one gets it."""
    item = BudgetItem.objects.create(code="57101", name="Wirtschaftsförderung")
    BudgetAmount.objects.create(item=item, year=YEAR, amount=Decimal(50000))
    many = min(racers, 6)
    walks = [wanting(hall, item) for _each in range(many)]
    treasurer = hall.of(hall.treasury)

    results = raced(
        [performing(w, "fund", "confirm_source", treasurer, answer="confirm") for w in walks]
    )

    assert len(winners(results)) == 1
    assert {type(each) for each in results} == {Process, StepRefused}
    states = sorted(walk.fresh.funding[0].state for walk in walks)
    assert states == ["planned"] * (many - 1) + ["secured"]


def wanting(hall: City, item: BudgetItem) -> Walk:
    """A decided measure whose own money the treasury has still to confirm."""
    walk = Walk(hall, cost_lines=costs(50000))
    source = {"kind": "budget", "name": "Teilhaushalt", "budget_item": item}
    amounts = [{"year": YEAR, "amount": Decimal(50000)}]
    walk.take("edit_sources", hall.lead, sources=[source | {"amounts": amounts}])
    walk.submitted().do("check", "request_cosignatures", hall.office, organizations=[hall.treasury])
    walk.do("cosign", "cosign", hall.treasury, answer="not_affected")
    return walk.released().adopted()


def test_a_page_sent_many_times_at_once_leads_to_the_one_draft(hall: City, racers: int) -> None:
    clients = [Client() for _racer in range(racers)]
    for client in clients:
        client.force_login(hall.of(hall.lead))

    said = {"lead": hall.lead.pk, "plan": hall.plan.pk, "title": "Portal", "urgency": "normal"}
    said |= {"cost_lines-TOTAL_FORMS": 0, "cost_lines-INITIAL_FORMS": 0, "vorgang": "abc"}

    answers = raced([partial(client.post, "/massnahmen/neu/", said) for client in clients])

    reference = Measure.objects.get().reference
    assert {answer.headers["Location"] for answer in answers} == {f"/massnahmen/{reference}/"}
