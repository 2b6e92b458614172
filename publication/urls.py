"""The addresses of the documents."""

from django.urls import path

from . import council_views, feed_views, views

urlpatterns = [
    path("drucksachen/<int:pk>/pdf/", views.paper, name="paper-pdf"),
    path("sitzungen/<int:pk>/tagesordnung.pdf", views.agenda, name="agenda-pdf"),
    path("sitzungen/<int:pk>/niederschrift.pdf", views.minutes, name="minutes-pdf"),
    path("umsetzungsbericht/", council_views.council_report, name="council-report"),
    path(
        "umsetzungsbericht/datei.<str:kind>",
        council_views.council_report_file,
        name="council-report-file",
    ),
    path(
        "massnahmen/<str:reference>.atom",
        feed_views.of_measure,
        name="atom-of-measure",
    ),
    path("gremien/<int:pk>.atom", feed_views.of_body, name="atom-of-body"),
    path("beschlussauszug/<int:pk>/", views.excerpt, name="excerpt-pdf"),
]
