"""Tags and filters every page is built from. They show what they are given and ask nothing.

The shapes are in `core/components.py`; a mapping with the same keys works as well.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from core import charts, components
from core.amounts import write_amount
from core.differences import paragraphs
from core.rendering import faults

register = template.Library()

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
NOTHING = "\N{EN DASH}"
SOON = 14
TONES = {
    "checking": "info",
    "rework": "warning",
    "cosigning": "info",
    "ready": "success",
    "consulting": "info",
    "funding": "warning",
    "funded": "success",
    "implementing": "info",
    "paused": "warning",
    "closing": "info",
    "completed": "success",
    "rejected": "danger",
    "aborted": "danger",
}
ICONS = {
    "draft": "edit",
    "checking": "search",
    "rework": "autorenew",
    "cosigning": "checklist",
    "consulting": "calendar-today",
    "implementing": "arrow-forward",
    "closing": "checklist",
    "withdrawn": "close",
}
MESSAGE_TONES = {"debug": "info", "error": "danger"}


@register.filter
def money(amount: Decimal | int | None) -> str:
    """Write an amount of euros as 1.234,50 €, with a space that never breaks."""
    if amount is None:
        return NOTHING
    return f"{write_amount(amount)}{NO_BREAK_SPACE}€"


@register.filter
def day(moment_or_day: date | None) -> str:
    """Write a day as 23.11.2026; a moment is taken in the city's time."""
    if isinstance(moment_or_day, datetime) and timezone.is_aware(moment_or_day):
        moment_or_day = timezone.localtime(moment_or_day)
    return f"{moment_or_day:%d.%m.%Y}" if moment_or_day else NOTHING


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment as 23.11.2026, 14:03 Uhr, in the city's time."""
    if value is None:
        return NOTHING
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return gettext("%(day)s, %(time)s Uhr") % {"day": day(local), "time": f"{local:%H:%M}"}


@register.filter
def get(mapping: dict[str, Any], key: str) -> Any:
    """Look a key up that is itself a variable."""
    return mapping.get(key)


def _distance(days: int) -> str:
    """Say how far a deadline is away; nothing beyond two weeks."""
    if days < -1:
        return gettext("seit %(days)d Tagen überfällig") % {"days": -days}
    near = {-1: gettext("seit gestern überfällig"), 0: gettext("heute"), 1: gettext("morgen")}
    soon = gettext("in %(days)d Tagen") % {"days": days} if days <= SOON else ""
    return near.get(days, soon)


@register.simple_tag
def due(deadline: date | None, on: date) -> str:
    """Show a deadline as seen `on` a day: the day and, when near or past, how far it is."""
    if deadline is None:
        return NOTHING
    days = (deadline - on).days
    mark = "lz-late" if days < 0 else "lz-muted"
    written = format_html('<span class="lz-nowrap">{}</span>', day(deadline))
    if not (distance := _distance(days)):
        return written
    return format_html('{} <span class="{}">{}</span>', written, mark, distance)


@register.simple_tag
def badge(label: str, tone: str = "neutral", icon: str = "") -> SafeString:
    """Show a short mark; tone is neutral, info, success, warning or danger, icon a KERN name."""
    shown = icon or ("" if tone == "neutral" else tone)
    picture = format_html('<span class="kern-icon kern-icon--{}" aria-hidden="true"></span>', shown)
    return format_html(
        '<span class="kern-badge kern-badge--{}">{}<span class="kern-label">{}</span></span>',
        tone,
        picture if shown else "",
        label,
    )


@register.simple_tag
def status_badge(status: str, label: str) -> SafeString:
    """Show where a measure stands: the code picks tone and icon, the label is what is read."""
    return badge(label, TONES.get(str(status), "neutral"), ICONS.get(str(status), ""))


@register.inclusion_tag("components/_alert.html")
def alert(title: str, text: str = "", tone: str = "info", role: str = "") -> dict[str, Any]:
    """Show a notice box; `role` is "status" or "alert" where it appears after an action."""
    return {"title": title, "text": text, "tone": MESSAGE_TONES.get(tone, tone), "role": role}


@register.inclusion_tag("components/_error_summary.html")
def error_summary(*forms: "BaseForm | BaseFormSet[Any] | None") -> dict[str, Any]:
    """List everything wrong in forms and formsets, each linked to its field; focused on load."""
    found = [fault for form in forms if form is not None for fault in faults(form)]
    title = ngettext(
        "%(count)d Angabe muss korrigiert werden",
        "%(count)d Angaben müssen korrigiert werden",
        len(found),
    )
    return {"faults": found, "title": title % {"count": len(found)}}


@register.inclusion_tag("components/_refusal.html")
def refusal(reasons: Sequence[components.Reason]) -> dict[str, Any]:
    """List the rules that refused a step (422), with who can resolve each."""
    return {"reasons": reasons}


@register.inclusion_tag("components/_stepper.html")
def stepper(stages: Sequence[components.Stage]) -> dict[str, Any]:
    """Show the stages of a measure with the one it is in."""
    return {"stages": stages}


@register.inclusion_tag("components/_timeline.html")
def timeline(stations: Sequence[components.Station]) -> dict[str, Any]:
    """Show the consultations of a measure in their order."""
    return {"stations": stations}


@register.inclusion_tag("components/_next_step.html")
def next_step(step: components.NextStep, on: date) -> dict[str, Any]:
    """Show the box with the one thing to do now, as seen `on` a day."""
    return {"step": step, "on": on}


