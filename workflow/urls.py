"""The addresses of the pages of measures."""

from django.urls import path

from .api import api
from .views import (
    attendance,
    calendar,
    grid,
    handbook,
    inbox,
    measure,
    measures,
    proposal,
    publishing,
    route,
    sittings,
    step,
)

urlpatterns = [
    path("", inbox.tasks, name="inbox"),
    path("massnahmen/", measures.measures, name="measures"),
    path("massnahmen/liste.csv", measures.as_csv, name="measures-csv"),
    path("massnahmen/neu/", proposal.propose, name="propose"),
    path("massnahmen/<str:reference>/", measure.measure, name="measure"),
    path("massnahmen/<str:reference>/bearbeiten/", step.edit, name="edit"),
    path("massnahmen/<str:reference>/schritt/<str:name>/", step.step, name="step"),
    path("massnahmen/<str:reference>/beratungsfolge/pruefen/", route.check, name="route-check"),
    path("massnahmen/<str:reference>/kommentar/", measure.comment, name="comment"),
    path("sitzungen/", calendar.meetings, name="meetings"),
    path("sitzungen/<int:pk>/", sittings.meeting, name="meeting"),
    path("sitzungen/<int:pk>/punkte/", sittings.set_up, name="meeting-set-up"),
    path("sitzungen/<int:pk>/aufnehmen/", sittings.take_up, name="meeting-take-up"),
    path("sitzungen/<int:pk>/hinzufuegen/", sittings.add, name="meeting-add"),
    path("sitzungen/<int:pk>/entfernen/", sittings.remove, name="meeting-remove"),
    path("sitzungen/<int:pk>/ordnen/", sittings.order, name="meeting-order"),
    path("sitzungen/<int:pk>/einladen/", sittings.invite, name="meeting-invite"),
    path("sitzungen/<int:pk>/abschliessen/", sittings.close, name="meeting-close"),
    path("sitzungen/<int:pk>/erfassen/", grid.grid, name="meeting-grid"),
    path("sitzungen/<int:pk>/erfassen/<int:item>/", grid.save_row, name="meeting-row"),
    path("sitzungen/<int:pk>/wie-vorgeschlagen/", grid.as_proposed, name="meeting-as-proposed"),
    path("sitzungen/<int:pk>/pruefen/", publishing.check, name="meeting-check"),
    path("sitzungen/<int:pk>/veroeffentlichen/", publishing.publish, name="meeting-publish"),
    path("sitzungen/<int:pk>/anwesenheit/", attendance.attendance, name="meeting-attendance"),
    path(
        "sitzungen/<int:pk>/anwesenheit/sichern/",
        attendance.note,
        name="meeting-attendance-save",
    ),
    path("sitzungen/<int:pk>/mitwirkung/", attendance.exclude, name="meeting-exclude"),
    path("sitzungen/<int:pk>/widerspruch/", attendance.stop, name="meeting-stop"),
    path("handbuch/", handbook.handbook, name="handbook"),
    path("api/", api.urls),
    path("dokumente/<int:pk>/", measure.document, name="document"),
]
