"""One measure from proposal to completion, move by move: who acts, what follows, who is told.

Told once and used twice: by the engine alone (tests/workflow/test_whole_way.py) and by people at
their browsers (tests/e2e/test_whole_way.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from core.models import Milestone
from notifications.models import Delivery, Notice
from tests.factories import City, budgeted, costs, notice, open_keys, rebuilt_keys
from workflow.models import Process, Task

Data = Callable[[City, Process], dict[str, Any]]


def nothing(_city: City, _measure: Process) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Move:
    """One step. Organizations are named as in the City; `told` gets letters, except the actor.

    `waiting` are the tasks open afterwards as "node" or "node organization".
    """

    who: str
    step: str
    status: str
    told: str = ""
    waiting: str = ""
    number: int = 0
    node: str = ""
    data: Data = nothing


def year() -> int:
    return localdate().year


def share(kind: str, name: str, amount: int) -> dict[str, Any]:
    return {
        "kind": kind,
        "name": name,
        "amounts": [{"year": year(), "amount": Decimal(amount)}],
    }


def sources(_city: City, _measure: Process) -> dict[str, Any]:
    own = budgeted(share("budget", "Teilhaushalt 23", 20000))
    return {"sources": [own, share("grant", "EFRE", 30000)]}


def route(city: City, _measure: Process) -> dict[str, Any]:
    rows = [
        (city.committee, "advice", 1),
        (city.second_committee, "advice", 1),
        (city.notified, "information", 1),
        (city.main_committee, "advice", 2),
        (city.council, "decision", 3),
    ]
    return {
        "title": "Standortportal in fünf Sprachen",
        "motion": "Der Rat beschließt das Standortportal.",
        "stations": [{"organization": o, "role": r, "order": n} for o, r, n in rows],
    }


def milestones(city: City, measure: Process) -> dict[str, Any]:
    titles = ["Portal in Auftrag gegeben", "Portal veröffentlicht"]
    rows = [{"title": title, "planned_on": localdate()} for title in titles]
    return {"responsible": "Anna Ahlers", "milestones": rows}


def done(city: City, measure: Process) -> dict[str, Any]:
    rows = Milestone.objects.filter(measure=measure).order_by("pk")
    return {
        "milestones": [
            {"pk": m.pk, "title": m.title, "planned_on": m.planned_on, "done_on": localdate()}
            for m in rows
        ]
    }


def noted(what: str, kind: str) -> Data:
    def data(_city: City, measure: Process) -> dict[str, Any]:
        source = measure.sources.get(kind=kind)
        facts = notice() if what == "granted" else {}
        return {"source": source, "what": what, "evidence": f"Schreiben zu {what}"} | facts

    return data


def given(**values: Any) -> Data:
    return lambda _city, _measure: values


def result(outcome: str, **values: Any) -> Data:
    return given(**{"outcome": outcome, "manner": "unanimous", "scope": "matter"} | values)


def counted(outcome: str, yes: int, no: int, abstained: int) -> Data:
    return result(outcome, manner="counted", votes_for=yes, votes_against=no, abstentions=abstained)


SIGNERS = "treasury culture school"
BODIES = "committee second_committee notified main_committee council"

STORY = [
    Move(
        "lead",
        "edit_sources",
        "draft",
        waiting="propose",
        data=sources,
    ),
    Move("lead", "submit", "checking", "office network", "check", node="propose"),
    Move(
        "office",
        "send_back",
        "rework",
        "lead",
        "propose",
        node="check",
        data=given(reason="Bitte die Zielgruppe genauer beschreiben."),
    ),
    Move(
        "lead",
        "edit",
        "rework",
        waiting="propose",
        number=1,
        data=given(description="Das Portal richtet sich an Gründerinnen und Gründer."),
    ),
    Move("lead", "submit", "checking", "office network", "check", node="propose", number=1),
    Move("office", "edit_route", "checking", waiting="check", data=route),
    Move(
        "office",
        "request_cosignatures",
        "cosigning",
        f"lead {SIGNERS}",
        "cosign:treasury cosign:culture cosign:school",
        node="check",
        data=lambda c, m: {"organizations": [c.treasury, c.culture, c.school]},
    ),
    Move(
        "culture",
        "cosign",
        "cosigning",
        "office",
        "cosign:treasury cosign:school",
        node="cosign",
        data=given(answer="remarks", note="Bitte Leichte Sprache vorsehen."),
    ),
    Move(
        "treasury",
        "cosign",
        "cosigning",
        "office",
        "cosign:school",
        node="cosign",
        data=given(answer="approve"),
    ),
    Move(
        "school",
        "cosign",
        "ready",
        "office",
        "release",
        node="cosign",
        data=given(answer="not_affected"),
    ),
    Move("lead", "edit_milestones", "ready", waiting="release", data=milestones),
    Move(
        "lead",
        "note_grant",
        "ready",
        "lead treasury office",
        "release",
        data=noted("applied", "grant"),
    ),
    Move(
        "office",
        "release",
        "consulting",
        f"lead {BODIES}",
        "record:committee record:second_committee record:notified",
        number=1,
        node="release",
    ),
    Move(
        "committee",
        "publish",
        "consulting",
        "lead office",
        "record:second_committee record:notified",
        node="record",
        data=counted("recommended", 9, 1, 0),
    ),
    Move(
        "notified",
        "publish",
        "consulting",
        "lead office",
        "record:second_committee",
        node="record",
        data=given(outcome="noted", manner="none"),
    ),
    Move(
        "second_committee",
        "publish",
        "consulting",
        "lead office main_committee",
        "record:main_committee",
        node="record",
        data=result("recommended"),
    ),
    Move(
        "main_committee",
        "publish",
        "consulting",
        "lead office council",
        "record:council",
        node="record",
        data=result("recommended"),
    ),
    Move(
        "council",
        "publish",
        "funding",
        "lead office treasury",
        "cover:treasury",
        node="record",
        data=counted("approved", 38, 20, 6),
    ),
    Move(
        "lead",
        "note_grant",
        "funding",
        "lead treasury office",
        "fund:treasury",
        data=noted("granted", "grant"),
    ),
    Move(
        "treasury",
        "confirm_source",
        "funded",
        "lead office",
        "begin",
        node="fund",
        data=given(answer="confirm"),
    ),
    Move("lead", "start", "implementing", "office", "implement", node="begin"),
    Move(
        "lead",
        "report",
        "implementing",
        "office",
        "implement judge_report",
        node="implement",
        data=given(light="green", text="Das Portal ist beauftragt.", progress=50),
    ),
    Move(
        "office",
        "approve_report",
        "implementing",
        "lead",
        "implement",
        node="judge_report",
        data=given(answer="approve"),
    ),
    Move("lead", "edit_milestones", "implementing", waiting="implement", data=done),
    Move(
        "lead",
        "note_grant",
        "implementing",
        "lead treasury office",
        "implement",
        data=noted("accounted", "grant"),
    ),
    Move(
        "lead",
        "note_grant",
        "implementing",
        "lead treasury office",
        "implement",
        data=noted("accounted", "budget"),
    ),
    Move(
        "lead",
        "request_completion",
        "closing",
        "office",
        "close",
        node="implement",
        data=given(
            completion="achieved", final_report="Das Portal ist online.", actual_cost=Decimal(49500)
        ),
    ),
    Move("office", "complete", "completed", f"lead {BODIES}", "", node="close"),
]


def proposal() -> dict[str, Any]:
    return {"cost_lines": costs(50000)}


def check_effect(city: City, measure: Process, move: Move, before: int) -> None:
    """The whole effect of a move: status, one journal entry, letters, notices and open tasks."""
    fresh = Process.objects.get(pk=measure.pk)
    entry = fresh.journal.last()
    assert entry is not None
    actor = city.people[getattr(city, move.who).pk][move.number]
    assert (fresh.status, fresh.version, entry.number) == (move.status, before + 1, before + 1)
    assert (entry.action, entry.actor_id) == (move.step, actor.pk)
    organizations = [getattr(city, name) for name in move.told.split()]
    people = {p.pk for o in organizations for p in city.people[o.pk]} - {actor.pk}
    assert set(Notice.objects.filter(entry=entry).values_list("person", flat=True)) == people
    mails = Delivery.objects.filter(entry=entry, state__in=["sent", "digested"])
    assert set(mails.values_list("person", flat=True)) == people
    assert waiting(city, fresh) == sorted(move.waiting.split())
    assert open_keys(fresh) == rebuilt_keys(fresh)


def waiting(city: City, measure: Process) -> list[str]:
    """The open tasks as a Move names them: with the body or unit if not lead or office."""
    names = {value.pk: name for name, value in vars(city).items() if hasattr(value, "kind")}
    usual = {city.lead.pk, city.office.pk}
    tasks = Task.objects.open().filter(process=measure)
    return sorted(
        task.flow_task.name
        if task.owner_permission_obj_id in usual
        else f"{task.flow_task.name}:{names[task.owner_permission_obj_id]}"
        for task in tasks
    )
