"""One form per step: what a person or a program has to say when taking it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from core import lifecycle
from core.models import Person
from workflow.models import Process

from . import bodies, checking, following, implementation, money, proposal, results, route
from .payload import as_posted, mistyped, unknown
from .proposal import ProposeForm
from .steps import ReasonForm, StepForm

__all__ = ["ACTION_FORMS", "ProposeForm", "StepForm", "answers", "form_for", "propose", "with_item"]

ACTION_FORMS: dict[str, type[StepForm]] = {
    "edit": proposal.EditForm,
    "submit": StepForm,
    "request_cosignatures": checking.RequestForm,
    "pass_check": StepForm,
    "send_back": ReasonForm,
    "cosign": checking.CosignForm,
    "overrule": checking.OverruleForm,
    "edit_route": route.RouteForm,
    "release": StepForm,
    "approve_in_budget": bodies.CompetenceForm,
    "inform": bodies.InformForm,
    "record": results.ResultForm,
    "publish": results.ResultForm,
    "replace": bodies.ReplaceForm,
    "object": bodies.ObjectForm,
    "urgent": bodies.UrgentForm,
    "edit_sources": money.SourcesForm,
    "confirm_source": money.ConfirmForm,
    "note_grant": money.NoteForm,
    "reopen": ReasonForm,
    "edit_milestones": implementation.MilestonesForm,
    "start": StepForm,
    "start_early": StepForm,
    "pause": ReasonForm,
    "resume": ReasonForm,
    "report": implementation.ReportForm,
    "give_orders": following.OrdersForm,
    "settle_order": following.SettleOrderForm,
    "ask_report": following.AskReportForm,
    "edit_indicators": following.IndicatorsForm,
    "approve_report": implementation.ApproveReportForm,
    "reopen_for_decision": implementation.FurtherDecisionForm,
    "request_completion": implementation.CompletionForm,
    "complete": StepForm,
    "return_completion": ReasonForm,
    "withdraw": ReasonForm,
    "withdraw_from_bodies": ReasonForm,
    "abort": implementation.AbortForm,
    "take_over": bodies.TakeOverForm,
    "schedule": bodies.ScheduleForm,
    "supplement": bodies.SupplementForm,
    "annex": implementation.AnnexForm,
    "confirm_result": results.ConfirmForm,
    "correct": results.CorrectForm,
    "look_again": bodies.SecondLookForm,
    "attach": implementation.AttachForm,
}

Faults = dict[str, list[str]]


def form_for(
    step_name: str,
    measure: Process,
    item: Any,
    actor: Person,
    data: Any = None,
    files: Any = None,
) -> StepForm:
    """The form of a step, bound to what was posted or showing what is known."""
    return ACTION_FORMS[step_name](data, files, measure=measure, item=item, actor=actor)


def with_item(step_name: str, item: Any, data: dict[str, Any]) -> dict[str, Any]:
    """The answers together with the sub-record they are about, as `engine.intervene` takes it."""
    kind = lifecycle.steps()[step_name].item
    return {**data, kind: item} if kind and item is not None else data


def answers(
    step_name: str,
    measure: Process,
    item: Any,
    actor: Person,
    payload: Mapping[str, Any] | QueryDict,
    files: Any = None,
) -> tuple[dict[str, Any], Faults]:
    """Read the answers of a step: the engine's `data`, and the faults by field, which forbid it.

    `payload` is what a browser posted, or JSON with the same names: records by key, days as ISO or
    23.11.2026, money as number or 1.234,50, grids (`cost_lines`, `stations`, `sources`,
    `milestones`) as lists of objects. What JSON leaves out stays as the form shows it at first; a
    name no field has is a fault.
    """
    form = form_for(step_name, measure, item, actor)
    if item is not None and not isinstance(payload, QueryDict):
        payload = {
            name: payload[name] for name in payload if name != lifecycle.steps()[step_name].item
        }
    data, faults = _read(form, payload, files)
    return (with_item(step_name, item, data) if not faults else {}), faults


def propose(actor: Person, payload: Mapping[str, Any] | QueryDict) -> tuple[dict[str, Any], Faults]:
    """Read a proposal as `engine.start` takes it, in the same way."""
    return _read(ProposeForm(measure=Process(), actor=actor), payload, None)


def _read(
    blank: StepForm, payload: Mapping[str, Any] | QueryDict, files: Any
) -> tuple[dict[str, Any], Faults]:
    posted = payload if isinstance(payload, QueryDict) else as_posted(blank, payload)
    form = type(blank)(
        posted, files or {}, measure=blank.measure, item=blank.item, actor=blank.actor
    )
    faults = {} if form.is_valid() else form.faults()
    if posted is not payload:
        strange, wrong = unknown(form, posted), mistyped(blank, payload)
        faults |= {name: [_("Dieses Feld gibt es hier nicht.")] for name in strange}
        faults |= {name: [_("Dieser Wert passt nicht zu dem Feld.")] for name in wrong}
    return ({} if faults else form.answers()), faults
