"""The letters as Django sees them, and their pages in the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.navigation import Entry, holds, register

if TYPE_CHECKING:
    from core.models import Person

OVERSEE = holds("check", "release")


class Notifications(AppConfig):
    name = "notifications"
    verbose_name = _("Mitteilungen")

    def ready(self) -> None:
        label = self.verbose_name
        register(Entry(name="notices", label=label, order=10, menu="notices", count=unread))
        register(Entry(name="outbox", label=_("Postausgang"), order=50, shown=OVERSEE))


def unread(person: Person) -> int:
    """How many notices wait; counted to a hundred."""
    from .models import Notice  # noqa: PLC0415 - the entry is made before the models are there

    return Notice.objects.of(person).unread()[:100].count()


def undeliverable(person: Person) -> int:
    """How many mails the person oversees failed for good; none for whoever oversees nothing."""
    from .models import Delivery  # noqa: PLC0415 - as above

    if not OVERSEE(person):
        return 0
    return Delivery.objects.overseen_by(person).filter(state=Delivery.State.DEAD).count()
