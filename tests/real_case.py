"""A case as a city council decided it, told once for the engine and for people at browsers.

A federal grant of 90 % is applied for, its notice comes the year after, work begins early with
leave. The own share of 10 % does not fit into one budget: the 940,000 euros are split into two
stages of 725,000 and 215,000.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from core.models import BudgetAmount, BudgetItem
from tests.factories import City, costs
from tests.story import Data, Move, given, result
from workflow.models import Process

THIS = localdate().year
NEXT = THIS + 1
TOTAL, FIRST, SECOND = Decimal(940_000), Decimal(725_000), Decimal(215_000)
ROUTE = "committee main_committee council"
APPLIED = f"Antrag vom 14.10.{THIS - 1}"


def ground() -> BudgetItem:
    """The budget holds the own share of each stage, and not of both at once."""
    item = BudgetItem.objects.create(code="36501", name="Kindertagesstätten")
    for year, amount in ((THIS, 72_500), (NEXT, 21_500)):
        BudgetAmount.objects.create(item=item, year=year, amount=Decimal(amount))
    return item


def proposal() -> dict[str, Any]:
    return {"cost_lines": costs(940_000)}


def shared(*stages: Decimal) -> Data:
    """90 % of every stage from the federal state, 10 % of its own; a stage is a year."""

    def data(_city: City, measure: Process) -> dict[str, Any]:
        known = list(measure.sources.order_by("pk"))
        keys = [{"pk": source.pk} for source in known] or [{}, {}]
        parts = (("grant", "Bundesprogramm", 90), ("own_share", "Eigenanteil", 10))
        item = {"budget_item": BudgetItem.objects.get(code="36501")}
        rows = [
            key
            | {"kind": kind, "name": name, "share": Decimal(share), "amounts": _of(stages, share)}
            | (item if kind == "own_share" else {})
            for key, (kind, name, share) in zip(keys, parts, strict=True)
        ]
        return {"sources": rows}

    return data


def _of(stages: tuple[Decimal, ...], share: int) -> list[dict[str, Any]]:
    return [
        {"year": THIS + number, "amount": stage * share / 100}
        for number, stage in enumerate(stages)
    ]


def grant(what: str, evidence: str, **values: Any) -> Data:
    def data(_city: City, measure: Process) -> dict[str, Any]:
        source = measure.sources.get(kind="grant")
        return {"source": source, "what": what, "evidence": evidence} | values

    return data


def route(motion: str) -> Data:
    def data(city: City, _measure: Process) -> dict[str, Any]:
        rows = ((city.committee, "advice", 1), (city.main_committee, "advice", 2))
        rows += ((city.council, "decision", 3),)
        stations = [{"organization": o, "role": r, "order": n} for o, r, n in rows]
        return {"title": "Neubau in zwei Stufen", "motion": motion, "stations": stations}

    return data


def decided(motion: str, waiting: str) -> list[Move]:
    """From the lead's submission through check, treasury and bodies to the decision."""
    return [*_signed(), *_routed(motion, waiting)]


def _signed() -> list[Move]:
    return [
        Move("lead", "submit", "checking", "office network", "check", node="propose"),
        Move(
            "office",
            "request_cosignatures",
            "cosigning",
            "lead treasury",
            "cosign:treasury",
            node="check",
            data=lambda c, _m: {"organizations": [c.treasury]},
        ),
        Move(
            "treasury",
            "cosign",
            "ready",
            "office",
            "release",
            node="cosign",
            data=given(answer="approve"),
        ),
    ]


def _routed(motion: str, waiting: str) -> list[Move]:
    office = "lead office"
    return [
        Move("office", "edit_route", "ready", waiting="release", data=route(motion)),
        Move(
            "office",
            "release",
            "consulting",
            f"lead {ROUTE}",
            "record:committee",
            number=1,
            node="release",
        ),
        _heard("committee", f"{office} main_committee", "record:main_committee"),
        _heard("main_committee", f"{office} council", "record:council"),
        Move(
            "council",
            "publish",
            "funding",
            f"{office} treasury",
            waiting,
            node="record",
            data=result("approved"),
        ),
    ]


