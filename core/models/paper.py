"""Papers (Drucksachen) and the stations of their way through the bodies (Beratungsfolge)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .implementation import stored_name
from .organisation import Organization
from .plan import ActionPlan
from .result import RecordedResult


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
    supplements = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supplementary_papers"
    )
    public = models.BooleanField(_("öffentlich"), default=True)
    released_at = models.DateTimeField(_("freigegeben"), null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Drucksache")
        verbose_name_plural = _("Drucksachen")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"


class PaperLink(models.Model):
    """Two papers that belong together, as somebody of the office has noted."""

    class Kind(models.TextChoices):
        PREDECESSOR = "predecessor", _("Vorgängerin")
        RELATED = "related", _("verwandt")

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="links")
    other = models.ForeignKey(Paper, models.PROTECT, related_name="linked_from")
    kind = models.CharField(_("Art"), max_length=12, choices=Kind)

    class Meta:
        verbose_name = _("Verweis")
        verbose_name_plural = _("Verweise")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "other", "kind"], name="paper_link_once"),
            models.CheckConstraint(
                condition=~models.Q(paper=models.F("other")), name="paper_links_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.other}"

    def seen_from(self, paper: Paper) -> str:
        """What the linked paper is to this one: a predecessor's other side is its successor."""
        other_way = paper.pk == self.other_id and self.kind == self.Kind.PREDECESSOR
        return str(_("Nachfolgerin") if other_way else self.get_kind_display())


class Annex(models.Model):
    """An annex (Anlage) of a paper with its versions; a new file of a number is a new row."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="annex_files")
    number = models.PositiveSmallIntegerField(_("Nummer"))
    version = models.PositiveSmallIntegerField(_("Fassung"), default=1)
    title = models.CharField(_("Titel"), max_length=200)
    public = models.BooleanField(_("öffentlich"), default=True)
    file = models.FileField(_("Datei"), upload_to=stored_name)
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    digest = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Anlage")
        verbose_name_plural = _("Anlagen")
        ordering = ["paper", "number", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "number", "version"], name="annex_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Consultation(RecordedResult):
    """One station: a body, its role, its place in the order, and the five parts of its result.

    Equal `order` runs in parallel. A station is open from the release of its paper (`opened_at`)
    until its result is published or it is dropped (`closed_at`). `meeting` is the sitting it is
    planned for, `meeting_on` the day of it (or a day that stands in no calendar). `asked_as` is the
    body the paper was addressed to, if another one has taken its place since.
    """

    class Role(models.TextChoices):
        HEARING = "hearing", _("Anhörung")
        ADVICE = "advice", _("Vorberatung")
        DECISION = "decision", _("Entscheidung")
        INFORMATION = "information", _("Kenntnisnahme")

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="consultations")
    measure = models.ForeignKey(
        "core.Measure", models.CASCADE, null=True, related_name="consultations", db_index=False
    )
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="consultations")
    asked_as = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    role = models.CharField(_("Rolle"), max_length=20, choices=Role)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)
    meeting = models.ForeignKey(
        "core.Meeting", models.PROTECT, null=True, blank=True, related_name="stations"
    )
    meeting_on = models.DateField(_("Sitzung am"), null=True, blank=True)
    due_on = models.DateField(_("wieder fällig am"), null=True, blank=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    dropped = models.BooleanField(_("entfallen"), default=False)
    continues = models.ForeignKey("self", models.PROTECT, null=True, related_name="continuations")

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

    def get_outcome_display(self) -> str:  # type: ignore[no-redef]  # Django's own knows no role
        """The outcome in the words of who came to it."""
        return self.outcome_words(self.outcome)

    @property
    def advises(self) -> bool:
        return not self.authoritative

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
