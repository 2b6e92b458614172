"""Why a route is as it is: every dated rule, whether it applies, and what the route makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from .models.cosignature import Condition, CoSignatureRule
from .models.routing import RoutingRule
from .route_check import Violation, check_route
from .routing import applies
from .templatetags.laufzettel import money

if TYPE_CHECKING:
    import datetime as dt

    from .models import Measure


@dataclass(frozen=True)
class Explained:
    """One dated rule and whether it asks something of this measure."""

    rule: RoutingRule
    applies: bool

    @property
    def sentence(self) -> str:
        said = _("%(body)s: %(role)s, %(condition)s (%(ground)s)") % {
            "body": self.rule.organization,
            "role": self.rule.get_role_display(),
            "condition": condition_of(self.rule),
            "ground": self.rule.reason,
        }
        return said if self.applies else _("gilt hier nicht: %(rule)s") % {"rule": said}

    def as_dict(self) -> dict[str, Any]:
        return {
            "organization": self.rule.organization.name,
            "role": self.rule.role,
            "condition": self.rule.condition,
            "ground": self.rule.reason,
            "applies": self.applies,
        }


def condition_of(rule: RoutingRule | CoSignatureRule) -> str:
    """When the rule applies, in words: ab 20.000,00 €, im Handlungsfeld 3 – …."""
    if rule.condition == Condition.AMOUNT:
        parts = [_("ab %(amount)s") % {"amount": money(rule.amount_from or 0)}]
        below = getattr(rule, "amount_below", None)
        if below is not None:
            parts.append(_("unter %(amount)s") % {"amount": money(below)})
        return " ".join(parts)
    if rule.condition == Condition.FIELD and rule.field is not None:
        return str(rule.field)
    return rule.get_condition_display()


def explained(measure: Measure, *, on: dt.date) -> list[Explained]:
    """All routing rules in force that day, those that apply first."""
    rows = RoutingRule.objects.valid(on=on).select_related("organization", "field").order_by("pk")
    found = [Explained(rule, applies(rule, measure)) for rule in rows]
    return sorted(found, key=lambda each: not each.applies)


def as_data(measure: Measure, *, on: dt.date) -> dict[str, Any]:
    """The whole explanation for programs."""
    return {
        "measure": measure.reference,
        "rules": [each.as_dict() for each in explained(measure, on=on)],
        "stations": [
            {
                "organization": each.organization.name,
                "role": each.role,
                "order": each.order,
                "meeting_on": each.meeting_on,
            }
            for each in measure.planned_stations
        ],
        "violations": [_as_dict(each) for each in check_route(measure)],
    }


def _as_dict(found: Violation) -> dict[str, str]:
    return {
        "sentence": found.sentence,
        "ground": str(found.ground),
        "remedy": found.remedy,
        "severity": found.severity,
    }
