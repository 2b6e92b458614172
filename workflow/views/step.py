"""One page for every step: its form, and the answer of the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.components import Link
from core.lifecycle import steps
from core.requests import PersonRequest
from core.steps import Step
from workflow import engine
from workflow.actions import items_of
from workflow.entrance import authorise, seen_by, since
from workflow.forms import StepForm, form_for, with_item
from workflow.forms.fields import is_key
from workflow.models import ITEMS, OPEN, Process, Task
from workflow.offers import Chance, Offer, in_whose_place
from workflow.refusals import Forbidden, Hidden, Reason, Stale, StepRefused
from workflow.rehearsal import PREVIEW, Told, rehearse

from .consequences import about_item, background, consequences, done_message
from .deviating import deviating
from .links import link, measure_url, step_url
from .refusing import page

EDITS = ("edit", "edit_route", "edit_sources", "edit_milestones")
ABOUT = {
    "report": gettext_lazy("Der letzte Sachstand"),
    "reopen_for_decision": gettext_lazy("Das wurde beschlossen"),
}
TWINS = {"record": ("publish", "record"), "publish": ("publish", "record")}


@dataclass(frozen=True)
class Aim:
    """A step aimed at a measure: through which task, about which sub-record, and how it stands."""

    measure: Process
    step: Step
    offer: Offer
    task: int | None = None
    item: Any = None
    chance: Chance | None = None

    @property
    def is_vague(self) -> bool:
        """The step can be about several sub-records, and none is named."""
        return self.chance is None and self.task is None and self.item is None

    @property
    def url(self) -> str:
        return step_url(self.measure, self.step.name)

    @property
    def carried(self) -> dict[str, Any]:
        """What the form brings back besides the answers."""
        named = {"aufgabe": self.task, "gegenstand": getattr(self.item, "pk", None)}
        return {"stand": self.measure.version, **{k: v for k, v in named.items() if v is not None}}


@page
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: PersonRequest, *, reference: str, name: str) -> HttpResponse:
    """Show what the step asks, or take it."""
    return _answer(request, reference, name)


def _answer(request: PersonRequest, reference: str, name: str) -> HttpResponse:
    measure = seen_by(request.user, reference)
    aim = aimed(request, measure, name)
    if aim.is_vague:
        return _choose(request, aim)
    return _take(request, aim) if request.method == "POST" else _show(request, aim)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PersonRequest, *, reference: str) -> HttpResponse:
    """Change text, goals and costs of a draft."""
    return _answer(request, reference, "edit")


def aimed(request: PersonRequest, measure: Process, name: str) -> Aim:
    """Find task and sub-record the address or the form names; else the only ones there are."""
    offers = {each.name: each for each in engine.available(measure, request.user)}
    if name not in offers or offers[name].step.follows:
        raise Http404
    offer, query = offers[name], request.POST or request.GET
    task = _task(measure, query.get("aufgabe", ""))
    key = query.get("gegenstand", "")
    own = task.item if task and offer.step.item else None
    item = own or _item(measure, name, key)
    chance = _chance(offer, task, item)
    if chance is not None:
        return Aim(
            measure, offer.step, offer, task.pk if task else chance.task, chance.item, chance
        )
    return Aim(measure, offer.step, offer, task.pk if task else None, item)


def _task(measure: Process, key: str) -> Task | None:
    """The task of this number; one of another measure is as absent as one that never was."""
    if not key:
        return None
    rows = Task.objects.select_related(*ITEMS).filter(process=measure)
    found: Task | None = rows.filter(pk=int(key)).first() if is_key(key) else None
    if found is None:
        raise Hidden
    return found


def _item(measure: Process, name: str, key: str) -> Any:
    if not key:
        return None
    found = next((each for each in items_of(measure, name) if str(each.pk) == key), None)
    if found is not None:
        return found
    sources = measure.funding if steps()[name].item == "source" else []
    source = next((each for each in sources if str(each.pk) == key), None)
    if source is None:
        raise Hidden
    said = _("„%(name)s“ ist %(state)s; dafür gibt es bei diesem Schritt nichts einzutragen.")
    raise Forbidden(Reason("R-40", said % {"name": source, "state": source.get_state_display()}))


def _chance(offer: Offer, task: Task | None, item: Any) -> Chance | None:
    """The one way to take the step that fits, better one that is open to the person.

    None if several are, or none fits any more.
    """
    found = [
        each
        for each in offer.chances
        if (task is None or _is_through(each, offer, task)) and (item is None or each.item == item)
    ]
    kinds = [found, [each for each in found if each.permitted], [e for e in found if e.allowed]]
    return next((kind[0] for kind in kinds if len(kind) == 1), None)


def _is_through(chance: Chance, offer: Offer, task: Task) -> bool:
    """The chance goes through this task; a step about nothing else through any that asks it."""
    asks = offer.name in task.actions and not offer.step.item and task.status in OPEN
    return chance.task == task.pk or asks


def _show(request: PersonRequest, aim: Aim) -> HttpResponse:
    """The form; or why the step is not possible, before anybody types."""
    if aim.chance is None:
        return _told_stale(request, aim, Stale(), None)
    _permit(request, aim)
    if not aim.chance.allowed:
        return _blocked(request, aim)
    form = form_for(aim.step.name, aim.measure, aim.item, request.user)
    return _form(request, aim, form)


def _permit(request: PersonRequest, aim: Aim) -> None:
    """Only who holds one of the step's rights gets as far as its form."""
    permitted = (each.item for each in aim.offer.chances if each.permitted)
    authorise(request.user, aim.step, aim.measure, aim.item or next(permitted, None))


