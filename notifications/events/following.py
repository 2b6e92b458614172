"""Letters of follow-through: orders, asked reports, dates that come near or have passed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from core.access import organizations
from core.models import Order, Organization, ReportRequest
from core.steps import Audience

from .base import Event, Fact, Text, day, tells

A = Audience


@tells("give_orders", A.ORDERED)
class Ordered(Event):
    """Names the orders this very step gave, changed or dropped, those of the recipient's units."""

    headline: Text = _("Ihre Stelle hat einen Auftrag")
    request: Text = _("Bitte führen Sie den Auftrag aus und melden Sie ihn dann erledigt.")

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        rows = self.data.get("orders") or [{}]
        if all(row.get("dropped") for row in rows):
            self.headline = _("Ein Auftrag an Ihre Stelle entfällt")
            self.request = ""

    @cached_property
    def orders(self) -> list[Order]:
        mine = organizations(self.person).get("implement", set())
        given = self.measure.orders.filter(given_at=self.entry.at, organization__in=mine)
        return list(given.select_related("organization"))

    @property
    def due_on(self) -> dt.date | None:
        return min((order.due_on for order in self.orders if order.is_open), default=None)

    def facts(self) -> Iterable[Fact]:
        for order in self.orders:
            unit = {"unit": order.organization.name}
            yield Fact(_("Auftrag an %(unit)s") % unit, order.text)
            yield Fact(_("Verantwortlich"), order.responsible)
            yield Fact(_("Frist"), day(order.due_on) if order.is_open else "")
            yield Fact(_("Entfällt, weil"), order.dropped)


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
    """Names the task in the reader's language; the journal keeps it in German."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        task = gettext_lazy(self.said("what"))
        self.headline = format_lazy("{what} – {task}", what=self.headline, task=task)

    @property
    def deed(self) -> str:
        """When it was noticed; nobody has done anything."""
        return date_format(localtime(self.entry.at), "SHORT_DATETIME_FORMAT")

    @property
    def due_on(self) -> dt.date | None:
        return self.day_said("due_on")

    def facts(self) -> Iterable[Fact]:
        unit = Organization.objects.filter(pk=self.data.get("organization", 0)).first()
        yield Fact(_("Aufgabe"), gettext(self.said("what")))
        yield Fact(_("Zuständig"), unit.name if unit else "")
        yield Fact(_("Frist"), day(self.day_said("due_on")))


@tells("remind", A.HOLDER)
class Reminded(Urged):
    headline = _("Die Frist läuft bald ab")
    request = _("Bitte erledigen Sie die Aufgabe bis dahin.")


@tells("escalate", A.OFFICE)
class Escalated(Urged):
    headline = _("Die Frist ist versäumt")


@tells("escalate", A.HEAD)
class EscalatedToHead(Escalated):
    request = _("Bitte sorgen Sie dafür, dass Ihre Stelle die Aufgabe erledigt.")
