"""What is asked at the door before a step: is it there, may this person, on which sub-record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate

from core import access
from core.models import JournalEntry, Measure, Person

from .actions import items_of
from .models import Process, Task
from .offers import nothing_there, permits, right_missing, rights, substitution_over
from .refusals import Forbidden, Hidden, Refusal, StepRefused

if TYPE_CHECKING:
    from core.steps import Step

RELATED = ("plan", "field", "lead", "office", "treasury", "district")
SEEN = "_seen"  # kept on the person object, that is for one request


def locked_task(pk: int) -> Task:
    """The task with its measure; the same statement locks the measure's row."""
    locked = Task.objects.select_for_update(of=("process",)).select_related("process__plan")
    for found in locked.filter(pk=pk):
        return found
    raise Hidden


def authorise(actor: Person, step: Step, measure: Process, item: Any) -> None:
    """One of the step's rights, or 403 on a visible measure and 404 on a hidden one.

    Some rights are asked at the organization of the sub-record, which its task names as well.

    Office and treasury hold their rights on every measure, but do not see every one of them.
    """
    permitted = permits(actor, step, measure, item)
    unseen = measure.submitted_at is None or any(who.on == "treasury" for who in step.who)
    if permitted and not unseen:
        return
    if not sees(actor, measure):
        raise not_shown(actor, measure)
    if permitted:
        return
    over = access.ended_substitution(actor, rights(step, measure, item))
    raise Forbidden(substitution_over(over) if over else right_missing([w.said for w in step.who]))


def seen_by(person: Person, reference: str) -> Process:
    """The measure of this number if the person may see it; else Hidden, as if it were absent."""
    if not reference.isprintable():
        raise Hidden
    rows = Process.objects.visible_to(person).select_related(*RELATED)
    found: Process | None = rows.filter(reference=reference).first()
    if found is not None:
        return found
    hidden = Measure.objects.filter(reference=reference).first()
    raise not_shown(person, hidden) if hidden else Hidden()


def not_shown(actor: Person, measure: Measure) -> Refusal:
    """Absent to who may not see it; who saw it as a substitute learns that this is over."""
    for over in access.ended_substitutions(actor):
        known = localdate(measure.created_at) <= over.ended_on
        shown = Measure.objects.visible_to(over.absent).filter(pk=measure.pk)
        if known and shown.exists():
            return Forbidden(substitution_over(over))
    return Hidden()


def sees(actor: Person, measure: Process) -> bool:
    """Tell whether the person may see the measure as it stands; asked once per version."""
    known: dict[Any, bool] = actor.__dict__.setdefault(SEEN, {})
    key = measure.pk, measure.version, access.pairs(actor)
    if key not in known:
        known[key] = Measure.objects.visible_to(actor).filter(pk=measure.pk).exists()
    return known[key]


def about(measure: Process, step: Step, key: int | None) -> Any:
    """The sub-record as read under the lock: action and measure speak of the same object.

    A step about a sub-record is refused without one, and with one it cannot be about.
    """
    if not step.item:
        return None
    known = {each.pk: each for each in items_of(measure, step.name)}
    found = known.get(key)
    if found is None:
        raise StepRefused([nothing_there()])
    return found


def since(measure: Process, seen: int) -> list[JournalEntry]:
    return list(measure.journal.filter(number__gt=seen).select_related("actor").order_by("number"))
