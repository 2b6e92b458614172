"""A measure in memory that meets every rule, and for every rule one fact that breaks it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from core.cover import Overdraft
from core.models import (
    ActionPlan,
    BudgetItem,
    Consultation,
    CoSignature,
    CostLine,
    FundingSource,
    Goal,
    Measure,
    Milestone,
    Order,
    Organization,
    Paper,
    Person,
    ProgressReport,
    ReportRequest,
    RoutingRule,
    SecondLook,
)
from core.rule import Act

TODAY = dt.date(2026, 11, 24)
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
ACTOR, OTHER = 7, 8
TREASURY = 3
ANSWERS: dict[str, Any] = {
    "reason": "Die Lage hat sich geändert.",
    "authority": "Dezernat I",
    "title": "Zwischenstand",
    "decided_by": "Oberbürgermeister",
    "legal_basis": "§ 85 NKomVG",
    "decision_reference": "0001/2026",
    "evidence": "Bescheid",
    "deviation": "Die Kosten steigen.",
    "final_report": "Fertig.",
    "actual_cost": Decimal(0),
    "light": "green",
    "text": "Ein Satz.",
    "reference": "Niederschrift 7/2026",
    "organizations": [Organization(pk=TREASURY)],
    "outcome": "approved",
    "manner": "unanimous",
    "scope": "matter",
    "result": "Das Portal steht.",
    "what": "drawn",
    "drawn_amount": Decimal(5),
}


def body(pk: int, kind: str, **values: Any) -> Organization:
    return Organization(pk=pk, name=f"Gremium {pk}", kind=kind, **values)


def station(pk: int, role: str, order: int, kind: str = "committee", **values: Any) -> Consultation:
    """An open station of paper 1."""
    facts = {"opened_at": NOW, "scope": "matter", "recorded_by_id": OTHER} | values
    organization = facts.pop("organization", None) or body(pk, kind)
    return Consultation(
        pk=pk, paper_id=1, organization=organization, role=role, order=order, **facts
    )


def line(amount: int, year: int = TODAY.year, **values: Any) -> CostLine:
    return CostLine(year=year, kind="expense", amount=Decimal(amount), **values)


def source(state: str = "accounted", kind: str = "budget", amount: int = 0, **values: Any) -> Any:
    """A funding source with an amount for this year, none of it saved."""
    facts = {"noted_by_id": OTHER, "budget_item_id": 1} | values
    found = FundingSource(pk=50, kind=kind, name="Quelle", state=state, **facts)
    part = found.amounts.model(source=None, year=TODAY.year, amount=Decimal(amount))
    found._prefetched_objects_cache = {"amounts": [part], "drawings": []}
    return found


ITEMS: dict[str, Callable[[], Any]] = {
    "": lambda: None,
    "cosignature": lambda: CoSignature(pk=30, organization_id=4, text_seal="seal"),
    "station": lambda: station(20, "decision", 1, "main_committee"),
    "source": lambda: source("secured", amount=10),
    "report": lambda: ProgressReport(pk=60, text="Ein Satz.", light="green", written_by_id=OTHER),
    "order": lambda: Order(pk=80, text="Räume stellen.", given_by_id=OTHER),
    "second_look": lambda: SecondLook(pk=70, step="urgent", asked_by_id=OTHER),
}


def lawful(status: str = "draft", item: str = "", **changes: Any) -> Measure:
    """A measure in this status that meets every rule; the action about the sub-record has begun."""
    facts = {
        "title": "Portal",
        "description": "In fünf Sprachen.",
        "contact": "Anna Ahlers",
        "gender_aspects": "Für alle.",
        "field_id": 1,
        "no_costs": True,
        "text_seal": "seal",
        "treasury_id": TREASURY,
        "plan": ActionPlan(pk=1),
        "in_force": True,
        "responsible": "Anna Ahlers",
        "decided_by": "Dezernat I",
        "early_start_notice": "Bescheid",
        "early_start_on": TODAY,
        "submitted_by_id": OTHER,
    }
    measure = Measure(pk=1, status=status, **facts | changes)
    about = ITEMS[item]()
    measure.begin(Act(actor=Person(pk=ACTOR), item=about, data=dict(ANSWERS), on=TODAY))
    measure.__dict__.update(records(about if isinstance(about, Consultation) else None))
    return measure


def awaiting(measure: Measure) -> Measure:
    """A grant is applied for; only then may work begin early, and funding is not yet secured."""
    measure.__dict__["funding"] = [source("applied", "grant")]
    return measure


def records(about: Consultation | None) -> dict[str, Any]:
    """The sub-records as a reader would have cached them."""
    return {
        "goal_list": [Goal(pk=1)],
        "cost_table": [],
        "funding": [],
        "signatures": [],
        "stations": [about or station(20, "decision", 1, "main_committee", opened_at=None)],
        "milestone_list": [Milestone(waived="entfällt")],
        "paper": Paper(pk=1, motion="Der Rat beschließt."),
        "second_looks_wanted": [],
        "order_list": [],
        "report_requests": [],
        "effective_years": {TODAY.year},
        "overdrafts": [],
        "demanded": [],
        "signers": {},
    }


# ---- what breaks each rule ----------------------------------------------------------------------


def field(**values: Any) -> Callable[[Measure], None]:
    def spoil(measure: Measure) -> None:
        for name, value in values.items():
            measure.__dict__[name] = value

    return spoil


def unsaid(*names: str) -> Callable[[Measure], None]:
    def spoil(measure: Measure) -> None:
        for name in names:
            measure.act.data[name] = ""  # type: ignore[index]  # a plain dict, see `lawful`

    return spoil


def of_item(**values: Any) -> Callable[[Measure], None]:
    def spoil(measure: Measure) -> None:
        for name, value in values.items():
            setattr(measure.act.item, name, value)

    return spoil


def judge_oneself(measure: Measure) -> None:
    measure.judged = frozenset({ACTOR})


def change_text(measure: Measure) -> None:
    if measure.act.item is None:
        measure.__dict__["signatures"] = [CoSignature(organization_id=4, text_seal="old")]
    measure.text_seal = "new"


def council_alone(measure: Measure) -> None:
    measure.__dict__["stations"] = [station(20, "decision", 1, "council", opened_at=None)]


def sitting_tomorrow(measure: Measure) -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    late = station(20, "decision", 1, "main_committee", opened_at=None, meeting_on=tomorrow)
    measure.__dict__["stations"] = [late]


def open_before(measure: Measure) -> None:
    measure.act.item.order = 2
    measure.__dict__["stations"] = [station(19, "advice", 1), measure.act.item]


def uncovered(measure: Measure) -> None:
    measure.__dict__.update(cost_table=[line(100)], funding=[], no_costs=False)


def neither(measure: Measure) -> None:
    uncovered(measure)
    measure.early_start_notice = ""


def unnamed_competence(measure: Measure) -> None:
    unsaid("decided_by")(measure)
    measure.decided_by = ""


def unknown_cost(measure: Measure) -> None:
    measure.no_costs = False
    measure.act.data["actual_cost"] = None  # type: ignore[index]  # a plain dict, see `lawful`


def decided(measure: Measure) -> None:
    measure.decided_on, measure.in_force = TODAY, False
    unsaid("decision_reference")(measure)


def uncarried(measure: Measure) -> None:
    measure.decided_on, measure.decided_by = None, ""


def without_light(measure: Measure) -> None:
    unsaid("light")(measure)
    if measure.act.item is not None:
        measure.act.item.light = ""


def without_reference(measure: Measure) -> None:
    measure.__dict__["paper"] = None
    unsaid("title")(measure)


def over_hundred(measure: Measure) -> None:
    measure.__dict__["funding"] = [source(share=Decimal(60)), source(share=Decimal(50))]


def after_the_grant(measure: Measure) -> None:
    ended = dt.date(TODAY.year - 1, 12, 31)
    measure.__dict__["funding"] = [source(amount=10, period_to=ended)]


def draw_too_much(measure: Measure) -> None:
    measure.act.data["drawn_amount"] = Decimal(11)  # type: ignore[index]  # a plain dict, see `lawful`


def overdraw(measure: Measure) -> None:
    item = BudgetItem(code="57101", name="Wirtschaftsförderung")
    over = Overdraft(item, TODAY.year, wanted=Decimal(10), free=Decimal(3))
    measure.__dict__["overdrafts"] = [over]


def without_cover(measure: Measure) -> None:
    measure.__dict__["funding"] = [source("planned", "over_plan")]


def bare_notice(measure: Measure) -> None:
    measure.act.data["what"] = "granted"  # type: ignore[index]  # a plain dict, see `lawful`


def without_amounts(measure: Measure) -> None:
    measure.act.item._prefetched_objects_cache["amounts"] = []


SPOILS: dict[str, Callable[[Measure], None]] = {
    "R-01": field(title=" "),
    "R-02": field(no_costs=False),
    "R-03": field(gender_aspects=" "),
    "R-04": field(in_force=False),
    "R-10": unsaid("reason"),
    "R-11": judge_oneself,
    "R-12": unsaid("organizations"),
    "R-13": field(signers={TREASURY: None}),
    "R-14": change_text,
    "R-15": unsaid("authority"),
    "R-20": field(stations=[]),
    "R-21": council_alone,
    "R-22": without_reference,
    "R-23": sitting_tomorrow,
    "R-24": field(demanded=[RoutingRule(role="decision", organization=body(9, "council"))]),
    "R-25": field(paper=Paper(pk=1, motion=" ")),
    "R-27": unnamed_competence,
    "R-30": unsaid("outcome"),
    "R-31": field(stations=[]),
    "R-32": of_item(role="advice"),
    "R-33": of_item(scope="procedural"),
    "R-35": unsaid("reference"),
    "R-36": of_item(closed_at=NOW),
    "R-37": of_item(published_at=NOW, outcome="rejected"),
    "R-38": of_item(meeting_id=1, meeting_on=TODAY + dt.timedelta(days=1)),
    "R-34": open_before,
    "R-40": uncovered,
    "R-41": unsaid("evidence"),
    "R-42": field(early_start_notice=""),
    "R-40/R-42": neither,
    "R-43": field(responsible=" "),
    "R-44": without_light,
    "R-45": unsaid("deviation"),
    "R-46": decided,
    "R-47": decided,
    "R-48": uncarried,
    "R-50": field(milestone_list=[Milestone()]),
    "R-51": unsaid("final_report"),
    "R-52": unknown_cost,
    "R-53": field(funding=[source("secured")]),
    "R-54": field(order_list=[Order()]),
    "R-61": unsaid("result"),
    "R-62": field(report_requests=[ReportRequest()]),
    "R-65": over_hundred,
    "R-66": after_the_grant,
    "R-67": draw_too_much,
    "R-68": field(effective_years=set()),
    "R-69": overdraw,
    "R-80": without_cover,
    "R-81": without_cover,
    "R-82": bare_notice,
    "R-83": of_item(notice_on=TODAY + dt.timedelta(days=1)),
    "R-84": without_amounts,
    "R-60": unsaid("decision_reference"),
}
# a fact that breaks one rule breaks these as well, where the step asks them
ALSO = {"R-22": {"R-20", "R-25"}, "R-30": {"R-32"}, "R-04": set()}