def _heard(body: str, told: str, waiting: str) -> Move:
    said = result("recommended")
    return Move(body, "publish", "consulting", told, waiting, node="record", data=said)


def noted(what: str, evidence: str, status: str, waiting: str, **values: Any) -> Move:
    data = grant(what, evidence, **values)
    return Move("lead", "note_grant", status, "lead treasury office", waiting, data=data)


STAGES = [
    {"year": year, "kind": "expense", "product": "36501", "amount": amount}
    for year, amount in ((THIS, FIRST), (NEXT, SECOND))
]
MILESTONES = [
    {"title": "Erste Stufe", "planned_on": dt.date(THIS, 12, 31)},
    {"title": "Zweite Stufe", "planned_on": dt.date(NEXT, 12, 31)},
]
NOTICE = {
    "notice_number": f"BMFSFJ-{THIS}-0815",
    "notice_on": localdate(),
    "period_from": dt.date(THIS, 1, 1),
    "period_to": dt.date(NEXT, 12, 31),
}

REAL_CASE = [
    Move("lead", "edit_sources", "draft", waiting="propose", data=shared(TOTAL)),
    *decided("Der Rat beschließt den Neubau für 940.000 Euro.", "fund:treasury"),
    Move(
        "treasury",
        "confirm_source",
        "funding",
        "lead office",
        "cover:treasury",
        node="fund",
        data=given(answer="conditional", condition=f"{THIS} sind nur 72.500 Euro da."),
    ),
    Move(
        "office",
        "reopen",
        "rework",
        "lead treasury",
        "propose",
        data=given(reason="Der Ansatz reicht nicht: bitte in zwei Stufen teilen."),
    ),
    Move("lead", "edit", "rework", waiting="propose", data=given(cost_lines=STAGES)),
    Move("lead", "edit_sources", "rework", "treasury", "propose", data=shared(FIRST, SECOND)),
    *decided("Der Rat beschließt den Neubau in zwei Stufen.", "cover:treasury"),
    noted("applied", APPLIED, "funding", "cover:treasury"),
    noted("early_start", "Genehmigung vom Bund", "funding", "cover:treasury"),
    Move(
        "lead",
        "edit_milestones",
        "funding",
        waiting="cover:treasury",
        data=given(responsible="Anna Ahlers", milestones=MILESTONES),
    ),
    Move("lead", "start_early", "implementing", "office treasury", "cover:treasury implement"),
    noted("granted", "Zuwendungsbescheid", "implementing", "fund:treasury implement", **NOTICE),
    Move(
        "treasury",
        "confirm_source",
        "implementing",
        "lead office",
        "implement",
        node="fund",
        data=given(answer="confirm"),
    ),
    noted("drawn", "Abruf 1", "implementing", "implement", drawn_amount=Decimal(652_500)),
]


def check_end(measure: Process) -> None:
    """To the cent: what is needed, who gives how much of it, what is secured and drawn."""
    fresh = Process.objects.get(pk=measure.pk)
    given_by = {source.kind: source for source in fresh.funding}
    assert (fresh.need_in(THIS), fresh.need_in(NEXT), fresh.total_need) == (FIRST, SECOND, TOTAL)
    assert fresh.funding_gaps() == {THIS: Decimal(0), NEXT: Decimal(0)}
    assert (given_by["grant"].total, given_by["own_share"].total) == (TOTAL * 9 / 10, TOTAL / 10)
    assert {kind: source.state for kind, source in given_by.items()} == {
        "grant": "drawn",
        "own_share": "secured",
    }
    assert given_by["grant"].drawn == Decimal(652_500)
    said = [each.answer for each in given_by["own_share"].confirmations.all()]
    assert said == ["conditional", "changed", "decision"]
    assert fresh.early_start_notice == "Genehmigung vom Bund"
