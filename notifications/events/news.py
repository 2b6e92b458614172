"""Letters to those who follow: what happened, in words that ask nobody for anything."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.steps import Audience

from .base import REGISTER, Event, Text
from .following import Urged

NEWS: dict[str, Text] = {
    "submit": _("Zur formalen Prüfung vorgelegt"),
    "request_cosignatures": _("Die Mitzeichnung läuft"),
    "cosign": _("Mitzeichnung beantwortet"),
    "overrule": _("Über einen Einwand ist entschieden"),
    "pass_check": _("Formal geprüft und gremienreif"),
    "send_back": _("Zur Überarbeitung zurückgegeben"),
    "withdraw": _("Zurückgezogen"),
    "take_over": _("Als laufender Fall übernommen"),
    "release": _("In die Beratungsfolge gegeben"),
    "inform": _("Gremien werden informiert"),
    "schedule": _("Neues zum Sitzungstermin"),
    "replace": _("Neufassung eingebracht"),
    "supplement": _("Eine Ergänzung tritt neben die Drucksache"),
    "publish": _("Ein Gremium hat beraten"),
    "adopt": _("Beschlossen"),
    "reject": _("Abgelehnt"),
    "return_from_body": _("Vom Gremium an die Verwaltung zurückgegeben"),
    "correct": _("Ein Ergebnis ist berichtigt"),
    "object": _("Nach Einspruch wird der Beschluss nicht ausgeführt"),
    "urgent": _("Durch Eilentscheidung beschlossen"),
    "withdraw_from_bodies": _("Aus der Beratung zurückgezogen"),
    "approve_in_budget": _("Als Geschäft der laufenden Verwaltung freigegeben"),
    "edit_sources": _("Eine bestätigte Finanzierungsquelle ist geändert"),
    "confirm_source": _("Die Kämmerei hat eine Finanzierungsquelle beurteilt"),
    "secure": _("Finanzierung gesichert"),
    "note_grant": _("Antrag oder Bescheid eingetragen"),
    "reopen": _("Mangels Deckung zurückgegeben"),
    "start": _("Die Umsetzung hat begonnen"),
    "start_early": _("Die Umsetzung hat vorzeitig begonnen"),
    "pause": _("Die Umsetzung ruht"),
    "resume": _("Die Umsetzung geht weiter"),
    "give_orders": _("Aufträge sind erteilt oder geändert"),
    "settle_order": _("Ein Auftrag ist erledigt"),
    "ask_report": _("Ein Sachstand ist angefordert"),
    "report": _("Neuer Sachstand"),
    "approve_report": _("Ein Sachstand ist beurteilt"),
    "reopen_for_decision": _("Ein Folgebeschluss wird vorbereitet"),
    "request_completion": _("Abschluss gemeldet"),
    "complete": _("Der Abschluss ist bestätigt"),
    "return_completion": _("Der Abschluss ist zurückgegeben"),
    "abort": _("Die Maßnahme wird eingestellt"),
    "remind": _("Eine Frist läuft bald ab"),
    "escalate": _("Eine Frist ist versäumt"),
}


class News(Event):
    """Carries the step and the reason given; details are for those concerned."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        self.headline = NEWS[self.name]


class NewsOfDate(News, Urged):
    """Names the date that is near or past; it presses nobody who only follows."""

    @property
    def due_on(self) -> dt.date | None:
        return None


REGISTER.update({(step, Audience.FOLLOWERS.value): News for step in NEWS})
REGISTER.update({(step, Audience.FOLLOWERS.value): NewsOfDate for step in ("remind", "escalate")})
