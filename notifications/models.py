"""Letters: the notice in a person's in-app centre, the mail on its way, and what people wish."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import Comment, JournalEntry, Substitution
from core.steps import Audience

from .events import Event, event_for, mentions, substitution
from .querysets import DeliveryQuerySet, NoticeQuerySet
from .topics import Topic

AT = Coalesce(
    "entry__at",
    "comment__written_at",
    models.Case(
        models.When(ended=True, then="substitution__revoked_at"),
        default="substitution__entered_at",
    ),
)
NOTHING = models.Q(entry=None, comment=None, substitution=None, ended=False)
OF_ENTRY = models.Q(entry__isnull=False, comment=None, substitution=None, ended=False)
OF_COMMENT = models.Q(entry=None, comment__isnull=False, substitution=None, ended=False)
OF_SUBSTITUTION = models.Q(entry=None, comment=None, substitution__isnull=False)
ONE_THING = OF_ENTRY | OF_COMMENT | OF_SUBSTITUTION


class Notice(models.Model):
    """What a person finds in the application: what they are told of, and in which role.

    That is an action, a comment that mentions them, or a substitution (entered or `ended`).
    """

    entry = models.ForeignKey(
        JournalEntry, models.PROTECT, related_name="notices", null=True, blank=True
    )
    comment = models.ForeignKey(
        Comment, models.PROTECT, related_name="notices", null=True, blank=True
    )
    substitution = models.ForeignKey(
        Substitution, models.PROTECT, related_name="notices", null=True, blank=True
    )
    ended = models.BooleanField(_("beendet"), default=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", db_index=False
    )
    audience = models.CharField(_("betrifft Sie als"), max_length=20, choices=Audience)
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    read_at = models.DateTimeField(_("gelesen"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mitteilung")
        verbose_name_plural = _("Mitteilungen")
        ordering = [AT.desc(), "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "entry"], name="notice_once"),
            models.UniqueConstraint(fields=["person", "comment"], name="notice_mentions_once"),
            models.UniqueConstraint(
                fields=["person", "substitution", "ended"], name="notice_substitution_once"
            ),
            models.CheckConstraint(condition=ONE_THING, name="notice_tells_one_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.entry or self.comment or self.substitution}"

    @property
    def event(self) -> Event:
        """What it tells, in the words for its reader."""
        return _event_of(self)


class Delivery(models.Model):
    """One mail to one recipient. Message-ID and language are fixed when the row is made.

    `leased`: a worker holds it until `leased_until`; only the holder of the `token` may settle it.
    What it says is not kept: it is written at the moment of sending, with the rights the recipient
    has then. A letter tells of an entry, of a comment that mentions the recipient, or of a
    substitution that was entered or `ended`. A digest (Sammelmail) has none of them but a slot,
    its time; the letters it carries are `digested` and point to it. `gathered` is the one mail a
    day about dates that have come.
    `resent_at` is when the office last sent it again, `reported_at` the time of the newest report
    of a mail server since then.
    """

    class Kind(models.TextChoices):
        LETTER = "letter", _("einzelne Mail")
        DIGEST = "digest", _("Sammelmail")
        GATHERED = "gathered", _("Sammelmail zu Fristen")

    class Channel(models.TextChoices):
        MAIL = "mail", _("E-Mail")

    class State(models.TextChoices):
        DUE = "due", _("wartet")
        LEASED = "leased", _("wird verschickt")
        SENT = "sent", _("verschickt")
        DEAD = "dead", _("unzustellbar")
        SUPPRESSED = "suppressed", _("nicht verschickt")
        DIGESTED = "digested", _("zusammengefasst")
        RECORDED = "recorded", _("aufgezeichnet")

    class Suppression(models.TextChoices):
        UNREADABLE = "unreadable", _("Kein Leserecht")
        WITHDRAWN = "withdrawn", _("Recht entzogen")
        INACTIVE = "inactive", _("Zugang gesperrt")
        NO_ADDRESS = "no_address", _("Keine E-Mail-Adresse")
        CANCELLED = "cancelled", _("Vom Büro angehalten")
        UNWANTED = "unwanted", _("Von der Person abbestellt")
        EMPTY = "empty", _("Nichts mehr mitzuteilen")

    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.LETTER)
    entry = models.ForeignKey(
        JournalEntry, models.PROTECT, related_name="deliveries", null=True, blank=True
    )
    comment = models.ForeignKey(
        Comment, models.PROTECT, related_name="deliveries", null=True, blank=True
    )
    substitution = models.ForeignKey(
        Substitution, models.PROTECT, related_name="deliveries", null=True, blank=True
    )
    ended = models.BooleanField(_("beendet"), default=False)
    slot = models.DateTimeField(_("gesammelt für"), null=True, blank=True)
    digest = models.ForeignKey(
        "self", models.PROTECT, related_name="items", null=True, blank=True, verbose_name=_("in")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="deliveries", db_index=False
    )
    channel = models.CharField(_("Weg"), max_length=10, choices=Channel, default=Channel.MAIL)
    audience = models.CharField(_("angeschrieben als"), max_length=20, choices=Audience, blank=True)
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
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
    resent_at = models.DateTimeField(_("erneut versandt am"), null=True)
    reported_at = models.DateTimeField(_("zuletzt gemeldet am"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Sendung")
        verbose_name_plural = _("Postausgang")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "entry", "channel"], name="delivery_once"),
            models.UniqueConstraint(
                fields=["person", "comment", "channel"], name="delivery_mentions_once"
            ),
            models.UniqueConstraint(
                fields=["person", "substitution", "ended", "channel"],
                name="delivery_substitution_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="leased")
                ^ models.Q(token__isnull=True, leased_until__isnull=True),
                name="delivery_leased_has_token",
            ),
            models.CheckConstraint(
                condition=models.Q(state="suppressed") ^ models.Q(suppression=""),
                name="delivery_suppressed_says_why",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "slot", "channel"],
                name="delivery_digest_once_per_slot",
                condition=~models.Q(kind="letter"),
            ),
            models.CheckConstraint(
                condition=models.Q(ONE_THING, kind="letter", slot__isnull=True)
                | models.Q(~models.Q(kind="letter"), NOTHING, slot__isnull=False),
                name="delivery_tells_one_thing_or_collects",
            ),
            models.CheckConstraint(
                condition=models.Q(state="digested") ^ models.Q(digest__isnull=True),
                name="delivery_digested_has_digest",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="delivery_due", condition=models.Q(state="due")),
            models.Index(
                fields=["leased_until"], name="delivery_leased", condition=models.Q(state="leased")
            ),
        ]

    def __str__(self) -> str:
        told = self.entry or self.comment or self.substitution
        return f"{self.person}: {told or self.get_kind_display()}"

    @property
    def collects(self) -> bool:
        """It is a digest, and no letter of its own."""
        return self.kind != self.Kind.LETTER

    @property
    def is_private(self) -> bool:
        """Its words are for nobody but its recipient: a digest, or about a substitution."""
        return self.collects or self.substitution_id is not None

    @property
    def event(self) -> Event:
        """What a single letter tells, in the words for its recipient."""
        return _event_of(self)

    @property
    def told(self) -> JournalEntry:
        """What a single letter tells of; TypeError for a digest, which tells of several things."""
        return _told_by(self)

    @property
    def why(self) -> str | Promise:
        """Why it was not sent, or not yet; empty if nothing went wrong."""
        return self.Suppression(self.suppression).label if self.suppression else self.last_error


def _told_by(row: Notice | Delivery) -> JournalEntry:
    """The entry, or the comment or substitution in its form."""
    if row.entry is not None:
        return row.entry
    if row.comment is not None:
        return mentions.as_entry(row.comment)
    if row.substitution is not None:
        return substitution.as_entry(row.substitution, ended=row.ended)
    raise TypeError(row)


def _event_of(row: Notice | Delivery) -> Event:
    if row.substitution is not None:
        return substitution.StandingIn(row.substitution, ended=row.ended, person=row.person)
    return event_for(
        entry=_told_by(row),
        audience=row.audience,
        person=row.person,
        on_behalf_of=row.on_behalf_of,
    )


class Preference(models.Model):
    """How often a person wants mail of one kind; without a row the default of their roles holds."""

    class Frequency(models.TextChoices):
        IMMEDIATE = "immediate", _("sofort")
        DAILY = "daily", _("täglich gesammelt")
        WEEKLY = "weekly", _("wöchentlich gesammelt")
        OFF = "off", _("keine Mail")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences", db_index=False
    )
    topic = models.CharField(_("Worum es geht"), max_length=10, choices=Topic)
    frequency = models.CharField(_("Wie oft"), max_length=10, choices=Frequency)

    class Meta:
        verbose_name = _("Einstellung")
        verbose_name_plural = _("Einstellungen")
        constraints = [
            models.UniqueConstraint(fields=["person", "topic"], name="preference_once"),
            models.CheckConstraint(
                condition=~models.Q(topic__in=["task", "deadline"], frequency="off"),
                name="preference_keeps_tasks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_topic_display()} {self.get_frequency_display()}"


class MailTimes(models.Model):
    """When a person wants mail: quiet hours, free days, and the time of digests."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Montag")
        TUESDAY = 1, _("Dienstag")
        WEDNESDAY = 2, _("Mittwoch")
        THURSDAY = 3, _("Donnerstag")
        FRIDAY = 4, _("Freitag")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_times", primary_key=True
    )
    quiet_from = models.TimeField(_("Ruhe ab"), null=True, blank=True)
    quiet_to = models.TimeField(_("Ruhe bis"), null=True, blank=True)
    working_days_only = models.BooleanField(_("nur an Werktagen"), default=False)
    digest_at = models.TimeField(_("Sammelmail um"), default=dt.time(7, 30))
    weekly_on = models.PositiveSmallIntegerField(
        _("wöchentliche Sammelmail am"), choices=Weekday, default=Weekday.MONDAY
    )

    class Meta:
        verbose_name = _("Zustellzeiten")
        verbose_name_plural = _("Zustellzeiten")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True) ^ models.Q(quiet_to__isnull=False),
                name="mail_times_quiet_has_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.digest_at:%H:%M}"


class Heartbeat(models.Model):
    """When a worker last gave a sign of life, and whether the mail server answered it.

    None while it has not asked any.
    """

    name = models.CharField(max_length=100, primary_key=True)
    at = models.DateTimeField()
    reached = models.BooleanField(null=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.at}"
