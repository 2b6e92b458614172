"""Deadlines as dated configuration: working days per task, and days the city is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from .cosignature import DatedQuerySet
from .organisation import Organization

T = TypeVar("T")
DAYS_BEFORE = 3  # working days a reminder comes before its date, unless a rule says otherwise
LONGEST = 366  # days in a row
CENTURY = range(2000, 2101)
MOST_WORKING_DAYS = 500
KEPT = 60  # seconds another process may still go by what has just been changed


class ReadOften(models.Model):
    """Rows that seldom change and are asked for all the time: kept in the cache."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self.forget()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        gone = super().delete(*args, **kwargs)
        self.forget()
        return gone

    @classmethod
    def forget(cls) -> None:
        """Read them anew: now, and once what has been written counts for everybody."""
        cache.delete(cls._meta.label)
        transaction.on_commit(lambda: cache.delete(cls._meta.label))


class DeadlineRule(ReadOften):
    """So many working days a task may take, at one organization or at all; dated.

    A date of the sub-record itself (a signature's, an order's) comes first.
    """

    class Duty(models.TextChoices):
        """A task a rule can be about; its name in the flow."""

        PROPOSE = "propose", _("Überarbeiten und erneut vorlegen")
        CHECK = "check", _("Formal prüfen")
        COSIGN = "cosign", _("Mitzeichnen")
        OVERRULE = "overrule", _("Über Einwand entscheiden")
        RELEASE = "release", _("In die Beratungsfolge geben")
        ARRANGE = "arrange", _("Weiteren Beratungsweg klären")
        FUND = "fund", _("Finanzierung bestätigen")
        COVER = "cover", _("Deckung klären")
        BEGIN = "begin", _("Umsetzung beginnen")
        JUDGE_REPORT = "judge_report", _("Sachstand abnehmen")
        CLOSE = "close", _("Abschluss prüfen")
        LOOK_AGAIN = "look_again", _("Als zweite Person bestätigen")

    duty = models.CharField(_("Aufgabe"), max_length=20, choices=Duty)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Stelle"),
        help_text=_("leer: alle Stellen, für die keine eigene Regel gilt"),
    )
    working_days = models.PositiveSmallIntegerField(
        _("Frist in Werktagen"), validators=[MaxValueValidator(MOST_WORKING_DAYS)]
    )
    remind_before = models.PositiveSmallIntegerField(
        _("Erinnerung … Werktage vorher"),
        default=DAYS_BEFORE,
        validators=[MaxValueValidator(MOST_WORKING_DAYS)],
        help_text=_("Am Tag der Frist wird immer erinnert."),
    )
    reason = models.CharField(_("Grundlage"), max_length=200)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    objects = DatedQuerySet["DeadlineRule"].as_manager()

    class Meta:
        verbose_name = _("Fristregel")
        verbose_name_plural = _("Fristregeln")
        ordering = ["duty", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(working_days__gte=1),
                name="deadline_of_a_working_day",
                violation_error_message=_("Eine Frist hat mindestens einen Werktag."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()}: {self.working_days}"

    def is_valid(self, on: dt.date) -> bool:
        """In force on that day, both ends included."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class ClosedDays(ReadOften):
    """Days on which the administration is closed besides weekends and public holidays."""

    begins_on = models.DateField(_("erster Tag"))
    ends_on = models.DateField(_("letzter Tag"))
    reason = models.CharField(_("Anlass"), max_length=200)

    class Meta:
        verbose_name = _("Schließtage")
        verbose_name_plural = _("Schließtage")
        ordering = ["begins_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("begins_on")),
                name="closed_days_end_after_they_begin",
                violation_error_message=_("Der letzte Tag liegt vor dem ersten."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.begins_on:%d.%m.%Y}–{self.ends_on:%d.%m.%Y}"

    def clean(self) -> None:
        """A year at most, in this century: what is longer is a wrong date."""
        if not (self.begins_on and self.ends_on):
            return
        wrong = {each.year for each in (self.begins_on, self.ends_on) if each.year not in CENTURY}
        if wrong:
            said = _("Bitte prüfen Sie das Jahr: %(year)d.")
            raise ValidationError(said, params={"year": max(wrong)})
        if (self.ends_on - self.begins_on).days > LONGEST:
            raise ValidationError(_("Schließtage sind höchstens ein Jahr am Stück."))

    @property
    def days(self) -> list[dt.date]:
        length = (self.ends_on - self.begins_on).days + 1
        return [self.begins_on + dt.timedelta(days=number) for number in range(length)]


def closed_days() -> frozenset[dt.date]:
    """All closed days; read anew a minute after another process has changed them."""
    return _kept(ClosedDays, lambda rows: frozenset(day for row in rows for day in row.days))


def deadline_rules() -> list[DeadlineRule]:
    """All rules, of whatever day; read anew a minute after another process has changed them."""
    return _kept(DeadlineRule, list)


def _kept(model: type[ReadOften], read: Callable[[Any], T]) -> T:
    known: T | None = cache.get(model._meta.label)
    if known is None:
        known = read(model._default_manager.all())
        cache.set(model._meta.label, known, KEPT)
    return known
