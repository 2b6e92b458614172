"""Rules of the money and of the beginning of work (R-40 to R-43)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core import cover
from core.amounts import write_amount
from core.models.funding import FundingSource
from core.rule import rule
from core.steps import Audience

if TYPE_CHECKING:
    from core.models import Measure


def _without_budget(measure: Measure) -> str:
    """Own money of years that have begun, which would cover the gap if the budget were there."""
    said = str(_("%(amount)s Euro eigenes Geld zählen erst mit wirksamem Haushalt %(year)d."))
    return " ".join(
        said % {"amount": write_amount(amount), "year": year}
        for year, amount in sorted(measure.provisional.items())
        if year in measure.missing and year <= measure.act.on.year
    )


@rule(
    "R-40",
    _("Das laufende Jahr und alle Verpflichtungen sind durch gesicherte Quellen gedeckt."),
    resolved_by=Audience.TREASURY,
    detail=_without_budget,
)
def is_secured(measure: Measure) -> bool:
    return measure.is_funding_secured


@rule("R-41", _("Ein Nachweis ist benannt."), resolved_by=Audience.LEAD, by_form=True)
def has_evidence(measure: Measure) -> bool:
    return bool(str(measure.act.data.get("evidence") or "").strip())


@rule(
    "R-42",
    _(
        "Der vorzeitige Maßnahmenbeginn ist mit Bescheid eingetragen und die Förderung steht noch "
        "in Aussicht."
    ),
    resolved_by=Audience.LEAD,
)
def may_start_early(measure: Measure) -> bool:
    begins = measure.early_start_on
    begun = measure.early_start_notice and begins and begins <= measure.act.on
    return bool(begun and measure.awaited_sources)


@rule(
    "R-40/R-42",
    _(
        "Die Finanzierung ist gesichert oder der vorzeitige Maßnahmenbeginn ist mit Bescheid "
        "eingetragen und die Förderung steht noch in Aussicht."
    ),
    resolved_by=Audience.TREASURY,
    detail=_without_budget,
)
def may_continue(measure: Measure) -> bool:
    return is_secured(measure) or may_start_early(measure)


def _shares(measure: Measure) -> str:
    share = write_amount(cover.total_share(measure))
    return str(_("Zusammen sind es %(share)s %%.") % {"share": share})


@rule(
    "R-65",
    _("Die Anteile aller Quellen ergeben zusammen höchstens 100 %."),
    resolved_by=Audience.LEAD,
    by_form=True,
    detail=_shares,
)
def shares_are_whole(measure: Measure) -> bool:
    return cover.total_share(measure) <= cover.WHOLE


def _outside(measure: Measure) -> str:
    wrong = [each for each in cover.stated(measure) if each.outside or each.is_upside_down]
    years = "; ".join(
        f"„{each.name}“: {', '.join(map(str, each.outside))}" for each in wrong if each.outside
    )
    names = ", ".join(each.name for each in wrong)
    if not years:
        return str(_("„%(names)s“: Der Zeitraum endet vor seinem Beginn.") % {"names": names})
    return str(_("Außerhalb liegt: %(years)s.") % {"years": years})


@rule(
    "R-66",
    _("Jeder Betrag liegt in einem Jahr des Bewilligungszeitraums."),
    resolved_by=Audience.LEAD,
    by_form=True,
    detail=_outside,
)
def keeps_grant_period(measure: Measure) -> bool:
    return not any(each.outside or each.is_upside_down for each in cover.stated(measure))


def _left(measure: Measure) -> str:
    source, evidence = measure.act.item, measure.act.data.get("evidence", "")
    if cover.is_drawn_twice(source, evidence):
        return str(_("Mit „%(evidence)s“ ist schon abgerufen.") % {"evidence": evidence})
    return str(
        _("Von „%(name)s“ sind noch %(left)s Euro abzurufen.")
        % {
            "name": source.name,
            "left": write_amount(cover.left_to_draw(source)),
        }
    )


@rule(
    "R-67",
    _("Abgerufen wird nur, was bestätigt und noch nicht abgerufen ist, mit eigenem Nachweis."),
    resolved_by=Audience.LEAD,
    by_form=True,
    detail=_left,
)
def draws_what_is_left(measure: Measure) -> bool:
    """A second call for the same money, or under the same reference, is a double one."""
    data, source = measure.act.data, measure.act.item
    if data.get("what") != FundingSource.State.DRAWN:
        return True
    fits = 0 < cover.drawing(measure) <= cover.left_to_draw(source)
    return fits and not cover.is_drawn_twice(source, data.get("evidence", ""))


def _years(measure: Measure) -> str:
    years = ", ".join(map(str, _ineffective(measure)))
    return str(
        _("Noch nicht wirksam: %(years)s. Bitte unter Vorbehalt bestätigen oder abwarten.")
        % {"years": years}
    )


def _ineffective(measure: Measure) -> list[int]:
    """The years up to now in which the city's own money is wanted and no budget is effective."""
    source = measure.act.item
    if not source.is_own:
        return []
    due = {p.year for p in source.amounts.all() if p.amount and p.year <= measure.act.on.year}
    return sorted(due - measure.effective_years)


@rule(
    "R-68",
    _("Bestätigt wird eigenes Geld nur aus einem wirksamen Haushalt."),
    resolved_by=Audience.TREASURY,
    by_form=True,
    detail=_years,
)
def budget_is_effective(measure: Measure) -> bool:
    return not _confirms(measure) or not _ineffective(measure)


def _confirms(measure: Measure) -> bool:
    return measure.act.item is not None and measure.act.data.get("answer", "confirm") == "confirm"


def _short(measure: Measure) -> str:
    if measure.act.item.lacks_item:
        missing = _(
            "Für „%(name)s“ ist keine Haushaltsposition benannt. Bitte die federführende Stelle, "
            "sie unter „Finanzierungsquellen bearbeiten“ einzutragen."
        )
        return str(missing % {"name": measure.act.item.name})
    said = str(_("%(item)s hat %(year)d noch %(free)s Euro frei, verlangt sind %(wanted)s."))
    return " ".join(
        said
        % {
            "item": each.item,
            "year": each.year,
            "free": write_amount(each.free),
            "wanted": write_amount(each.wanted),
        }
        for each in measure.overdrafts
    )


@rule(
    "R-69",
    _("Die Haushaltsposition reicht für alle bestätigten Quellen."),
    resolved_by=Audience.TREASURY,
    by_form=True,
    detail=_short,
)
def budget_suffices(measure: Measure) -> bool:
    short = measure.act.item is not None and (measure.act.item.lacks_item or measure.overdrafts)
    return not _confirms(measure) or not short


@rule(
    "R-43",
    _("Eine verantwortliche Person und mindestens ein Meilenstein sind eingetragen."),
    resolved_by=Audience.LEAD,
)
def has_owner_and_milestone(measure: Measure) -> bool:
    return bool(measure.responsible.strip()) and bool(measure.milestone_list)
