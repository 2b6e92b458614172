"""Every address of Laufzettel."""

from django.contrib import admin
from django.urls import include, path

handler400 = "core.views.unreadable.unreadable"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("core.views.urls")),
    path("", include("workflow.urls")),
    path("", include("notifications.urls")),
    path("", include("publication.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
