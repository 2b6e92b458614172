"""The addresses of the pages of the nouns."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from . import about, organizations, paper_import, papers, session

urlpatterns = [
    path("anmelden/", session.Login.as_view(), name="login"),
    path("abmelden/", LogoutView.as_view(), name="logout"),
    path("demo-anmeldung/", session.DemoLogin.as_view(), name="demo_login"),
    path("organisationen/", organizations.organizations, name="organizations"),
    path("organisationen/<int:pk>/", organizations.organization, name="organization"),
    path("drucksachen/", papers.papers, name="papers"),
    path("drucksachen/einlesen/", paper_import.paper_import, name="paper_import"),
    path("drucksachen/<int:pk>/", papers.paper, name="paper"),
    path("drucksachen/<int:pk>/verweis/", papers.paper_link, name="paper-link"),
    path("drucksachen/<int:pk>/verweis/<int:key>/", papers.paper_unlink, name="paper-unlink"),
    path("anlagen/<int:pk>/", papers.annex, name="annex"),
    path("barrierefreiheit/", about.accessibility, name="accessibility"),
    path("datenschutz/", about.privacy, name="privacy"),
    path("impressum/", about.imprint, name="imprint"),
]
