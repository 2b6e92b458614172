"""The page of a measure: everything about it, for the person who looks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from core.components import Link
from core.deviations import deviations
from core.models import Document, Measure, Person
from core.requests import PersonRequest
from core.views.files import handed_over
from workflow import absences, engine, mentions
from workflow.entrance import seen_by
from workflow.forms.fields import Prose
from workflow.models import Process, Task

from . import choices, finances, journey, matter, targets
from .consequences import names
from .links import measure_url
from .refusing import page

MOST_MISSED = 5


class CommentForm(forms.Form):
    """A remark; it decides nothing."""

    text = Prose(
        label=gettext_lazy("Ihr Kommentar"),
        help_text=gettext_lazy(
            "Mit @ und dem vollen Namen oder dem Benutzernamen erwähnen Sie jemanden, zum Beispiel "
            "@Carla Mendes. Wer die Maßnahme sehen darf, erfährt davon."
        ),
        rows=3,
        max_length=5000,
    )


@page
@require_safe
def measure(request: PersonRequest, *, reference: str) -> HttpResponse:
    return _shown(request, seen_by(request.user, reference), CommentForm())


def _shown(
    request: PersonRequest, seen: Process, form: CommentForm, status: int = 200
) -> HttpResponse:
    context = _context(request, seen) | {"form": form}
    return render(request, "workflow/measure_detail.html", context, status=status)


def _context(request: PersonRequest, seen: Process) -> dict[str, Any]:
    on, offers = localdate(), engine.available(seen, request.user)
    tasks = Task.objects.open().filter(process=seen).select_related("owner_permission_obj")
    entries = list(seen.journal.select_related("actor", "on_behalf_of"))
    box = choices.next_step(
        seen, request.user, offers, list(tasks), journey.returned(seen, entries)
    )
    way, rights = journey.sections(seen, entries), absences.rights_to(tasks)
    return {
        "measure": seen,
        "on": on,
        "feed_url": reverse("atom-of-measure", args=[seen.reference])
        if seen.is_open_to_all
        else "",
        "crumbs": [Link(label=_("Maßnahmen"), url=reverse("measures"))],
        "stages": journey.stages(seen, entries),
        "box": box.step,
        "box_reasons": box.reasons,
        "edits_costs": any(each.name == "edit" and each.allowed for each in offers),
        "deviations": deviations(seen, on=on),
        "held": choices.held(list(tasks), on),
        "held_columns": choices.held_columns(),
        "away": [absences.sentence(each) for each in absences.holding(rights, on=on)],
        "attach_url": choices.way_to(seen, offers, "attach"),
        "others": choices.others(seen, offers, box.urls),
        "near": choices.blocked(seen, offers),
        "far": choices.far(seen, offers),
        **matter.sections(seen),
        **way,
        **finances.sections(seen),
        **targets.sections(seen, on=on, reported=bool(way["reports"])),
        "comments": seen.comments.select_related("author"),
    }


@page
@require_POST
def comment(request: PersonRequest, *, reference: str) -> HttpResponse:
    """Add a comment; it is no step of the lifecycle."""
    seen, form = seen_by(request.user, reference), CommentForm(request.POST)
    if not form.is_valid():
        return _shown(request, seen, form, 422)
    found = mentions.write(seen, by=request.user, text=form.cleaned_data["text"])
    messages.success(request, _saved(found))
    for away in absences.of(found.reached, on=localdate()).values():
        messages.info(request, absences.sentence(away))
    if found.missed:
        messages.warning(request, _missed(found))
    return redirect(f"{measure_url(seen)}#kommentare")


def _saved(found: mentions.Mentions) -> str:
    said = _("Der Kommentar ist gespeichert.")
    if not found.reached:
        return said
    others = [_("%(name)s i. V. %(absent)s") % _both(each) for each in found.standing_in]
    told = _("Benachrichtigt: %(names)s.") % {"names": names([*found.reached, *others])}
    return f"{said} {told}"


def _both(substitute: Person) -> dict[str, Any]:
    return {"name": substitute, "absent": substitute.represents}


def _missed(found: mentions.Mentions) -> str:
    """The first of the names, and how many more there are."""
    shown, more = found.missed[:MOST_MISSED], len(found.missed) - MOST_MISSED
    rest = [_("und %(number)d weitere") % {"number": more}] if more > 0 else []
    listed = names([*shown, *rest])
    return _(
        "Nicht erreicht: %(names)s. Erwähnen lässt sich nur, wer die Maßnahme sehen darf und "
        "dessen Name eindeutig ist; sonst hilft der Benutzername. Ihr Kommentar ist trotzdem "
        "gespeichert."
    ) % {"names": listed}


@page
@require_safe
def document(request: PersonRequest, *, pk: int) -> FileResponse:
    """An attachment, for who may see its measure."""
    visible = Measure.objects.visible_to(request.user)
    return handed_over(get_object_or_404(Document, pk=pk, measure__in=visible))
