"""Co-signatures (Mitzeichnung) and the dated rules that say who must be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .organisation import Organization
from .plan import FieldOfAction

if TYPE_CHECKING:
    import datetime as dt

M = TypeVar("M", bound=models.Model)


class DatedQuerySet(models.QuerySet[M]):
    def valid(self, *, on: dt.date) -> Self:
        """Rows in force on that day (both ends included)."""
        return self.filter(
            models.Q(valid_from__lte=on), models.Q(valid_to=None) | models.Q(valid_to__gte=on)
        )


class Condition(models.TextChoices):
    """When a dated rule applies to a measure."""

    ALWAYS = "always", _("immer")
    MONEY = "money", _("sobald Geld im Spiel ist")
    AMOUNT = "amount", _("ab einem Betrag")
    FIELD = "field", _("im Handlungsfeld")
    DISTRICT = "district", _("im Stadtbezirk")
    COUNCIL = "council", _("wenn der Rat entscheidet")


class CoSignatureRule(models.Model):
    """Dated configuration: this organization must co-sign when the condition holds."""

    class Silence(models.TextChoices):
        APPROVE = "approve", _("gilt nach Fristablauf als Zustimmung")
        ESCALATE = "escalate", _("wird nach Fristablauf gemahnt")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="cosignature_rules")
    condition = models.CharField(
        _("Bedingung"), max_length=10, choices=Condition, default=Condition.ALWAYS
    )
    amount_from = models.DecimalField(
        _("ab Betrag"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    field = models.ForeignKey(
        FieldOfAction, models.CASCADE, null=True, blank=True, related_name="+"
    )
    working_days = models.PositiveSmallIntegerField(_("Frist in Werktagen"), default=10)
    silence = models.CharField(
        _("Schweigen"), max_length=10, choices=Silence, default=Silence.ESCALATE
    )
    reason = models.CharField(_("Grundlage"), max_length=200)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    objects = DatedQuerySet["CoSignatureRule"].as_manager()

    class Meta:
        verbose_name = _("Mitzeichnungsregel")
        verbose_name_plural = _("Mitzeichnungsregeln")

    def __str__(self) -> str:
        return f"{self.organization}: {self.get_condition_display()}"


class CoSignature(models.Model):
    """One asked organization and its answer.

    A signature binds to the text it was asked for (`text_seal`).
    """

    class Answer(models.TextChoices):
        APPROVE = "approve", _("zugestimmt")
        REMARKS = "remarks", _("mit Hinweis zugestimmt")
        OBJECT = "object", _("Einwand")
        NOT_AFFECTED = "not_affected", _("nicht berührt")

    measure = models.ForeignKey(
        "core.Measure", models.CASCADE, related_name="cosignatures", db_index=False
    )
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="cosignatures")
    round = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField()
    due_on = models.DateField(_("Frist"), null=True)
    text_seal = models.CharField(max_length=64)
    answer = models.CharField(_("Antwort"), max_length=20, choices=Answer, blank=True)
    note = models.TextField(_("Hinweis"), blank=True)
    over_cover = models.BooleanField(_("Einwand wegen fehlender Deckung"), default=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    overruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    overruled_at = models.DateTimeField(null=True)
    overruling_authority = models.CharField(_("Entscheidung durch"), max_length=200, blank=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Mitzeichnung")
        verbose_name_plural = _("Mitzeichnungen")
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "organization", "round"], name="cosignature_once_a_round"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="") | models.Q(answered_at__isnull=False),
                name="cosignature_answer_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.get_answer_display() or _('noch offen')}"

    @property
    def is_open(self) -> bool:
        """Still to be answered, or an objection nobody has overruled."""
        if self.dropped_at:
            return False
        return not self.answer or self.is_objection

    @property
    def is_objection(self) -> bool:
        return self.answer == self.Answer.OBJECT and not self.overruled_at and not self.dropped_at

    def holds_for(self, text_seal: str) -> bool:
        """Given, and given for exactly this text."""
        return not self.dropped_at and not self.is_open and self.text_seal == text_seal

    @property
    def authors(self) -> set[int | None]:
        return {self.answered_by_id}
