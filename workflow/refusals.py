"""The five ways the engine says no, in the order it asks.

Hidden, forbidden, stale, rules unmet; and busy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.lifecycle import steps
from core.models import JournalEntry


@dataclass(frozen=True)
class Reason:
    """Why a step is not possible: the rule's number, its German sentence, and who can clear it."""

    number: str
    sentence: str
    resolved_by: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


class Refusal(Exception):
    """The step did not happen and left no trace."""

    status = 400


class Hidden(Refusal):
    """The person may not know that it exists; looks like absent (404)."""

    status = 404

    def __str__(self) -> str:
        return _("Diese Maßnahme gibt es nicht.")


class Forbidden(Refusal):
    """Visible, but not this person's step (403)."""

    status = 403

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.sentence)
        self.reasons = [reason]


class Stale(Refusal):
    """The page shows an older state (409). `entries` tells what happened since."""

    status = 409

    def __init__(self, entries: Sequence[JournalEntry] = ()) -> None:
        super().__init__()
        self.entries = list(entries)

    @property
    def sentences(self) -> list[str]:
        """Who did what meanwhile, entry by entry."""
        done = _("Diese Aufgabe ist schon erledigt. Bitte die Seite neu laden.")
        return [said(entry) for entry in self.entries] or [done]

    def __str__(self) -> str:
        return " ".join(self.sentences)


class StepRefused(Refusal):
    """Rules are unmet (422); `reasons` holds all of them."""

    status = 422

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(" ".join(reason.sentence for reason in reasons))
        self.reasons = list(reasons)


class Busy(Refusal):
    """The measure is locked by another action for too long (503)."""

    status = 503

    def __str__(self) -> str:
        return _(
            "Die Maßnahme wird gerade von jemand anderem bearbeitet. Bitte gleich noch einmal "
            "versuchen."
        )


def said(entry: JournalEntry) -> str:
    """For example "Jana Wolff hat am 23.11.2026 um 14:03 Uhr: Zur Prüfung vorlegen."."""
    at = localtime(entry.at)
    step = steps().get(entry.action)
    return _("%(person)s hat am %(day)s um %(time)s Uhr entschieden: %(step)s.") % {
        "person": entry.actor or _("Das System"),
        "day": at.strftime("%d.%m.%Y"),
        "time": at.strftime("%H:%M"),
        "step": step.label if step else entry.action,
    }