@register.inclusion_tag("components/_why_not.html")
def why_not(steps: Sequence[components.BlockedStep], title: str = "") -> dict[str, Any]:
    """Show every step that is not available with all its reasons."""
    return {"steps": steps, "title": title}


@register.inclusion_tag("components/_description_list.html")
def description_list(facts: Iterable[tuple[str, Any]], look: str = "") -> dict[str, Any]:
    """Show pairs of label and value; look "narrow" puts the value below its label."""
    return {"facts": facts, "narrow": look == "narrow"}


@register.inclusion_tag("components/_journal.html")
def journal(entries: Sequence[components.Entry]) -> dict[str, Any]:
    """Show what happened to a measure, in the order given."""
    return {"entries": entries}


@register.inclusion_tag("components/_diff.html")
def diff(old: str, new: str) -> dict[str, Any]:
    """Show what changed between two texts: paragraphs first, words in the changed ones."""
    return {"paragraphs": paragraphs(old, new)}


@register.inclusion_tag("components/_tabs.html")
def tabs(links: Sequence[components.Link], label: str) -> dict[str, Any]:
    """Show ways to see one list, the present one marked; `label` names the choice."""
    return {"links": links, "label": label}


@register.inclusion_tag("components/_breadcrumbs.html")
def breadcrumbs(links: Sequence[components.Link], here: str) -> dict[str, Any]:
    """Show the way to this page; `here` is its short name, such as the reference."""
    return {"links": links, "here": here}


@register.inclusion_tag("components/_empty.html")
def empty(title: str, text: str = "", link: components.Link | None = None) -> dict[str, Any]:
    """Say that a list has nothing to show, why, and what to do."""
    return {"title": title, "text": text, "link": link}


@register.inclusion_tag("components/_table.html", takes_context=True)
def data_table(
    context: dict[str, Any],
    caption: str,
    columns: Sequence[components.Column],
    rows: Iterable[Sequence[Any]],
    sort: str = "",
) -> dict[str, Any]:
    """Show rows of cells under columns; the first cell of a row is its heading.

    A cell is text or HTML made by `format_html`. `sort` is the present order ("-due" = falling).
    """
    return {
        "request": context.get("request"),
        "caption": caption,
        "columns": columns,
        "rows": [list(zip(columns, row, strict=True)) for row in rows],
        "sort": sort,
    }


def _direction(name: str, sort: str) -> str:
    """Say how a column is ordered, in the words of aria-sort."""
    if not name or sort.lstrip("-") != name:
        return ""
    return "descending" if sort.startswith("-") else "ascending"


@register.inclusion_tag("components/_sort_header.html", takes_context=True)
def sort_header(
    context: dict[str, Any], label: str, name: str, sort: str, look: str = ""
) -> dict[str, Any]:
    """Make a heading that orders the list; `sort` is the present order ("-due" = falling).

    `look` is "numeric" above figures.
    """
    direction = _direction(name, sort)
    return {
        "request": context["request"],
        "label": label,
        "direction": direction,
        "order": f"-{name}" if direction == "ascending" else name,
        "numeric": look == "numeric",
    }


@register.inclusion_tag("components/_pagination.html", takes_context=True)
def pagination(context: dict[str, Any], page: Page[Any]) -> dict[str, Any]:
    """Show the way to the pages before and after, keeping what else stands in the address."""
    request: HttpRequest = context["request"]
    words = {"page": page.number, "pages": page.paginator.num_pages}
    return {
        "previous": _at(request, page.number - 1) if page.has_previous() else "",
        "next": _at(request, page.number + 1) if page.has_next() else "",
        "summary": gettext("Seite %(page)d von %(pages)d") % words,
    }


def _at(request: HttpRequest, number: int) -> str:
    """Make the address of another page of the same list."""
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/_filter.html", takes_context=True)
def filter_form(context: dict[str, Any], form: BaseForm, target: str) -> dict[str, Any]:
    """Show a filter whose fields stand in the address.

    `target` is the id of the element around the list, which is renewed while typing. An element
    in it marked `data-announce`, such as the number found, is then read aloud.
    """
    request: HttpRequest = context["request"]
    return {"form": form, "target": target, "path": request.path, "filtered": bool(request.GET)}


@register.inclusion_tag("django_forms/formset.html")
def row_grid(formset: "BaseFormSet[Any]", caption: str, more: str = "") -> dict[str, Any]:
    """Show a formset as a table of small fields; `more` is the button that adds a row."""
    return {"formset": formset, "caption": caption, "more": more}


@register.inclusion_tag("components/_bar_chart.html")
def bar_chart(chart: charts.BarChart) -> dict[str, Any]:
    """Draw bars, each linked to what it counts, with the same values as a table."""
    return {"chart": chart}


@register.inclusion_tag("components/_paired_bars.html")
def paired_bars(chart: charts.PairedBars) -> dict[str, Any]:
    """Draw amounts below their plan, each linked to what it sums, with the same as a table."""
    return {"chart": chart}


@register.inclusion_tag("components/_gantt.html")
def gantt(chart: charts.Gantt) -> dict[str, Any]:
    """Draw what was agreed, planned and done on a line of days, with the same days as a table."""
    return {"chart": chart}


@register.inclusion_tag("components/_plot.html")
def plot(chart: charts.Plot) -> dict[str, Any]:
    """Draw values over time against their target, with the same values as a table."""
    return {"chart": chart}


@register.inclusion_tag("components/_process_map.html")
def process_map(drawing: charts.ProcessMap) -> dict[str, Any]:
    """Draw the lifecycle with the present position, with the same ways as a table."""
    return {"map": drawing}