def _choose(request: PersonRequest, aim: Aim) -> HttpResponse:
    """With several sub-records: ask about which one."""
    _permit(request, aim)
    links = [link(aim.measure, aim.offer, each) for each in aim.offer.chances if each.allowed]
    if not links:
        return _blocked(request, aim)
    context = _context(aim) | {"links": links}
    return render(request, "workflow/step_choose.html", context)


def _blocked(request: PersonRequest, aim: Aim) -> HttpResponse:
    reasons = aim.chance.reasons if aim.chance else aim.offer.reasons
    context = {
        "step_label": aim.offer.label,
        "reasons": reasons,
        "back": measure_url(aim.measure),
    }
    return render(request, "422.html", context, status=422)


def _form(
    request: PersonRequest,
    aim: Aim,
    form: StepForm,
    status: int = 200,
    told: list[Told] | None = None,
) -> HttpResponse:
    form.carried = aim.carried
    absent = in_whose_place(request.user, aim.step, aim.measure, aim.item)
    if absent is not None:
        form.notices.insert(0, _("Sie handeln in Vertretung für %(name)s.") % {"name": absent})
    context = _context(aim) | {
        "form": form,
        "post_url": aim.url,
        "buttons": _buttons(aim),
        "consequences": consequences(aim.step, aim.measure),
        "told": told,
        **deviating(aim.step, aim.measure, aim.item, request.user),
    }
    return render(request, "workflow/step_form.html", context, status=status)


def _context(aim: Aim) -> dict[str, Any]:
    crumbs = [Link(label=aim.measure.reference, url=measure_url(aim.measure))]
    return {
        "measure": aim.measure,
        "offer": aim.offer,
        "crumbs": crumbs,
        "back": measure_url(aim.measure),
        "about": about_item(aim.item) or background(aim.step, aim.measure),
        "about_title": ABOUT.get(aim.step.name, _("Darum geht es")),
    }


def _buttons(aim: Aim) -> list[Link]:
    """The answers one form can be sent with: a result may be kept as a draft or published."""
    names = TWINS.get(aim.step.name, (aim.step.name,))
    labels = {"record": _("Als Entwurf speichern")} | dict.fromkeys(EDITS, _("Speichern"))
    return [
        Link(label=labels.get(name, str(steps()[name].label)), url=step_url(aim.measure, name))
        for name in names
    ]


def _take(request: PersonRequest, aim: Aim) -> HttpResponse:
    """Read the answers, hand them to the engine, say what it said."""
    form = form_for(aim.step.name, aim.measure, aim.item, request.user, request.POST, request.FILES)
    if (again := form.revised()) is not None:
        _permit(request, aim)
        return _form(request, aim, again)
    if PREVIEW in request.POST:
        form.leave_out_files()
    try:
        if not form.is_valid():
            return _faulty(request, aim, form)
        if PREVIEW in request.POST:
            told = rehearse(lambda: _act(request, aim, form), by=request.user)
            return _form(request, aim, form, told=told)
        after = _act(request, aim, form)
    except Stale as stale:
        return _told_stale(request, aim, stale, form)
    except StepRefused as refused:
        form.refuse(refused.reasons)
        return _form(request, aim, form, refused.status)
    messages.success(request, done_message(aim.step, after))
    return redirect(measure_url(aim.measure))


def _seen(request: PersonRequest) -> int:
    stand = request.POST.get("stand", "")
    return int(stand) if is_key(stand) else 0


def _act(request: PersonRequest, aim: Aim, form: StepForm) -> Process:
    seen, data = _seen(request), with_item(aim.step.name, aim.item, form.answers())
    if aim.task is not None:
        return engine.perform(
            actor=request.user, task=aim.task, action=aim.step.name, seen=seen, data=data
        )
    return engine.intervene(
        actor=request.user, measure=aim.measure.pk, step=aim.step.name, seen=seen, data=data
    )


def _faulty(request: PersonRequest, aim: Aim, form: StepForm) -> HttpResponse:
    """Answers that cannot be read; whoever may not act or saw an old page is told that first."""
    _permit(request, aim)
    seen, measure = _seen(request), aim.measure
    gone = aim.chance is None and (aim.task is not None or aim.item is not None)
    if gone or (seen != measure.version and not aim.step.parallel):
        raise Stale(since(measure, seen))
    form.refuse(aim.chance.reasons if aim.chance else aim.offer.reasons)
    return _form(request, aim, form, StepRefused.status)


def _told_stale(
    request: PersonRequest, aim: Aim, stale: Stale, form: StepForm | None
) -> HttpResponse:
    """Say who did what meanwhile and give back what was typed, to send again while possible."""
    again = aim.chance is not None and aim.chance.allowed and form is not None
    context: dict[str, Any] = {
        "sent": form is not None,
        "sentences": stale.sentences,
        "fresh_url": measure_url(aim.measure),
    }
    if form is not None and again:
        form.carried = aim.carried
        context |= {"form": form, "post_url": aim.url, "submit_label": _("Noch einmal senden")}
    elif form is not None:
        context["typed"] = form.typed()
    return render(request, "409.html", context, status=stale.status)
