"""Letters: the notice in a person's in-app centre, and the mail on its way to one recipient."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import JournalEntry
from core.steps import Audience

from .querysets import DeliveryQuerySet, NoticeQuerySet


class Notice(models.Model):
    """What a person finds in the application: an action they are told of, and in which role."""

    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="notices")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", db_index=False
    )
    audience = models.CharField(_("betrifft Sie als"), max_length=20, choices=Audience)
    read_at = models.DateTimeField(_("gelesen"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mitteilung")
        verbose_name_plural = _("Mitteilungen")
        ordering = ["-entry__at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "entry"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.entry}"


class Delivery(models.Model):
    """One mail to one recipient. Message-ID and language are fixed when the row is made.

    `leased`: a worker holds it until `leased_until`; only the holder of the `token` may settle it.
    What it says is not kept: it is written at the moment of sending, with the rights the recipient
    has then.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", _("E-Mail")

    class State(models.TextChoices):
        DUE = "due", _("wartet")
        LEASED = "leased", _("wird verschickt")
        SENT = "sent", _("verschickt")
        DEAD = "dead", _("unzustellbar")
        SUPPRESSED = "suppressed", _("nicht verschickt")
        DIGESTED = "digested", _("zusammengefasst")

    class Suppression(models.TextChoices):
        UNREADABLE = "unreadable", _("Kein Leserecht")
        WITHDRAWN = "withdrawn", _("Recht entzogen")
        INACTIVE = "inactive", _("Zugang gesperrt")
        NO_ADDRESS = "no_address", _("Keine E-Mail-Adresse")
        CANCELLED = "cancelled", _("Vom Büro angehalten")

    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="deliveries", db_index=False
    )
    channel = models.CharField(_("Weg"), max_length=10, choices=Channel, default=Channel.MAIL)
    audience = models.CharField(_("angeschrieben als"), max_length=20, choices=Audience)
    language = models.CharField(_("Sprache"), max_length=2)
    message_id = models.CharField(max_length=255, unique=True, editable=False)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.DUE)
    suppression = models.CharField(
        _("nicht verschickt, weil"), max_length=10, choices=Suppression, blank=True
    )
    due_at = models.DateTimeField(_("fällig"))
    token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("Versuche"), default=0)
    last_error = models.CharField(_("letzter Fehler"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("verschickt am"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Sendung")
        verbose_name_plural = _("Postausgang")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "entry", "channel"], name="delivery_once"),
            models.CheckConstraint(
                condition=models.Q(state="leased")
                ^ models.Q(token__isnull=True, leased_until__isnull=True),
                name="delivery_leased_has_token",
            ),
            models.CheckConstraint(
                condition=models.Q(state="suppressed") ^ models.Q(suppression=""),
                name="delivery_suppressed_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="delivery_due", condition=models.Q(state="due")),
            models.Index(
                fields=["leased_until"], name="delivery_leased", condition=models.Q(state="leased")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.entry}"

    @property
    def why(self) -> str | Promise:
        """Why it was not sent, or not yet; empty if nothing went wrong."""
        return self.Suppression(self.suppression).label if self.suppression else self.last_error
