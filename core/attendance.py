"""Who may vote on an item: the voting members present, without those excluded from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .models import AgendaItem, Attendance, Exclusion, Seat

if TYPE_CHECKING:
    from .results import Result


def voters(item: AgendaItem) -> int | None:
    """How many may vote on the item; None while nobody has recorded who is there."""
    present = Attendance.objects.filter(
        meeting=item.meeting_id, kind=Attendance.Kind.PRESENT
    ).exclude(seat__function=Seat.Function.ADVISER)
    if item.station is not None:
        present = present.filter(seat__organization=item.station.organization_id)
    if not present.exists():
        return None
    excluded = Exclusion.objects.filter(item=item).values("seat")
    return present.exclude(seat__in=excluded).count()


def votes_cast(result: Result) -> int:
    """All votes that are known."""
    return sum(v or 0 for v in (result.votes_for, result.votes_against, result.abstentions))
