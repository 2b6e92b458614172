"""Letters about money: release inside the budget, sources, grants, missing cover."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.amounts import write_amount
from core.models import FundingSource, SourceConfirmation
from core.steps import Audience

from .base import Event, Fact, tells

A = Audience


@tells("approve_in_budget", A.LEAD)
class ApprovedInBudget(Event):
    headline = _("Als Geschäft der laufenden Verwaltung freigegeben")

    def facts(self) -> Iterable[Fact]:
        yield Fact(_("Entscheidung durch"), self.said("decided_by"))
        yield Fact(_("Rechtsgrundlage"), self.said("legal_basis"))


@tells("approve_in_budget", A.TREASURY)
class ApprovedInBudgetToTreasury(ApprovedInBudget):
    request = _("Bitte bestätigen Sie die Finanzierung, soweit sie noch offen ist.")


class AboutSource(Event):
    """Names the source of the action: the task's own, or the one chosen in the form."""

    def facts(self) -> Iterable[Fact]:
        chosen = self.data.get("source") or {"pk": 0}
        source: FundingSource | None = (
            self.item or self.measure.sources.filter(pk=chosen["pk"]).first()
        )
        if source:
            yield Fact(_("Quelle"), str(source))
            yield Fact(_("Stand der Quelle"), source.get_state_display())
            yield Fact(_("Vorbehalt"), source.condition)


class AboutCover(AboutSource):
    """Says at once when money on which work relies is gone, and how much is missing."""

    def __init__(self, **about: Any) -> None:
        super().__init__(**about)
        if self.measure.in_force and self._is_gone:
            self.headline = _("Eine Finanzierungsquelle fällt weg")

    @property
    def _is_gone(self) -> bool:
        said = self.said("what"), self.said("answer")
        return bool({*FundingSource.LOST, "refuse"} & set(said))

    def facts(self) -> Iterable[Fact]:
        yield from super().facts()
        gaps = {year: gap for year, gap in self.measure.funding_gaps().items() if gap > 0}
        if self._is_gone and gaps:
            missing = ", ".join(f"{year}: {write_amount(gap)} €" for year, gap in gaps.items())
            yield Fact(_("Es fehlen"), missing)


@tells("confirm_source", A.LEAD, A.OFFICE)
class SourceJudged(AboutCover):
    headline = _("Die Kämmerei hat eine Finanzierungsquelle beurteilt")

    def facts(self) -> Iterable[Fact]:
        yield from super().facts()
        yield Fact(_("Hinweis"), self.said("note"))


@tells("edit_sources", A.TREASURY)
class ConfirmedSourceChanged(Event):
    """Names the sources whose confirmation has lapsed by this very step."""

    headline = _("Eine bestätigte Finanzierungsquelle ist geändert")
    request = _("Bitte prüfen Sie die geänderte Quelle und bestätigen Sie sie neu.")

    def facts(self) -> Iterable[Fact]:
        lapsed = SourceConfirmation.objects.filter(
            source__measure=self.measure, answer="changed", said_at=self.entry.at
        )
        for each in lapsed.select_related("source"):
            before = write_amount(sum(map(Decimal, each.amounts.values()), Decimal(0)))
            yield Fact(_("Quelle"), str(each.source))
            yield Fact(_("Bisher bestätigt"), f"{before} €")
            yield Fact(_("Bisher unter Vorbehalt"), each.note)
            yield Fact(_("Jetzt"), f"{write_amount(each.source.total)} €")


@tells("secure", A.OFFICE)
class Secured(Event):
    headline = _("Finanzierung gesichert")


@tells("note_grant", A.OFFICE, A.LEAD)
class GrantNoted(AboutCover):
    headline = _("Antrag oder Bescheid eingetragen")

    def facts(self) -> Iterable[Fact]:
        yield from super().facts()
        yield Fact(_("Nachweis"), self.said("evidence"))


@tells("note_grant", A.TREASURY)
class GrantNotedToTreasury(GrantNoted):
    request = _("Bitte prüfen Sie, ob die Deckung noch trägt.")


@tells("reopen", A.TREASURY)
class CoverMissing(Event):
    headline = _("Mangels Deckung zurückgegeben")


@tells("reopen", A.LEAD)
class CoverMissingToLead(CoverMissing):
    request = _(
        "Bitte überarbeiten Sie Kosten und Finanzierung und legen Sie die Maßnahme erneut vor."
    )
