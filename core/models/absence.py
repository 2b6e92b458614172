"""Absence (Abwesenheit): somebody is away and nobody stands in; it gives nobody any right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    import datetime as dt

PERSON = settings.AUTH_USER_MODEL


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def in_force(self, *, on: dt.date) -> Self:
        """Neither over nor to come nor revoked, for somebody who still works here."""
        return self.current(on=on).filter(valid_from__lte=on, person__is_active=True)

    def current(self, *, on: dt.date) -> Self:
        """In force, or still to come."""
        return self.filter(revoked_at=None, valid_to__gte=on)


class Absence(models.Model):
    """From the first to the last day somebody is away; the note is read by those who look."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="away")
    valid_from = models.DateField(_("vom"))
    valid_to = models.DateField(_("bis"))
    note = models.CharField(_("Hinweis"), max_length=200, blank=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    revoked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", null=True)
    revoked_at = models.DateTimeField(_("widerrufen"), null=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Abwesenheit")
        verbose_name_plural = _("Abwesenheiten")
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")),
                name="absence_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.valid_from:%d.%m.%Y} – {self.valid_to:%d.%m.%Y}"
