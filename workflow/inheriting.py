"""What passes from an organization that has ended to the one that does its work now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.timezone import now

from core.models import Organization

from .following import inherit_orders
from .models import Process

ROLES = ("lead", "office", "treasury")


def inherit(measure: Process, heirs: Mapping[int, Organization]) -> dict[str, Any]:
    """Rename in open stations, unanswered co-signatures and the measure's own roles.

    A station remembers whom its paper was addressed to, and waits for a sitting of the heir.
    Returns who followed whom, for the journal.
    """
    passed: dict[str, Any] = {}
    for role in ROLES:
        heir = heirs.get(getattr(measure, f"{role}_id"))
        if heir is not None and not measure.is_final:
            passed[role] = [str(getattr(measure, role)), str(heir)]
            measure.put(**{role: heir})
    _stations(measure, heirs, passed)
    _signatures(measure, heirs, passed)
    inherit_orders(measure, heirs, passed)
    return passed


def _stations(measure: Process, heirs: Mapping[int, Organization], passed: dict[str, Any]) -> None:
    for station in measure.consultations.filter(closed_at=None).select_related("organization"):
        heir = heirs.get(station.organization_id)
        if heir is None:
            continue
        passed[f"station:{station.pk}"] = [str(station.organization), str(heir)]
        station.asked_as = station.asked_as or station.organization
        station.organization = heir
        station.meeting = station.meeting_on = None
        station.save(update_fields=["asked_as", "organization", "meeting", "meeting_on"])
    measure.forget("stations")


def _signatures(
    measure: Process, heirs: Mapping[int, Organization], passed: dict[str, Any]
) -> None:
    """An heir who is asked already is not asked twice: the question of the old one is dropped."""
    asked = {signature.organization_id for signature in measure.last_round}
    open_ones = measure.cosignatures.filter(answer="", dropped_at=None)
    for signature in open_ones.select_related("organization"):
        heir = heirs.get(signature.organization_id)
        if heir is None:
            continue
        passed[f"cosignature:{signature.pk}"] = [str(signature.organization), str(heir)]
        if heir.pk in asked:
            signature.dropped_at = measure.act.at or now()
        else:
            signature.organization = heir
        signature.save(update_fields=["organization", "dropped_at"])
    measure.forget("signatures")
