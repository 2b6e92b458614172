"""Letters of the work itself: start, progress, further decisions and the end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.models import ProgressReport
from core.steps import Audience, Status

from .base import Event, Fact, Text, tells

A = Audience


@tells("start", A.OFFICE)
class Started(Event):
    headline = _("Die Umsetzung hat begonnen")

    def facts(self) -> Iterable[Fact]:
        yield Fact(_("Verantwortlich"), self.measure.responsible)


@tells("start_early", A.OFFICE, A.TREASURY)
class StartedEarly(Started):
    headline = _("Die Umsetzung hat vorzeitig begonnen")

    def facts(self) -> Iterable[Fact]:
        yield from super().facts()
        yield Fact(_("Bescheid"), self.measure.early_start_notice)


@tells("pause", A.OFFICE)
class Paused(Event):
    headline = _("Die Umsetzung ruht")


@tells("resume", A.OFFICE)
class Resumed(Event):
    headline = _("Die Umsetzung geht weiter")


@tells("report", A.OFFICE)
class Reported(Event):
    headline = _("Neuer Sachstand")
    request = _("Bitte nehmen Sie den Sachstand ab oder geben Sie ihn zurück.")

    def facts(self) -> Iterable[Fact]:
        light = dict(ProgressReport.Light.choices).get(self.said("light"), "")
        yield Fact(_("Ampel"), light)
        yield Fact(_("Sachstand"), self.said("text"))


@tells("approve_report", A.LEAD)
class ReportJudged(Event):
    headline: Text = _("Ihr Sachstand ist abgenommen")

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        if self.said("answer") == "return":
            self.headline = _("Ihr Sachstand kommt zurück")
            self.request = _("Bitte ergänzen Sie den Sachstand und melden Sie ihn erneut.")

    def facts(self) -> Iterable[Fact]:
        report: ProgressReport | None = self.item
        if report:
            yield Fact(_("Beurteilung"), report.get_state_display())
            yield Fact(_("Rückmeldung"), report.remark)


class FurtherDecision(Event):
    def facts(self) -> Iterable[Fact]:
        yield Fact(_("Abweichung"), self.said("deviation"))


@tells("reopen_for_decision", A.LEAD)
class FurtherDecisionToLead(FurtherDecision):
    headline = _("Ein Folgebeschluss ist nötig")
    request = _(
        "Bitte legen Sie die geänderte Maßnahme erneut vor; Berichte und Quellen laufen weiter."
    )


@tells("reopen_for_decision", A.DECIDING_BODY)
class FurtherDecisionToBody(FurtherDecision):
    headline = _("Ein Folgebeschluss wird vorbereitet")


@tells("request_completion", A.OFFICE)
class CompletionRequested(Event):
    headline = _("Abschluss gemeldet")
    request = _("Bitte bestätigen Sie den Abschluss oder geben Sie ihn zurück.")

    def facts(self) -> Iterable[Fact]:
        yield Fact(_("Abschlussbericht"), self.said("final_report"))


@tells("complete", A.LEAD, A.BODIES)
class Completed(Event):
    headline = _("Der Abschluss ist bestätigt")


@tells("return_completion", A.LEAD)
class CompletionReturned(Event):
    headline = _("Der Abschluss ist zurückgegeben")
    request = _("Bitte ergänzen Sie, was zum Abschluss fehlt.")


class Stopped(Event):
    headline = _("Die Maßnahme wird eingestellt")

    def facts(self) -> Iterable[Fact]:
        yield Fact(_("Beschluss"), self.measure.decision_reference)


@tells("abort", A.TREASURY, A.DECIDING_BODY)
class StoppedForInformation(Stopped):
    """The same words for those who have nothing left to do."""


@tells("abort", A.LEAD)
class StoppedToLead(Stopped):
    """Where no money was spent, nothing is left to close."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        if self.entry.target == Status.CLOSING:
            self.request = _("Bitte schließen Sie die Unterlagen ab.")
