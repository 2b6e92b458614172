"""What steps write about funding sources: reserving, securing, confirming, noting grants."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from core.models import BudgetYear, FundingAmount, FundingSource

from .models import Process
from .refusals import Reason, StepRefused

Kind = FundingSource.Kind
State = FundingSource.State
FACTS = ("kind", "name", "cover", "share", "proof_due")
NOTICE = ("notice_number", "notice_on", "period_from", "period_to", "share", "proof_due")
# What the treasury confirmed stays; the date of the final account may still be agreed.
KEPT_OPEN = ("proof_due",)
ANEW = (State.APPLIED, State.GRANTED, State.REFUSED)
USE = (State.DRAWN, State.ACCOUNTED)
LOSS = (State.REVOKED, State.EXPIRED)
# What may be noted of a source in which state; only the treasury secures one.
WAYS: dict[str, tuple[str, ...]] = {
    State.PLANNED: ANEW,
    State.APPLIED: (*ANEW, State.EXPIRED),
    State.GRANTED: (State.GRANTED, State.REFUSED, *LOSS),
    State.SECURED: (*USE, *LOSS),
    State.DRAWN: (*USE, *LOSS),
    State.ACCOUNTED: (State.ACCOUNTED,),
    State.REFUSED: ANEW,
    State.REVOKED: ANEW,
    State.EXPIRED: ANEW,
}


def reserve(measure: Process, now: dt.datetime) -> None:
    """The treasury has checked the city's own sources and keeps the money for this measure.

    What the same person has entered is not reserved: another one confirms it (four eyes).
    """
    own = measure.sources.filter(kind__in=FundingSource.RESERVABLE, state=State.PLANNED)
    own.exclude(noted_by=measure.act.actor).update(reserved_at=now)
    measure.forget("funding")


def secure_reserved(measure: Process, now: dt.datetime) -> None:
    """The decision secures reserved sources where the year's budget is effective."""
    measure.touched.add("funding")
    effective = set(BudgetYear.objects.filter(effective=True).values_list("year", flat=True))
    for source in measure.funding:
        due = [part.year for part in source.amounts.all() if part.year <= measure.act.on.year]
        if source.reserved_at and source.state == State.PLANNED and effective.issuperset(due):
            _secure(source, now)


def approve_over_plan(measure: Process, now: dt.datetime) -> None:
    """Over- and extra-plan money is approved by the recorded decision, never by the treasury."""
    measure.touched.add("funding")
    for source in measure.funding:
        if source.kind == Kind.OVER_PLAN and source.state == State.PLANNED and source.cover:
            _secure(source, now)


def release_decided(measure: Process, now: dt.datetime) -> None:
    """What only the decision had secured is reserved again, no more, when that decision falls."""
    measure.touched.add("funding")
    for source in measure.funding:
        if source.state == State.SECURED and source.confirmed_by_id is None:
            source.state, source.confirmed_at = State.PLANNED, None
            source.save(update_fields=["state", "confirmed_at"])


def _secure(source: FundingSource, now: dt.datetime) -> None:
    source.state, source.confirmed_at = State.SECURED, now
    source.save(update_fields=["state", "confirmed_at"])


def write_sources(measure: Process, now: dt.datetime) -> None:
    """Take over the sources as typed.

    A changed source loses its reservation and confirmation; planned ones may go.
    """
    rows = measure.act.data["sources"]
    known = {source.pk: source for source in measure.funding}
    kept = {row["pk"] for row in rows if row.get("pk")}
    for source in known.values():
        judged = source.condition or source.confirmed_by_id
        if source.pk not in kept and source.state == State.PLANNED and not judged:
            source.delete()
    for row in rows:
        _write_source(measure, known.get(row.get("pk")), row)
    measure.forget("funding")


