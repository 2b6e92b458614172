"""Changes that earlier bodies recommend: the next station votes on the paper with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from .models import Consultation
from .templatetags.laufzettel import money

Outcome = Consultation.Outcome


@dataclass(frozen=True)
class Change:
    """What a body wants changed, and what it costs more, in euros."""

    body: str
    text: str
    cost: Decimal | None = None

    def __str__(self) -> str:
        costs = _("Mehrkosten %(cost)s") % {"cost": money(self.cost)} if self.cost else ""
        said = f"{self.body}: {self.text}"
        return f"{said} ({costs})" if costs else said


def carried(stations: Iterable[Consultation]) -> dict[int, list[Change]]:
    """For each station what earlier ones of the same version recommend; in one statement.

    A reprint starts anew: what it takes up stands in its own text.
    """
    asked = list(stations)
    recommended = Consultation.objects.filter(
        paper__in={station.paper_id for station in asked},
        outcome=Outcome.RECOMMENDED_WITH_CHANGES,
        published_at__isnull=False,
    )
    known = list(recommended.select_related("organization").order_by("order", "pk"))
    return {
        station.pk: [
            Change(each.organization.name, each.change_text, each.change_cost)
            for each in known
            if each.paper_id == station.paper_id and each.order < station.order
        ]
        for station in asked
    }
