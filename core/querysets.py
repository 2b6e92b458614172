"""Which measures a person may see. Every view, list, mail and export starts at `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from .models.cosignature import CoSignature
from .models.following import Order
from .models.funding import CostLine, FundingAmount, FundingDrawing
from .models.implementation import ProgressReport
from .models.paper import Consultation
from .models.second_look import SecondLook
from .steps import BEFORE_DECISION, FINAL, Status, Verdict

if TYPE_CHECKING:
    import datetime as dt

    from .models import Person

MONEY_STATES = (Status.FUNDING, Status.FUNDED, Status.IMPLEMENTING, Status.PAUSED, Status.CLOSING)
INTERNAL = ("view_internal", "propose", "withdraw", "implement")
PENDING = Q(status__in=BEFORE_DECISION, in_force=False)
DROPPED = Q(status__in=(Status.REJECTED, Status.WITHDRAWN))
# what is in force stays decided while a further decision is prepared
VERDICTS = {
    Verdict.DECIDED: ~(PENDING | DROPPED),
    Verdict.PENDING: PENDING,
    Verdict.DROPPED: DROPPED,
}


# what needs no login to be known
OPEN = Q(public=True, first_released_at__isnull=False)


class MeasureQuerySet(models.QuerySet[Any]):
    def open_to_all(self) -> Self:
        """What anybody may know of: public measures from their first release on, for good."""
        return self.filter(OPEN)

    def visible_to(self, person: Person) -> Self:
        """What the person may see.

        What the own organization leads, checks, funds, carries out or is asked about,
        also as its head, what they began for their office, and what is public.

        A public measure becomes visible to everybody with its first release, for good; the network
        group sees public measures of its fields from their submission on. Hidden and absent look
        the same to whoever asks.
        """
        # access needs the models, and the models need this queryset
        from .access import organizations  # noqa: PLC0415 - see above

        mine = organizations(person)
        internal = set().union(*(mine.get(name, set()) for name in INTERNAL))
        heads = mine.get("withdraw", set())
        office = mine.get("check", set()) | mine.get("release", set()) | heads
        submitted, released = Q(submitted_at__isnull=False), Q(first_released_at__isnull=False)
        allowed = OPEN
        # What a person holds no right for is left out: each part makes the statement dearer.
        if internal:
            allowed |= Q(lead__in=internal)
        if office:
            begun = Q(created_by=person.pk)
            wanted = submitted | released | begun | Q(self._awaits_second_look())
            allowed |= Q(office__in=office) & wanted
        if treasury := mine.get("fund", set()) | heads:
            allowed |= Q(treasury__in=treasury, status__in=MONEY_STATES)
        if asked := mine.get("cosign"):
            allowed |= Q(self._asked(asked))
        if internal:
            allowed |= Q(self._ordered(internal))
        if bodies := mine.get("record", set()) | internal:
            allowed |= Q(self._on_route(bodies))
        if mine.get("network"):
            allowed |= submitted & Q(public=True, field__concerns_network=True)
        return self.filter(allowed)

    @staticmethod
    def _asked(organizations: set[int]) -> Exists:
        return Exists(
            CoSignature.objects.filter(measure=OuterRef("pk"), organization__in=organizations)
        )

    @staticmethod
    def _ordered(organizations: set[int]) -> Exists:
        return Exists(Order.objects.filter(measure=OuterRef("pk"), organization__in=organizations))

    @staticmethod
    def _awaits_second_look() -> Exists:
        return Exists(SecondLook.objects.filter(measure=OuterRef("pk"), settled_at=None))

    @staticmethod
    def _on_route(bodies: set[int]) -> Exists:
        opened = Consultation.objects.filter(measure=OuterRef("pk"), opened_at__isnull=False)
        return Exists(opened.filter(organization__in=bodies))

    def living(self) -> Self:
        """Measures that are not finished."""
        return self.exclude(status__in=FINAL)

    def overdue(self, *, on: dt.date) -> Self:
        """Living measures whose planned end lies before that day."""
        return self.living().filter(planned_to__lt=on)

    def with_light(self) -> Self:
        """Each with the `light` of its newest approved report, none as long as there is none."""
        reports = ProgressReport.objects.filter(
            measure=OuterRef("pk"), state=ProgressReport.State.APPROVED
        )
        newest = reports.order_by("-written_at", "-pk").values("light")[:1]
        return self.annotate(light=Subquery(newest))

    def with_money_in(self, year: int) -> Self:
        """Measures that need money, are given some or have drawn some in that year."""
        lines = CostLine.objects.filter(measure=OuterRef("pk"), year=year)
        parts = FundingAmount.objects.filter(source__measure=OuterRef("pk"), year=year)
        drawn = FundingDrawing.objects.filter(source__measure=OuterRef("pk"), drawn_on__year=year)
        return self.filter(Exists(lines) | Exists(parts) | Exists(drawn))
