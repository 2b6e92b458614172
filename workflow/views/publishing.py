"""Before results are announced: one page to check them all, one click to publish the sitting."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.components import Link
from core.models import AgendaItem, Meeting
from core.requests import PersonRequest
from workflow.forms.fields import is_key
from workflow.meetings import agenda as making
from workflow.meetings import door, recording
from workflow.meetings.recording import Answer
from workflow.rehearsal import PREVIEW, Told, rehearse

from .grid import summary
from .refusing import page
from .sittings import found, paper_number

AT_ONCE = 5  # as many as one answer of the progress bar publishes


@page
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: PersonRequest, *, pk: int) -> HttpResponse:
    """Everything that would be announced now, with what still stands against it.

    Asked for, also to whom.
    """
    row = found(pk)
    door.permit(request.user, row)
    rows = [_row(item) for item in making.items(row) if item.asks_for_result]
    ready = [each for each in rows if each["ready"]]
    context = {
        "meeting": row,
        "crumbs": _crumbs(row),
        "rows": rows,
        "ready": len(ready),
        "missing": sum(each["missing"] for each in rows),
        "told": _rehearsed(request, pk) if PREVIEW in request.POST else None,
    }
    return render(request, "workflow/meeting_check.html", context)


def _rehearsed(request: PersonRequest, pk: int) -> list[Told]:
    everything = partial(recording.publish_recorded, actor=request.user, meeting=pk)
    return rehearse(lambda: list(everything()), by=request.user)


def _crumbs(row: Meeting) -> list[Link]:
    return [
        Link(label=_("Sitzungen"), url=reverse("meetings")),
        Link(label=str(row), url=reverse("meeting", args=[row.pk])),
    ]


def _row(item: AgendaItem) -> dict[str, Any]:
    recorded = recording.is_recorded(item)
    faults = recording.faults(item) if recorded else []
    return {
        "number": item.number,
        "title": item.title,
        "paper": paper_number(item),
        "result": summary(item) if item.result.outcome else "",
        "verbatim": item.result.verbatim,
        "change": item.result.change_text,
        "published": bool(item.result.published_at),
        "faults": faults,
        "ready": recorded and not faults,
        "missing": item.is_open and not item.result.outcome,
    }


@page
@require_POST
def publish(request: PersonRequest, *, pk: int) -> HttpResponse:
    """Publish all drafts, item by item. A script does it in steps and sees how far it is."""
    row = found(pk)
    door.permit(request.user, row)
    after = request.POST.get("nach", "")
    by_steps = bool(request.headers.get("HX-Request"))
    answers = list(
        recording.publish_recorded(
            actor=request.user,
            meeting=pk,
            after=int(after) if is_key(after) else 0,
            most=AT_ONCE if by_steps else None,
        )
    )
    if by_steps:
        return _step(request, row, answers)
    context = {"meeting": row, "crumbs": _crumbs(row), "answers": [_told(each) for each in answers]}
    return render(request, "workflow/meeting_published.html", context)


def _step(request: PersonRequest, row: Meeting, answers: Sequence[Answer]) -> HttpResponse:
    """One step of the progress bar: what was done, how much is left, and the next step."""
    total, done = (_number(request, name) for name in ("alle", "fertig"))
    done += len(answers)
    context = {
        "meeting": row,
        "answers": [_told(each) for each in answers],
        "done": done,
        "total": max(total, done),
        "after": answers[-1].place if answers else 0,
        "goes_on": len(answers) == AT_ONCE,
    }
    return render(request, "workflow/_publish_progress.html", context)


def _number(request: PersonRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if is_key(given) else 0


def _told(answer: Answer) -> dict[str, Any]:
    return {
        "number": answer.item.number,
        "title": answer.item.title,
        "result": summary(answer.item),
        "sentences": answer.sentences,
    }
