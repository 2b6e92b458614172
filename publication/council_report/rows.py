"""What a council report says, as plain values: the collector decides them, the formats show them.

Money is Decimal euros, a day is the city's day.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db import models
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import ProgressReport
from core.paper_number import REFERENCE
from core.steps import Status

NO_REPORT = gettext_lazy("kein Sachstand")
HIDDEN = gettext_lazy("nicht öffentlich")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Period:
    """The days a report is about, both included."""

    since: dt.date
    until: dt.date

    @cached_property
    def starts(self) -> dt.datetime:
        return make_aware(dt.datetime.combine(self.since, dt.time.min))

    @cached_property
    def ends(self) -> dt.datetime:
        """The first moment after it."""
        return make_aware(dt.datetime.combine(self.until + dt.timedelta(1), dt.time.min))

    def covers(self, moment: dt.datetime) -> bool:
        return self.starts <= moment < self.ends

    @classmethod
    def last_half_year(cls, *, on: dt.date) -> Period:
        """The half of a calendar year that was over last."""
        second = on.month > 6  # noqa: PLR2004 - July begins the second half
        year = on.year if second else on.year - 1
        if second:
            return cls(dt.date(year, 1, 1), dt.date(year, 6, 30))
        return cls(dt.date(year, 7, 1), dt.date(year, 12, 31))


class OrderState(models.TextChoices):
    OPEN = "open", gettext_lazy("offen")
    OVERDUE = "overdue", gettext_lazy("überfällig")
    DONE = "done", gettext_lazy("erledigt")
    DROPPED = "dropped", gettext_lazy("entfällt")


class ChangeKind(models.TextChoices):
    """What can have changed since the last report."""

    LIGHT = "light", gettext_lazy("Ampel")
    DECISION = "decision", gettext_lazy("Beschluss")
    STATUS = "status", gettext_lazy("Zustand")
    MILESTONE = "milestone", gettext_lazy("Meilenstein erreicht")
    COST = "cost", gettext_lazy("Ist-Kosten")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The decision that carries a measure; `hidden`: by a paper the reader may not see."""

    body: str = ""
    day: dt.date | None = None
    paper: str = ""
    result: str = ""
    hidden: bool = False

    @property
    def words(self) -> str:
        """For example "Ratsversammlung, 07.04.2026, Drucksache 0003/2026: beschlossen"."""
        if self.hidden:
            return str(HIDDEN)
        taken = f"{self.day:%d.%m.%Y}" if self.day else ""
        where = ", ".join(filter(None, [self.body, taken, self._paper]))
        return ": ".join(filter(None, [where, self.result]))

    @property
    def _paper(self) -> str:
        """A number is said to be one of a paper; what people wrote stands as it is."""
        if re.fullmatch(REFERENCE, self.paper):
            return _("Drucksache %(reference)s") % {"reference": self.paper}
        return self.paper


@dataclass(frozen=True, kw_only=True)
class AssignedOrder:
    """An order as it stood; who of the organization carries it out is nothing for the public."""

    organization: str
    responsible: str = ""
    text: str
    due_on: dt.date
    state: OrderState

    @property
    def holder(self) -> str:
        return ", ".join(filter(None, [self.organization, self.responsible]))


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An approved report (Sachstand), as it was written on its day."""

    day: dt.date
    light: str
    text: str
    progress: int
    next_step: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that is different from the state at the last report; `before` may be empty."""

    kind: ChangeKind
    after: str
    before: str = ""
    day: dt.date | None = None

    @cached_property
    def sentence(self) -> str:
        """For example "Ampel: bisher Grün, jetzt Gelb"."""
        values = {"what": self.kind.label, "before": self.before, "after": self.after}
        if self.before:
            return _("%(what)s: bisher %(before)s, jetzt %(after)s") % values
        return _("%(what)s: %(after)s") % values

    @cached_property
    def dated(self) -> str:
        """The sentence with its day, unless that stands in it already."""
        shown = f"{self.day:%d.%m.%Y}" if self.day else ""
        return f"{self.sentence} ({shown})" if shown not in self.after else self.sentence


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One measure: what is planned, what was decided, how it stands, what has changed."""

    key: int
    reference: str
    title: str
    lead: str
    status: str
    decision: Decision | None
    orders: tuple[AssignedOrder, ...]
    standing: Standing | None
    planned: Decimal
    actual: Decimal | None
    secured: Decimal
    ends_on: dt.date | None
    reached: int
    milestones: int
    must_report: bool
    has_reported: bool
    changes: tuple[Change, ...]

    @property
    def light(self) -> str:
        return self.standing.light if self.standing else ""

    @property
    def light_label(self) -> str:
        return light_label(self.light)

    @property
    def status_label(self) -> str:
        return str(Status(self.status).label)

    @property
    def overdue_orders(self) -> int:
        return sum(order.state == OrderState.OVERDUE for order in self.orders)

    @property
    def open_orders(self) -> int:
        """Those still to be done, the overdue ones among them."""
        return sum(order.state in (OrderState.OPEN, OrderState.OVERDUE) for order in self.orders)


def light_label(light: str) -> str:
    return str(ProgressReport.Light(light).label if light else NO_REPORT)


@dataclass(frozen=True, kw_only=True)
class FieldPart:
    """A field of action with its measures; `number` is None for those of no field."""

    title: str
    number: int | None
    entries: tuple[Entry, ...]

    @property
    def planned(self) -> Decimal:
        return sum((entry.planned for entry in self.entries), NOTHING)

    @property
    def actual(self) -> Decimal:
        return sum((entry.actual or NOTHING for entry in self.entries), NOTHING)

    @property
    def secured(self) -> Decimal:
        return sum((entry.secured for entry in self.entries), NOTHING)


@dataclass(frozen=True)
class Count:
    """How many there are of something; `code` is its stored value."""

    code: str
    label: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The numbers of the cover, counted from the entries and nothing else."""

    measures: int
    lights: tuple[Count, ...]
    statuses: tuple[Count, ...]
    changes: tuple[Count, ...]
    changed: int
    planned: Decimal
    actual: Decimal
    secured: Decimal
    must_report: int
    reported: int
    open_orders: int
    overdue_orders: int

    @property
    def unreported(self) -> int:
        return self.must_report - self.reported


@dataclass(frozen=True, kw_only=True)
class CouncilReport:
    """The whole report; `partial`: its reader may not read everything a full version holds."""

    plan: str
    since: dt.date
    until: dt.date
    public: bool
    partial: bool
    made_on: dt.date
    fields: tuple[FieldPart, ...]
    figures: Figures

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for part in self.fields for entry in part.entries)

    @property
    def version(self) -> str:
        """Which version it is, in words."""
        if self.public:
            return _("öffentliche Fassung")
        return _("vollständige Fassung, nicht zur Veröffentlichung")

    @property
    def scope(self) -> str:
        """Which measures it tells of, in a sentence."""
        if self.public:
            return _("Enthalten sind die öffentlichen Maßnahmen des Handlungskonzepts.")
        if self.partial:
            return _("Enthalten sind nur die Maßnahmen und Beschlüsse, die Sie lesen dürfen.")
        return _("Enthalten sind alle Maßnahmen des Handlungskonzepts.")
