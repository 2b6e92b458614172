"""The meeting grid: a whole agenda on one screen, one row per item, saved row by row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import result_words, results
from core.carried import Change, carried
from core.components import Link
from core.models import AgendaItem, Consultation, Meeting
from core.requests import PersonRequest
from core.result_text import parse_result
from core.results import COMPETENCE, Manner, Outcome, Role, Scope
from core.templatetags.laufzettel import money
from workflow.forms.agenda import RowForm
from workflow.forms.bodies import bodies
from workflow.meetings import agenda as making
from workflow.meetings import door, recording
from workflow.refusals import Hidden, Refusal, StepRefused

from .refusing import page
from .sittings import found, paper_number

KEYS = {
    Outcome.APPROVED: "z",
    Outcome.RECOMMENDED: "z",
    Outcome.APPROVED_WITH_CHANGES: "g",
    Outcome.RECOMMENDED_WITH_CHANGES: "g",
    Outcome.REJECTED: "a",
    Outcome.NOTED: "k",
    Outcome.ADJOURNED: "v",
    Outcome.REMOVED: "t",
    Outcome.DRAWN_INTO_GROUPS: "f",
    Outcome.WITHDRAWN: "x",
    Outcome.REFERRED: "w",
    Outcome.RETURNED_TO_LEAD: "r",
    Outcome.SUPERSEDED: "n",
    Outcome.ANSWERED: "b",
    Outcome.NO_VOTE: "o",
}
MANNER_KEYS = {Manner.UNANIMOUS: "e", Manner.MAJORITY: "m", Manner.COUNTED: "c", Manner.NONE: "s"}
# Which part the next keystroke usually goes to, once this outcome is chosen.
ASKS = {
    Outcome.APPROVED_WITH_CHANGES: "change_text",
    Outcome.RECOMMENDED_WITH_CHANGES: "change_text",
    Outcome.REFERRED: "refer_to",
    Outcome.RETURNED_TO_LEAD: "verbatim",
    Outcome.DRAWN_INTO_GROUPS: "wish_of",
}
UNVOTED = tuple(set(Outcome) - {*results.YES, Outcome.REJECTED})


def choices(role: str) -> list[dict[str, str]]:
    """The outcomes a body in this role can come to, each with its key."""
    fitting = COMPETENCE[Role(role)]
    return [
        {
            "value": each.value,
            "label": str(each.label),
            "key": KEYS[each],
            "asks": ASKS.get(each, ""),
        }
        for each in Outcome
        if each in fitting
    ]


def manners() -> list[dict[str, str]]:
    return [
        {"value": each.value, "label": str(each.label), "key": MANNER_KEYS[each]} for each in Manner
    ]


# ---- the whole grid -----------------------------------------------------------------------------


@page
@require_safe
def grid(request: PersonRequest, *, pk: int) -> HttpResponse:
    """The agenda to be recorded."""
    row = found(pk)
    door.permit(request.user, row)
    return drawn(request, row)


def drawn(
    request: PersonRequest,
    row: Meeting,
    *,
    typed: tuple[int, QueryDict, Sequence[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The grid; a row that was refused comes back as it was typed, with the reasons."""
    items = making.items(row)
    by_role: dict[str, Any] = {role.value: choices(role) for role in Role}
    changes = carried([item.station for item in items if item.station])
    rows = [_row(item, by_role, changes) for item in items if item.asks_for_result]
    if typed is not None:
        key, data, sentences = typed
        for each in rows:
            if each["key"] == key:
                each |= {"typed": data, "errors": sentences, "opened": True}
    context = {
        "meeting": row,
        "crumbs": [
            Link(label=_("Sitzungen"), url=reverse("meetings")),
            Link(label=str(row), url=reverse("meeting", args=[row.pk])),
        ],
        "rows": rows,
        "manners": manners(),
        "scopes": Scope.choices,
        "objects": Consultation.Object.choices,
        "bodies": [(str(each.pk), str(each)) for each in bodies()],
        "early": row.day > localdate(),
        "keys": _legend(),
        "left": sum(not each["given"]["outcome"] for each in rows if each["open"]),
        "unvoted": json.dumps([each.value for each in UNVOTED]),
        "favour": json.dumps({role: recording.FAVOURABLE[Role(role)].value for role in Role}),
    }
    return render(request, "workflow/meeting_grid.html", context, status=status)


def _legend() -> list[tuple[str, str]]:
    """Which key stands for what; keys that mean the same in every role are named once."""
    said: dict[str, list[str]] = {}
    for outcome, key in KEYS.items():
        said.setdefault(key.upper(), []).append(str(outcome.label))
    named = [(key, " / ".join(labels)) for key, labels in said.items()]
    return named + [(key.upper(), str(each.label)) for each, key in MANNER_KEYS.items()]


def _row(
    item: AgendaItem, by_role: Mapping[str, Any], changes: Mapping[int, Sequence[Change]]
) -> dict[str, Any]:
    role = recording.role_of(item)
    return {
        "key": item.pk,
        "number": item.number,
        "title": item.title,
        "below": item.parent_id is not None,
        "paper": paper_number(item),
        "role": role,
        "role_label": item.station.get_role_display() if item.station else item.get_kind_display(),
        "decides": role == Role.DECISION,
        "outcomes": by_role[role],
        "given": given(item),
        "open": item.is_open,
        "state": state(item),
        "details": _has_details(item),
        "changes": changes.get(item.station_id or 0, ()),
    } | saved(item)


