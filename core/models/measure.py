"""The measure (Maßnahme): the thing that lives for years and moves through the lifecycle."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.querysets import MeasureQuerySet
from core.rule import Act
from core.steps import Status

from .facts import Facts
from .organisation import Organization
from .plan import ActionPlan, FieldOfAction, Goal

PERSON = settings.AUTH_USER_MODEL


class Measure(Facts):  # type: ignore[django-manager-missing]  # tasks: untyped base of viewflow
    """One measure: its `status` is the only truth about where it stands.

    `version` counts its journal, `seal` is the journal's head.

    Money is Decimal euros. Sub-records are read once per action through the cached properties
    below, after the row is locked; whoever writes a sub-record calls `forget`.
    """

    class Urgency(models.TextChoices):
        LOW = "low", _("langfristig")
        NORMAL = "normal", _("mittelfristig")
        HIGH = "high", _("vordringlich")

    class Completion(models.TextChoices):
        ACHIEVED = "achieved", _("Ziel erreicht")
        PERMANENT = "permanent", _("in Daueraufgabe überführt")

    reference = models.CharField(_("Nummer"), max_length=20, unique=True)
    plan = models.ForeignKey(
        ActionPlan, models.PROTECT, related_name="measures", verbose_name=_("Handlungskonzept")
    )
    field = models.ForeignKey(
        FieldOfAction,
        models.PROTECT,
        null=True,
        related_name="measures",
        verbose_name=_("Handlungsfeld"),
    )
    goals = models.ManyToManyField(Goal, related_name="measures", verbose_name=_("Oberziele"))
    title = models.CharField(_("Titel"), max_length=300)
    description = models.TextField(_("Beschreibung"), blank=True)
    justification = models.TextField(_("Begründung"), blank=True)
    contact = models.CharField(_("Ansprechperson"), max_length=200, blank=True)
    lead = models.ForeignKey(
        Organization, models.PROTECT, related_name="led_measures", verbose_name=_("Federführung")
    )
    office = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("Koordination")
    )
    treasury = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("Kämmerei")
    )
    participants = models.ManyToManyField(
        Organization,
        blank=True,
        related_name="joined_measures",
        verbose_name=_("beteiligte Stellen"),
    )
    partners = models.TextField(_("externe Partner"), blank=True)
    district = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Stadtbezirk"),
    )
    urgency = models.CharField(
        _("Vordringlichkeit"), max_length=10, choices=Urgency, default=Urgency.NORMAL
    )
    planned_from = models.DateField(_("geplanter Beginn"), null=True, blank=True)
    planned_to = models.DateField(_("geplantes Ende"), null=True, blank=True)
    gender_aspects = models.TextField(_("Gender-Aspekte"), blank=True)
    climate_statement = models.TextField(_("Aussage zum Klima"), blank=True)
    no_costs = models.BooleanField(_("keine finanziellen Auswirkungen"), default=False)
    public = models.BooleanField(_("öffentlich"), default=True)
    reserved = models.BooleanField(_("dem Verwaltungsausschuss vorbehalten"), default=False)

    version = models.PositiveIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True)
    text_seal = models.CharField(max_length=64, blank=True)
    lifecycle_version = models.CharField(max_length=16, blank=True)
    in_force = models.BooleanField(_("in Kraft"), default=False)
    terminated = models.BooleanField(_("eingestellt"), default=False)
    first_released_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", db_index=False
    )
    submitted_at = models.DateTimeField(null=True)
    completion_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_on = models.DateField(_("beschlossen am"), null=True)
    decision_reference = models.CharField(_("Beschluss"), max_length=200, blank=True)
    decided_by = models.CharField(_("Entscheidung durch"), max_length=200, blank=True)
    legal_basis = models.CharField(_("Rechtsgrundlage"), max_length=200, blank=True)
    exception_reason = models.TextField(_("Ausnahme von den Regeln der Beratungsfolge"), blank=True)
    exception_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", db_index=False
    )
    early_start_on = models.DateField(_("vorzeitiger Beginn ab"), null=True)
    early_start_notice = models.CharField(
        _("Bescheid zum vorzeitigen Beginn"), max_length=200, blank=True
    )
    responsible = models.CharField(_("verantwortliche Person"), max_length=200, blank=True)
    deviation = models.TextField(_("Abweichung"), blank=True)
    completion = models.CharField(_("Abschluss"), max_length=10, choices=Completion, blank=True)
    final_report = models.TextField(_("Abschlussbericht"), blank=True)
    actual_cost = models.DecimalField(
        _("Ist-Kosten in Euro"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("Maßnahme")
        verbose_name_plural = _("Maßnahmen")
        ordering = ["reference"]
        indexes = [
            models.Index(fields=["status", "lead", "reference"], name="measure_by_status"),
            models.Index(fields=["lead", "reference"], name="measure_by_lead"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=Status.values), name="measure_status_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(planned_to=None)
                | models.Q(planned_from=None)
                | models.Q(planned_to__gte=models.F("planned_from")),
                name="measure_ends_after_start",
                violation_error_message=_("Das geplante Ende liegt vor dem geplanten Beginn."),
            ),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act = Act()
        self.judged: frozenset[int | None] = frozenset()
        self.changed: set[str] = set()
        self.touched: set[str] = set()
        # Audiences the action concerns besides those its steps always tell.
        self.tells: set[str] = set()

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def is_open_to_all(self) -> bool:
        """Anybody may know of it: public, and released once (as in `open_to_all`)."""
        return self.public and self.first_released_at is not None

    # ---- one action --------------------

    def begin(self, act: Act) -> None:
        """Take up an action.

        From here on the rules ask about this actor, these answers and this sub-record.
        """
        self.act = act
        self.forget("demanded", "signers", "overdrafts")
        first = {act.first.pk} if act.first else set()
        self.judged = self.authors(act.item) | first

    def authors(self, item: Any) -> frozenset[int | None]:
        """Who submitted it, reported its end or did what the sub-record says."""
        people = {self.submitted_by_id, self.completion_by_id, *(item.authors if item else ())}
        return frozenset(people - {None})

    def put(self, **values: Any) -> None:
        """Set fields of the measure.

        The engine writes them with the one guarded UPDATE of the action.
        """
        for name, value in values.items():
            setattr(self, name, value)
        self.changed.update(values)

    def forget(self, *names: str) -> None:
        """These sub-records have changed: read them anew when they are asked for next."""
        self.touched.update(names)
        for name in names:
            self.__dict__.pop(name, None)
