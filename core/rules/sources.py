"""Rules of what a source has to say of itself (R-80 to R-84)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.models.funding import FundingSource
from core.rule import rule
from core.steps import Audience

if TYPE_CHECKING:
    from core.models import Measure

State = FundingSource.State
NAMES_COVER = _("Über- oder außerplanmäßige Mittel nennen ihre Deckung.")
NOTICE = {
    "notice_number": _("Aktenzeichen des Bescheids"),
    "notice_on": _("Bescheid vom"),
    "period_from": _("Bewilligungszeitraum ab"),
    "period_to": _("Bewilligungszeitraum bis"),
}
EMPTY = (None, "")


def _lacks_cover(kind: str, cover: str) -> bool:
    return kind == FundingSource.Kind.OVER_PLAN and not cover.strip()


def _without_cover(measure: Measure) -> list[str]:
    """The over- and extra-plan money that may still come and names no cover."""
    sources = [each for each in measure.funding if not each.is_lost]
    return [each.name for each in sources if _lacks_cover(each.kind, each.cover)]


def _typed_without_cover(measure: Measure) -> list[str]:
    """The same of the rows of a form; what a row does not say stays as it is known."""
    if "sources" not in measure.act.data:
        return _without_cover(measure)
    known = {source.pk: source for source in measure.funding}
    found = []
    for row in measure.act.data["sources"]:
        before = known.get(row.get("pk")) or FundingSource()
        if _lacks_cover(row.get("kind", before.kind), row.get("cover", before.cover)):
            found.append(row.get("name", before.name))
    return found


def _names(names: list[str]) -> str:
    return str(_("Sie fehlt bei: %(names)s.") % {"names": ", ".join(names)})


@rule(
    "R-80",
    NAMES_COVER,
    resolved_by=Audience.LEAD,
    by_form=True,
    detail=lambda measure: _names(_typed_without_cover(measure)),
)
def typed_sources_name_cover(measure: Measure) -> bool:
    return not _typed_without_cover(measure)


@rule(
    "R-81",
    NAMES_COVER,
    resolved_by=Audience.LEAD,
    detail=lambda measure: _names(_without_cover(measure)),
)
def sources_name_cover(measure: Measure) -> bool:
    """Asked before anybody decides: without a cover the decision could not approve the money."""
    return not _without_cover(measure)


def missing_in_notice(source: FundingSource, data: Mapping[str, Any]) -> list[str]:
    """The facts of a notice that neither the answers nor the source know."""
    if data.get("what") != State.GRANTED:
        return []
    return [name for name in NOTICE if data.get(name) in EMPTY and getattr(source, name) in EMPTY]


def _missing(measure: Measure) -> str:
    names = missing_in_notice(measure.act.item, measure.act.data)
    labels = ", ".join(str(NOTICE[name]) for name in names)
    return str(_("Es fehlt: %(names)s.") % {"names": labels})


@rule(
    "R-82",
    _("Ein Bescheid nennt Aktenzeichen, Datum und Bewilligungszeitraum."),
    resolved_by=Audience.LEAD,
    by_form=True,
    detail=_missing,
)
def notice_is_whole(measure: Measure) -> bool:
    return not missing_in_notice(measure.act.item, measure.act.data)


def _first_day(source: FundingSource) -> dt.date | None:
    """The day from which money of the source can be called: notice and period have come."""
    days = [day for day in (source.notice_on, source.period_from) if day]
    return max(days, default=None)


def _earliest(measure: Measure) -> str:
    first = _first_day(measure.act.item)
    return str(_("Das ist möglich ab dem %(day)s.") % {"day": f"{first:%d.%m.%Y}"})


@rule(
    "R-83",
    _("Abgerufen wird nicht vor dem Bescheid und nicht vor dem Bewilligungszeitraum."),
    resolved_by=Audience.LEAD,
    by_form=True,
    detail=_earliest,
)
def draws_after_notice(measure: Measure) -> bool:
    data, first = measure.act.data, _first_day(measure.act.item)
    if data.get("what") != State.DRAWN or first is None:
        return True
    return bool((data.get("drawn_on") or measure.act.on) >= first)


@rule(
    "R-84",
    _("Bestätigt wird nur eine Quelle, die Beträge nennt."),
    resolved_by=Audience.LEAD,
    by_form=True,
)
def source_gives_something(measure: Measure) -> bool:
    confirms = measure.act.data.get("answer", "confirm") == "confirm"
    return not confirms or measure.act.item.total > 0
