"""The application of the verbs; its pages enter the main menu."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.navigation import Entry, holds, register


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = _("Ablauf")

    def ready(self) -> None:
        from notifications import digests  # noqa: PLC0415 - models are there only once ready

        from . import digest, inbox  # noqa: PLC0415 - as above

        digests.register(digest.waiting)
        digests.register(digest.recalled, worth_a_mail=True)
        digests.register(digest.dated_sources)
        register(Entry(name="inbox", label=_("Meine Aufgaben"), order=10, count=inbox.count))
        register(Entry(name="measures", label=_("Maßnahmen"), order=20))
        register(Entry(name="plans", label=_("Plan und Ist"), order=25, also="/handlungsfelder/"))
        register(Entry(name="meetings", label=_("Sitzungen"), order=30))
        register(Entry(name="reports", label=_("Sachstände"), order=40))
        register(Entry(name="treasury", label=_("Finanzierung"), order=50, shown=holds("fund")))
        register(Entry(name="handbook", label=_("Handbuch"), order=90))
