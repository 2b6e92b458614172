"""How a measure came to stand where it stands: its moves, as the journal tells them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F

from core.models import JournalEntry
from core.steps import BEFORE_DECISION, Status

ENDED_UNDECIDED = (Status.REJECTED, Status.WITHDRAWN)
DECIDED = tuple(s for s in Status if s not in (*BEFORE_DECISION, *ENDED_UNDECIDED))


@dataclass(frozen=True)
class Move:
    """One change of status."""

    at: dt.datetime
    source: str
    target: str

    @property
    def is_preparation(self) -> bool:
        """It happens before a decision, inside the administration and the bodies."""
        return {self.source, self.target} <= {"", *BEFORE_DECISION}

    @property
    def carries(self) -> bool:
        """A decision lets the measure go on."""
        return self.source in BEFORE_DECISION and self.target in DECIDED


@dataclass(frozen=True)
class History:
    """The moves of one measure up to a moment, in their order; there is always the first."""

    moves: tuple[Move, ...]

    @property
    def status(self) -> str:
        return self.moves[-1].target

    def status_before(self, moment: dt.datetime) -> str:
        """Where it stood then; empty if it was not there yet."""
        earlier = [move.target for move in self.moves if move.at < moment]
        return earlier[-1] if earlier else ""

    @property
    def has_begun(self) -> bool:
        return any(move.target == Status.IMPLEMENTING for move in self.moves)

    @property
    def carried_at(self) -> dt.datetime | None:
        """When a decision let the measure go on for the last time."""
        return next((move.at for move in reversed(self.moves) if move.carries), None)


def histories(measures: Collection[int], *, before: dt.datetime) -> dict[int, History]:
    """The moves of these measures before a moment, in one statement."""
    rows = JournalEntry.objects.filter(measure__in=measures, at__lt=before)
    moves: dict[int, list[Move]] = {key: [] for key in measures}
    found = rows.exclude(source=F("target")).order_by("measure", "number")
    for key, at, source, target in found.values_list("measure_id", "at", "source", "target"):
        moves[key].append(Move(at, source, target))
    return {key: History(tuple(each)) for key, each in moves.items()}
