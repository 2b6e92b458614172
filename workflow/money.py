"""What steps write about funding sources: reserving, securing, confirming, noting grants."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.amounts import write_amount
from core.cover import drawing, overdrafts
from core.models import FundingAmount, FundingDrawing, FundingSource, Person, SourceConfirmation
from core.steps import Audience

from .models import Process
from .refusals import Reason, StepRefused

Kind = FundingSource.Kind
State = FundingSource.State
DATES = ("application_due", "drawing_due", "proof_due")
FACTS = ("kind", "name", "cover", "budget_item", "share")
STATED = (*FACTS, *DATES)
NOTICE = ("notice_number", "notice_on", "period_from", "period_to", "share", *DATES)
# What the treasury confirmed stays; dates of drawing and proof may still be agreed.
KEPT_OPEN = DATES
Answer = SourceConfirmation.Answer
ANEW = (State.APPLIED, State.GRANTED, State.REFUSED)
USE = (State.DRAWN, State.ACCOUNTED)
LOSS = (State.REVOKED, State.EXPIRED)
# What may be noted of a source in which state; only the treasury secures one.
WAYS: dict[str, tuple[str, ...]] = {
    State.PLANNED: ANEW,
    State.APPLIED: (State.GRANTED, State.REFUSED, State.EXPIRED),
    State.GRANTED: (State.GRANTED, State.REFUSED, *LOSS),
    State.SECURED: (State.GRANTED, *USE, *LOSS),
    State.DRAWN: (State.GRANTED, *USE, *LOSS),
    State.ACCOUNTED: (State.ACCOUNTED,),
    State.REFUSED: ANEW,
    State.REVOKED: ANEW,
    State.EXPIRED: ANEW,
}


def ways(source: FundingSource) -> tuple[str, ...]:
    """What may be noted of a source next; of the city's own money only its use."""
    next_ones = WAYS[source.state]
    return next_ones if source.is_external else tuple(each for each in next_ones if each in USE)


def reserve(measure: Process, now: dt.datetime) -> None:
    """The treasury has checked the city's own sources and keeps the money for this measure.

    What the same person has entered is not reserved: another one confirms it (four eyes). Nor is
    what stands under a condition: only the treasury's own word lifts that.
    """
    own = measure.sources.filter(
        kind__in=FundingSource.RESERVABLE, state=State.PLANNED, condition=""
    )
    own.exclude(noted_by=measure.act.actor).update(reserved_at=now)
    measure.forget("funding")


def secure_reserved(measure: Process, now: dt.datetime) -> None:
    """The decision secures reserved sources where the year's budget is effective.

    What the item of the budget no longer holds, what names no item and what stands under a
    condition waits for the treasury. Items are locked in their order, so that two decisions never
    wait for each other.
    """
    measure.touched.add("funding")
    for source in sorted(measure.funding, key=lambda source: source.budget_item_id or 0):
        ready = source.reserved_at and source.state == State.PLANNED and not source.condition
        if ready and not source.lacks_item and _is_held(source, measure):
            _secure(source, now)


def _is_held(source: FundingSource, measure: Process) -> bool:
    """The budgets of all years up to now are effective, and their item holds the money."""
    year = measure.act.on.year
    due = [part.year for part in source.amounts.all() if part.year <= year]
    return measure.effective_years.issuperset(due) and not any(overdrafts(source, until=year))


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
    """Secured by the decision; a condition it overrides stays in the history."""
    remember(source, Answer.DECISION, now, note=source.condition)
    source.state, source.condition, source.confirmed_at = State.SECURED, "", now
    source.save(update_fields=["state", "condition", "confirmed_at"])


def remember(
    source: FundingSource,
    answer: str,
    now: dt.datetime,
    *,
    by: Person | None = None,
    note: str = "",
) -> None:
    """Keep what was said of the source, with its amounts as they stand."""
    amounts = {str(part.year): str(part.amount) for part in source.amounts.all()}
    SourceConfirmation.objects.create(
        source=source, answer=answer, amounts=amounts, note=note, said_by=by, said_at=now
    )


def write_sources(measure: Process, now: dt.datetime) -> None:
    """Take over the sources as typed.

    A changed source loses its reservation and confirmation, whose history stays; planned ones may
    go.
    """
    rows = measure.act.data["sources"]
    known = {source.pk: source for source in measure.funding}
    kept = {row["pk"] for row in rows if row.get("pk")}
    for source in known.values():
        judged = source.condition or source.confirmed_at
        if source.pk not in kept and source.state == State.PLANNED and not judged:
            source.delete()
    for row in rows:
        _write_source(measure, known.get(row.get("pk")), row, now)
    measure.forget("funding")


def _write_source(
    measure: Process, source: FundingSource | None, row: dict[str, Any], now: dt.datetime
) -> None:
    amounts = {part["year"]: part["amount"] for part in row.get("amounts", ())}
    if source and _facts(source) == (
        {name: row.get(name, getattr(source, name)) for name in FACTS},
        amounts,
    ):
        _agree_dates(source, row)
        return
    if source is None:
        source = FundingSource(measure=measure)
    else:
        _reopen(measure, source, sum(amounts.values(), Decimal(0)), now)
    for name in STATED:
        if name in row:
            setattr(source, name, row[name])
    source.reserved_at, source.condition, source.noted_by = None, "", measure.act.actor
    source.save()
    source.amounts.all().delete()
    FundingAmount.objects.bulk_create(
        FundingAmount(source=source, year=year, amount=amount) for year, amount in amounts.items()
    )


