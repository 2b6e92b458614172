"""The letter about a substitution that was entered or ended. It is about no measure."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import JournalEntry, Person, Substitution

from .base import Event, Text, day

ENTERED, ENDED = "substitution", "substitution_ended"


def as_entry(row: Substitution, *, ended: bool) -> JournalEntry:
    """The happening in the form letters are written from; never saved, it belongs to no chain."""
    if ended and row.revoked_at is not None:
        return JournalEntry(at=row.revoked_at, actor=row.revoked_by, action=ENDED)
    limits = _("Nur: %(limits)s") % {"limits": row.limits} if row.limits else ""
    return JournalEntry(at=row.entered_at, actor=row.entered_by, action=ENTERED, reason=limits)


class StandingIn(Event):
    """Says who stands in for whom and when, or that it is over; it asks for nothing."""

    page = "substitutions"

    def __init__(self, row: Substitution, *, ended: bool, person: Person) -> None:
        entry = as_entry(row, ended=ended)
        super().__init__(name=entry.action, entry=entry, audience="", person=person)
        self.headline = _headline(row, ended=ended, away=person.pk == row.absent_id)

    @property
    def label(self) -> Text:
        return LABELS[self.name]

    @property
    def because(self) -> Text:
        return _("Die Vertretung betrifft Sie selbst.")


LABELS: dict[str, Text] = {
    ENTERED: gettext_lazy("Vertretung eingetragen"),
    ENDED: gettext_lazy("Vertretung beendet"),
}


def _headline(row: Substitution, *, ended: bool, away: bool) -> str:
    said: dict[str, Any] = {
        "name": row.substitute if away else row.absent,
        "first": day(row.valid_from),
        "last": day(row.valid_to),
    }
    if ended and away:
        return _("%(name)s vertritt Sie nicht mehr") % said
    if ended:
        return _("Sie vertreten %(name)s nicht mehr") % said
    if away:
        return _("%(name)s vertritt Sie vom %(first)s bis %(last)s") % said
    return _("Sie vertreten %(name)s vom %(first)s bis %(last)s") % said
