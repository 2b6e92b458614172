"""Dated configuration of the ways through the bodies: who must be heard, prepare or decide."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .cosignature import Condition, DatedQuerySet
from .organisation import Organization
from .paper import Consultation
from .plan import FieldOfAction


class RoutingRule(models.Model):
    """When the condition holds, the route must contain this body in this role."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="routing_rules")
    role = models.CharField(_("Rolle"), max_length=20, choices=Consultation.Role)
    condition = models.CharField(
        _("Bedingung"), max_length=10, choices=Condition, default=Condition.ALWAYS
    )
    amount_from = models.DecimalField(
        _("ab Betrag"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    field = models.ForeignKey(
        FieldOfAction, models.CASCADE, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("Grundlage"), max_length=200)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    objects = DatedQuerySet["RoutingRule"].as_manager()

    class Meta:
        verbose_name = _("Regel der Beratungsfolge")
        verbose_name_plural = _("Regeln der Beratungsfolge")

    def __str__(self) -> str:
        return f"{self.organization} ({self.get_role_display()}): {self.get_condition_display()}"
