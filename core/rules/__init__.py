"""The numbered rules of the lifecycle.

One German sentence, one pure question, and who can clear it.

A rule asks a measure together with `measure.act` (who acts, with which answers, on which sub-
record, on which day). Rules that judge the answers of a form (`by_form`) count as met while only
the button is being asked for.
"""

from __future__ import annotations

from core.rule import Rule

from .bodies import (
    agrees_with_minutes,
    body_is_competent,
    can_draw_reference,
    competence_is_named,
    decides_the_matter,
    earlier_stations_are_settled,
    has_reference,
    minutes_are_named,
    needs_no_body,
    paper_is_ready,
    reaches_first_stations,
    result_is_plausible,
    route_follows_rules,
    route_is_sound,
    sitting_has_come,
    sitting_takes_the_station,
    station_is_due,
)
from .ending import (
    has_actual_costs,
    has_final_report,
    is_carried_by_decision,
    is_in_force,
    is_undecided_or_in_force,
    milestones_are_settled,
    names_decision,
    names_taken_over_decision,
    nothing_is_asked,
    order_is_answered,
    orders_are_settled,
    report_is_short,
    sources_are_accounted,
    states_deviation,
)
from .money import (
    budget_is_effective,
    budget_suffices,
    draws_what_is_left,
    has_evidence,
    has_owner_and_milestone,
    is_secured,
    keeps_grant_period,
    may_continue,
    may_start_early,
    shares_are_whole,
)
from .proposal import (
    asks_all_required,
    has_all_signatures,
    has_reason,
    is_complete,
    is_judged_by_another,
    is_unchanged_since_asked,
    overruling_is_authorised,
    states_costs,
    states_gender_aspects,
)
from .sources import (
    draws_after_notice,
    notice_is_whole,
    source_gives_something,
    sources_name_cover,
    typed_sources_name_cover,
)

__all__ = [
    "RULES",
    "agrees_with_minutes",
    "asks_all_required",
    "body_is_competent",
    "budget_is_effective",
    "budget_suffices",
    "can_draw_reference",
    "competence_is_named",
    "decides_the_matter",
    "draws_after_notice",
    "draws_what_is_left",
    "earlier_stations_are_settled",
    "has_actual_costs",
    "has_all_signatures",
    "has_evidence",
    "has_final_report",
    "has_owner_and_milestone",
    "has_reason",
    "has_reference",
    "is_carried_by_decision",
    "is_complete",
    "is_in_force",
    "is_judged_by_another",
    "is_secured",
    "is_unchanged_since_asked",
    "is_undecided_or_in_force",
    "keeps_grant_period",
    "may_continue",
    "may_start_early",
    "milestones_are_settled",
    "minutes_are_named",
    "names_decision",
    "names_taken_over_decision",
    "needs_no_body",
    "nothing_is_asked",
    "notice_is_whole",
    "order_is_answered",
    "orders_are_settled",
    "overruling_is_authorised",
    "paper_is_ready",
    "reaches_first_stations",
    "report_is_short",
    "result_is_plausible",
    "route_follows_rules",
    "route_is_sound",
    "shares_are_whole",
    "sitting_has_come",
    "sitting_takes_the_station",
    "source_gives_something",
    "sources_are_accounted",
    "sources_name_cover",
    "states_costs",
    "states_deviation",
    "states_gender_aspects",
    "station_is_due",
    "typed_sources_name_cover",
]

RULES: dict[str, Rule] = {
    rule.number: rule
    for rule in sorted(
        (value for value in list(globals().values()) if isinstance(value, Rule)),
        key=lambda rule: rule.number,
    )
}
