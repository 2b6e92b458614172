"""Letters of follow-through: orders, asked reports, dates that come near or have passed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from core.models import Order, ReportRequest
from core.steps import Audience

from .base import Event, Fact, day, tells

A = Audience


@tells("give_orders", A.ORDERED)
class Ordered(Event):
    """Names the orders this very step gave or changed, those of the recipient's units."""

    headline = _("Ihre Stelle hat einen Auftrag")
    request = _("Bitte führen Sie den Auftrag aus und melden Sie ihn dann erledigt.")

    def facts(self) -> Iterable[Fact]:
        given = self.measure.orders.filter(given_at=self.entry.at).select_related("organization")
        for order in given:
            till = day(order.due_on)
            yield Fact(order.organization.name, f"{order.text} ({till}) {order.dropped}".strip())


@tells("settle_order", A.OFFICE, A.LEAD)
class OrderSettled(Event):
    headline = _("Ein Auftrag ist erledigt")

    def facts(self) -> Iterable[Fact]:
        order: Order | None = self.item
        if order:
            yield Fact(_("Auftrag"), order.text)
            yield Fact(_("Zuständig"), order.organization.name)
            yield Fact(_("Ergebnis"), order.result)


@tells("ask_report", A.LEAD)
class ReportAsked(Event):
    headline = _("Bitte melden Sie den Sachstand")
    request = _("Ampel, höchstens drei Sätze, Fortschritt und Ist-Kosten genügen.")

    @property
    def due_on(self) -> dt.date | None:
        asked = ReportRequest.objects.filter(measure=self.measure, asked_at__lte=self.entry.at)
        return asked.order_by("-pk").values_list("due_on", flat=True).first()

    def facts(self) -> Iterable[Fact]:
        yield Fact(_("Sachstand bis"), day(self.due_on))


class Urged(Event):
    @property
    def due_on(self) -> dt.date | None:
        said = self.said("due_on")
        return dt.date.fromisoformat(said) if said else None

    def facts(self) -> Iterable[Fact]:
        yield Fact(_("Aufgabe"), self.said("what"))
        yield Fact(_("Frist"), day(self.due_on))


@tells("remind", A.HOLDER)
class Reminded(Urged):
    headline = _("Eine Frist läuft bald ab")
    request = _("Bitte erledigen Sie die Aufgabe bis dahin.")


@tells("escalate", A.OFFICE)
class Escalated(Urged):
    headline = _("Eine Frist ist versäumt")


@tells("escalate", A.HEAD)
class EscalatedToHead(Escalated):
    request = _("Bitte sorgen Sie dafür, dass Ihre Stelle die Aufgabe erledigt.")
