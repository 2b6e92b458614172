"""Carrying a decided measure out: milestones, progress reports, attached documents and comments."""

from __future__ import annotations

import re
import uuid
from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

# A stop ends a sentence before a capital or at the end, not after a day's number or a short form.
SENTENCE = re.compile(
    r"(?<!\b\d)(?<!\b\d\d)(?<!\b[A-Za-z])[.!?…]+[\"“”»)]*(?=\s+[^\sa-zäöüß\d]|\s*$)"
)


def sentences(text: str) -> int:
    """How many sentences a text has; text after the last full stop counts as one.

    "Am 15.3. kamen ca. 40 Gäste, z. B. aus Posen." is one sentence.
    """
    parts = [part for part in SENTENCE.split(text.strip()) if part.strip()]
    return len(parts)


class Milestone(models.Model):
    """A planned point on the way, done or waived with a reason."""

    measure = models.ForeignKey("core.Measure", models.CASCADE, related_name="milestones")
    title = models.CharField(_("Meilenstein"), max_length=200)
    planned_on = models.DateField(_("geplant am"))
    agreed_on = models.DateField(_("vereinbart für"), null=True, blank=True)
    done_on = models.DateField(_("erreicht am"), null=True, blank=True)
    waived = models.CharField(_("entfällt, weil"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Meilenstein")
        verbose_name_plural = _("Meilensteine")
        ordering = ["planned_on", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_settled(self) -> bool:
        return self.done_on is not None or bool(self.waived)

    @property
    def agreed(self) -> date:
        """The day that was planned when work began."""
        return self.agreed_on or self.planned_on


class ProgressReport(models.Model):
    """How a measure stands.

    A light, at most three sentences, progress in percent, actual cost in euros.
    """

    class Light(models.TextChoices):
        GREEN = "green", _("Grün")
        YELLOW = "yellow", _("Gelb")
        RED = "red", _("Rot")

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("gemeldet")
        APPROVED = "approved", _("abgenommen")
        RETURNED = "returned", _("zurückgegeben")

    measure = models.ForeignKey("core.Measure", models.CASCADE, related_name="reports")
    light = models.CharField(_("Ampel"), max_length=10, choices=Light)
    text = models.TextField(_("Sachstand"))
    progress = models.PositiveSmallIntegerField(
        _("Fortschritt in %"), default=0, validators=[MaxValueValidator(100)]
    )
    actual_cost = models.DecimalField(
        _("Ist-Kosten in Euro"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    next_step = models.CharField(_("Nächster Schritt"), max_length=300, blank=True)
    deviates = models.BooleanField(_("weicht inhaltlich vom Beschluss ab"), default=False)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.SUBMITTED)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True)
    remark = models.TextField(_("Rückmeldung"), blank=True)

    class Meta:
        verbose_name = _("Sachstand")
        verbose_name_plural = _("Sachstände")
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(progress__lte=100), name="report_progress_in_percent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_light_display()}: {self.text[:60]}"

    @property
    def authors(self) -> set[int | None]:
        return {self.written_by_id}


def stored_name(row: models.Model, filename: str) -> str:
    """Files lie under a random name; what a person called the file is only a column."""
    return f"documents/{uuid.uuid4().hex}"


class Document(models.Model):
    """An attachment with its versions.

    A new file of the same title is a new row with the next version.
    """

    measure = models.ForeignKey("core.Measure", models.PROTECT, related_name="documents")
    title = models.CharField(_("Titel"), max_length=200)
    version = models.PositiveSmallIntegerField(default=1)
    file = models.FileField(_("Datei"), upload_to=stored_name)
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    digest = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Dokument")
        verbose_name_plural = _("Dokumente")
        ordering = ["title", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "title", "version"], name="document_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} (Version {self.version})"


class Comment(models.Model):
    """A remark on a measure. It decides nothing, blocks nothing and is never edited."""

    measure = models.ForeignKey("core.Measure", models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("Kommentar"), max_length=5000)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Kommentar")
        verbose_name_plural = _("Kommentare")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:60]}"
