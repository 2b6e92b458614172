"""Each rule by itself: what meets it, what breaks it. Numbers are those people read."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core import rules as r
from core.models import (
    CoSignature,
    FundingSource,
    Measure,
    Meeting,
    Milestone,
    Organization,
    Paper,
    RoutingRule,
)
from core.rule import Act, Rule, given
from core.steps import Audience
from tests.core.lawful import (
    ACTOR,
    NOW,
    SPOILS,
    TODAY,
    TREASURY,
    awaiting,
    body,
    lawful,
    line,
    source,
    station,
)

EVERY = {
    name: value for name, value in vars(r).items() if isinstance(value, Rule) and name != "rule"
}
ITEM_OF = {
    "is_unchanged_since_asked": "cosignature",
    "overruling_is_authorised": "cosignature",
    "result_is_plausible": "station",
    "station_is_due": "station",
    "sitting_takes_the_station": "station",
    "sitting_has_come": "station",
    "agrees_with_minutes": "station",
    "body_is_competent": "station",
    "decides_the_matter": "station",
    "earlier_stations_are_settled": "station",
    "report_is_short": "report",
    "draws_what_is_left": "source",
    "budget_is_effective": "source",
    "budget_suffices": "source",
    "notice_is_whole": "source",
    "draws_after_notice": "source",
    "source_gives_something": "source",
}


@pytest.mark.parametrize("name", EVERY)
def test_a_rule_holds_and_is_broken(name: str) -> None:
    rule, item = EVERY[name], ITEM_OF.get(name, "")
    measure = lawful(item=item)
    measure = awaiting(measure) if name == "may_start_early" else measure
    assert rule(measure) is True

    SPOILS[rule.number](measure)
    assert rule(measure) is False


@pytest.mark.parametrize("name", EVERY)
def test_a_rule_about_the_form_waits_for_the_form(name: str) -> None:
    rule, measure = EVERY[name], lawful(item=ITEM_OF.get(name, ""))
    SPOILS[rule.number](measure)
    measure.act = replace(measure.act, asking=True)

    assert rule(measure) is rule.by_form


def test_a_rule_is_one_german_sentence_with_a_number_and_somebody_who_can_clear_it() -> None:
    for rule in EVERY.values():
        assert str(rule.sentence).endswith("."), rule.number
        assert rule.number == rule.__name__
        assert isinstance(rule.resolved_by, Audience)


def asked(measure: Measure, rule: Rule, **data: Any) -> bool:
    """The rule about other answers to the same form."""
    measure.act = replace(measure.act, data={**measure.act.data, **data})
    return rule(measure)


def test_r01_every_text_is_needed() -> None:
    for name in ("title", "description", "contact"):
        assert r.is_complete(lawful(**{name: "  "})) is False


def test_r01_field_and_goal_are_needed() -> None:
    measure = lawful()
    measure.__dict__["goal_list"] = []

    assert r.is_complete(measure) is False
    assert r.is_complete(lawful(field_id=None)) is False


@pytest.mark.parametrize(
    ("no_costs", "lines", "stated"),
    [(True, 0, True), (False, 1, True), (False, 0, False), (True, 1, False)],
)
def test_r02_costs_are_either_stated_or_denied(no_costs: bool, lines: int, stated: bool) -> None:
    measure = lawful(no_costs=no_costs)
    measure.__dict__["cost_table"] = [line(100)] * lines

    assert r.states_costs(measure) is stated


def test_r10_blanks_are_no_reason() -> None:
    for reason in (None, "", "   "):
        assert asked(lawful(), r.has_reason, reason=reason) is False


def test_r11_names_everybody_who_has_done_what_is_judged() -> None:
    for name in ("submitted_by_id", "completion_by_id"):
        measure = lawful(**{name: ACTOR})
        assert r.is_judged_by_another(measure) is False, name
    report = lawful(item="report")
    report.act.item.written_by_id = ACTOR
    report.begin(report.act)
    assert r.is_judged_by_another(report) is False
    first = lawful()
    first.begin(replace(first.act, first=first.act.actor))
    assert r.is_judged_by_another(first) is False


def test_r11_binds_people_not_the_system() -> None:
    measure = lawful(submitted_by_id=ACTOR)
    measure.act = replace(measure.act, actor=None)

    assert r.is_judged_by_another(measure) is True


def signed(pk: int, **values: Any) -> CoSignature:
    facts = {"answer": "approve", "answered_at": NOW, "text_seal": "seal"}
    return CoSignature(organization_id=pk, **facts | values)


def test_r12_asks_all_who_must_and_somebody_whose_answer_is_open() -> None:
    measure = lawful()
    measure.__dict__["signers"] = {TREASURY: None, 4: None}
    assert r.asks_all_required(measure) is False
    assert asked(measure, r.asks_all_required, organizations=orgs(TREASURY, 4)) is True

    measure.__dict__["signatures"] = [signed(TREASURY), signed(4)]
    assert asked(measure, r.asks_all_required, organizations=orgs(TREASURY, 4)) is False
    assert asked(measure, r.asks_all_required, organizations=orgs(5)) is True
    assert asked(measure, r.asks_all_required, organizations=None) is False


def orgs(*keys: int) -> list[Organization]:
    return [Organization(pk=key) for key in keys]


@pytest.mark.parametrize(
    ("values", "holds"),
    [
        ({}, True),
        ({"answer": "remarks"}, True),
        ({"answer": "not_affected"}, True),
        ({"answer": ""}, False),
        ({"answer": "object"}, False),
        ({"answer": "object", "overruled_at": NOW}, True),
        ({"text_seal": "old"}, False),
        ({"dropped_at": NOW}, False),
    ],
)
def test_r13_a_signature_counts_if_given_for_this_text(values: dict[str, Any], holds: bool) -> None:
    measure = lawful()
    measure.__dict__.update(signers={4: None}, signatures=[signed(4, **values)])

    assert r.has_all_signatures(measure) is holds


def test_r13_the_newest_answer_of_an_organization_counts() -> None:
    measure = lawful()
    again = signed(4, answer="", round=2)
    measure.__dict__.update(signers={4: None}, signatures=[signed(4), again])
    assert r.has_all_signatures(measure) is False
    assert measure.open_signatures == [again]


def test_r14_without_a_signature_looks_at_the_last_round() -> None:
    measure = lawful()
    measure.__dict__["signatures"] = [signed(4, text_seal="old"), signed(4, round=2)]

    assert r.is_unchanged_since_asked(measure) is True


def test_r15_missing_cover_is_never_overruled() -> None:
    measure = lawful(item="cosignature")
    measure.act.item.over_cover = True
    assert r.overruling_is_authorised(measure) is False


@pytest.mark.parametrize(
    ("reason", "by", "follows"),
    [("", None, False), ("Eilbedürftig", ACTOR, False), ("Eilbedürftig", 99, True)],
)
def test_r21_an_exception_needs_a_reason_and_a_second_person(
    reason: str, by: int | None, follows: bool
) -> None:
    measure = lawful(exception_reason=reason, exception_by_id=by)
    SPOILS["R-21"](measure)

    assert r.route_follows_rules(measure) is follows


def test_r21_the_system_is_a_second_person() -> None:
    measure = lawful(exception_reason="Eilbedürftig", exception_by_id=ACTOR)
    SPOILS["R-21"](measure)
    measure.act = replace(measure.act, actor=None)

    assert r.route_follows_rules(measure) is True


@pytest.mark.parametrize(
    ("policy", "reason", "reached"),
    [
        ("exception", "", False),
        ("exception", "Eilbedürftig", True),
        ("allow", "", True),
        ("block", "Eilbedürftig", False),
    ],
)
def test_r23_late_papers_are_the_bodys_choice(policy: str, reason: str, reached: bool) -> None:
    measure = lawful(exception_reason=reason)
    late = station(20, "decision", 1, "council", opened_at=None, meeting_on=TODAY)
    late.organization.hand_in_policy = policy
    measure.__dict__["stations"] = [late]

    assert r.reaches_first_stations(measure) is reached


def test_r24_only_a_rule_for_a_decision_demands_one() -> None:
    measure = lawful()
    measure.__dict__["demanded"] = [RoutingRule(role="hearing", organization=body(9, "council"))]

    assert r.needs_no_body(measure) is True


@pytest.mark.parametrize(
    ("since", "climate", "ready"),
    [
        (None, "", True),
        (TODAY, "", False),
        (TODAY, "Keine Wirkung.", True),
        (TODAY + dt.timedelta(days=1), "", True),
    ],
)
def test_r25_the_climate_result_is_needed_once_in_force(
    since: dt.date | None, climate: str, ready: bool
) -> None:
    measure = lawful()
    measure.plan.climate_required_from = since
    measure.__dict__["paper"] = Paper(pk=1, motion="Der Rat beschließt.", climate_result=climate)

    assert r.paper_is_ready(measure) is ready


def test_r25_a_released_paper_needs_a_new_version() -> None:
    measure = lawful()
    measure.__dict__["paper"] = Paper(pk=1, motion="Der Rat beschließt.", released_at=NOW)
    assert r.paper_is_ready(measure) is False
    measure.__dict__["paper"] = None
    assert r.paper_is_ready(measure) is False


def test_r27_what_is_reserved_stays_with_the_main_committee() -> None:
    assert r.competence_is_named(lawful(reserved=True)) is False
    assert asked(lawful(), r.competence_is_named, legal_basis="") is False


def test_r31_to_r34_without_a_station() -> None:
    """The button does not know the station yet; what follows from a result has one."""
    assert r.station_is_due(lawful()) is r.body_is_competent(lawful()) is True
    assert r.decides_the_matter(lawful()) is r.earlier_stations_are_settled(lawful()) is False


@pytest.mark.parametrize(
    "values", [{"role": "information"}, {"closed_at": NOW}, {"opened_at": None}]
)
def test_r34_information_and_settled_stations_do_not_block(values: dict[str, Any]) -> None:
    measure = lawful(item="station")
    measure.act.item.order = 2
    before = station(19, **{"role": "advice", "order": 1} | values)
    measure.__dict__["stations"] = [before, measure.act.item]

    assert r.earlier_stations_are_settled(measure) is True


def covered(*sources: Any, cost: int = 100, year: int = TODAY.year, **values: Any) -> bool:
    measure = lawful(no_costs=False)
    measure.__dict__.update(cost_table=[line(cost, year, **values)], funding=list(sources))
    return r.is_secured(measure)


def test_r40_only_secured_sources_cover() -> None:
    for state in ("secured", "drawn", "accounted"):
        assert covered(source(state, amount=100)) is True, state
    for state in ("planned", "granted", "refused", "revoked", "expired"):
        assert covered(source(state, amount=100)) is False, state
    assert covered(source("secured", amount=99)) is False


def test_r40_later_years_wait_unless_committed() -> None:
    assert covered(year=TODAY.year + 1) is True
    assert covered(year=TODAY.year + 1, committed=True) is False
    assert covered(year=TODAY.year - 1) is False


def test_r40_own_money_counts_in_a_year_that_has_begun_only_from_an_effective_budget() -> None:
    own, grant = source("secured", amount=100), source("secured", "grant", amount=100)
    measure = lawful(no_costs=False)
    measure.__dict__.update(cost_table=[line(100)], effective_years=set())
    for given_by, holds in (([own], False), ([grant], True), ([own, grant], True)):
        measure.__dict__["funding"] = given_by
        assert r.is_secured(measure) is holds
    measure.__dict__["funding"] = [source("accounted", amount=100)]
    assert r.is_secured(measure) is True
    measure.__dict__["funding"] = [own]
    said = f"100,00 Euro eigenes Geld zählen erst mit wirksamem Haushalt {TODAY.year}."
    assert said in r.is_secured.told(measure)
    assert said in r.may_continue.told(measure)


def test_r40_own_money_of_a_later_year_may_stand_under_its_budget() -> None:
    later = TODAY.year + 1
    own = source("secured", amount=100)
    own.amounts.all()[0].year = later

    assert covered(own, year=later, committed=True) is True


def test_r40_a_grant_that_is_counted_on_must_be_decided() -> None:
    own = source("secured", amount=100)
    for state in ("planned", "applied", "granted"):
        assert covered(own, source(state, "grant")) is False, state
    for state in ("refused", "revoked", "expired", "secured"):
        assert covered(own, source(state, "third_party")) is True, state


def test_r42_needs_notice_and_day() -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    assert r.may_start_early(awaiting(lawful(early_start_on=None))) is False
    assert r.may_start_early(awaiting(lawful(early_start_on=tomorrow))) is False


def test_r42_needs_a_grant_that_may_still_come() -> None:
    for state in FundingSource.State.values:
        measure = lawful(no_costs=False)
        measure.__dict__.update(cost_table=[line(100)], funding=[source(state, "grant")])
        comes = state in ("planned", "applied", "granted")
        assert r.may_start_early(measure) is comes, state
        assert r.may_continue(measure) is comes, state
        measure.__dict__["funding"] = [source(state, "own_share")]
        assert r.may_start_early(measure) is False, state


def test_r43_needs_a_milestone() -> None:
    measure = lawful()
    measure.__dict__["milestone_list"] = []

    assert r.has_owner_and_milestone(measure) is False


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Eins. Zwei! Drei?", True),
        ("Nur ein Satz", True),
        ("Eins. Zwei. Drei. Vier", False),
        ("Am 3.5. geht es los.", True),
        (" ", False),
        ("...", False),
    ],
)
def test_r44_at_most_three_sentences(text: str, short: bool) -> None:
    assert asked(lawful(), r.report_is_short, text=text) is short


def test_r44_judges_the_report_itself_once_it_is_written() -> None:
    measure = lawful(item="report")
    assert asked(measure, r.report_is_short, text="", light="") is True
    measure.act.item.text = "Eins. Zwei. Drei. Vier."
    assert r.report_is_short(measure) is False


def test_r46_an_undecided_measure_needs_no_decision_to_end() -> None:
    assert asked(lawful(), r.names_decision, decision_reference="") is True
    assert asked(lawful(decided_on=TODAY), r.names_decision, decision_reference="2") is True


def test_r47_what_is_in_force_may_withdraw_its_further_paper() -> None:
    assert r.is_undecided_or_in_force(lawful(decided_on=TODAY)) is True
    assert r.is_undecided_or_in_force(lawful(in_force=False)) is True


def test_r48_a_vote_or_a_competence_carries_the_work() -> None:
    assert r.is_carried_by_decision(lawful(decided_on=TODAY, decided_by="")) is True
    assert r.is_carried_by_decision(lawful(decided_by="")) is False


def test_r50_done_or_waived() -> None:
    measure = lawful()
    measure.__dict__["milestone_list"] = [Milestone(done_on=TODAY), Milestone(waived="entfällt")]
    assert r.milestones_are_settled(measure) is True
    measure.__dict__["milestone_list"] = []
    assert r.milestones_are_settled(measure) is False


def test_r51_r52_what_the_measure_already_says_counts() -> None:
    assert asked(lawful(final_report="Fertig."), r.has_final_report, final_report="") is True
    stated = lawful(no_costs=False, actual_cost=Decimal(1))
    assert asked(stated, r.has_actual_costs, actual_cost=None) is True
    assert asked(lawful(no_costs=False), r.has_actual_costs, actual_cost=Decimal(0)) is True


def test_r53_what_is_settled_needs_no_proof() -> None:
    measure = lawful()
    for state in ("accounted", "refused", "revoked", "expired"):
        measure.__dict__["funding"] = [source(state), source("drawn", proof_due=TODAY)]
        assert r.sources_are_accounted(measure) is True, state
    measure.__dict__["funding"] = [source("drawn", proof_due=TODAY - dt.timedelta(days=1))]
    assert r.sources_are_accounted(measure) is False


def test_r60_the_reference_may_already_stand_in_the_measure() -> None:
    known = lawful(decision_reference="0001/2020")
    assert asked(known, r.names_taken_over_decision, decision_reference="") is True


def test_r80_a_row_that_says_nothing_stays_as_it_is_known() -> None:
    measure = lawful()
    measure.__dict__["funding"] = [source("planned", "over_plan", cover="Minderaufwand")]
    new = {"kind": "over_plan", "name": "Mehr"}

    assert asked(measure, r.typed_sources_name_cover, sources=[{"pk": 50}]) is True
    for row in (new, new | {"cover": " "}, {"pk": 50, "cover": ""}):
        assert asked(measure, r.typed_sources_name_cover, sources=[row]) is False
    assert "Sie fehlt bei: Quelle." in r.typed_sources_name_cover.told(measure)


def test_r81_lost_money_names_no_cover() -> None:
    measure = lawful()
    measure.__dict__["funding"] = [source("refused", "over_plan")]

    assert r.sources_name_cover(measure) is True


def test_r82_what_is_known_of_a_notice_need_not_be_said_again() -> None:
    measure = lawful(item="source")
    days = {"period_from": TODAY, "period_to": TODAY}
    measure.act.item.notice_number = "AZ 1"

    assert asked(measure, r.notice_is_whole, what="granted", notice_on=TODAY, **days) is True
    assert asked(measure, r.notice_is_whole, what="granted", period_to=None) is False
    told = r.notice_is_whole.told(measure)
    assert told.endswith("Es fehlt: Bewilligungszeitraum bis.")


def test_r83_notice_and_period_have_both_come() -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    measure = lawful(item="source")
    measure.act.item.notice_on, measure.act.item.period_from = TODAY, tomorrow

    assert asked(measure, r.draws_after_notice, drawn_on=TODAY) is False
    assert r.draws_after_notice.told(measure).endswith("ab dem 25.11.2026.")
    assert asked(measure, r.draws_after_notice, drawn_on=tomorrow) is True
    assert asked(measure, r.draws_after_notice, what="accounted", drawn_on=TODAY) is True


def test_r84_what_is_not_confirmed_needs_no_amounts() -> None:
    SPOILS["R-84"](measure := lawful(item="source"))

    assert asked(measure, r.source_gives_something, answer="refuse") is True


def test_given_prefers_the_answer() -> None:
    measure = lawful(decided_by="Dezernat I")
    assert given(measure, "decided_by") == "Oberbürgermeister"
    assert given(measure, "nothing_of_the_kind") is None


def test_the_system_has_no_signature() -> None:
    with pytest.raises(PermissionError):
        _ = Act().by


@pytest.mark.parametrize(
    ("values", "taken"),
    [
        ({"organization_id": 20}, True),
        ({"organization_id": 20, "state": "closed"}, False),
        ({"organization_id": 20, "state": "cancelled"}, False),
    ],
)
def test_r36_a_sitting_of_the_body_takes_the_station(values: dict[str, Any], taken: bool) -> None:
    meeting = Meeting(day=TODAY, **values)
    meeting.pk = 1

    assert asked(lawful(item="station"), r.sitting_takes_the_station, meeting=meeting) is taken


def test_r36_without_a_sitting_the_station_waits_again() -> None:
    assert asked(lawful(item="station"), r.sitting_takes_the_station, meeting=None) is True
    assert r.sitting_takes_the_station(lawful()) is False


def test_r38_names_the_day_that_has_not_come() -> None:
    measure = lawful(item="station")
    measure.act.item.meeting_id, measure.act.item.meeting_on = 1, TODAY
    assert r.sitting_has_come(measure) is True
    assert r.sitting_has_come.told(measure) == "Der Tag der Sitzung ist gekommen."

    measure.act.item.meeting_on = TODAY + dt.timedelta(days=1)
    assert r.sitting_has_come.told(measure).endswith("Die Sitzung ist am 25.11.2026.")
