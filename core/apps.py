"""The nouns as Django sees them, and the administration that shows our own pages only."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _

from .navigation import Entry, is_staff, register


class Core(AppConfig):
    name = "core"
    verbose_name = _("Stammdaten")

    def ready(self) -> None:
        register(Entry(name="papers", label=_("Drucksachen"), order=30))
        register(Entry(name="organizations", label=_("Organisationen"), order=40))
        register(Entry(name="admin:index", label=self.verbose_name, order=70, shown=is_staff))


class Administration(admin.SimpleAdminConfig):
    """Without autodiscovery: libraries bring pages that edit tasks and permissions past the law."""

    default = False
    default_site = "core.administration.MasterDataSite"

    def ready(self) -> None:
        super().ready()
        import_module("core.admin")
