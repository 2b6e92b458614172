"""Reading letters: a person's notices, what a worker may take next, what the office oversees."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, Concat

from core import access
from core.models import Measure, Person

if TYPE_CHECKING:
    from .models import Delivery, Notice  # noqa: F401 - the models need these querysets


ABOUT = Coalesce("entry__measure", "comment__measure")
# When a mail left, alone or in a digest, or is to leave.
GOES_AT = Case(
    When(state__in=["due", "leased"], then=F("due_at")),
    default=Coalesce("digest__sent_at", "digest__due_at", "sent_at", "due_at"),
)
NAME = Concat("person__first_name", Value(" "), "person__last_name")
# who stands in for whom, and who said so
BOTH = [f"substitution__{name}" for name in ("absent", "substitute", "entered_by", "revoked_by")]


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, person: Person) -> Self:
        """The person's notices about measures they may still see, newest first.

        And those about substitutions that concern them, which are about no measure.
        """
        visible = Measure.objects.visible_to(person)
        seen = Q(about__in=visible.values("pk")) | Q(substitution__isnull=False)
        return self.alias(about=ABOUT).filter(seen, person=person)

    def about(self, reference: str) -> Self:
        """Those about the measure of that number."""
        said = Q(entry__measure__reference=reference) | Q(comment__measure__reference=reference)
        return self.filter(said)

    def with_context(self) -> Self:
        """With what a notice speaks of, in one statement."""
        return self.select_related(
            *("entry__measure", "entry__actor", "entry__on_behalf_of"),
            *("comment__measure", "comment__author", "on_behalf_of"),
            *BOTH,
        )

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

        And the digests that carry one of them. Mails about no measure (Wiedervorlagen,
        substitutions) are seen by every office: that they exist and how they fare, not their words.
        """
        mine = access.organizations(person)
        offices = mine.get("check", set()) | mine.get("release", set())
        visible: Any = Measure.objects.visible_to(person).filter(office__in=offices)
        told = self.alias(about=ABOUT)
        carrying = told.filter(about__in=visible.values("pk")).exclude(digest=None)
        mails = Q(about__in=visible.values("pk")) | Q(pk__in=carrying.values("digest"))
        if offices:
            filled = self.model.objects.filter(digest=OuterRef("pk"))
            mails |= Q(~Exists(filled), entry=None, comment=None)
        return told.filter(mails)

    def with_context(self) -> Self:
        """With what a letter speaks of, in one statement."""
        return self.select_related(
            "person",
            "on_behalf_of",
            "entry__actor",
            "entry__on_behalf_of",
            "entry__measure__lead",
            "comment__author",
            "comment__measure__lead",
            *BOTH,
        )

    def with_times(self) -> Self:
        """With `goes_at`, and with what says why a mail waits."""
        known: Any = self.annotate(goes_at=GOES_AT)
        found: Self = known.select_related("digest", "person__mail_times")
        return found

    def with_text(self, text: str) -> Self:
        """Mails to a person of that name or on a measure with it in its number or title.

        And the digests that carry one of them.
        """
        wanted = Q(name__icontains=text) | Q(person__username__icontains=text)
        for path in ("entry__measure", "comment__measure"):
            wanted |= Q(**{f"{path}__reference__icontains": text})
            wanted |= Q(**{f"{path}__title__icontains": text})
        hits: Any = self.alias(name=NAME).filter(wanted)
        carrying = hits.exclude(digest=None).values("digest")
        return self.filter(Q(pk__in=hits.values("pk")) | Q(pk__in=carrying))
