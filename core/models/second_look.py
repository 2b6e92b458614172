"""Steps that take two people: the first proposes, the second looks and confirms."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SecondLook(models.Model):
    """A step one person wants and a second one has to confirm; its answers are kept until then."""

    measure = models.ForeignKey("core.Measure", models.CASCADE, related_name="second_looks")
    step = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("Zweitprüfung")
        verbose_name_plural = _("Zweitprüfungen")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "step"],
                condition=models.Q(settled_at=None),
                name="second_look_once_open",
                violation_error_message=_("Dieser Schritt wartet schon auf eine zweite Person."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.asked_by}"

    @property
    def authors(self) -> set[int | None]:
        return {self.asked_by_id}
