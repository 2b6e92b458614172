"""Papers (Drucksachen) and the stations of their way through the bodies (Beratungsfolge)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .organisation import Organization
from .plan import ActionPlan


class Paper(models.Model):
    """One printed version of a matter.

    `number` and `year` name the matter, `version` the reprint (0 = first).
    """

    class Kind(models.TextChoices):
        RESOLUTION = "resolution", _("Beschlussdrucksache")
        INFORMATION = "information", _("Informationsdrucksache")
        MOTION = "motion", _("Antrag")
        AMENDMENT = "amendment", _("Änderungsantrag")
        INQUIRY = "inquiry", _("Anfrage")

    kind = models.CharField(_("Art"), max_length=20, choices=Kind)
    reference = models.CharField(_("Drucksachennummer"), max_length=40, unique=True)
    version = models.PositiveSmallIntegerField(default=0)
    measure = models.ForeignKey("core.Measure", models.PROTECT, null=True, related_name="papers")
    plan = models.ForeignKey(
        ActionPlan, models.PROTECT, null=True, blank=True, related_name="papers"
    )
    title = models.CharField(_("Titel"), max_length=300)
    motion = models.TextField(_("Antragstext"), blank=True)
    climate_result = models.TextField(_("Ergebnis der Klimawirkungsprüfung"), blank=True)
    sections = models.JSONField(_("Abschnitte"), default=dict, blank=True)
    copies = models.ManyToManyField(
        Organization, blank=True, related_name="copied_papers", verbose_name=_("zur Kenntnis an")
    )
    annexes = models.PositiveSmallIntegerField(_("Anzahl der Anlagen"), default=0)
    unit = models.CharField(_("Organisationseinheit"), max_length=20, blank=True)
    place = models.CharField(_("Ort"), max_length=100, blank=True)
    dated = models.DateField(_("Datum"), null=True)
    reprint_reason = models.TextField(_("Begründung der Neufassung"), blank=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="reprints")
    released_at = models.DateTimeField(_("freigegeben"), null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Drucksache")
        verbose_name_plural = _("Drucksachen")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"


class Consultation(models.Model):
    """One station: a body, its role, its place in the order, and the five parts of its result.

    Equal `order` runs in parallel. Votes are None while unknown, which is not zero. A station is
    open from the release of its paper (`opened_at`) until its result is published or it is dropped
    (`closed_at`).
    """

    class Role(models.TextChoices):
        HEARING = "hearing", _("Anhörung")
        ADVICE = "advice", _("Vorberatung")
        DECISION = "decision", _("Entscheidung")
        INFORMATION = "information", _("Kenntnisnahme")

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

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="consultations")
    measure = models.ForeignKey(
        "core.Measure", models.CASCADE, null=True, related_name="consultations", db_index=False
    )
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="consultations")
    role = models.CharField(_("Rolle"), max_length=20, choices=Role)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)
    meeting_on = models.DateField(_("Sitzung am"), null=True, blank=True)
    due_on = models.DateField(_("wieder fällig am"), null=True, blank=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    dropped = models.BooleanField(_("entfallen"), default=False)
    continues = models.ForeignKey("self", models.PROTECT, null=True, related_name="continuations")
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
    object = models.CharField(
        _("Gegenstand des Beschlusses"), max_length=20, choices=Object, blank=True
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Station")
        verbose_name_plural = _("Beratungsfolge")
        ordering = ["paper", "order", "pk"]
        indexes = [models.Index(fields=["measure", "closed_at"], name="consultation_of_measure")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(published_at=None) | ~models.Q(outcome=""),
                name="consultation_published_has_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization} ({self.get_role_display()})"

    @property
    def authoritative(self) -> bool:
        """Only the deciding station approves or rejects (OParl `authoritative`)."""
        return self.role == self.Role.DECISION

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    @property
    def blocks(self) -> bool:
        """Information never blocks what comes after it."""
        return self.role != self.Role.INFORMATION

    @property
    def authors(self) -> set[int | None]:
        return {self.recorded_by_id}
