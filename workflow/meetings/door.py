"""How a sitting is changed: found, allowed, locked, seen in its present version, and logged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

from core import access
from core.models import Meeting, MeetingEntry, Organization, Person
from workflow.offers import right_missing
from workflow.refusals import Forbidden, Hidden, Stale

RECORD = "record"


class StaleMeeting(Stale):
    """The page shows an older state of the sitting (409)."""

    def __init__(self, lines: Sequence[MeetingEntry]) -> None:
        super().__init__()
        self.lines = list(lines)

    @property
    def sentences(self) -> list[str]:
        """Who did what meanwhile, line by line."""
        return [said(line) for line in self.lines] or super().sentences


def said(line: MeetingEntry) -> str:
    """For example "Gisela Lorenz hat um 14:03 Uhr geändert: Tagesordnung geordnet."."""
    return _("%(person)s hat am %(day)s geändert: %(what)s.") % {
        "person": line.actor or _("Das System"),
        "day": f"{localtime(line.at):%d.%m.%Y, %H:%M} Uhr",
        "what": str(line),
    }


def bodies_of(meeting: Meeting) -> list[Organization]:
    """The bodies that sit, the inviting one first."""
    return [meeting.organization, *meeting.joint_with.all()]


def may_run(person: Person, meeting: Meeting) -> bool:
    """Tell whether the person serves one of the sitting's bodies as its secretariat."""
    return any(access.may(person, RECORD, body.pk) for body in bodies_of(meeting))


def locked(meeting: int, *, actor: Person, seen: int | None = None) -> Meeting:
    """The sitting under its lock, for a person who may run it and saw its present version.

    To be called inside a transaction. Raises Hidden (404), Forbidden (403) or StaleMeeting (409).
    """
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("organization")
    found = rows.filter(pk=meeting).first()
    if found is None:
        raise Hidden
    permit(actor, found)
    if seen is not None and seen != found.version:
        raise StaleMeeting(since(found, seen))
    return found


def permit(person: Person, meeting: Meeting) -> None:
    """Refuse everybody but the secretariats of the bodies that sit (403)."""
    if not may_run(person, meeting):
        names = [str(body) for body in bodies_of(meeting)]
        raise Forbidden(
            right_missing([_("Sitzungsdienst: %(body)s") % {"body": each} for each in names])
        )


def since(meeting: Meeting, seen: int) -> list[MeetingEntry]:
    """What happened to the sitting after that version."""
    return list(meeting.log.filter(detail__version__gt=seen).select_related("actor"))


def note(
    meeting: Meeting,
    *,
    actor: Person | None,
    what: str,
    about: str = "",
    reason: str = "",
    **detail: Any,
) -> MeetingEntry:
    """Count the change and write its line in the log of the sitting."""
    Meeting.objects.filter(pk=meeting.pk).update(version=F("version") + 1)
    meeting.version += 1
    return MeetingEntry.objects.create(
        meeting=meeting,
        at=now(),
        actor=actor,
        what=what,
        about=about[:400],
        reason=reason,
        detail=detail | {"version": meeting.version},
    )
