"""What the dated routing rules demand of the way through the bodies (R-20 to R-24)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .models.cosignature import Condition, CoSignatureRule
from .models.organisation import Organization
from .models.paper import Consultation
from .models.routing import RoutingRule

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from decimal import Decimal

    from .models import Measure

Kind = Organization.Kind
Role = Consultation.Role


APPLIES: dict[str, Callable[[Measure, RoutingRule | CoSignatureRule], bool]] = {
    Condition.ALWAYS: lambda measure, rule: True,
    Condition.MONEY: lambda measure, rule: measure.involves_money,
    Condition.AMOUNT: lambda measure, rule: is_within(measure.total_expense, rule),
    Condition.FIELD: lambda measure, rule: measure.field_id == rule.field_id,
    Condition.DISTRICT: lambda measure, rule: measure.district_id == rule.organization_id,
    Condition.COUNCIL: lambda measure, rule: any(
        s.authoritative and s.organization.kind == Kind.COUNCIL for s in measure.planned_stations
    ),
}


def is_within(amount: Decimal, rule: RoutingRule | CoSignatureRule) -> bool:
    """From the lower threshold on, and below the upper one if the rule has one."""
    below = getattr(rule, "amount_below", None)
    return amount >= (rule.amount_from or 0) and (below is None or amount < below)


def applies(rule: RoutingRule | CoSignatureRule, measure: Measure) -> bool:
    return APPLIES[rule.condition](measure, rule)


def rules_for(measure: Measure, *, on: dt.date) -> list[RoutingRule]:
    """The routing rules in force that day whose condition the measure meets."""
    rules = RoutingRule.objects.valid(on=on).select_related("organization").order_by("pk")
    return [rule for rule in rules if applies(rule, measure)]


def silence_consents(measure: Measure, organization: int, *, on: dt.date) -> bool:
    """Tell whether no answer from the organization, asked on that day, counts as its consent.

    Never for the treasury, whose consent reserves money.
    """
    rule = required_signatures(measure, on=on).get(organization)
    asks_money = organization == measure.treasury_id
    return not asks_money and rule is not None and rule.silence == CoSignatureRule.Silence.APPROVE


def required_signatures(measure: Measure, *, on: dt.date) -> dict[int, CoSignatureRule | None]:
    """Who must co-sign, by organization.

    The treasury whenever money is involved, and whom the rules name.
    """
    rules = CoSignatureRule.objects.valid(on=on).select_related("organization")
    required: dict[int, CoSignatureRule | None] = {
        rule.organization_id: rule for rule in rules if applies(rule, measure)
    }
    if measure.involves_money:
        required.setdefault(measure.treasury_id, None)
    return required


def demands_decision(measure: Measure) -> bool:
    """Tell whether a rule in force demands that a body decides."""
    return any(rule.role == Role.DECISION for rule in measure.demanded)


def is_sound(stations: Sequence[Consultation]) -> bool:
    """Exactly one deciding station, after all others that block; orders 1, 2, … without gaps."""
    deciding = [s for s in stations if s.authoritative]
    orders = sorted({s.order for s in stations})
    if len(deciding) != 1 or orders != list(range(1, len(orders) + 1)):
        return False
    return all(s.order < deciding[0].order for s in stations if s.blocks and not s.authoritative)


def first_turn(stations: Iterable[Consultation]) -> list[Consultation]:
    """The stations that are heard first."""
    stations = list(stations)
    first = min((s.order for s in stations), default=0)
    return [s for s in stations if s.order == first]


def lacks_of_paper(measure: Measure) -> Iterator[str]:
    """What the paper still lacks, sentence by sentence; nothing of one that is not drawn yet."""
    paper, required = measure.paper, measure.plan.climate_required_from
    if paper is None:
        return
    if not paper.motion.strip():
        yield _("Es fehlt der Antragstext.")
    if paper.released_at:
        yield _("Es fehlt die neue Fassung der Drucksache.")
    if required and required <= measure.act.on and not paper.climate_result.strip():
        yield _("Es fehlt das Ergebnis der Klimawirkungsprüfung.")
