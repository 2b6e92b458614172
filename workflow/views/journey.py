"""Where a measure has been: stages, bodies, signatures, milestones, reports, documents, journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import result_words
from core.components import Badge, Change, Column, Entry, Progress, Stage, Station, Tone
from core.decision_text import decided_text
from core.lifecycle import steps
from core.models import (
    Consultation,
    CoSignature,
    CostLine,
    Document,
    JournalEntry,
    Milestone,
    Order,
    Paper,
    ProgressReport,
)
from core.paper_number import matter
from core.results import APPROVALS, RECOMMENDATIONS
from core.route_check import Violation, check_route
from core.steps import BEFORE_ROUTE, FINAL, Status, Text
from core.templatetags.laufzettel import badge, day, due, moment, money
from core.views.files import size
from core.views.papers import asked, sitting_url
from workflow.answers import typed
from workflow.models import Process

from .links import item_name
from .matter import label_of

S = Status
PHASES: tuple[tuple[Text, tuple[Status, ...]], ...] = (
    (gettext_lazy("Vorschlag"), (S.DRAFT, S.REWORK)),
    (gettext_lazy("Prüfung"), (S.CHECKING,)),
    (gettext_lazy("Mitzeichnung"), (S.COSIGNING,)),
    (gettext_lazy("Beratung"), (S.READY, S.CONSULTING)),
    (gettext_lazy("Finanzierung"), (S.FUNDING, S.FUNDED)),
    (gettext_lazy("Umsetzung"), (S.IMPLEMENTING, S.PAUSED)),
    (gettext_lazy("Abschluss"), (S.CLOSING, *FINAL)),
)
Outcome = Consultation.Outcome
LIGHTS: dict[str, Tone] = {"green": "success", "yellow": "warning", "red": "danger"}
ANSWERS: dict[str, Tone] = {
    "approve": "success",
    "remarks": "warning",
    "object": "danger",
    "not_affected": "neutral",
}
TEXTS = ("title", "description", "justification", "gender_aspects", "climate_statement")


def stages(measure: Process, entries: Sequence[JournalEntry]) -> list[Stage]:
    """The seven stages; one the measure never entered on its way is skipped."""
    visited = {str(entry.target) for entry in entries}
    now = next(number for number, (_label, of) in enumerate(PHASES) if measure.status in of)
    return [
        Stage(
            label=str(label),
            progress=_progress(measure, number - now, visited=visited & set(of)),
        )
        for number, (label, of) in enumerate(PHASES)
    ]


def _progress(measure: Process, ahead: int, *, visited: set[str]) -> Progress:
    """How far a stage is that lies so many stages ahead of the present one."""
    if ahead == 0:
        return "done" if measure.status == S.COMPLETED else "current"
    if ahead > 0:
        return "open"
    return "done" if visited else "skipped"


def sections(measure: Process, entries: Sequence[JournalEntry]) -> dict[str, Any]:
    """All parts of the page that tell what has happened."""
    papers = list(measure.papers.order_by("pk"))
    return {
        "papers": [_paper(paper, measure) for paper in papers],
        "decision": _decision(measure, papers),
        "findings": _findings(measure),
        "signatures": [_signature(each) for each in measure.signatures],
        "signature_columns": _columns(
            _("Stelle"), _("Antwort"), _("Hinweis"), _("Gefragt am"), _("Frist")
        ),
        "milestones": [_milestone(each) for each in measure.milestone_list],
        "milestone_columns": _columns(_("Meilenstein"), _("Geplant"), _("Stand")),
        "orders": [_order(each) for each in measure.order_list],
        "order_columns": _columns(
            _("Zuständig"), _("Auftrag"), _("Zu erledigen bis"), _("Stand"), _("Ergebnis")
        ),
        "reports": [_report(each) for each in measure.reports.select_related("written_by")],
        "report_columns": _columns(
            _("Gemeldet"), _("Ampel"), _("Sachstand"), _("Fortschritt"), _("Ist-Kosten"), _("Stand")
        ),
        "documents": [_document(each) for each in measure.documents.select_related("uploaded_by")],
        "document_columns": _columns(_("Unterlage"), _("Fassung"), _("Größe"), _("Hinzugefügt")),
        "entries": journal(entries, abouts(measure)),
    }


def _decision(measure: Process, papers: Sequence[Paper]) -> dict[str, str] | None:
    """The text of the latest decision against the motion of the first version."""
    said = [
        station
        for station in measure.stations
        if station.published_at and station.authoritative and station.outcome in APPROVALS
    ]
    if not said:
        return None
    station = max(said, key=lambda each: (each.published_at, each.pk))
    voted = next(each for each in papers if each.pk == station.paper_id)
    number = matter(voted.reference)
    first = next(each for each in papers if matter(each.reference) == number)
    proposed, decided = first.motion.strip(), decided_text(voted.motion, station.change_text)
    words = {"body": asked(station), "day": day(station.meeting_on), "paper": first.reference}
    same = _("%(body)s hat am %(day)s beschlossen, was %(paper)s vorschlägt.")
    other = _("%(body)s hat am %(day)s anders beschlossen, als %(paper)s vorschlägt:")
    told = (same if proposed == decided else other) % words
    return {"proposed": proposed, "decided": decided, "words": told}


def _findings(measure: Process) -> list[Violation]:
    """What stands against a route that is planned and not yet released."""
    planned = measure.planned_stations
    unreleased = bool(planned) and not any(station.opened_at for station in planned)
    return check_route(measure) if unreleased and measure.status in BEFORE_ROUTE else []


def _columns(*labels: str) -> list[Column]:
    return [Column(label=label) for label in labels]


def _paper(paper: Paper, measure: Process) -> dict[str, Any]:
    due = {station.pk for station in measure.due_stations}
    stations = [each for each in measure.stations if each.paper_id == paper.pk]
    return {
        "paper": paper,
        "url": reverse("paper", args=[paper.pk]),
        "stations": [_station(each, due=each.pk in due) for each in stations],
    }


def _station(station: Consultation, *, due: bool) -> Station:
    published = station.published_at is not None
    return Station(
        organization=asked(station),
        role=station.get_role_display(),
        day=station.meeting_on or station.due_on,
        sitting=sitting_url(station),
        progress="done" if published else "current" if due else "open",
        result=_result(station) if published else None,
        votes=_votes(station) if published else "",
        deviation=station.change_text if published else "",
        note=station.verbatim if published else _pending(station),
        provisional=result_words.standing(station) if published else "",
        document=reverse("excerpt-pdf", args=[station.pk]) if published else "",
    )


def _result(station: Consultation) -> Badge:
    tone: Tone = "info"
    if station.outcome in (*APPROVALS, *RECOMMENDATIONS):
        tone = (
            "success" if station.outcome in (Outcome.APPROVED, Outcome.RECOMMENDED) else "warning"
        )
    elif station.outcome in (Outcome.REJECTED, Outcome.RETURNED_TO_LEAD):
        tone = "danger"
    return Badge(label=station.get_outcome_display(), tone=tone)


def _votes(station: Consultation) -> str:
    """For example: ausgezählt: 9 Ja, 1 Nein, 1 Enthaltung; zur Sache; Ausführung."""
    votes = result_words.named(station)
    manner = ": ".join(filter(None, [station.get_manner_display(), votes]))
    scope, subject = station.get_scope_display(), station.get_object_display()
    return "; ".join(filter(None, [manner, scope, subject]))


def _pending(station: Consultation) -> str:
    """Why a station has no result yet."""
    if station.dropped:
        return _("entfallen")
    if station.outcome:
        return _("Ergebnis als Entwurf erfasst, noch nicht veröffentlicht")
    return _("Ergebnis noch nicht erfasst") if station.opened_at else _("geplant")


def _signature(signature: CoSignature) -> list[Any]:
    word = signature.get_answer_display() or _("noch offen")
    if signature.dropped_at and not signature.answer:
        word = _("nicht mehr nötig")
    if signature.overruled_at:
        word = _("Einwand, fortgeführt durch %(who)s") % {"who": signature.overruling_authority}
    shown = badge(word, ANSWERS.get(signature.answer, "neutral"))
    return [
        signature.organization,
        shown,
        signature.note,
        day(signature.asked_at),
        day(signature.due_on),
    ]


def _milestone(milestone: Milestone) -> list[Any]:
    if milestone.done_on:
        state = badge(_("erreicht am %(day)s") % {"day": day(milestone.done_on)}, "success")
    elif milestone.waived:
        state = badge(_("entfällt: %(why)s") % {"why": milestone.waived})
    else:
        state = badge(_("offen"), "info")
    return [milestone.title, day(milestone.planned_on), state]


def _order(order: Order) -> list[Any]:
    state = badge(_("offen"), "info")
    if order.done_on:
        done = _("erledigt am %(day)s") % {"day": day(order.done_on)}
        state = badge(done, "success")
    elif order.dropped:
        state = badge(_("entfallen"), "neutral")
    left = due(order.due_on, localdate()) if order.is_open else day(order.due_on)
    said = order.result or order.dropped or "–"
    reported = _("Bericht: %(often)s") % {"often": order.reported} if order.reported else ""
    return [
        _under(order.organization, order.responsible),
        _under(order.text, reported),
        left,
        state,
        said,
    ]


def _under(said: Any, more: str) -> Any:
    """A cell with a second line, where there is one."""
    return format_html('{}<br><span class="lz-muted">{}</span>', said, more) if more else said


def _report(report: ProgressReport) -> list[Any]:
    further = [
        (_("Nächster Schritt: %(step)s"), {"step": report.next_step}),
        (_("Rückmeldung: %(remark)s"), {"remark": report.remark}),
    ]
    lines = [said % values for said, values in further if any(values.values())]
    more = format_html_join("", '<br><span class="lz-muted">{}</span>', ((each,) for each in lines))
    told = format_html("{}{}", report.text, more)
    return [
        day(report.written_at),
        badge(report.get_light_display(), LIGHTS[report.light]),
        told,
        f"{report.progress}\N{NO-BREAK SPACE}%",
        money(report.actual_cost),
        report.get_state_display(),
    ]


def _document(document: Document) -> list[Any]:
    name = format_html(
        '<a class="kern-link" href="{}">{}</a><br><span class="lz-muted">{}</span>',
        reverse("document", args=[document.pk]),
        document.title,
        document.filename,
    )
    added = f"{moment(document.uploaded_at)}, {document.uploaded_by}"
    return [name, document.version, size(document.size), added]


def abouts(measure: Process) -> dict[str, str]:
    """The sub-records a journal entry may be about, by what the entry calls them."""
    records = (*measure.stations, *measure.signatures, *measure.funding)
    return {f"{each._meta.model_name}:{each.pk}": item_name(each) for each in records}


def returned(measure: Process, entries: Sequence[JournalEntry]) -> str:
    """Why the measure was sent back to its lead, while it is being reworked."""
    back = [entry for entry in entries if entry.target == measure.status != entry.source]
    return back[-1].reason if measure.status == Status.REWORK and back else ""


def journal(
    entries: Sequence[JournalEntry], abouts: Mapping[str, str] | None = None
) -> list[Entry]:
    """The journal, newest first, with what each entry is about and what changed in the texts."""
    known: dict[str, str] = {}
    shown = [_entry(entry, list(_changes(entry, known)), abouts or {}) for entry in entries]
    return shown[::-1]


def _changes(entry: JournalEntry, known: dict[str, str]) -> Iterator[Change]:
    """What an edit changed in the named texts, against what an earlier entry said."""
    data = entry.detail.get("data", {}) if entry.action in {"create", "edit"} else {}
    said = {label_of(name): str(data[name]) for name in TEXTS if name in data}
    stated = _costs(data) if entry.action == "create" or "cost_lines" in data else {}
    for label, new in (said | stated).items():
        if label in known and new != known[label]:
            yield Change(label=label, old=known[label], new=new)
        known[label] = new


def _costs(data: Mapping[str, Any]) -> dict[str, str]:
    """The cost table of an edit as text, line by line."""
    rows = [typed(row) for row in data.get("cost_lines", ())]
    none = [_("Keine finanziellen Auswirkungen")] if data.get("no_costs") else []
    kinds = dict(CostLine.Kind.choices)
    lines = [
        f"{row['year']} {kinds.get(row.get('kind'), '')} {money(row['amount'])}" for row in rows
    ]
    return {str(_("Kosten")): "\n".join([*none, *lines])}


def _entry(entry: JournalEntry, changes: list[Change], abouts: Mapping[str, str]) -> Entry:
    step = steps().get(entry.action)
    words = {
        "create": _("Vorschlag angelegt"),
        "realign": _("An neue Fassung des Ablaufs angepasst"),
        "succeed": _("Offene Aufgaben an die Nachfolge übergegangen"),
    }
    label = str(step.label) if step else words.get(entry.action, entry.action)
    return Entry(
        number=entry.number,
        moment=entry.at,
        actor=str(entry.actor or _("Das System")),
        label=": ".join(filter(None, [label, abouts.get(entry.object, "")])),
        on_behalf_of=str(entry.on_behalf_of or ""),
        came_from=_status(entry.source),
        went_to=_status(entry.target),
        reason=entry.reason,
        followed=", ".join(
            str(steps()[name].label)
            for name in entry.detail.get("fired", ())[1:]
            if name in steps()
        ),
        changes=changes,
    )


def _status(value: str) -> str:
    return str(Status(value).label) if value in Status.values else ""
