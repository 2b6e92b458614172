"""What each step writes besides the status.

The effect of a step on the measure and its sub-records.

An effect runs inside the law's transition: after the rules, before the target is chosen.
`measure.act` tells who acts with which answers on which sub-record, `now` is the time of the
action.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core import deadlines
from core.models import (
    CoSignature,
    CostLine,
    FundingSource,
    Milestone,
    ProgressReport,
)
from core.results import APPROVALS
from core.steps import Audience

from . import attachments, clocks, following, money, route
from .models import Process
from .refusals import Reason, StepRefused

Effect = Callable[[Process, dt.datetime], None]
Answer = CoSignature.Answer

TEXT_FIELDS = (
    "title",
    "description",
    "justification",
    "contact",
    "partners",
    "urgency",
    "planned_from",
    "planned_to",
    "gender_aspects",
    "climate_statement",
    "no_costs",
    "public",
    "field",
    "district",
    "responsible",
)


def write_text(measure: Process, now: dt.datetime) -> None:
    """Take over what was typed: text, relations and the cost table; then seal the text anew."""
    data = measure.act.data
    if measure.first_released_at and data.get("public", measure.public) != measure.public:
        raise StepRefused([Reason("R-00", _("Nach der Freigabe bleibt die Sichtbarkeit."))])
    measure.put(**{name: data[name] for name in TEXT_FIELDS if name in data})
    for relation, cached in (("goals", "goal_list"), ("participants", "")):
        if relation in data:
            getattr(measure, relation).set(data[relation])
            measure.forget(cached)
    if "cost_lines" in data:
        measure.cost_lines.all().delete()
        CostLine.objects.bulk_create(
            CostLine(measure=measure, **line) for line in data["cost_lines"]
        )
        measure.forget("cost_table", "funding")
        measure.forget("demanded", "signers")
    measure.put(text_seal=measure.sealed_text())


def submit(measure: Process, now: dt.datetime) -> None:
    measure.put(submitted_by=measure.act.actor, submitted_at=now)


def request_cosignatures(measure: Process, now: dt.datetime) -> None:
    """Ask everybody whose signature is missing or void; signatures that still hold are kept."""
    rounds = {s.organization_id: s.round for s in measure.signatures}
    held = {s.organization_id for s in measure.last_round if s.holds_for(measure.text_seal)}
    asked = [o for o in measure.act.data["organizations"] if o.pk not in held]
    due_on = measure.act.data.get("due_on")
    rules = [] if due_on else deadlines.rules_on(measure.act.on)
    made = CoSignature.objects.bulk_create(
        CoSignature(
            measure=measure,
            organization=organization,
            round=rounds.get(organization.pk, 0) + 1,
            asked_at=now,
            due_on=due_on or clocks.of_signature(measure, organization, rules),
            text_seal=measure.text_seal,
        )
        for organization in asked
    )
    measure.signatures.extend(made)
    measure.touched.add("signatures")


def cosign(measure: Process, now: dt.datetime) -> None:
    """Store the answer.

    The treasury's consent reserves the city's own money (budget, corridor, own share).
    """
    signature, data = measure.act.item, measure.act.data
    signature.answer, signature.note = data["answer"], data.get("note", "")
    signature.over_cover = signature.answer == Answer.OBJECT and bool(data.get("over_cover"))
    signature.answered_by, signature.answered_at = measure.act.actor, now
    signature.save(update_fields=["answer", "note", "over_cover", "answered_by", "answered_at"])
    measure.touched.add("signatures")
    if measure.act.actor is None:
        measure.tells.add(Audience.HOLDER)
    agreed = signature.answer in (Answer.APPROVE, Answer.REMARKS)
    if agreed and signature.organization_id == measure.treasury_id:
        money.reserve(measure, now)


def overrule(measure: Process, now: dt.datetime) -> None:
    signature = measure.act.item
    signature.overruled_by, signature.overruled_at = measure.act.actor, now
    signature.overruling_authority = measure.act.data["authority"]
    signature.save(update_fields=["overruled_by", "overruled_at", "overruling_authority"])
    measure.touched.add("signatures")


def drop_open_signatures(measure: Process, now: dt.datetime) -> None:
    """Nobody has to answer any more; answers given stay, bound to their text."""
    open_ones = [signature.pk for signature in measure.open_signatures]
    if open_ones:
        measure.cosignatures.filter(pk__in=open_ones).update(dropped_at=now)
        measure.forget("signatures")


def name_competence(measure: Process, now: dt.datetime) -> None:
    data = measure.act.data
    measure.put(decided_by=data["decided_by"], legal_basis=data["legal_basis"])
    measure.put(first_released_at=measure.first_released_at or now)
    money.secure_reserved(measure, now)


def decide_urgently(measure: Process, now: dt.datetime) -> None:
    drop_open_signatures(measure, now)
    route.drop_open_stations(measure, now)
    name_competence(measure, now)
    reference = measure.act.data.get("decision_reference") or measure.act.data["legal_basis"]
    measure.put(decided_on=measure.act.on, decision_reference=reference)
    money.approve_over_plan(measure, now)


def adopt(measure: Process, now: dt.datetime) -> None:
    """The deciding result: remember the decision.

    Reserved money is secured when it is to be carried out.
    """
    station = measure.act.item
    measure.put(
        decided_on=station.meeting_on or measure.act.on, decision_reference=station.paper.reference
    )
    route.drop_open_stations(measure, now)
    if station.object == station.Object.TERMINATION:
        measure.put(terminated=True)
    elif station.object == station.Object.EXECUTION:
        money.secure_reserved(measure, now)
        money.approve_over_plan(measure, now)


def begin_work(measure: Process, now: dt.datetime) -> None:
    measure.put(in_force=True)


def write_milestones(measure: Process, now: dt.datetime) -> None:
    """Replace the milestones by those given; rows with a key are kept and changed.

    Until work begins the planned day is the agreed one; from then on it stays what deviations
    count from.
    """
    data = measure.act.data
    if "responsible" in data:
        measure.put(responsible=data["responsible"])
    if "milestones" not in data:
        return
    kept = [row["pk"] for row in data["milestones"] if row.get("pk")]
    gone = measure.milestones.exclude(pk__in=kept)
    if measure.in_force and gone.exists():
        raise StepRefused([Reason("R-50", _("Ein Meilenstein entfällt nur mit Begründung."))])
    gone.delete()
    for row in data["milestones"]:
        values = {
            name: row[name] for name in ("title", "planned_on", "done_on", "waived") if name in row
        }
        agreed = {"agreed_on": row.get("planned_on")}
        Milestone.objects.update_or_create(
            pk=row.get("pk"),
            measure=measure,
            defaults=values if measure.in_force else values | agreed,
            create_defaults=values | agreed,
        )
    measure.forget("milestone_list")


def _progress(measure: Process) -> int:
    """The progress in percent; left open, that of the report before."""
    said: int | None = measure.act.data.get("progress")
    if said is not None:
        return said
    last = measure.newest_report
    return last.progress if last else 0


def write_report(measure: Process, now: dt.datetime) -> None:
    data = measure.act.data
    report = ProgressReport.objects.create(
        measure=measure,
        light=data["light"],
        text=data["text"],
        progress=_progress(measure),
        actual_cost=data.get("actual_cost"),
        next_step=data.get("next_step", ""),
        deviates=bool(data.get("deviates")),
        written_by=measure.act.by,
        written_at=now,
    )
    measure.forget("pending_reports", "newest_report", "returned_report")
    following.answer_request(measure, report)


def judge_report(measure: Process, now: dt.datetime) -> None:
    report, data = measure.act.item, measure.act.data
    approved = data.get("answer", "approve") == "approve"
    report.state = ProgressReport.State.APPROVED if approved else ProgressReport.State.RETURNED
    report.judged_by, report.judged_at, report.remark = (
        measure.act.actor,
        now,
        data.get("remark", ""),
    )
    report.save(update_fields=["state", "judged_by", "judged_at", "remark"])
    if approved and report.actual_cost is not None:
        measure.put(actual_cost=report.actual_cost)
    measure.forget("pending_reports", "newest_report", "returned_report")
    if not approved:
        measure.forget("report_requests")


def ask_further_decision(measure: Process, now: dt.datetime) -> None:
    measure.put(deviation=measure.act.data["deviation"])


def ask_completion(measure: Process, now: dt.datetime) -> None:
    data = measure.act.data
    measure.put(completion_by=measure.act.actor, completion=data.get("completion", "achieved"))
    measure.put(
        **{
            name: data[name]
            for name in ("final_report", "actual_cost")
            if data.get(name) is not None
        }
    )


def leave_bodies(measure: Process, now: dt.datetime) -> None:
    drop_open_signatures(measure, now)
    route.drop_open_stations(measure, now)


def abort(measure: Process, now: dt.datetime) -> None:
    if measure.in_force:
        measure.put(terminated=True, completion_by=measure.act.actor)
    reference = measure.act.data.get("decision_reference")
    if reference:
        measure.put(decision_reference=reference)


def take_over(measure: Process, now: dt.datetime) -> None:
    """A case begun elsewhere arrives with its decision.

    In consultation it gets a paper and its deciding station.
    """
    data = measure.act.data
    measure.put(
        decision_reference=data["decision_reference"], first_released_at=now, submitted_at=now
    )
    if data["to"] == "consulting":
        route.open_taken_over_station(measure, now)
        return
    measure.put(decided_on=data.get("decided_on") or localdate(now))
    measure.put(in_force=data["to"] == "implementing")


def object_to_decision(measure: Process, now: dt.datetime) -> None:
    """The decision is not carried out: nothing carries the measure until the body votes again."""
    measure.put(decided_on=None, decision_reference="", decided_by="")
    money.release_decided(measure, now)
    route.open_new_vote(measure, now)


def correct(measure: Process, now: dt.datetime) -> None:
    """Write the right result over the published one; the journal keeps both."""
    station = measure.act.item
    decided = station.outcome in APPROVALS
    station.minutes = station.confirmed_by = station.confirmed_at = None
    route.write_result(measure, now)
    if not measure.is_moved_by(station):
        return
    if decided:
        measure.put(decided_on=None, decision_reference="", terminated=False)
        money.release_decided(measure, now)
    if station.outcome in APPROVALS:
        adopt(measure, now)
    elif station.outcome in ("rejected", "returned_to_lead"):
        route.drop_open_stations(measure, now)
    elif not measure.open_stations:
        route.continue_at(measure, station, now)


EFFECTS: dict[str, Effect] = {
    "edit": write_text,
    "submit": submit,
    "request_cosignatures": request_cosignatures,
    "send_back": drop_open_signatures,
    "cosign": cosign,
    "overrule": overrule,
    "edit_route": route.write_route,
    "release": route.open_route,
    "approve_in_budget": name_competence,
    "inform": route.inform,
    "schedule": route.schedule,
    "record": route.write_result,
    "confirm_result": route.confirm_result,
    "publish": route.publish,
    "adopt": adopt,
    "reject": route.drop_open_stations,
    "return_from_body": route.drop_open_stations,
    "replace": route.replace,
    "supplement": route.supplement,
    "annex": attachments.store_annex,
    "object": object_to_decision,
    "urgent": decide_urgently,
    "edit_sources": money.write_sources,
    "confirm_source": money.confirm,
    "note_grant": money.note_grant,
    "edit_milestones": write_milestones,
    "start": begin_work,
    "start_early": begin_work,
    "give_orders": following.write_orders,
    "settle_order": following.settle_order,
    "ask_report": following.ask_report,
    "edit_indicators": following.write_indicators,
    "remind": following.remind,
    "escalate": following.escalate,
    "report": write_report,
    "approve_report": judge_report,
    "reopen_for_decision": ask_further_decision,
    "request_completion": ask_completion,
    "withdraw": leave_bodies,
    "withdraw_from_bodies": route.drop_open_stations,
    "abort": abort,
    "take_over": take_over,
    "correct": correct,
    "attach": attachments.store,
}


def follows(measure: Process, step: str) -> str | None:
    """The step that results from the one just taken, if any."""
    if step == "publish":
        return route.result_follows(measure)
    if measure.status == "funding" and step != "secure" and measure.is_funding_secured:
        return "secure"
    return None


def items_of(measure: Process, step: str) -> list[Any]:
    """The sub-records a step can be about at this moment."""
    return [] if step not in ITEMS else list(ITEMS[step](measure))


ITEMS: dict[str, Callable[[Process], Any]] = {
    "cosign": lambda measure: [s for s in measure.open_signatures if not s.answer],
    "overrule": lambda measure: [s for s in measure.open_signatures if s.is_objection],
    "schedule": lambda measure: measure.open_stations,
    "record": lambda measure: measure.open_stations,
    "publish": lambda measure: measure.open_stations,
    "confirm_result": lambda measure: measure.unconfirmed_stations,
    "confirm_source": lambda measure: [
        s for s in measure.funding if s.state != FundingSource.State.ACCOUNTED
    ],
    "note_grant": lambda measure: [s for s in measure.funding if s.is_external or s.is_secured],
    "settle_order": lambda measure: measure.open_orders,
    "approve_report": lambda measure: measure.reports_to_judge,
    "correct": lambda measure: [s for s in measure.stations if s.published_at],
    "look_again": lambda measure: measure.second_looks_wanted,
}
