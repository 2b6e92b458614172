"""The addresses of the documents."""

from django.urls import path

from . import views

urlpatterns = [
    path("drucksachen/<int:pk>/pdf/", views.paper, name="paper-pdf"),
    path("sitzungen/<int:pk>/tagesordnung.pdf", views.agenda, name="agenda-pdf"),
    path("sitzungen/<int:pk>/niederschrift.pdf", views.minutes, name="minutes-pdf"),
    path("beschlussauszug/<int:pk>/", views.excerpt, name="excerpt-pdf"),
]
