"""What a body decided, as it is kept: five parts, who recorded it, and the minutes behind it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

TURNED_DOWN, NOT_RECOMMENDED = _("abgelehnt"), _("nicht empfohlen")


class RecordedResult(models.Model):
    """The five parts of a result. Votes are None while unknown, which is not zero.

    A result is recorded as a draft on the day, published by the secretariat, and confirmed later
    against the minutes (`minutes`, `page`).
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("beschlossen")
        APPROVED_WITH_CHANGES = "approved_with_changes", _("mit Änderungen beschlossen")
        RECOMMENDED = "recommended", _("empfohlen")
        RECOMMENDED_WITH_CHANGES = "recommended_with_changes", _("mit Änderungen empfohlen")
        REJECTED = "rejected", _("abgelehnt / nicht empfohlen")
        NOTED = "noted", _("zur Kenntnis genommen")
        ADJOURNED = "adjourned", _("vertagt")
        REMOVED = "removed", _("von der Tagesordnung abgesetzt")
        DRAWN_INTO_GROUPS = "drawn_into_groups", _("in die Fraktionen gezogen")
        WITHDRAWN = "withdrawn", _("zurückgezogen")
        REFERRED = "referred", _("verwiesen")
        RETURNED_TO_LEAD = "returned_to_lead", _("an die Verwaltung zurückgegeben")
        SUPERSEDED = "superseded", _("durch Neufassung ersetzt")
        ANSWERED = "answered", _("beantwortet")
        NO_VOTE = "no_vote", _("ohne Votum")

    class Manner(models.TextChoices):
        UNANIMOUS = "unanimous", _("einstimmig")
        MAJORITY = "majority", _("mehrheitlich")
        COUNTED = "counted", _("ausgezählt")
        NONE = "none", _("ohne Abstimmung")

    class Scope(models.TextChoices):
        MATTER = "matter", _("zur Sache")
        PROCEDURAL = "procedural", _("zur Geschäftsordnung")

    class Object(models.TextChoices):
        EXECUTION = "execution", _("Ausführung")
        IN_PRINCIPLE = "in_principle", _("im Grundsatz")
        TERMINATION = "termination", _("Einstellung")

    outcome = models.CharField(_("Ergebnis"), max_length=30, choices=Outcome, blank=True)
    manner = models.CharField(_("Abstimmung"), max_length=10, choices=Manner, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("Ja"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("Nein"), null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(_("Enthaltungen"), null=True, blank=True)
    scope = models.CharField(
        _("Gegenstand der Abstimmung"), max_length=10, choices=Scope, blank=True
    )
    verbatim = models.TextField(_("Wortlaut"), blank=True)
    change_text = models.TextField(_("Änderung"), blank=True)
    change_cost = models.DecimalField(
        _("Mehrkosten der Änderung in Euro"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    wish_of = models.CharField(_("auf Wunsch von"), max_length=200, blank=True)
    refer_to = models.ForeignKey(
        "core.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("Verwiesen an"),
    )
    adjourned_to = models.DateField(_("Vertagt auf"), null=True, blank=True)
    object = models.CharField(
        _("Gegenstand des Beschlusses"), max_length=20, choices=Object, blank=True
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    minutes = models.ForeignKey(
        "core.Minutes",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("Niederschrift"),
    )
    page = models.CharField(_("Seite"), max_length=20, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def advises(self) -> bool:
        """Whether others decide after it; what is no station is decided at once."""
        return False

    def outcome_words(self, outcome: str) -> str:
        """An outcome as this body came to it: who advises does not reject but not recommend."""
        if outcome == self.Outcome.REJECTED:
            return str(NOT_RECOMMENDED if self.advises else TURNED_DOWN)
        return str(self.Outcome(outcome).label) if outcome else ""

    @property
    def is_provisional(self) -> bool:
        """Announced, but not yet confirmed against the minutes."""
        return self.published_at is not None and self.confirmed_at is None
