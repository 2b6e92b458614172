"""What comes next of each funding source by its dates: application, drawing, proof of use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import access
from core.models import FundingSource, Measure, Person
from core.steps import FINAL

SETTLED = (*FundingSource.LOST, FundingSource.State.ACCOUNTED)


@dataclass(frozen=True)
class Due:
    """A date of a source that comes next: application, drawing or proof."""

    source: FundingSource
    name: str
    on: dt.date

    @property
    def measure(self) -> Measure:
        return self.source.measure

    @property
    def what(self) -> str:
        """What is to be done by that day, for example "Abruf bis"."""
        field: Any = FundingSource._meta.get_field(self.name)
        return str(field.verbose_name)

    @property
    def line(self) -> str:
        """For a mail or a calendar; of a non-public measure no word."""
        if not self.measure.public:
            return _("%(what)s: nichtöffentlicher Vorgang") % {"what": self.what}
        said = _("%(what)s: %(source)s, %(measure)s")
        return said % {"what": self.what, "source": self.source.name, "measure": self.measure}


def of_treasuries(units: set[int], *, until: dt.date) -> list[Due]:
    """The next dates of the sources these treasuries judge up to a day, overdue ones first."""
    return _sorted(FundingSource.objects.filter(measure__treasury__in=units), until)


def of_lead(person: Person, *, until: dt.date) -> list[Due]:
    """The same of the measures the person's units lead: they apply, draw and prove."""
    mine = access.organizations(person)
    units = mine.get("implement", set()) | mine.get("propose", set())
    return _sorted(FundingSource.objects.filter(measure__lead__in=units), until)


def _sorted(sources: QuerySet[FundingSource], until: dt.date) -> list[Due]:
    living = sources.exclude(state__in=SETTLED).exclude(measure__status__in=FINAL)
    dates = _next_dates(living.select_related("measure"))
    found = (due for due in dates if due.on <= until)
    return sorted(found, key=lambda due: (due.on, due.source.pk))


def _next_dates(sources: Iterable[FundingSource]) -> Iterator[Due]:
    for source in sources:
        if source.due_on:
            yield Due(source, source.NEXT_DATE[source.state], source.due_on)
