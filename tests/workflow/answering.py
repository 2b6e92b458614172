"""A valid answer to every step, as the form of that step would hand it to the engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from core.models import Consultation, FundingSource, Organization
from core.results import APPROVALS
from tests.factories import City, budgeted, costs, notice
from workflow.models import Process

Answer = dict[str, Any]
REASON = {"reason": "Die Lage hat sich geändert."}
COMPETENCE = {"decided_by": "Oberbürgermeister", "legal_basis": "§ 85 NKomVG"}
AT_HAND = (FundingSource.State.GRANTED, *FundingSource.HELD)


@dataclass(frozen=True)
class Case:
    """What an answer is about: the measure as it stands, the sub-record, the city around it."""

    measure: Process
    item: Any
    city: City


def result(outcome: str, **parts: Any) -> Answer:
    return {"outcome": outcome, "manner": "unanimous", "scope": "matter"} | parts


def verdict(case: Case) -> Answer:
    """What a body in this role would vote if it agrees."""
    role = case.item.role if case.item else Consultation.Role.DECISION
    agreeing = {"decision": "approved", "information": "noted"}
    return result(agreeing.get(role, "recommended"))


def source_rows(sources: Iterable[FundingSource]) -> list[dict[str, Any]]:
    """The sources as the form shows them; handed back unchanged they change nothing."""
    return [
        {
            "pk": source.pk,
            "kind": source.kind,
            "name": source.name,
            "amounts": [{"year": p.year, "amount": p.amount} for p in source.amounts.all()],
        }
        for source in sources
    ]


def source_row(kind: str, amount: int, **values: Any) -> dict[str, Any]:
    part = {"year": localdate().year, "amount": Decimal(amount)}
    return budgeted({"kind": kind, "name": f"Quelle {kind}", "amounts": [part]} | values)


def signers(case: Case) -> Answer:
    """The treasury and every department but the leading one: somebody's signature is open."""
    departments = Organization.objects.filter(kind="department").exclude(pk=case.city.lead.pk)
    return {"organizations": [case.city.treasury, *departments]}


def word_of_treasury(case: Case) -> Answer:
    source = case.item or next(iter(case.measure.funding), None)
    unfit = source is None or source.kind == FundingSource.Kind.OVER_PLAN
    waits = not unfit and source.kind in FundingSource.EXTERNAL and source.state not in AT_HAND
    answer = "conditional" if unfit or waits else "confirm"
    return {"source": source, "answer": answer, "condition": "Bescheid" if waits else ""}


def grant(case: Case) -> Answer:
    source = case.item or next(iter(case.measure.funding), None)
    state = source.state if source else ""
    next_ones = {"planned": "applied", "secured": "drawn", "drawn": "accounted"}
    next_ones |= dict.fromkeys(FundingSource.LOST, "applied")
    what = next_ones.get(state, state if state == "accounted" else "early_start")
    return {"source": source, "what": what, "evidence": "Schreiben vom Land"} | notice()


def milestones(case: Case) -> Answer:
    row = {"title": "Portal online", "planned_on": localdate()}
    known = [
        {"pk": each.pk, "title": each.title, "planned_on": each.planned_on, "done_on": each.done_on}
        for each in case.measure.milestone_list
    ]
    return {"responsible": "Anna Ahlers", "milestones": known or [row]}


def orders(case: Case) -> Answer:
    """The open orders as they are, and without any a new one for culture."""
    known = [
        {"pk": each.pk, "organization": each.organization, "text": each.text}
        | {"due_on": each.due_on}
        for each in case.measure.open_orders
    ]
    due_on = localdate() + dt.timedelta(days=10)
    new = {"organization": case.city.culture, "text": "Räume stellen.", "due_on": due_on}
    return {"orders": known or [new]}


def indicators(case: Case) -> list[dict[str, Any]]:
    known = case.measure.indicators.values("pk", "kind", "name", "unit", "target")
    new = {"kind": "output", "name": "Besuche", "unit": "Anzahl", "target": Decimal(100)}
    return list(known) or [new]


def correction(case: Case) -> Answer:
    """The same result again: right in every state in which a result may be corrected."""
    if case.item is None:
        return REASON | result("approved")
    more = {"object": "execution"} if case.item.outcome in APPROVALS else {}
    changed = result(case.item.outcome, **more)
    return REASON | changed | {"verbatim": case.item.verbatim or "Wortlaut"}


def document(case: Case) -> Answer:
    return {"title": "Vermerk", "file": SimpleUploadedFile("vermerk.txt", b"Vermerk")}


def further_vote(case: Case) -> Answer:
    return REASON | {
        "organization": case.city.council,
        "meeting_on": localdate() + dt.timedelta(days=3),
    }


def information(case: Case) -> Answer:
    return {
        "title": "Zwischenstand",
        "text": "Es geht voran.",
        "organizations": [case.city.notified],
    }


def taking_over(case: Case) -> Answer:
    return REASON | {"to": "funding", "decision_reference": "0001/2020", "evidence": "Protokoll"}


def routing(case: Case) -> Answer:
    return {"motion": "Der Rat beschließt die Maßnahme."}


ANSWERS: dict[str, Answer | Callable[[Case], Answer]] = {
    "edit": {"justification": "Die Nachfrage steigt weiter.", "cost_lines": costs(50000)},
    "submit": {},
    "request_cosignatures": signers,
    "pass_check": {},
    "send_back": REASON,
    "cosign": {"answer": "approve"},
    "overrule": REASON | {"authority": "Dezernat I"},
    "edit_route": routing,
    "release": {},
    "approve_in_budget": COMPETENCE,
    "inform": information,
    "schedule": {"meeting": None},
    "supplement": REASON | {"motion": "Ergänzend wird beschlossen."},
    "annex": lambda case: document(case) | {"number": 1, "public": True},
    "confirm_result": {"reference": "Niederschrift 7/2026", "page": "3"},
    "record": verdict,
    "publish": verdict,
    "replace": REASON | {"motion": "Der Rat beschließt die Neufassung."},
    "object": further_vote,
    "urgent": REASON | COMPETENCE | {"decision_reference": "Eilentscheidung 1"},
    "edit_sources": lambda case: {"sources": source_rows(case.measure.funding)},
    "confirm_source": word_of_treasury,
    "note_grant": grant,
    "reopen": REASON,
    "edit_milestones": milestones,
    "start": {},
    "start_early": {},
    "pause": REASON,
    "resume": REASON,
    "give_orders": orders,
    "settle_order": {"result": "Das Portal steht."},
    "ask_report": {},
    "edit_indicators": lambda case: {"indicators": indicators(case)},
    "report": {"light": "green", "text": "Alles im Plan.", "progress": 50},
    "approve_report": {"answer": "approve"},
    "reopen_for_decision": REASON | {"deviation": "Die Kosten steigen."},
    "request_completion": {"final_report": "Das Ziel ist erreicht.", "actual_cost": Decimal(49000)},
    "complete": {},
    "return_completion": REASON,
    "withdraw": REASON,
    "withdraw_from_bodies": REASON,
    "abort": REASON | {"decision_reference": "0002/2026"},
    "take_over": taking_over,
    "correct": correction,
    "look_again": {"answer": "confirm"},
    "attach": document,
}


def answer(step: str, measure: Process, item: Any, city: City) -> Answer:
    """A fresh valid answer to the step for this measure and sub-record."""
    found = ANSWERS.get(step, {})
    return dict(found(Case(measure, item, city)) if callable(found) else found)
