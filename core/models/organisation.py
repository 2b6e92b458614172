"""Who is asked: offices, departments, committees, the council, the treasury."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

if TYPE_CHECKING:
    import datetime as dt


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def valid(self, *, on: dt.date) -> Self:
        """Organizations that exist on that day (both ends included)."""
        begun = models.Q(valid_from=None) | models.Q(valid_from__lte=on)
        return self.filter(begun, models.Q(valid_to=None) | models.Q(valid_to__gte=on))

    def bodies(self) -> Self:
        """Those that hold sittings and can stand on a route."""
        return self.filter(kind__in=Organization.BODIES)


class Organization(models.Model):
    """Whatever can be asked to act or be informed, with the time in which it exists.

    Units are renumbered and committees abolished while cases run: a row is never reused,
    `successor` leads on.
    """

    class Kind(models.TextChoices):
        DIRECTORATE = "directorate", _("Dezernat")
        DEPARTMENT = "department", _("Fachbereich")
        OFFICE = "office", _("Büro")
        COMMITTEE = "committee", _("Ausschuss")
        MAIN_COMMITTEE = "main_committee", _("Verwaltungsausschuss")
        COUNCIL = "council", _("Rat")
        DISTRICT_COUNCIL = "district_council", _("Stadtbezirksrat")
        TREASURY = "treasury", _("Kämmerei")
        NETWORK_GROUP = "network_group", _("Vernetzungsgruppe")
        COMPANY = "company", _("Gesellschaft")
        FACTION = "faction", _("Fraktion")

    class HandInPolicy(models.TextChoices):
        ALLOW = "allow", _("zulassen")
        BLOCK = "block", _("ablehnen")
        EXCEPTION = "exception", _("nur mit Ausnahme")

    BODIES = (Kind.COMMITTEE, Kind.MAIN_COMMITTEE, Kind.COUNCIL, Kind.DISTRICT_COUNCIL)

    name = models.CharField(_("Name"), max_length=200)
    code = models.CharField(_("Kürzel"), max_length=20, blank=True)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name=_("gehört zu"),
    )
    valid_from = models.DateField(_("gültig ab"), null=True, blank=True)
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("Nachfolge"),
    )
    hand_in_days = models.PositiveSmallIntegerField(
        _("Vorlauf für Vorlagen in Werktagen"), default=10
    )
    hand_in_policy = models.CharField(
        _("verspätete Vorlagen"),
        max_length=10,
        choices=HandInPolicy,
        default=HandInPolicy.EXCEPTION,
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisationen")
        ordering = ["kind", "code", "name"]
        permissions = [
            ("propose", _("Maßnahmen vorschlagen")),
            ("withdraw", _("Maßnahmen zurückziehen")),
            ("implement", _("Maßnahmen umsetzen")),
            ("check", _("Maßnahmen formal prüfen")),
            ("release", _("Maßnahmen freigeben")),
            ("cosign", _("mitzeichnen")),
            ("record", _("Ergebnisse erfassen")),
            ("fund", _("Finanzierung bestätigen")),
            ("view_internal", _("nichtöffentliche Maßnahmen lesen")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name"],
                condition=models.Q(valid_to=None),
                name="organization_name_once",
                violation_error_message=_("Eine gültige Organisation dieses Namens gibt es schon."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None)
                | models.Q(valid_from=None)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="organization_ends_after_start",
                violation_error_message=_("Das Ende der Gültigkeit liegt vor ihrem Beginn."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()

    @property
    def is_body(self) -> bool:
        return self.kind in self.BODIES

    def at(self, *, on: dt.date) -> Organization:
        """The organization itself or, once it has ended, the successor on that day."""
        organization = self
        while organization.valid_to and organization.valid_to < on and organization.successor:
            organization = organization.successor
        return organization


class OrganizationUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Organization, models.CASCADE)


class OrganizationGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Organization, models.CASCADE)
