"""The addresses of notices, outbox and health."""

from django.urls import path

from . import outbox_views, preference_views, views

urlpatterns = [
    path("mitteilungen/", views.notices, name="notices"),
    path("mitteilungen/gelesen/", views.notices_read, name="notices_read"),
    path("mitteilungen/<int:pk>/gelesen/", views.notice_read, name="notice_read"),
    path("mitteilungen/einstellungen/", preference_views.preferences, name="preferences"),
    path("abbestellen/<str:token>/", preference_views.unsubscribe, name="unsubscribe"),
    path("postausgang/", outbox_views.outbox, name="outbox"),
    path("postausgang/<int:pk>/", outbox_views.letter, name="letter"),
    path("postausgang/<int:pk>/erneut/", outbox_views.letter_resend, name="letter_resend"),
    path("postausgang/<int:pk>/anhalten/", outbox_views.letter_cancel, name="letter_cancel"),
    path("healthz", views.health, name="health"),
]
