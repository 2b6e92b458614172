"""Substitution (Vertretung): for a time somebody acts in the place of somebody who is away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from .organisation import Organization

if TYPE_CHECKING:
    import datetime as dt

    from .people import Person

PERSON = settings.AUTH_USER_MODEL


class SubstitutionQuerySet(models.QuerySet["Substitution"]):
    def in_force(self, *, on: dt.date) -> Self:
        """Neither over nor to come nor revoked, for somebody who still works here."""
        return self.filter(
            revoked_at=None, valid_from__lte=on, valid_to__gte=on, absent__is_active=True
        )

    def current(self, *, on: dt.date) -> Self:
        """In force, or still to come."""
        return self.filter(revoked_at=None, valid_to__gte=on)

    def concerning(self, person: Person) -> Self:
        """Where the person is away or stands in."""
        return self.filter(models.Q(absent=person) | models.Q(substitute=person))


class Substitution(models.Model):
    """From the first to the last day the substitute holds rights of the absent person.

    Only rights that are the absent person's own: what they hold as a substitute themselves is never
    passed on. No organizations or no scope named: all of them.
    """

    class Scope(models.TextChoices):
        """A right that can be passed on, in words of those who hold it."""

        PROPOSE = "propose", _("Maßnahmen vorschlagen und vorlegen")
        COSIGN = "cosign", _("Mitzeichnen")
        IMPLEMENT = "implement", _("Umsetzen und berichten")
        WITHDRAW = "withdraw", _("Zurückziehen")
        CHECK = "check", _("Formal prüfen und koordinieren")
        RELEASE = "release", _("Zur Beratung freigeben")
        RECORD = "record", _("Sitzungen betreuen und Ergebnisse erfassen")
        FUND = "fund", _("Finanzierung bestätigen")

    absent = models.ForeignKey(PERSON, models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(PERSON, models.PROTECT, related_name="substitutions")
    valid_from = models.DateField(_("vom"))
    valid_to = models.DateField(_("bis"))
    organizations = models.ManyToManyField(Organization, verbose_name=_("für"), blank=True)
    scope = models.JSONField(_("Umfang"), default=list, blank=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    revoked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", null=True)
    revoked_at = models.DateTimeField(_("widerrufen"), null=True)

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Vertretung")
        verbose_name_plural = _("Vertretungen")
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(absent=models.F("substitute")), name="substitution_by_another"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")),
                name="substitution_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.substitute} i. V. {self.absent}"

    def covers(self, permission: str, organization: int) -> bool:
        """The right is passed on; reading always goes with it."""
        named = {each.pk for each in self.organizations.all()}
        passed = not self.scope or permission in self.scope or permission == "view_internal"
        return passed and (not named or organization in named)

    @property
    def ended_on(self) -> dt.date:
        """The last day it was good for."""
        return localdate(self.revoked_at) if self.revoked_at else self.valid_to

    @property
    def limits(self) -> str:
        """What alone is passed on, tasks and units; empty if it is everything."""
        units = ", ".join(str(each) for each in self.organizations.all())
        return "; ".join(filter(None, [", ".join(self.scope_labels), units]))

    @property
    def scope_labels(self) -> list[str]:
        return [str(label) for value, label in self.Scope.choices if value in self.scope]
