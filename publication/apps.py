"""The application of the shop window; letters about results carry its excerpts.

Its report to the council enters the main menu.
"""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.navigation import Entry, register


class PublicationConfig(AppConfig):
    name = "publication"
    verbose_name = _("Veröffentlichung")

    def ready(self) -> None:
        from notifications import attachments  # noqa: PLC0415 - once applications are ready

        from .excerpts import attached  # noqa: PLC0415 - as above

        register(Entry(name="council-report", label=_("Umsetzungsbericht"), order=45))
        for step in ("publish", "correct"):
            attachments.register(step, attached)
