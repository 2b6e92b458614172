"""What the rules ask about the sitting a station is planned for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from .models import Measure


def lies_ahead(measure: Measure) -> bool:
    """The station of the action is planned for a sitting of the calendar that is still to come."""
    station = measure.act.item
    if station is None or station.meeting_id is None or station.meeting_on is None:
        return False
    return bool(station.meeting_on > measure.act.on)


def day_of_sitting(measure: Measure) -> str:
    """For example: Die Sitzung ist am 03.12.2026."""
    if not lies_ahead(measure):
        return ""
    return _("Die Sitzung ist am %(day)s.") % {"day": f"{measure.act.item.meeting_on:%d.%m.%Y}"}
