"""Whose report it is: which measures it tells of, and which papers it may name.

The public version knows public measures that have been released and public papers, whoever asks.
The full version starts, like every list and every export, at what its reader may see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import access
from core.models import ActionPlan, Measure, Organization, Paper, Person
from core.paper_matter import concerning
from core.paper_number import matter

OFFICE = ("check", "release", "view_internal")
BODY = ("record", "view_internal")
# As people write it: leading zeros are often left out.
NUMBER = re.compile(r"(?:H-|[0-9]{2}-)?[0-9]{1,5}/[0-9]{4}")


def may_read_whole(person: Person, plan: ActionPlan) -> bool:
    """Tell whether the person may ask for the full version at all.

    The plan's office may, and the bodies; what it then holds, `Scope` says.
    """
    held = access.organizations(person)
    if any(plan.office_id in held.get(right, ()) for right in OFFICE):
        return True
    bodies = set().union(*(held.get(right, set()) for right in BODY))
    return Organization.objects.bodies().filter(pk__in=bodies).exists()


@dataclass(frozen=True)
class Scope:
    """The public version, or the full one as far as its reader sees it; without one, all of it."""

    public: bool
    reader: Person | None = None

    @property
    def measures(self) -> QuerySet[Measure]:
        if self.public:
            return Measure.objects.open_to_all()
        if self.reader is not None:
            return Measure.objects.visible_to(self.reader)
        return Measure.objects.all()

    @property
    def shown(self) -> Q:
        """Condition on papers: those that may be named with their results."""
        if self.public:
            return Q(public=True)
        if self.reader is not None:
            return Q(public=True) | Q(pk__in=concerning(self.reader).values("pk"))
        return Q()

    def shown_paper(self, of: str) -> Exists:
        """Whether the paper a row points to may be named."""
        return Exists(Paper.objects.filter(self.shown, pk=OuterRef(of)))

    @cached_property
    def _hidden(self) -> frozenset[str]:
        """The matters of all papers that may not be named."""
        shown = Paper.objects.filter(self.shown).values("pk")
        rows = Paper.objects.exclude(pk__in=shown)
        return frozenset(_bare(matter(each)) for each in rows.values_list("reference", flat=True))

    def names_hidden_paper(self, text: str) -> bool:
        """Tell whether a reference somebody typed names a paper that may not be named."""
        return any(_bare(number) in self._hidden for number in NUMBER.findall(text))


def _bare(number: str) -> str:
    """The same for 0383/2019 and 383/2019."""
    return number.lstrip("0")
