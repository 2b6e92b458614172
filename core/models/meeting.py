"""Sittings (Sitzungen) of the bodies: calendar, agenda, who was there, minutes, and their log."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from .cosignature import DatedQuerySet
from .organisation import Organization
from .paper import Consultation, Paper
from .result import RecordedResult

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable


class Recess(models.Model):
    """Days without sittings (sitzungsfreie Zeit), both ends included."""

    name = models.CharField(_("Name"), max_length=100)
    begins_on = models.DateField(_("von"))
    ends_on = models.DateField(_("bis"))

    class Meta:
        verbose_name = _("sitzungsfreie Zeit")
        verbose_name_plural = _("sitzungsfreie Zeiten")
        ordering = ["begins_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("begins_on")),
                name="recess_ends_after_start",
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def of(self, organization: Organization | int) -> Self:
        """The sittings of a body, joint ones included."""
        return self.of_any([organization])

    def of_any(self, organizations: Iterable[Organization | int]) -> Self:
        """The sittings of several bodies, each once."""
        bodies = list(organizations)
        joint = Meeting.joint_with.through.objects.filter(organization__in=bodies)
        return self.filter(
            models.Q(organization__in=bodies) | models.Q(pk__in=joint.values("meeting"))
        )

    def ordinary(self) -> Self:
        """Those that take place and are neither special sittings nor votes by circulation."""
        return self.taking_place().filter(form=Meeting.Form.ORDINARY)

    def taking_place(self) -> Self:
        return self.exclude(state=Meeting.State.CANCELLED)

    def after(self, day: dt.date) -> Self:
        return self.filter(day__gt=day).order_by("day", "begins", "pk")


class Meeting(models.Model):
    """One sitting of a body, or several bodies sitting together.

    `version` counts every change of the sitting and its agenda; who saves from an older page is
    told so. From the invitation on the agenda is frozen: what comes later is an addendum.
    """

    class Form(models.TextChoices):
        ORDINARY = "ordinary", _("ordentliche Sitzung")
        SPECIAL = "special", _("Sondersitzung")
        CIRCULATION = "circulation", _("Umlaufverfahren")

    class State(models.TextChoices):
        PLANNED = "planned", _("geplant")
        INVITED = "invited", _("eingeladen")
        HELD = "held", _("durchgeführt")
        CLOSED = "closed", _("abgeschlossen")
        CANCELLED = "cancelled", _("abgesagt")

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="meetings", verbose_name=_("Gremium")
    )
    joint_with = models.ManyToManyField(
        Organization, blank=True, related_name="joint_meetings", verbose_name=_("gemeinsam mit")
    )
    number = models.PositiveSmallIntegerField(_("Nummer"), null=True, blank=True)
    form = models.CharField(_("Form"), max_length=12, choices=Form, default=Form.ORDINARY)
    day = models.DateField(_("Tag"))
    begins = models.TimeField(_("Beginn"), null=True, blank=True)
    room = models.CharField(_("Ort"), max_length=200, blank=True)
    public = models.BooleanField(_("hat einen öffentlichen Teil"), default=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.PLANNED)
    moved_from = models.DateField(_("verlegt vom"), null=True, blank=True)
    cancelled_because = models.CharField(_("Grund der Absage"), max_length=300, blank=True)
    uid = models.CharField(_("Kennung im Kalender"), max_length=255, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    invited_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Sitzung")
        verbose_name_plural = _("Sitzungen")
        ordering = ["day", "begins", "pk"]
        indexes = [models.Index(fields=["organization", "day"], name="meeting_of_body")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "uid"],
                condition=~models.Q(uid=""),
                name="meeting_uid_once",
                violation_error_message=_("Diese Sitzung ist schon eingelesen."),
            ),
            models.UniqueConstraint(
                fields=["organization", "day", "begins", "form"],
                condition=~models.Q(state="cancelled") & models.Q(begins__isnull=False),
                name="meeting_once_at_a_time",
                violation_error_message=_("Das Gremium tagt zu dieser Zeit schon."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}, {self.day:%d.%m.%Y}"

    def is_of(self, organization: int) -> bool:
        """The body sits here, alone or jointly."""
        return (
            self.organization_id == organization or self.joint_with.filter(pk=organization).exists()
        )

    @property
    def is_frozen(self) -> bool:
        """The invitation is out: the agenda changes only by addenda."""
        return self.invited_at is not None

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.CLOSED, self.State.CANCELLED)


class AgendaItem(RecordedResult):
    """One item (TOP) of an agenda.

    An item about a station shows the station's result and keeps none of its own; all others
    (standing items, motions, amendments, inquiries, papers without a measure) keep it here.
    Order: public part first, then `place` (0 opening, 1 matters, 2 closing), then `position`.
    """

    class Kind(models.TextChoices):
        STANDING = "standing", _("Regularie")
        PAPER = "paper", _("Drucksache")
        MOTION = "motion", _("Antrag")
        AMENDMENT = "amendment", _("Änderungsantrag")
        INQUIRY = "inquiry", _("Anfrage")
        ANNOUNCEMENT = "announcement", _("Bericht oder Mitteilung")

    class Part(models.TextChoices):
        PUBLIC = "public", _("öffentlicher Teil")
        CLOSED = "closed", _("nichtöffentlicher Teil")

    class Entry(models.TextChoices):
        REGULAR = "regular", _("mit der Einladung")
        ADDENDUM = "addendum", _("Nachtrag")
        LATE = "late", _("Tischvorlage")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    station = models.ForeignKey(
        Consultation, models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments",
        verbose_name=_("ändert"),
    )
    kind = models.CharField(_("Art"), max_length=12, choices=Kind)
    part = models.CharField(_("Teil"), max_length=8, choices=Part, default=Part.PUBLIC)
    entry = models.CharField(_("Eingang"), max_length=8, choices=Entry, default=Entry.REGULAR)
    place = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(_("Stelle"), default=0)
    number = models.CharField("TOP", max_length=12, blank=True)
    title = models.CharField(_("Betreff"), max_length=300)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("Tagesordnungspunkt")
        verbose_name_plural = _("Tagesordnungspunkte")
        ordering = ["meeting", "-part", "place", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "station"],
                name="agenda_station_once",
                violation_error_message=_("Diese Drucksache steht schon auf der Tagesordnung."),
            )
        ]

    def __str__(self) -> str:
        return f"TOP {self.number} {self.title}".replace("  ", " ")

    def get_outcome_display(self) -> str:  # type: ignore[no-redef]  # Django's own knows no role
        """The outcome in the words of who came to it."""
        return self.outcome_words(self.outcome)

    @property
    def result(self) -> RecordedResult:
        """Where the result stands: at the station, or at the item itself."""
        return self.station or self

    @property
    def is_here(self) -> bool:
        """Its station has not been moved to another sitting since."""
        return self.station is None or self.station.meeting_id == self.meeting_id

    @property
    def asks_for_result(self) -> bool:
        """Standing items and announcements are done by being called."""
        return self.kind not in (self.Kind.STANDING, self.Kind.ANNOUNCEMENT)

    @property
    def is_open(self) -> bool:
        """Still to be settled before the sitting can be closed."""
        if self.station is not None:
            return self.is_here and self.station.closed_at is None
        return self.asks_for_result and self.published_at is None


class StandingItem(models.Model):
    """An item every agenda of a body (or, without a body, of all bodies) begins or ends with."""

    class Place(models.TextChoices):
        OPENING = "opening", _("am Anfang")
        CLOSING = "closing", _("am Ende")

    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="standing_items",
        verbose_name=_("Gremium"),
        help_text=_("Leer: für alle Gremien."),
    )
    title = models.CharField(_("Betreff"), max_length=300)
    kind = models.CharField(
        _("Art"), max_length=12, choices=AgendaItem.Kind, default=AgendaItem.Kind.STANDING
    )
    part = models.CharField(
        _("Teil"), max_length=8, choices=AgendaItem.Part, default=AgendaItem.Part.PUBLIC
    )
    place = models.CharField(_("Stelle"), max_length=8, choices=Place, default=Place.OPENING)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    objects = DatedQuerySet["StandingItem"].as_manager()

    class Meta:
        verbose_name = _("stehender Tagesordnungspunkt")
        verbose_name_plural = _("stehende Tagesordnungspunkte")
        ordering = ["place", "order", "pk"]

    def __str__(self) -> str:
        return self.title


class Minutes(models.Model):
    """A version of the minutes (Niederschrift) of a sitting; a corrected one is the next.

    Without a sitting they belong to one that stands in no calendar.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="minutes")
    version = models.PositiveSmallIntegerField(_("Fassung"), default=1)
    reference = models.CharField(_("Fundstelle"), max_length=200)
    dated = models.DateField(_("vom"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Niederschrift")
        verbose_name_plural = _("Niederschriften")
        ordering = ["meeting", "version"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="minutes_version_once")
        ]

    def __str__(self) -> str:
        return self.reference

    @classmethod
    def newest_versions(cls, meetings: Collection[int | None]) -> dict[int | None, int]:
        """The number of the newest version of the minutes of each sitting."""
        rows = cls.objects.filter(meeting__in=[key for key in meetings if key])
        return dict(rows.values_list("meeting").annotate(models.Max("version")))


class MeetingEntry(models.Model):
    """One line of what was done to a sitting and its agenda; never changed, never deleted."""

    class What(models.TextChoices):
        PLANNED = "planned", _("Sitzung angelegt")
        CHANGED = "changed", _("Angaben geändert")
        MOVED = "moved", _("Sitzung verlegt")
        CANCELLED = "cancelled", _("Sitzung abgesagt")
        REVIVED = "revived", _("Sitzung wieder angesetzt")
        ADDED = "added", _("Tagesordnungspunkt aufgenommen")
        REMOVED = "removed", _("Tagesordnungspunkt herausgenommen")
        ORDERED = "ordered", _("Tagesordnung geordnet")
        INVITED = "invited", _("Eingeladen, Tagesordnung festgestellt")
        RECORDED = "recorded", _("Ergebnis als Entwurf erfasst")
        PUBLISHED = "published", _("Ergebnis veröffentlicht")
        ATTENDED = "attended", _("Anwesenheit erfasst")
        EXCLUDED = "excluded", _("Mitwirkungsverbot vermerkt")
        STOPPED = "stopped", _("Umlaufverfahren durch Widerspruch beendet")
        MINUTES = "minutes", _("Niederschrift eingetragen")
        CONFIRMED = "confirmed", _("Ergebnis gegen die Niederschrift bestätigt")
        CORRECTED = "corrected", _("Ergebnis berichtigt")
        CLOSED = "closed", _("Sitzung abgeschlossen")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="log")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    about = models.CharField(max_length=400, blank=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("Eintrag zur Sitzung")
        verbose_name_plural = _("Einträge zu Sitzungen")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.about}"
