"""What people keep an eye on: followed measures, fields and bodies, and their own reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .organisation import Organization
from .plan import FieldOfAction

if TYPE_CHECKING:
    import datetime as dt

    from .measure import Measure
    from .people import Person


class FollowQuerySet(models.QuerySet["Follow"]):
    def concerning(self, measure: Measure) -> Self:
        """Of the measure itself, of its field, or of a body or unit that is concerned with it."""
        units = {measure.lead_id, *(station.organization_id for station in measure.stations)}
        return self.filter(
            Q(measure=measure.pk)
            | Q(field=measure.field_id, field__isnull=False)
            | Q(organization__in=units)
        )


class Follow(models.Model):
    """A person follows (beobachtet) one measure, one field of action, or one body or unit."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    measure = models.ForeignKey(
        "core.Measure", models.CASCADE, related_name="followers", null=True, blank=True
    )
    field = models.ForeignKey(FieldOfAction, models.CASCADE, null=True, blank=True)
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, blank=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("Beobachtung")
        verbose_name_plural = _("Beobachtungen")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(measure__isnull=False, field=None, organization=None)
                | Q(measure=None, field__isnull=False, organization=None)
                | Q(measure=None, field=None, organization__isnull=False),
                name="follow_is_about_one_thing",
            ),
            *(
                models.UniqueConstraint(fields=["person", name], name=f"follow_{name}_once")
                for name in ("measure", "field", "organization")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.subject}"

    @property
    def subject(self) -> Any:
        """What is followed."""
        return self.measure or self.field or self.organization


class RecallQuerySet(models.QuerySet["Recall"]):
    def open(self) -> Self:
        return self.filter(done_at=None)

    def due(self, *, on: dt.date) -> Self:
        """Whose day has come and which have not been settled, the oldest first."""
        return self.open().filter(due_on__lte=on)

    def of(self, person: Person) -> Self:
        """The person's own, about measures they may still see."""
        from .measure import Measure  # noqa: PLC0415 - measures know this module's neighbours

        visible = Measure.objects.visible_to(person).values("pk")
        return self.filter(person=person, measure__in=visible).select_related("measure")


class Recall(models.Model):
    """Wiedervorlage: a person puts a measure before themselves again on a day; nobody else sees."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recalls")
    measure = models.ForeignKey("core.Measure", models.CASCADE, related_name="recalls")
    due_on = models.DateField(_("Wiedervorlage am"))
    note = models.CharField(_("Notiz"), max_length=500, blank=True)
    done_at = models.DateTimeField(_("erledigt"), null=True)

    objects = RecallQuerySet.as_manager()

    class Meta:
        verbose_name = _("Wiedervorlage")
        verbose_name_plural = _("Wiedervorlagen")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.due_on:%d.%m.%Y} {self.measure}"
