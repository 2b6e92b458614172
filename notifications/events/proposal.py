"""Letters of the proposal, its check and its co-signatures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from core.access import organizations
from core.models import CoSignature
from core.routing import silence_consents
from core.steps import Audience

from .base import Event, Fact, Text, day, names, tells

A = Audience


@tells("submit", A.OFFICE)
class SubmittedToOffice(Event):
    headline = _("Zur formalen Prüfung vorgelegt")
    request = _("Bitte prüfen Sie die Maßnahme formal und leiten Sie die Mitzeichnung ein.")

    def facts(self) -> Iterable[Fact]:
        yield Fact(_("Federführung"), self.measure.lead.name)


@tells("submit", A.NETWORK)
class SubmittedToNetwork(Event):
    headline = _("Neuer Vorschlag in einem Handlungsfeld der Vernetzungsgruppe")
    request = _("Ihr Kommentar ist willkommen; er hält den Vorgang nicht auf.")

    def facts(self) -> Iterable[Fact]:
        yield Fact(_("Federführung"), self.measure.lead.name)
        yield Fact(_("Handlungsfeld"), self.measure.field.title if self.measure.field else "")


@tells("request_cosignatures", A.ASKED)
class AskedToCosign(Event):
    headline = _("Bitte um Mitzeichnung")
    request = _("Bitte zeichnen Sie mit oder erheben Sie einen Einwand.")

    @property
    def due_on(self) -> dt.date | None:
        mine = organizations(self.person).get("cosign", set())
        open_ones = self.measure.open_signatures
        due = [s.due_on for s in open_ones if s.due_on and s.organization_id in mine]
        return min(due, default=None)

    def facts(self) -> Iterable[Fact]:
        yield Fact(_("Federführung"), self.measure.lead.name)
        yield Fact(_("Frist"), day(self.due_on))
        yield Fact(_("Ohne Antwort bis dahin"), self._silence)
        yield Fact(_("Hinweis"), self.said("note"))

    @property
    def _silence(self) -> Text:
        """What no answer would mean, where that is consent."""
        mine, asked_on = organizations(self.person), localdate(self.entry.at)
        units = {s.organization_id for s in self.measure.open_signatures}
        consents = (
            silence_consents(self.measure, unit, on=asked_on)
            for unit in units & mine.get("cosign", set())
        )
        return _("gilt das als Zustimmung.") if any(consents) else ""


@tells("request_cosignatures", A.LEAD)
class CosigningBegun(Event):
    headline = _("Die Mitzeichnung läuft")

    def facts(self) -> Iterable[Fact]:
        signatures: list[CoSignature] = self.measure.open_signatures
        yield Fact(_("Gebeten sind"), names(s.organization for s in signatures))


@tells("pass_check", A.LEAD)
class Passed(Event):
    headline = _("Formal geprüft und gremienreif")


@tells("send_back", A.LEAD)
class SentBack(Event):
    headline = _("Zur Überarbeitung zurückgegeben")
    request = _("Bitte überarbeiten Sie die Maßnahme und legen Sie sie erneut vor.")


@tells("send_back", A.ASKED)
class CosigningEnded(Event):
    headline = _("Die Maßnahme wird überarbeitet")

    def facts(self) -> Iterable[Fact]:
        yield Fact(_("Mitzeichnung"), _("Eine offene Mitzeichnung ist zurzeit nicht nötig."))


@tells("cosign", A.OFFICE)
class Cosigned(Event):
    headline: Text = _("Mitzeichnung beantwortet")
    asked_on_objection: Text = _("Bitte entscheiden Sie über den Einwand.")

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        if self.said("answer") == CoSignature.Answer.OBJECT:
            self.headline = _("Einwand erhoben")
            self.request = self.asked_on_objection

    def facts(self) -> Iterable[Fact]:
        signature: CoSignature | None = self.item
        if signature:
            yield Fact(_("Stelle"), signature.organization.name)
            yield Fact(_("Antwort"), signature.get_answer_display())
            yield Fact(_("Hinweis"), signature.note)


@tells("cosign", A.LEAD)
class ObjectionRaised(Cosigned):
    """For information: the office decides."""

    asked_on_objection = ""


@tells("cosign", A.HOLDER)
class SilenceTaken(Cosigned):
    headline = _("Ihr Schweigen gilt als Zustimmung")


class Overruled(Event):
    def facts(self) -> Iterable[Fact]:
        signature: CoSignature | None = self.item
        if signature:
            yield Fact(_("Einwand von"), signature.organization.name)
        yield Fact(_("Entscheidung durch"), self.said("authority"))


@tells("overrule", A.OBJECTOR)
class OverruledToObjector(Overruled):
    headline = _("Trotz Ihres Einwands fortgeführt")


@tells("overrule", A.LEAD)
class OverruledToLead(Overruled):
    headline = _("Über einen Einwand ist entschieden")


@tells("withdraw", A.OFFICE)
class Withdrawn(Event):
    headline = _("Zurückgezogen")


@tells("withdraw", A.ASKED)
class WithdrawnToAsked(Event):
    headline = _("Zurückgezogen, Ihre Mitzeichnung ist nicht mehr nötig")


@tells("take_over", A.LEAD)
class TakenOver(Event):
    headline = _("Als laufender Fall übernommen")
    request = _("Bitte prüfen Sie die übernommenen Angaben.")

    def facts(self) -> Iterable[Fact]:
        yield Fact(_("Beschluss"), self.measure.decision_reference)


@tells("take_over", A.TREASURY)
class TakenOverToTreasury(TakenOver):
    request = _("Bitte prüfen Sie die Finanzierung.")