def _write_source(measure: Process, source: FundingSource | None, row: dict[str, Any]) -> None:
    amounts = {part["year"]: part["amount"] for part in row.get("amounts", ())}
    if source and _facts(source) == (
        {name: row.get(name, getattr(source, name)) for name in FACTS},
        amounts,
    ):
        return
    if source is None:
        source = FundingSource(measure=measure)
    elif source.is_secured:
        raise StepRefused([_keep_confirmed(source)])
    for name in FACTS:
        if row.get(name) is not None:
            setattr(source, name, row[name])
    source.reserved_at, source.noted_by = None, measure.act.actor
    source.save()
    source.amounts.all().delete()
    FundingAmount.objects.bulk_create(
        FundingAmount(source=source, year=year, amount=amount) for year, amount in amounts.items()
    )


def _facts(source: FundingSource) -> tuple[dict[str, Any], dict[int, Any]]:
    return {name: getattr(source, name) for name in FACTS}, {
        p.year: p.amount for p in source.amounts.all()
    }


def _keep_confirmed(source: FundingSource) -> Reason:
    return Reason(
        "R-40",
        _(
            "Die Quelle „%(name)s“ ist bestätigt und bleibt so; bitte die Änderung als neue "
            "Quelle eintragen."
        )
        % {"name": source.name},
    )


def confirm(measure: Process, now: dt.datetime) -> None:
    """The treasury's word on one source.

    Confirmed, confirmed under a condition that is tracked, or refused.
    """
    source, data = measure.act.item, measure.act.data
    measure.touched.add("funding")
    answer = data.get("answer", "confirm")
    if answer == "confirm":
        _refuse_unfit(source)
    source.confirmed_by, source.confirmed_at = measure.act.actor, now
    source.condition = data.get("condition", "") if answer == "conditional" else ""
    source.state = {"confirm": State.SECURED, "refuse": State.REFUSED}.get(
        answer, _unsecured(source)
    )
    source.save(update_fields=["state", "condition", "confirmed_by", "confirmed_at"])


def _unsecured(source: FundingSource) -> str:
    external = source.is_external
    return source.state if not source.is_secured else State.GRANTED if external else State.PLANNED


def _refuse_unfit(source: FundingSource) -> None:
    if source.kind == Kind.OVER_PLAN:
        raise StepRefused(
            [
                Reason(
                    "R-40",
                    _(
                        "Über- und außerplanmäßige Mittel bewilligt der Rat, in geringer Höhe der "
                        "Oberbürgermeister."
                    ),
                )
            ]
        )
    if source.is_external and source.state not in (
        State.GRANTED,
        *FundingSource.HELD,
    ):
        raise StepRefused(
            [
                Reason(
                    "R-40",
                    _("Für „%(name)s“ liegt noch kein Bescheid vor.") % {"name": source.name},
                )
            ]
        )


def note_grant(measure: Process, now: dt.datetime) -> None:
    """Write down, with evidence, what became of a source, from application to account."""
    data, source = measure.act.data, measure.act.item
    if data["what"] == "early_start" and source.is_external:
        starts = data.get("starts_on") or measure.act.on
        measure.put(early_start_notice=data["evidence"], early_start_on=starts)
    else:
        _refuse_detour(source, data["what"])
        source.state, source.condition = State(data["what"]), ""
    for name in KEPT_OPEN if source.is_secured else NOTICE:
        if data.get(name) not in (None, ""):
            setattr(source, name, data[name])
    source.evidence, source.noted_by = data["evidence"], measure.act.actor
    source.save()
    _write_amounts(source, data.get("amounts") or ())
    measure.forget("funding")


def _refuse_detour(source: FundingSource, what: str) -> None:
    """Only the next states can be noted, and notices only of money from outside the city."""
    from_outside = source.is_external or what in USE
    if what not in WAYS[source.state] or not from_outside:
        raise StepRefused(
            [
                Reason(
                    "R-40",
                    _("„%(name)s“ ist %(state)s; das lässt sich dafür nicht eintragen.")
                    % {"name": source.name, "state": source.get_state_display()},
                )
            ]
        )


def _write_amounts(source: FundingSource, parts: Any) -> None:
    """New amounts as the notice states them; a secured source keeps what the treasury confirmed."""
    if parts and source.is_secured:
        raise StepRefused([_keep_confirmed(source)])
    for part in parts:
        FundingAmount.objects.update_or_create(
            source=source, year=part["year"], defaults={"amount": part["amount"]}
        )
