"""What a result said before it was corrected, as the journal keeps it."""

from __future__ import annotations

from typing import Any

from .models import Consultation, JournalEntry

STEPS = ("record", "publish", "correct")
PARTS = (
    "outcome",
    "manner",
    "votes_for",
    "votes_against",
    "abstentions",
    "scope",
    "verbatim",
    "change_text",
)


def former_result(correction: JournalEntry) -> Consultation | None:
    """The station's result as it stood before that correction, never to be saved.

    None if the journal knows of no result before.
    """
    earlier = JournalEntry.objects.filter(
        measure=correction.measure_id, action__in=STEPS, number__lt=correction.number
    )
    about = earlier.exclude(object="").filter(object=correction.object)
    said: dict[str, Any] = {}
    for detail in about.order_by("number").values_list("detail", flat=True):
        data = detail.get("data", {})
        said |= {name: data[name] for name in PARTS if name in data}
    return Consultation(role=_role(correction), **said) if said.get("outcome") else None


def _role(correction: JournalEntry) -> str:
    """In which role the station speaks; it does not change with a correction."""
    key = correction.object.partition(":")[2]
    return Consultation.objects.values_list("role", flat=True).get(pk=key)
