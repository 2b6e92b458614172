"""What remains of a step: the guarded UPDATE of the measure and the sealed journal entry."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core.models import JournalEntry, Measure, Outbox, Person
from core.rule import Act
from core.steps import Step, telling

from .answers import plain
from .entrance import since
from .models import Process
from .refusals import Stale


def record(
    measure: Process,
    action: str,
    source: str,
    moment: dt.datetime,
    answers: dict[str, Any],
    *,
    fired: list[Step],
    task: int | None = None,
) -> None:
    """One guarded UPDATE of the measure, and the sealed entry with its outbox row."""
    act, version = measure.act, measure.version
    entry = JournalEntry(
        measure_id=measure.pk,
        number=version + 1,
        at=moment,
        actor=act.actor,
        on_behalf_of=act.behalf,
        pseudonym=_pseudonym(act.actor, act.behalf),
        action=action,
        task=task,
        object=f"{act.item._meta.model_name}:{act.item.pk}" if act.item else "",
        source=source,
        target=measure.status,
        reason=_reason(act),
        detail={"fired": [step.name for step in fired], "data": answers} | _confirmed(act, fired),
    )
    entry.digest = entry.content_digest()
    entry.seal = entry.seal_after(measure.seal)
    changes = {name: getattr(measure, name) for name in measure.changed}
    values = changes | {"status": measure.status, "version": entry.number, "seal": entry.seal}
    if not Measure.objects.filter(pk=measure.pk, version=version).update(**values):
        raise Stale(since(measure, version))
    entry.save(force_insert=True)
    tells = {audience.value for step in telling(fired) for audience in step.tells} | measure.tells
    if tells:
        Outbox.objects.create(entry=entry, audiences=sorted(tells))
    measure.version, measure.seal = entry.number, entry.seal
    measure.changed.clear()
    measure.tells.clear()


def _reason(act: Act) -> str:
    """Why, in the person's own words; the note to those who are asked says it as well."""
    note = "" if act.item else act.data.get("note")
    return str(act.data.get("reason") or note or "")


def _confirmed(act: Act, fired: list[Step]) -> dict[str, Any]:
    """What the second person confirmed, beside their own answer."""
    return {"confirmed": plain(dict(act.data))} if act.first and fired else {}


def _pseudonym(actor: Person | None, on_behalf_of: Person | None) -> str:
    return " ".join(str(person.pseudonym) for person in (actor, on_behalf_of) if person) or "system"
