"""The decision that carries a measure, and those that are new since the last report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.timezone import localdate

from core import result_words
from core.models import Consultation
from core.results import APPROVALS

from .material import Material
from .rows import Change, ChangeKind, Decision, Period
from .scope import Scope

Object = Consultation.Object


def decision_of(each: Material, period: Period, scope: Scope) -> Decision | None:
    """The last vote for it; else what the mayor, the administration or another record decided."""
    measure = each.measure
    decided = measure.decided_on
    if decided is None and not measure.decided_by:
        return None  # a vote that was objected to carries nothing
    approvals = [vote for vote in each.votes if vote.outcome in APPROVALS]
    if decided and decided > period.until:
        return _of_vote(approvals[-1], each) if approvals else None
    by_others_later = decided and measure.decided_by and approvals and decided > _day(approvals[-1])
    if approvals and not by_others_later:
        return _of_vote(approvals[-1], each)
    return _without_vote(each, scope)


def new_decisions(each: Material, carrying: Decision | None, period: Period) -> Iterator[Change]:
    """Votes published in the period, and what was decided in it without one."""
    fresh = [vote for vote in each.votes if vote.is_shown and period.covers(vote.published_at)]
    for vote in fresh:
        yield _change(_of_vote(vote, each))
    if carrying and not carrying.result and _falls_in(carrying, period):
        yield _change(carrying)


def _day(vote: Any) -> dt.date:
    day: dt.date = vote.meeting_on or localdate(vote.published_at)
    return day


def _of_vote(vote: Any, each: Material) -> Decision:
    if not vote.is_shown:
        return Decision(hidden=True)
    body = each.organizations[vote.organization_id].name
    return Decision(body=body, day=_day(vote), paper=vote.reference, result=_result(vote))


def _result(vote: Consultation) -> str:
    """For example "beschlossen, einstimmig (im Grundsatz)"."""
    said = result_words.short(vote)
    if vote.object in ("", Object.EXECUTION):
        return said
    return f"{said} ({Object(vote.object).label})"


def _without_vote(each: Material, scope: Scope) -> Decision:
    measure, carried = each.measure, each.history.carried_at
    if scope.names_hidden_paper(measure.decision_reference):
        return Decision(hidden=True)
    day = measure.decided_on or (localdate(carried) if carried else None)
    return Decision(body=measure.decided_by, day=day, paper=measure.decision_reference)


def _falls_in(decision: Decision, period: Period) -> bool:
    return decision.day is not None and period.since <= decision.day <= period.until


def _change(decision: Decision) -> Change:
    return Change(kind=ChangeKind.DECISION, after=decision.words, day=decision.day)
