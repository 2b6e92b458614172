"""The administration of master data: our own pages and no stock page of any library."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class MasterDataSite(AdminSite):
    """People log in where everybody does; who is no administrator is refused."""

    site_header = _("Laufzettel: Stammdaten")
    site_title = _("Laufzettel")
    index_title = _("Stammdaten")

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        wanted = request.GET.get("next") or reverse("admin:index")
        return redirect_to_login(wanted, reverse("login"))