def given(item: AgendaItem) -> dict[str, Any]:
    """What the row holds, as it is typed."""
    result = item.result
    values = {name: getattr(result, name) for name in recording.PARTS if name != "refer_to"}
    values["refer_to"] = str(result.refer_to_id or "")
    values["adjourned_to"] = f"{result.adjourned_to:%d.%m.%Y}" if result.adjourned_to else ""
    cost = result.change_cost
    values["change_cost"] = "" if cost is None else money(cost).removesuffix("\N{NO-BREAK SPACE}€")
    return {name: "" if value is None else value for name, value in values.items()}


def _has_details(item: AgendaItem) -> bool:
    values = given(item)
    return any(values[name] for name in ("change_text", "refer_to", "adjourned_to", "wish_of"))


def state(item: AgendaItem) -> str:
    """Why a row cannot be recorded here, or nothing."""
    if not item.is_here:
        return _("in eine andere Sitzung verschoben")
    if item.result.published_at:
        return _("veröffentlicht: %(result)s") % {"result": item.result.get_outcome_display()}
    if item.station and item.station.dropped:
        return _("entfallen")
    return ""


def saved(item: AgendaItem) -> dict[str, Any]:
    """What is kept of a row so far: its token, when it was saved, and what it still lacks."""
    result = item.result
    lacks = [*results.lacks(recording.result_of(item))] if result.outcome else []
    heard = parse_result(result.verbatim, role=recording.role_of(item)).result.outcome
    if heard and result.outcome and heard != result.outcome:
        sounds = _("Der Wortlaut klingt nach „%(outcome)s“: Bitte prüfen.")
        lacks.append(sounds % {"outcome": result.outcome_words(heard)})
    words = _("%(result)s, gesichert %(time)s Uhr") % {
        "result": summary(item),
        "time": f"{localtime(result.recorded_at):%H:%M:%S}" if result.recorded_at else "",
    }
    return {
        "token": recording.token(item),
        "said": words if result.recorded_at and result.outcome else "",
        "hints": [str(each) for each in lacks],
    }


def summary(item: AgendaItem) -> str:
    """For example: beschlossen, ausgezählt 9 : 1 : 0."""
    return result_words.short(item.result)


# ---- one row ------------------------------------------------------------------------------------


@page
@require_POST
def save_row(request: PersonRequest, *, pk: int, item: int) -> HttpResponse:
    """Keep one row. A script gets the new state of the row, a plain form the grid again."""
    meeting = found(pk)
    door.permit(request.user, meeting)
    if not meeting.items.filter(pk=item).exists():
        raise Hidden
    form = RowForm(request.POST)
    try:
        if not form.is_valid():
            return _refused(request, meeting, item, form.faults(), StepRefused.status)
        data = completed(form.cleaned_data)
        row = recording.record_row(
            actor=request.user, item=item, seen=request.POST.get("stand", ""), data=data
        )
    except Refusal as refused:
        if refused.status not in (StepRefused.status, recording.StaleRow.status):
            raise
        return _refused(request, meeting, item, recording.sentences_of(refused), refused.status)
    if _by_script(request):
        return _fragment(request, {"row": {"key": item, "number": row.number} | saved(row)})
    messages.success(request, _("%(item)s: gesichert.") % {"item": row})
    return redirect(f"{reverse('meeting-grid', args=[pk])}#zeile-{item}")


def _by_script(request: PersonRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _refused(
    request: PersonRequest, meeting: Meeting, item: int, sentences: Sequence[str], status: int
) -> HttpResponse:
    if _by_script(request):
        number = meeting.items.values_list("number", flat=True).get(pk=item)
        row = {
            "key": item,
            "number": number,
            "token": request.POST.get("stand", ""),
            "errors": sentences,
        }
        return _fragment(request, {"row": row}, status=status)
    return drawn(request, meeting, typed=(item, request.POST, sentences), status=status)


def _fragment(request: PersonRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "workflow/_row_state.html", context, status=status)


def completed(data: Mapping[str, Any]) -> dict[str, Any]:
    """What follows by itself from what was typed: counted votes, no vote, on the matter."""
    values = dict(data)
    counted = values["votes_for"] is not None and values["votes_against"] is not None
    if not values["manner"] and counted:
        values["manner"] = Manner.COUNTED
    if not values["manner"] and values["outcome"] in UNVOTED:
        values["manner"] = Manner.NONE
    values["scope"] = values["scope"] or Scope.MATTER
    return values


@page
@require_POST
def as_proposed(request: PersonRequest, *, pk: int) -> HttpResponse:
    """All rows still empty: the body agrees, unanimously."""
    row = found(pk)
    door.permit(request.user, row)
    answers = recording.record_all_as_proposed(actor=request.user, meeting=pk)
    for answer in answers:
        for sentence in answer.sentences:
            messages.error(request, f"TOP {answer.item.number}: {sentence}")
    number = sum(answer.done for answer in answers)
    messages.success(
        request, _("Wie vorgeschlagen erfasst: %(number)d Punkte.") % {"number": number}
    )
    return redirect("meeting-grid", pk=pk)
