"""The journal is the evidence.

One sealed entry per action, chained per measure, and the outbox row beside it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


def digest_of(value: Any) -> str:
    """SHA-256 of the canonical JSON of a value, as hexadecimal text."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder, ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


class JournalEntry(models.Model):
    """Who did what, when, why, from which to which status, on behalf of whom.

    Append-only, sealed into a chain.

    `number` equals the measure's version after the action. The seal covers the entry and the seal
    before it; persons enter it by pseudonym and texts by digest, so erasing a person leaves the
    chain valid.
    """

    measure = models.ForeignKey(
        "core.Measure", models.PROTECT, related_name="journal", db_index=False
    )
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    pseudonym = models.CharField(max_length=80)
    action = models.CharField(max_length=40)
    task = models.PositiveBigIntegerField(null=True)
    object = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("Journaleintrag")
        verbose_name_plural = _("Journal")
        ordering = ["measure", "number"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "number"], name="journal_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id}/{self.number} {self.action}"

    def content_digest(self) -> str:
        """Digest of what was said: reason and detail."""
        return digest_of({"reason": self.reason, "detail": self.detail})

    def seal_after(self, previous: str) -> str:
        """The seal this entry must carry when it follows the given one."""
        facts = [
            previous,
            self.measure_id,
            self.number,
            self.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            self.pseudonym,
            self.action,
            self.task,
            self.object,
            self.source,
            self.target,
            self.digest,
        ]
        return digest_of(facts)


class Outbox(models.Model):
    """A journal entry whose letters are still to be fanned out.

    Written in the step's own transaction.
    """

    entry = models.OneToOneField(JournalEntry, models.CASCADE, related_name="outbox")
    audiences = models.JSONField(default=list)

    class Meta:
        verbose_name = _("Ausgang")
        verbose_name_plural = _("Ausgang")

    def __str__(self) -> str:
        return str(self.entry)


class DailySeal(models.Model):
    """One seal over the heads of all chains of a day, up to the entry with the key `upto`.

    Shows a cut-off chain or a missing measure.
    """

    day = models.DateField(unique=True)
    upto = models.PositiveBigIntegerField()
    heads = models.PositiveIntegerField()
    seal = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Tagessiegel")
        verbose_name_plural = _("Tagessiegel")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.seal[:12]}"
