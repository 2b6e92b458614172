"""A route to begin with: what the dated rules demand, in the order the law wants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .models.cosignature import Condition
from .models.organisation import Organization
from .models.paper import Consultation
from .models.routing import RouteTemplate, RoutingRule

if TYPE_CHECKING:
    import datetime as dt

    from .models import Measure

Kind, Role, Demand = Organization.Kind, Consultation.Role, RoutingRule.Demand
TURNS = (Role.HEARING, Role.ADVICE, Role.DECISION)


@dataclass(frozen=True)
class Proposed:
    """One station of a proposed route."""

    organization: Organization
    role: str
    order: int = 0


def suggested_route(measure: Measure) -> list[Proposed]:
    """Hearings, then committees side by side, the main committee, the deciding body.

    Without a rule that names a deciding body the main committee decides: it is competent for what
    is nobody else's. Bodies that only take note come with the first turn.
    """
    rules = [r for r in measure.demanded if r.role != Demand.COPY]
    found = [Proposed(r.organization, r.role) for r in rules if r.condition != Condition.COUNCIL]
    found = _with_decision(_once(found), on=measure.act.on)
    return _in_turns(found)


def _once(found: Iterable[Proposed]) -> list[Proposed]:
    """Each body once, in the strongest role a rule demands of it."""
    rank = [Role.INFORMATION, Role.ADVICE, Role.HEARING, Role.DECISION]
    best: dict[int, Proposed] = {}
    for each in found:
        known = best.get(each.organization.pk)
        if known is None or rank.index(Role(each.role)) > rank.index(Role(known.role)):
            best[each.organization.pk] = each
    return list(best.values())


def _with_decision(found: list[Proposed], *, on: dt.date) -> list[Proposed]:
    deciding = [each for each in found if each.role == Role.DECISION]
    main = Organization.objects.valid(on=on).filter(kind=Kind.MAIN_COMMITTEE).first()
    if main is None or any(each.organization == main and each in deciding for each in found):
        return found
    others = [each for each in found if each.organization != main]
    if not deciding:
        return [*others, Proposed(main, Role.DECISION)]
    by_council = any(each.organization.kind == Kind.COUNCIL for each in deciding)
    return [*others, Proposed(main, Role.ADVICE)] if by_council else found


def _in_turns(found: Sequence[Proposed]) -> list[Proposed]:
    turns = sorted({_turn(each) for each in found if each.role != Role.INFORMATION})
    placed = [replace(each, order=turns.index(_turn(each)) + 1) for each in found if _blocks(each)]
    noted = [replace(each, order=1) for each in found if not _blocks(each)]
    return sorted([*placed, *noted], key=lambda each: (each.order, not _blocks(each)))


def _blocks(each: Proposed) -> bool:
    return each.role != Role.INFORMATION


def _turn(each: Proposed) -> tuple[int, bool]:
    """The main committee comes after the other advising bodies."""
    return TURNS.index(Role(each.role)), each.organization.kind == Kind.MAIN_COMMITTEE


def from_template(template: RouteTemplate) -> list[Proposed]:
    """The stations of a template as they are written down."""
    rows = template.stations.select_related("organization")
    return [Proposed(row.organization, row.role, row.order) for row in rows]
