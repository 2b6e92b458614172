"""Legal grounds (Rechtsgrundlagen) as dated configuration: which paragraph stands for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from .cosignature import DatedQuerySet

if TYPE_CHECKING:
    import datetime as dt


class Provision(models.Model):
    """The paragraph that carries a procedure in the time it is in force."""

    class Key(models.TextChoices):
        URGENT_MAIN_COMMITTEE = (
            "urgent_main_committee",
            _("Eilentscheidung des Verwaltungsausschusses"),
        )
        URGENT_MAYOR = "urgent_mayor", _("Eilentscheidung des Oberbürgermeisters")
        CIRCULATION = "circulation", _("Beschluss im Umlaufverfahren")
        EXCLUSION = "exclusion", _("Mitwirkungsverbot")
        ATTENDANCE = "attendance", _("Anwesenheit und Beschlussfähigkeit")
        OBJECTION_MAIN_COMMITTEE = (
            "objection_main_committee",
            _("Einspruch des Verwaltungsausschusses"),
        )
        OBJECTION_MAYOR = "objection_mayor", _("Einspruch des Oberbürgermeisters")
        PREPARATION = "preparation", _("Vorbereitung der Ratsbeschlüsse")
        HEARING = "hearing", _("Anhörung des Stadtbezirksrates")

    key = models.CharField(_("Wofür"), max_length=30, choices=Key)
    paragraph = models.CharField(_("Paragraf"), max_length=100)
    text = models.CharField(_("Inhalt"), max_length=500, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    objects = DatedQuerySet["Provision"].as_manager()

    class Meta:
        verbose_name = _("Rechtsgrundlage")
        verbose_name_plural = _("Rechtsgrundlagen")
        ordering = ["key", "valid_from"]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.paragraph}"


def paragraph(key: str, *, on: dt.date) -> str:
    """The paragraph in force that day, the newest first; empty if none is configured."""
    rows = Provision.objects.valid(on=on).filter(key=key).order_by("-valid_from", "-pk")
    return rows.values_list("paragraph", flat=True).first() or ""