def _agree_dates(source: FundingSource, row: dict[str, Any]) -> None:
    """Other dates do not touch what was reserved or confirmed."""
    dates = {name: row[name] for name in DATES if name in row}
    FundingSource.objects.filter(pk=source.pk).update(**dates)


def _facts(source: FundingSource) -> tuple[dict[str, Any], dict[int, Any]]:
    return {name: getattr(source, name) for name in FACTS}, {
        p.year: p.amount for p in source.amounts.all()
    }


def _reopen(measure: Process, source: FundingSource, total: Decimal, now: dt.datetime) -> None:
    """A source judged before that is changed has to be judged anew; what was said of it stays.

    That also goes for a confirmation under a condition: its words stay in the history.
    """
    if source.state == State.ACCOUNTED:
        raise StepRefused([_keep_accounted(source)])
    if total < source.drawn:
        raise StepRefused([_keep_drawn(source)])
    if source.is_secured or source.condition:
        remember(source, Answer.CHANGED, now, by=measure.act.by, note=source.condition)
        measure.tells.add(Audience.TREASURY)
    source.state = _unsecured(source)


def _keep_accounted(source: FundingSource) -> Reason:
    said = _("Die Quelle „%(name)s“ ist abgerechnet und bleibt so.")
    return Reason("R-40", said % {"name": source.name})


def _keep_drawn(source: FundingSource) -> Reason:
    said = _("Von „%(name)s“ sind schon %(drawn)s Euro abgerufen; weniger kann sie nicht geben.")
    return Reason("R-67", said % {"name": source.name, "drawn": write_amount(source.drawn)})


def _keep_confirmed(source: FundingSource) -> Reason:
    said = _(
        "Die Beträge von „%(name)s“ sind bestätigt. Bitte einen geänderten Bescheid eintragen "
        "oder die Quelle bearbeiten; die Kämmerei bestätigt sie dann neu."
    )
    return Reason("R-40", said % {"name": source.name})


def confirm(measure: Process, now: dt.datetime) -> None:
    """The treasury's word on one source.

    Confirmed, confirmed under a condition that is tracked, or refused. It takes the place of a
    reservation.
    """
    source, data = measure.act.item, measure.act.data
    measure.touched.add("funding")
    answer = data.get("answer", "confirm")
    if answer == "confirm":
        _refuse_unfit(source)
    source.confirmed_by, source.confirmed_at = measure.act.actor, now
    source.condition = data.get("condition", "") if answer == "conditional" else ""
    held = State.DRAWN if source.drawings.all() else State.SECURED
    source.state = {"confirm": held, "refuse": State.REFUSED}.get(answer, _unsecured(source))
    source.reserved_at = None
    told = ("state", "condition", "reserved_at", "confirmed_by", "confirmed_at")
    source.save(update_fields=told)
    note = source.condition or data.get("note", "")
    remember(source, Answer(answer), now, by=measure.act.by, note=note)


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
    """Write down, with evidence, what became of a source, from application to account.

    A condition of the treasury stays: only its own word lifts it.
    """
    data, source = measure.act.data, measure.act.item
    judged = source.is_secured or source.condition
    if judged and data["what"] == State.GRANTED:
        remember(source, Answer.CHANGED, now, by=measure.act.by, note=source.condition)
    if data["what"] == State.DRAWN and source.is_secured:
        _draw(measure, source)
    if data["what"] == "early_start" and source.is_awaited:
        starts = data.get("starts_on") or measure.act.on
        measure.put(early_start_notice=data["evidence"], early_start_on=starts)
    else:
        _refuse_detour(source, data["what"])
        source.state = State(data["what"])
    for name in KEPT_OPEN if source.is_secured else NOTICE:
        if data.get(name) not in (None, ""):
            setattr(source, name, data[name])
    source.evidence, source.noted_by = data["evidence"], measure.act.actor
    source.evidence_document = data.get("evidence_document") or source.evidence_document
    source.save()
    _write_amounts(source, data.get("amounts") or ())
    measure.forget("funding")


def _draw(measure: Process, source: FundingSource) -> None:
    """Call money of the source; how much is left has been asked by the rules."""
    FundingDrawing.objects.create(
        source=source,
        drawn_on=measure.act.data.get("drawn_on") or measure.act.on,
        amount=drawing(measure),
        reference=measure.act.data["evidence"],
        noted_by=measure.act.actor,
    )


def _refuse_detour(source: FundingSource, what: str) -> None:
    """Only the next states can be noted, and notices only of money from outside the city."""
    if what not in ways(source):
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
    known = {part.year: part.amount for part in source.amounts.all()}
    changed = [part for part in parts if known.get(part["year"]) != part["amount"]]
    if changed and source.is_secured:
        raise StepRefused([_keep_confirmed(source)])
    after = known | {part["year"]: part["amount"] for part in changed}
    if sum(after.values(), Decimal(0)) < source.drawn:
        raise StepRefused([_keep_drawn(source)])
    for part in changed:
        FundingAmount.objects.update_or_create(
            source=source, year=part["year"], defaults={"amount": part["amount"]}
        )
