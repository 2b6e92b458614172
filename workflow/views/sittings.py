"""The page of a sitting: its agenda, what waits for it, and what its secretariat does next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import agenda
from core.components import Column, Link, NextStep
from core.models import AgendaItem, Meeting, Person
from core.paper_matter import readable
from core.requests import PersonRequest
from core.templatetags.laufzettel import badge, day, moment
from core.views.links import link, organization_url, paper_url
from workflow.forms.agenda import ItemForm
from workflow.forms.fields import is_key
from workflow.meetings import agenda as making
from workflow.meetings import door
from workflow.meetings.recording import is_recorded, sentences_of, wants_result
from workflow.refusals import Refusal, Stale, StepRefused

from .links import measure_url
from .refusing import page

Part = AgendaItem.Part
State = Meeting.State


def found(pk: int) -> Meeting:
    """The sitting; that it takes place is public, what stands on its agenda may not be."""
    return get_object_or_404(Meeting.objects.select_related("organization"), pk=pk)


@page
@require_safe
def meeting(request: PersonRequest, *, pk: int) -> HttpResponse:
    """One sitting."""
    return shown(request, found(pk))


def shown(
    request: PersonRequest, row: Meeting, *, form: ItemForm | None = None, status: int = 200
) -> HttpResponse:
    """The page, with what was typed into the form of a new item if it came back."""
    runs = door.may_run(request.user, row)
    items = making.items(row)
    context = {
        "meeting": row,
        "runs": runs,
        "crumbs": [Link(label=_("Sitzungen"), url=reverse("meetings"))],
        "facts": facts(row),
        "parts": parts(row, items, request.user, runs=runs),
        "next": next_step(row, items) if runs and not row.is_over else None,
        "today": localdate(),
        "links": links(row) if runs else [],
        "agenda_pdf": reverse("agenda-pdf", args=[row.pk]),
        "form": form,
        "log": [_line(each) for each in row.log.select_related("actor")] if runs else [],
        "log_columns": _columns(_("Wann"), _("Wer"), _("Was")),
    }
    if runs and not row.is_over:
        context |= _workshop(row, form)
    return render(request, "workflow/meeting_detail.html", context, status=status)


def _columns(*labels: str) -> list[Column]:
    return [Column(label=label) for label in labels]


def _workshop(row: Meeting, form: ItemForm | None) -> dict[str, Any]:
    """What a secretariat needs to make the agenda."""
    waiting = making.proposals(row)
    return {
        "waiting": [_proposal(each, row) for each in waiting],
        "form": form or ItemForm(meeting=row),
        "orders": not row.is_frozen,
    }


def _proposal(where: agenda.Whereabouts, row: Meeting) -> dict[str, Any]:
    station = where.station
    return {
        "key": station.pk,
        "title": f"{station.paper.reference} {station.paper.title}",
        "role": station.get_role_display(),
        "body": station.organization,
        "sentence": where.sentence,
        "fits": agenda.fits(where, row) and where.place != "turn",
    }


def facts(row: Meeting) -> list[tuple[str, Any]]:
    """What stands in the head of an invitation."""
    bodies = [link(organization_url(each), each.name) for each in door.bodies_of(row)]
    said: list[tuple[str, Any]] = [(_("Gremium"), bodies[0])]
    said += [(_("gemeinsam mit"), each) for each in bodies[1:]]
    said += [
        (_("Nummer"), row.number),
        (_("Form"), row.get_form_display()),
        (
            _("Tag"),
            _("%(day)s (Frist)") % {"day": day(row.day)}
            if row.form == Meeting.Form.CIRCULATION
            else day(row.day),
        ),
        (_("Beginn"), _("%(time)s Uhr") % {"time": f"{row.begins:%H:%M}"} if row.begins else ""),
        (_("Ort"), row.room),
        (_("Stand"), row.get_state_display()),
        (_("verlegt vom"), day(row.moved_from) if row.moved_from else ""),
        (_("Grund der Absage"), row.cancelled_because),
        (_("Öffentlichkeit"), _("mit öffentlichem Teil") if row.public else _("nichtöffentlich")),
    ]
    return [(name, value) for name, value in said if value]


# ---- the agenda ---------------------------------------------------------------------------------


def parts(
    row: Meeting, items: Sequence[AgendaItem], person: Person, *, runs: bool
) -> list[dict[str, Any]]:
    """The agenda part by part; what a reader may not see is only counted."""
    seen = visible(items, person, runs=runs)
    joint = row.joint_with.exists()
    found = []
    for part in Part:
        rows = [
            _item(item, joint=joint, runs=runs, seen=item.pk in seen)
            for item in items
            if item.part == part
        ]
        if rows:
            found.append({"label": part.label, "rows": rows})
    return found


def visible(items: Sequence[AgendaItem], person: Person, *, runs: bool) -> set[int]:
    """The items a person may read: the secretariat all, others the papers open to them.

    An item of its own shows if it stands in the public part.
    """
    if runs:
        return {item.pk for item in items}
    papers = {item.pk: _paper_key(item) for item in items}
    seen = readable(person).filter(pk__in=filter(None, papers.values()))
    keys = set(seen.values_list("pk", flat=True))
    return {
        item.pk
        for item in items
        if (item.station or item.part == Part.PUBLIC) and papers[item.pk] in {None, *keys}
    }


def _paper_key(item: AgendaItem) -> int | None:
    return item.station.paper_id if item.station else item.paper_id


def _item(item: AgendaItem, *, joint: bool, runs: bool, seen: bool) -> dict[str, Any]:
    if not seen:
        return {"number": item.number, "title": _("nichtöffentliche Angelegenheit"), "hidden": True}
    return {
        "key": item.pk,
        "number": item.number,
        "title": item.title,
        "below": item.parent_id is not None,
        "url": _url(item),
        "kind": item.station.get_role_display() if item.station else item.get_kind_display(),
        "body": item.station.organization if item.station and joint else "",
        "entry": item.get_entry_display() if item.entry != AgendaItem.Entry.REGULAR else "",
        "version": paper_number(item),
        "result": result_badge(item, runs=runs),
        "position": item.position,
    }


def _url(item: AgendaItem) -> str:
    if item.station and item.station.measure:
        return measure_url(item.station.measure)
    return paper_url(item.paper) if item.paper else ""


def paper_number(item: AgendaItem) -> str:
    """The number of the paper as it stands now: a reprint shows as one."""
    paper = item.station.paper if item.station else item.paper
    return paper.reference if paper else ""


def result_badge(item: AgendaItem, *, runs: bool) -> str:
    """The published result for everybody, a draft for the secretariat alone."""
    result = item.result
    if not item.is_here:
        return badge(_("in eine andere Sitzung verschoben"))
    if item.station and item.station.dropped:
        return badge(_("entfallen"))
    if result.published_at:
        return badge(result.get_outcome_display(), "success" if result.confirmed_at else "info")
    if runs and result.outcome:
        return badge(_("Entwurf: %(result)s") % {"result": result.get_outcome_display()}, "warning")
    return ""


def _line(entry: Any) -> list[Any]:
    said = ": ".join(filter(None, [entry.get_what_display(), entry.about]))
    return [moment(entry.at), entry.actor or _("Das System"), said]


# ---- what comes next ----------------------------------------------------------------------------


def links(row: Meeting) -> list[Link]:
    """The other pages of the sitting."""
    pages = {
        "meeting-attendance": _("Anwesenheit und Mitwirkungsverbote"),
        "minutes-pdf": _("Entwurf der Niederschrift (PDF)"),
        "meeting-minutes": _("Niederschrift eintragen, Ergebnisse bestätigen"),
    }
    if row.state in (State.PLANNED, State.INVITED):
        pages["meeting-edit"] = _("Sitzung ändern oder verlegen")
        pages["meeting-cancel"] = _("Sitzung absagen")
    return [Link(label=label, url=reverse(name, args=[row.pk])) for name, label in pages.items()]


def next_step(row: Meeting, items: Sequence[AgendaItem]) -> NextStep:
    """The one thing the secretariat does now."""
    here = {"pk": row.pk}
    left = [item for item in items if wants_result(item)]
    if row.day > localdate():
        title = _("Tagesordnung vorbereiten") if not row.is_frozen else _("Auf die Sitzung warten")
        return NextStep(title=title, deadline=row.day, primary=_to("agenda"))
    if any(not item.result.outcome for item in left):
        url = reverse("meeting-grid", kwargs=here)
        return NextStep(
            title=_("Ergebnisse erfassen"), primary=Link(label=_("Ergebnisse erfassen"), url=url)
        )
    if any(is_recorded(item) for item in items):
        url = reverse("meeting-check", kwargs=here)
        return NextStep(
            title=_("Ergebnisse prüfen und veröffentlichen"),
            consequence=_("Erst mit der Veröffentlichung erfahren andere davon."),
            primary=Link(label=_("Prüfen und veröffentlichen"), url=url),
        )
    return NextStep(title=_("Sitzung abschließen"), primary=_to("state"))


def _to(section: str) -> Link:
    """A part of this page."""
    labels = {"agenda": _("Zur Tagesordnung"), "state": _("Zum Stand der Sitzung")}
    return Link(label=labels[section], url=f"#{section}")


# ---- what a secretariat sends -------------------------------------------------------------------

Work = Callable[[PersonRequest, int, int], str]


def seen_by(request: PersonRequest) -> int:
    """The version of the sitting the page showed."""
    stand = request.POST.get("stand", "")
    return int(stand) if is_key(stand) else 0


def posted(work: Work) -> Any:
    """A page that only takes a form: does the work, says so, and leads back to the sitting."""

    @page
    @require_POST
    def view(request: PersonRequest, *, pk: int) -> HttpResponse:
        row = found(pk)
        door.permit(request.user, row)
        try:
            said = work(request, pk, seen_by(request))
        except (Stale, StepRefused) as refused:
            return refused_page(request, row, refused)
        messages.success(request, said)
        return redirect("meeting", pk=pk)

    return view


def refused_page(request: PersonRequest, row: Meeting, refused: Refusal) -> HttpResponse:
    """Why it was not done, on top of the sitting as it stands now."""
    for sentence in sentences_of(refused):
        messages.error(request, sentence)
    return shown(request, found(row.pk), status=refused.status)


def _set_up(request: PersonRequest, pk: int, seen: int) -> str:
    making.set_up(actor=request.user, meeting=pk, seen=seen)
    return _("Die stehenden Punkte sind aufgenommen.")


def _take_up(request: PersonRequest, pk: int, seen: int) -> str:
    """The chosen stations, each in its own transaction; what could not be done is said."""
    chosen = [int(key) for key in request.POST.getlist("station") if is_key(key)]
    taken = 0
    for number, station in enumerate(chosen):
        making.take_up(
            actor=request.user, meeting=pk, station=station, seen=None if number else seen
        )
        taken += 1
    return _("Auf die Tagesordnung genommen: %(number)d.") % {"number": taken}


def _order(request: PersonRequest, pk: int, seen: int) -> str:
    typed = {key.removeprefix("stelle-"): str(value) for key, value in request.POST.items()}
    positions = {
        int(key): int(value) for key, value in typed.items() if is_key(key) and is_key(value)
    }
    making.order_items(actor=request.user, meeting=pk, seen=seen, positions=positions)
    return _("Die Reihenfolge ist gespeichert.")


def _remove(request: PersonRequest, pk: int, seen: int) -> str:
    key = request.POST.get("top", "")
    item = int(key) if is_key(key) else 0
    making.remove_item(actor=request.user, meeting=pk, item=item, seen=seen)
    return _("Der Punkt ist von der Tagesordnung genommen.")


def _invite(request: PersonRequest, pk: int, seen: int) -> str:
    making.invite(actor=request.user, meeting=pk, seen=seen)
    return _("Eingeladen: Die Tagesordnung steht fest, Weiteres kommt als Nachtrag hinzu.")


def _close(request: PersonRequest, pk: int, seen: int) -> str:
    making.close(actor=request.user, meeting=pk, seen=seen)
    return _("Die Sitzung ist abgeschlossen.")


set_up, take_up, order, remove, invite, close = (
    posted(work) for work in (_set_up, _take_up, _order, _remove, _invite, _close)
)


@page
@require_POST
def add(request: PersonRequest, *, pk: int) -> HttpResponse:
    """A new item of its own; what was typed comes back if it cannot be taken."""
    row = found(pk)
    door.permit(request.user, row)
    form = ItemForm(request.POST, meeting=row)
    if not form.is_valid():
        return shown(request, row, form=form, status=StepRefused.status)
    try:
        making.add_item(
            actor=request.user, meeting=pk, seen=seen_by(request), data=form.cleaned_data
        )
    except (Stale, StepRefused) as refused:
        for sentence in sentences_of(refused):
            form.add_error(None, sentence)
        return shown(request, found(pk), form=form, status=refused.status)
    messages.success(request, _("Der Punkt steht auf der Tagesordnung."))
    return redirect("meeting", pk=pk)
