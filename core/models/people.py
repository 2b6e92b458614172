"""The people of the city administration and the roles they hold."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from .organisation import Organization


class Person(AbstractUser):
    """Somebody who logs in. The pseudonym stands for the person in the sealed journal."""

    class Language(models.TextChoices):
        GERMAN = "de", _("Deutsch")
        ENGLISH = "en", _("Englisch")

    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.CharField(
        _("Sprache"), max_length=2, choices=Language, default=Language.GERMAN
    )

    # whom the person stands in for, where they were found as somebody's substitute
    represents: Person | None = None

    class Meta(AbstractUser.Meta):
        verbose_name = _("Person")  # type: ignore[assignment]  # stubs know plain str only
        verbose_name_plural = _("Personen")  # type: ignore[assignment]  # as above

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Membership(models.Model):
    """A person holds a role in an organization. Rights follow from it through core.access only."""

    class Role(models.TextChoices):
        CLERK = "clerk", _("Sachbearbeitung")
        HEAD = "head", _("Leitung")
        COORDINATOR = "coordinator", _("Koordination")
        SECRETARY = "secretary", _("Sitzungsdienst")
        TREASURER = "treasurer", _("Kämmerei")
        MEMBER = "member", _("Mitglied")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships")
    role = models.CharField(_("Rolle"), max_length=20, choices=Role)
    since = models.DateField(_("seit"), null=True, blank=True)

    class Meta:
        verbose_name = _("Mitgliedschaft")
        verbose_name_plural = _("Mitgliedschaften")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization", "role"], name="membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}, {self.organization}"


class AccessToken(models.Model):
    """A login for programs.

    Only the digest of the token is kept; the token itself is shown once.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    label = models.CharField(_("Zweck"), max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name = _("Zugangsschlüssel")
        verbose_name_plural = _("Zugangsschlüssel")

    def __str__(self) -> str:
        return f"{self.person}: {self.label}"


class CalendarFeed(models.Model):
    """A person's private calendar address: whoever holds it reads it without logging in.

    Only the digest of its token is kept; a new one ends the one before.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("Kalenderadresse")
        verbose_name_plural = _("Kalenderadressen")

    def __str__(self) -> str:
        return str(self.person)
