"""The money of a measure: its cost table with the balance, its sources, and the gaps by year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core import cost_table
from core.components import Column, Tone
from core.models import CostLine, FundingSource
from core.templatetags.laufzettel import badge, money
from workflow.models import Process

from . import sources

NOTHING = Decimal(0)


def sections(measure: Process) -> dict[str, Any]:
    """The parts of the page about money."""
    years = _years(measure)
    return {
        "costs": [*map(_cost, measure.cost_table), *_balance(measure)],
        "cost_columns": _cost_columns(),
        "sources": [_source(each, years) for each in measure.funding],
        "source_details": sources.details(measure),
        "source_columns": _year_columns([_("Quelle"), _("Stand")], years),
        "cover": _cover(measure, years),
        "cover_columns": _year_columns([_("Deckung")], years),
    }


def _years(measure: Process) -> list[int]:
    given = {part.year for source in measure.funding for part in source.amounts.all()}
    return sorted({*measure.years, *given})


def _cost_columns() -> list[Column]:
    labels = (_("Jahr"), _("Art"), _("Haushaltsstelle"), _("Verpflichtung"))
    return [*(Column(label=each) for each in labels), Column(label=_("Betrag"), numeric=True)]


def _cost(line: CostLine) -> list[Any]:
    kind = format_html(
        '{}<br><span class="lz-muted">{}</span>',
        line.get_kind_display(),
        line.get_nature_display(),
    )
    place = ", ".join(filter(None, [line.budget, line.product, line.account])) or "–"
    committed = _("ja") if line.committed else _("nein")
    return [line.year, kind, place, committed, money(line.amount)]


def _balance(measure: Process) -> list[list[Any]]:
    """The balance of each year, and of all: revenues less expenses, so spending is negative."""
    lines = measure.cost_table
    by_year = cost_table.years(lines)
    rows = [(_("Saldo %(year)d") % {"year": each.year}, each.balance) for each in by_year]
    if len(rows) > 1:
        rows.append((_("Saldo gesamt"), cost_table.balance(lines)))
    if any(line.nature == CostLine.Nature.FOLLOW_UP for line in lines):
        rows.append((_("davon Folgekosten"), cost_table.follow_up(lines)))
    return [[_whole(label), "", "", "", _strong(amount)] for label, amount in rows]


def _whole(label: str) -> Any:
    return format_html('<span class="lz-nowrap">{}</span>', label)


def _strong(amount: Decimal) -> Any:
    return format_html("<strong>{}</strong>", money(amount))


def _year_columns(labels: list[str], years: list[int]) -> list[Column]:
    return [
        *(Column(label=label) for label in labels),
        *(Column(label=str(year), numeric=True) for year in years),
        Column(label=_("Summe"), numeric=True),
    ]


def _source(source: FundingSource, years: list[int]) -> list[Any]:
    tone: Tone = "success" if source.is_secured else "danger" if source.is_lost else "warning"
    name = format_html(
        '{}<br><span class="lz-muted">{}</span>', source.name, source.get_kind_display()
    )
    amounts = [money(source.amount_in(year)) for year in years]
    return [name, _state(source, tone), *amounts, money(source.total)]


def _state(source: FundingSource, tone: Tone) -> Any:
    mark = badge(source.get_state_display(), tone)
    if source.condition:
        return format_html("{}<br>{} {}", mark, _("Vorbehalt:"), source.condition)
    if source.reserved_at and not source.is_secured:
        return format_html('{}<br><span class="lz-muted">{}</span>', mark, _("vorgemerkt"))
    return mark


def _cover(measure: Process, years: list[int]) -> list[list[Any]]:
    """Need, what is secured and the gap, year by year.

    Own money of a year without an effective budget is named beside what is secured; once the year
    has begun it leaves a gap.
    """
    if not years:
        return []
    secured = [source for source in measure.funding if source.is_secured]
    need = [measure.need_in(year) for year in years]
    given = [sum((s.amount_in(year) for s in secured), NOTHING) for year in years]
    waits, today = measure.provisional, localdate().year
    lost = [waits.get(year, NOTHING) if year <= today else NOTHING for year in years]
    gaps = [max(n - got + less, NOTHING) for n, got, less in zip(need, given, lost, strict=True)]
    told = [_given(year, got, waits.get(year)) for year, got in zip(years, given, strict=True)]
    return [
        [_("Bedarf"), *map(money, need), money(sum(need, NOTHING))],
        [_("Gesichert"), *told, money(sum(given, NOTHING))],
        [_("Lücke"), *map(money, gaps), money(sum(gaps, NOTHING))],
    ]


def _given(year: int, amount: Decimal, waits: Decimal | None) -> Any:
    """What is secured in a year, and how much of it stands under that year's budget."""
    if not waits:
        return money(amount)
    said = _("davon %(amount)s vorbehaltlich Haushalt %(year)d")
    note = said % {"amount": money(waits), "year": year}
    return format_html('{}<br><span class="lz-muted">{}</span>', money(amount), note)
