"""Who sits in a body, who was at a sitting, and who may not take part in an item."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .cosignature import DatedQuerySet
from .meeting import AgendaItem, Meeting
from .organisation import Organization


class Seat(models.Model):
    """A seat in a body in the time it is held: a voting member, or an adviser without a vote."""

    class Function(models.TextChoices):
        CHAIR = "chair", _("Vorsitz")
        DEPUTY = "deputy", _("stellvertretender Vorsitz")
        MEMBER = "member", _("Mitglied")
        ADVISER = "adviser", _("beratendes Mitglied")

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="seats", verbose_name=_("Gremium")
    )
    name = models.CharField(_("Name"), max_length=200)
    faction = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Fraktion"),
    )
    function = models.CharField(
        _("Funktion"), max_length=10, choices=Function, default=Function.MEMBER
    )
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    objects = DatedQuerySet["Seat"].as_manager()

    class Meta:
        verbose_name = _("Sitz")
        verbose_name_plural = _("Sitze")
        ordering = ["organization", "function", "name"]

    def __str__(self) -> str:
        return (
            f"{self.name} ({self.faction.code or self.faction.name})" if self.faction else self.name
        )

    @property
    def votes(self) -> bool:
        return self.function != self.Function.ADVISER


class Attendance(models.Model):
    """Whether the holder of a seat was at a sitting."""

    class Kind(models.TextChoices):
        PRESENT = "present", _("anwesend")
        EXCUSED = "excused", _("entschuldigt")
        ABSENT = "absent", _("nicht anwesend")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="attendances")
    kind = models.CharField(_("Anwesenheit"), max_length=8, choices=Kind)
    remark = models.CharField(_("Bemerkung"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Anwesenheit")
        verbose_name_plural = _("Anwesenheiten")
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.get_kind_display()}"


class Exclusion(models.Model):
    """A member who may not advise or vote on an item because of a conflict of interest."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="exclusions")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="exclusions")
    ground = models.CharField(_("Grundlage"), max_length=200)

    class Meta:
        verbose_name = _("Mitwirkungsverbot")
        verbose_name_plural = _("Mitwirkungsverbote")
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="exclusion_once")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.ground}"
