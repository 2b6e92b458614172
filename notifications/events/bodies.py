"""Letters of the way through the bodies: papers, sittings, results and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from core.access import organizations
from core.carried import carried
from core.former_result import former_result
from core.models import Consultation
from core.result_words import named
from core.steps import Audience

from .base import Event, Fact, day, names, tells

A = Audience


class AboutStations(Event):
    """Names paper and sitting of the recipient's own bodies."""

    def stations(self) -> list[Consultation]:
        return self.mine(self.measure.open_stations)

    def mine(self, stations: Iterable[Consultation]) -> list[Consultation]:
        bodies = organizations(self.person).get("record", set())
        return [station for station in stations if station.organization_id in bodies]

    def facts(self) -> Iterable[Fact]:
        stations = self.stations()
        papers = dict.fromkeys(station.paper.reference for station in stations)
        days = sorted({station.meeting_on for station in stations if station.meeting_on})
        yield Fact(_("Drucksache"), ", ".join(papers))
        yield Fact(_("Gremium"), names(station.organization for station in stations))
        yield Fact(_("Sitzung"), ", ".join(map(day, days)))


@tells("release", A.SECRETARIATS)
class Released(AboutStations):
    headline = _("Neue Drucksache in der Beratungsfolge")
    request = _(
        "Bitte nehmen Sie die Drucksache auf die Tagesordnung "
        "und erfassen Sie nach der Sitzung das Ergebnis."
    )


@tells("release", A.LEAD)
class ReleasedToLead(Event):
    headline = _("In die Beratungsfolge gegeben")

    def facts(self) -> Iterable[Fact]:
        stations: list[Consultation] = self.measure.planned_stations
        yield Fact(_("Beratungsfolge"), names(station.organization for station in stations))


@tells("inform", A.SECRETARIATS)
class Informed(AboutStations):
    headline = _("Informationsdrucksache für Ihr Gremium")
    request = _("Bitte nehmen Sie die Drucksache auf die Tagesordnung.")


@tells("replace", A.SECRETARIATS)
class Replaced(AboutStations):
    headline = _("Eine Neufassung ersetzt die Drucksache")
    request = _("Bitte legen Sie dem Gremium die Neufassung vor.")


@tells("supplement", A.SECRETARIATS)
class Supplemented(AboutStations):
    headline = _("Eine Ergänzung tritt neben die Drucksache")
    request = _("Bitte legen Sie dem Gremium beide zusammen vor.")

    def facts(self) -> Iterable[Fact]:
        newest = self.measure.papers.filter(supplements__isnull=False).last()
        yield Fact(_("Ergänzung"), newest.reference if newest else "")
        yield from super().facts()


@tells("replace", A.ASKED)
class ReplacedToAsked(Event):
    headline = _("Neufassung eingebracht")
    request = _("Bitte prüfen Sie, ob Ihre Mitzeichnung für die Neufassung gilt.")

    def facts(self) -> Iterable[Fact]:
        yield Fact(_("Drucksache"), self.measure.paper.reference if self.measure.paper else "")


@tells("publish", A.NEXT_BODY)
class NextBody(AboutStations):
    """Also carries what earlier bodies want changed: the next one votes on the paper with it."""

    headline = _("Ihr Gremium ist als Nächstes an der Reihe")
    request = _(
        "Bitte nehmen Sie die Drucksache auf die Tagesordnung "
        "und erfassen Sie nach der Sitzung das Ergebnis."
    )

    def facts(self) -> Iterable[Fact]:
        yield from super().facts()
        found = carried(self.stations()).values()
        changes = {str(each) for several in found for each in several}
        for change in sorted(changes):
            yield Fact(_("Empfohlene Änderung"), change)


@tells("schedule", A.LEAD)
class Scheduled(Event):
    headline = _("Sitzungstermin Ihrer Drucksache")

    def facts(self) -> Iterable[Fact]:
        station: Consultation | None = self.item
        if station:
            yield Fact(_("Drucksache"), station.paper.reference)
            yield Fact(_("Gremium"), station.organization.name)
            yield Fact(_("Sitzung"), day(station.meeting_on) or _("noch ohne Termin (zukünftig)"))


