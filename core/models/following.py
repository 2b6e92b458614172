"""What follows from a decision: orders, asked reports, indicators and the tolerated deviation."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .implementation import ProgressReport
from .organisation import Organization
from .plan import ActionPlan

PERSON = settings.AUTH_USER_MODEL


class Order(models.Model):
    """A part of a decision that one organization carries out by a day."""

    measure = models.ForeignKey("core.Measure", models.CASCADE, related_name="orders")
    station = models.ForeignKey(
        "core.Consultation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("Beschluss"),
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="orders", verbose_name=_("Zuständig")
    )
    responsible = models.CharField(_("verantwortliche Person"), max_length=200, blank=True)
    text = models.TextField(_("Auftrag"), max_length=1000)
    due_on = models.DateField(_("zu erledigen bis"))
    interval = models.PositiveSmallIntegerField(
        _("Bericht alle … Monate"), null=True, blank=True, help_text=_("leer: nur zum Ende")
    )
    given_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    result = models.TextField(_("Ergebnis"), blank=True)
    done_on = models.DateField(_("erledigt am"), null=True, blank=True)
    dropped = models.CharField(_("entfällt, weil"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Auftrag")
        verbose_name_plural = _("Aufträge")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_open(self) -> bool:
        return self.done_on is None and not self.dropped

    @property
    def holder(self) -> str:
        """Who carries it out: the organization and, where one is named, the person."""
        return ", ".join(filter(None, [self.organization.name, self.responsible]))

    @property
    def reported(self) -> str:
        """How often its carrying out is reported; empty where only its end is."""
        if self.interval is None:
            return ""
        said = ngettext("jeden Monat", "alle %(months)d Monate", self.interval)
        return said % {"months": self.interval}

    @property
    def authors(self) -> set[int | None]:
        return {self.given_by_id}


class ReportRound(models.Model):
    """A reporting period: every measure in force is asked, the office publishes the result."""

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="rounds")
    opened_on = models.DateField(_("eröffnet am"))
    opened_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    until = models.DateField(_("Sachstände bis"))
    published_at = models.DateTimeField(_("veröffentlicht"), null=True)
    published_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("Berichtsrunde")
        verbose_name_plural = _("Berichtsrunden")
        ordering = ["-until", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=models.Q(published_at=None),
                name="report_round_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.until}"


class ReportRequest(models.Model):
    """A report the lead is asked for, in a round or alone; settled by one that is approved."""

    measure = models.ForeignKey("core.Measure", models.CASCADE, related_name="requests")
    round = models.ForeignKey(
        ReportRound, models.PROTECT, null=True, blank=True, related_name="requests"
    )
    due_on = models.DateField(_("Sachstand bis"))
    asked_at = models.DateTimeField()
    report = models.ForeignKey(ProgressReport, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("angeforderter Sachstand")
        verbose_name_plural = _("angeforderte Sachstände")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "round"], name="report_asked_once")
        ]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.due_on}"

    @property
    def is_open(self) -> bool:
        """Nothing has been reported, or the report was returned."""
        return self.report is None or self.report.state == ProgressReport.State.RETURNED


class Indicator(models.Model):
    """What shows whether the measure works: a target and the values measured over time."""

    class Kind(models.TextChoices):
        OUTPUT = "output", _("Leistung")
        IMPACT = "impact", _("Wirkung")

    measure = models.ForeignKey("core.Measure", models.CASCADE, related_name="indicators")
    name = models.CharField(_("Kennzahl"), max_length=200)
    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.OUTPUT)
    unit = models.CharField(_("Einheit"), max_length=50)
    target = models.DecimalField(_("Ziel"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("Kennzahl")
        verbose_name_plural = _("Kennzahlen")
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.name


class IndicatorValue(models.Model):
    """One measured value of an indicator, in its unit."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values")
    measured_on = models.DateField(_("gemessen am"))
    value = models.DecimalField(_("Wert"), max_digits=14, decimal_places=2)
    noted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("Messwert")
        verbose_name_plural = _("Messwerte")
        ordering = ["measured_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "measured_on"], name="indicator_value_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measured_on}: {self.value}"


class Tolerance(models.Model):
    """How far a measure may deviate before the body that decided is asked again; dated.

    Costs may exceed the plan by the percentage or by the amount in euros, whichever is more;
    milestones may come later by so many days.
    """

    valid_from = models.DateField(_("gültig ab"), unique=True)
    cost_percent = models.DecimalField(_("Kosten in %"), max_digits=5, decimal_places=2)
    cost_amount = models.DecimalField(_("Kosten in Euro"), max_digits=14, decimal_places=2)
    days = models.PositiveSmallIntegerField(_("Verzug in Tagen"))
    reason = models.CharField(_("Grundlage"), max_length=200)

    class Meta:
        verbose_name = _("Toleranz")
        verbose_name_plural = _("Toleranzen")
        ordering = ["valid_from"]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.cost_percent} %, {self.days}"

    @classmethod
    def on(cls, day: dt.date) -> Tolerance | None:
        """The tolerance in force on that day, if any is configured."""
        return cls.objects.filter(valid_from__lte=day).last()

    def allowed(self, planned: Decimal) -> Decimal:
        """By how many euros the planned costs may be exceeded."""
        return max(planned * self.cost_percent / 100, self.cost_amount)
