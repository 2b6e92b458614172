"""Dated configuration of the ways through the bodies: who must be heard, prepare or decide."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .cosignature import Condition, DatedQuerySet
from .organisation import Organization
from .paper import Consultation, Paper
from .plan import FieldOfAction


class RoutingRule(models.Model):
    """When the condition holds, the route must contain this body in this role."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="routing_rules")

    class Demand(models.TextChoices):
        HEARING = "hearing", _("Anhörung")
        ADVICE = "advice", _("Vorberatung")
        DECISION = "decision", _("Entscheidung")
        INFORMATION = "information", _("Kenntnisnahme")
        COPY = "copy", _("zur Kenntnis an")

    role = models.CharField(_("Rolle"), max_length=20, choices=Demand)
    condition = models.CharField(
        _("Bedingung"), max_length=10, choices=Condition, default=Condition.ALWAYS
    )
    amount_from = models.DecimalField(
        _("ab Betrag"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    amount_below = models.DecimalField(
        _("unter Betrag"), max_digits=14, decimal_places=2, null=True, blank=True
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


class RouteTemplate(models.Model):
    """A usual way through the bodies for a kind of paper, to begin a route with."""

    name = models.CharField(_("Name"), max_length=100, unique=True)
    paper_kind = models.CharField(
        _("Art der Drucksache"), max_length=20, choices=Paper.Kind, default=Paper.Kind.RESOLUTION
    )
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    objects = DatedQuerySet["RouteTemplate"].as_manager()

    class Meta:
        verbose_name = _("Vorlage der Beratungsfolge")
        verbose_name_plural = _("Vorlagen der Beratungsfolge")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RouteTemplateStation(models.Model):
    """One station of a template."""

    template = models.ForeignKey(RouteTemplate, models.CASCADE, related_name="stations")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("Gremium")
    )
    role = models.CharField(_("Rolle"), max_length=20, choices=Consultation.Role)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)

    class Meta:
        verbose_name = _("Station der Vorlage")
        verbose_name_plural = _("Stationen der Vorlage")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.order}. {self.organization} ({self.get_role_display()})"