class AboutResult(Event):
    """Carries the result of the station in its own words."""

    def facts(self) -> Iterable[Fact]:
        station: Consultation | None = self.item
        if station:
            yield Fact(_("Gremium"), station.organization.name)
            yield Fact(_("Sitzung"), day(station.meeting_on))
            yield Fact(_("Ergebnis"), station.get_outcome_display())
            yield Fact(_("Abstimmung"), votes(station))
            yield Fact(_("Änderung"), station.change_text)
            yield Fact(_("Wortlaut"), station.verbatim)


def votes(station: Consultation) -> str:
    """For example "ausgezählt (12 Ja, 3 Nein)"; numbers nobody counted are left out."""
    numbers = named(station)
    manner = station.get_manner_display()
    return f"{manner} ({numbers})" if numbers else manner


@tells("publish", A.LEAD, A.OFFICE)
class Published(AboutResult):
    headline = _("Ein Gremium hat beraten")


@tells("adopt", A.LEAD, A.OFFICE)
class Adopted(AboutResult):
    headline = _("Beschlossen")


@tells("adopt", A.TREASURY)
class AdoptedToTreasury(Adopted):
    request = _("Bitte bestätigen Sie die Finanzierung, soweit sie noch offen ist.")


@tells("reject", A.LEAD, A.OFFICE)
class Rejected(AboutResult):
    headline = _("Abgelehnt")


@tells("return_from_body", A.OFFICE)
class Returned(AboutResult):
    headline = _("Vom Gremium an die Verwaltung zurückgegeben")


@tells("return_from_body", A.LEAD)
class ReturnedToLead(Returned):
    request = _("Bitte überarbeiten Sie die Maßnahme und legen Sie sie erneut vor.")


@tells("correct", A.TOLD)
class Corrected(AboutResult):
    """Names the former result beside the right one, so that the reader knows which is meant."""

    headline = _("Berichtigung eines mitgeteilten Ergebnisses")
    request = _("Bitte verwenden Sie nur noch das berichtigte Ergebnis.")

    def facts(self) -> Iterable[Fact]:
        yield from super().facts()
        former = former_result(self.entry)
        if former:
            yield Fact(_("Ergebnis bisher"), former.get_outcome_display())
            yield Fact(_("Abstimmung bisher"), votes(former))
            yield Fact(_("Änderung bisher"), former.change_text)
            yield Fact(_("Wortlaut bisher"), former.verbatim)


@tells("object", A.TOLD)
class Objected(Event):
    headline = _("Nach Einspruch wird der Beschluss nicht ausgeführt")

    def facts(self) -> Iterable[Fact]:
        yield Fact(_("Neue Beratung in"), self.said("organization"))
        yield Fact(_("Sitzung"), day(self.day_said("meeting_on")))


class UrgentDecision(Event):
    def facts(self) -> Iterable[Fact]:
        yield Fact(_("Entscheidung durch"), self.measure.decided_by)
        yield Fact(_("Rechtsgrundlage"), self.measure.legal_basis)


@tells("urgent", A.COUNCIL)
class UrgentToCouncil(UrgentDecision):
    headline = _("Unterrichtung über eine Eilentscheidung")
    request = _("Bitte unterrichten Sie das Gremium (§ 89 NKomVG).")


@tells("urgent", A.LEAD)
class UrgentToLead(UrgentDecision):
    headline = _("Durch Eilentscheidung beschlossen")


@tells("withdraw_from_bodies", A.BODIES)
class WithdrawnFromBodies(AboutStations):
    """To every body that has had it: the paper may still be on an agenda of theirs."""

    headline = _("Aus der Beratung zurückgezogen")
    request = _("Bitte nehmen Sie die Drucksache von der Tagesordnung, falls sie noch dort steht.")

    def stations(self) -> list[Consultation]:
        return self.mine(station for station in self.measure.stations if station.opened_at)


@tells("withdraw_from_bodies", A.LEAD)
class WithdrawnFromBodiesToLead(Event):
    headline = _("Aus der Beratung zurückgezogen")
