"""The addresses of the pages of measures."""

from django.urls import path

from .api import api
from .views import handbook, inbox, measure, measures, proposal, step

urlpatterns = [
    path("", inbox.tasks, name="inbox"),
    path("massnahmen/", measures.measures, name="measures"),
    path("massnahmen/liste.csv", measures.as_csv, name="measures-csv"),
    path("massnahmen/neu/", proposal.propose, name="propose"),
    path("massnahmen/<str:reference>/", measure.measure, name="measure"),
    path("massnahmen/<str:reference>/bearbeiten/", step.edit, name="edit"),
    path("massnahmen/<str:reference>/schritt/<str:name>/", step.step, name="step"),
    path("massnahmen/<str:reference>/kommentar/", measure.comment, name="comment"),
    path("handbuch/", handbook.handbook, name="handbook"),
    path("api/", api.urls),
    path("dokumente/<int:pk>/", measure.document, name="document"),
]
