"""The concept (Handlungskonzept) the measures serve."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .organisation import Organization


class ActionPlan(models.Model):
    """A concept the council knows, for example "Hannover - internationale Stadt"."""

    title = models.CharField(_("Titel"), max_length=300, unique=True)
    office = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="coordinated_plans",
        verbose_name=_("Koordination"),
    )
    treasury = models.ForeignKey(
        Organization, models.PROTECT, related_name="funded_plans", verbose_name=_("Kämmerei")
    )
    climate_required_from = models.DateField(_("Klimawirkungsprüfung ab"), null=True, blank=True)

    class Meta:
        verbose_name = _("Handlungskonzept")
        verbose_name_plural = _("Handlungskonzepte")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Goal(models.Model):
    """An overall goal (Oberziel) of a plan."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="goals")
    number = models.PositiveSmallIntegerField(_("Nummer"))
    title = models.CharField(_("Titel"), max_length=300)

    class Meta:
        verbose_name = _("Oberziel")
        verbose_name_plural = _("Oberziele")
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="goal_number_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class FieldOfAction(models.Model):
    """A field of action (Handlungsfeld) of a plan.

    The network group follows those that concern it.
    """

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="fields")
    number = models.PositiveSmallIntegerField(_("Nummer"))
    title = models.CharField(_("Titel"), max_length=300)
    concerns_network = models.BooleanField(_("betrifft Europa und Internationales"), default=True)

    class Meta:
        verbose_name = _("Handlungsfeld")
        verbose_name_plural = _("Handlungsfelder")
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="field_number_once")]

    def __str__(self) -> str:
        values = {"number": self.number, "title": self.title}
        return str(_("Handlungsfeld %(number)s – %(title)s") % values)


class Counter(models.Model):
    """Numbers drawn without gaps, one row a year and series; see core.numbers."""

    class Series(models.TextChoices):
        MEASURE = "measure", _("Maßnahme")
        PAPER = "paper", _("Drucksache")

    series = models.CharField(max_length=10, choices=Series)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("Nummernkreis")
        verbose_name_plural = _("Nummernkreise")
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.get_series_display()} {self.year}: {self.last}"
