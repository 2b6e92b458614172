"""Which measures a person may see. Every view, list, mail and export starts at `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from .models.cosignature import CoSignature
from .models.following import Order
from .models.paper import Consultation
from .models.second_look import SecondLook
from .steps import FINAL, Status

if TYPE_CHECKING:
    import datetime as dt

    from .models import Person

MONEY_STATES = (Status.FUNDING, Status.FUNDED, Status.IMPLEMENTING, Status.PAUSED, Status.CLOSING)
INTERNAL = ("view_internal", "propose", "withdraw", "implement")


class MeasureQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person) -> Self:
        """What the person may see.

        Own drafts, what the own organization leads, checks, carries out or is asked about, and what
        is public.

        A public measure becomes visible to everybody with its first release, for good; the network
        group sees public measures of its fields from their submission on. Hidden and absent look
        the same to whoever asks.
        """
        # access needs the models, and the models need this queryset
        from .access import organizations  # noqa: PLC0415 - see above

        mine = organizations(person)
        internal = set().union(*(mine.get(name, set()) for name in INTERNAL))
        office = mine.get("check", set()) | mine.get("release", set())
        submitted, released = Q(submitted_at__isnull=False), Q(first_released_at__isnull=False)
        allowed = (released & Q(public=True)) | Q(created_by=person.pk)
        # What a person holds no right for is left out: each part makes the statement dearer.
        if internal:
            allowed |= Q(lead__in=internal)
        if office:
            wanted = submitted | released | Q(self._awaits_second_look())
            allowed |= Q(office__in=office) & wanted
        if treasury := mine.get("fund"):
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
