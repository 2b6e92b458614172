"""Reading letters: a person's notices, what a worker may take next, what the office oversees."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from core import access
from core.models import Measure, Person

if TYPE_CHECKING:
    from .models import Delivery, Notice  # noqa: F401 - the models need these querysets


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, person: Person) -> Self:
        """The person's notices about measures they may still see, newest first."""
        visible = Measure.objects.visible_to(person)
        return self.filter(person=person, entry__measure__in=visible)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def mark_read(self, *, at: dt.datetime) -> int:
        """Note when they were read; those read before keep their time."""
        return self.unread().update(read_at=at)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def claimable(self, *, now: dt.datetime) -> Self:
        """What is due, and what a worker took and did not settle in its time; oldest first."""
        due = Q(state="due", due_at__lte=now)
        abandoned = Q(state="leased", leased_until__lte=now)
        return self.filter(due | abandoned).order_by("due_at", "pk")

    def overseen_by(self, person: Person) -> Self:
        """A coordinator's outbox (Postausgang): letters on visible measures of the own office.

        And the digests that carry one of them.
        """
        mine = access.organizations(person)
        offices = mine.get("check", set()) | mine.get("release", set())
        visible: Any = Measure.objects.visible_to(person).filter(office__in=offices)
        letters = self.filter(entry__measure__in=visible)
        return letters | self.filter(pk__in=letters.exclude(digest=None).values("digest"))

    def with_context(self) -> Self:
        """With what a letter speaks of, in one statement."""
        return self.select_related(
            "person",
            "on_behalf_of",
            "entry__actor",
            "entry__on_behalf_of",
            "entry__measure__lead",
        )
