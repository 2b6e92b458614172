"""Every real trap of the field has a test of its own: here is where each is to be found."""

from importlib import import_module

import pytest

TRAPS = {
    "a tie": "workflow.meetings.test_recording.test_a_tie_is_no_approval",
    "votes unknown": "core.test_result_text.test_real_minutes_are_understood_whole",
    "a procedural vote of two thirds": (
        "core.test_result_text"
        ".test_two_thirds_for_urgency_is_procedure_and_no_rejection_of_the_matter"
    ),
    "the same body twice": "core.test_route_check.test_the_same_body_may_stand_twice_on_a_route",
    "main committee and council on the same day": (
        "core.test_route_check.test_main_committee_and_council_may_sit_on_the_same_day"
    ),
    "a future station without a date": (
        "core.test_paper_page.test_a_station_without_a_date_is_in_the_future"
    ),
    "a reprint while the original is on an agenda": (
        "workflow.meetings.test_agenda"
        ".test_a_reprint_while_the_original_is_on_an_agenda_takes_its_place"
    ),
    "amendment 14.1 changing item 14": (
        "workflow.meetings.test_agenda.test_amendments_count_below_the_item_they_change"
    ),
    "a body renamed or abolished": (
        "workflow.test_succession.test_the_first_committee_of_the_seed_paper_was_abolished"
    ),
    "a joint sitting": (
        "workflow.meetings.test_attendance.test_at_a_joint_sitting_each_body_counts_its_own_members"
    ),
    "the suffix (Sondersitzung)": (
        "core.test_meetings_import.test_the_suffix_of_a_special_sitting_is_no_part_of_its_body"
    ),
    "a second version of the minutes": (
        "workflow.meetings.test_minutes.test_a_second_version_of_the_minutes_is_confirmed_anew"
    ),
    "the sign of the balance": ("core.test_cost_table.test_the_balance_is_earnings_minus_expenses"),
    "odd amounts": "core.test_formfields.test_money_is_read_as_typed",
    "a number of three digits": (
        "core.test_paper_page.test_a_number_names_its_matter_and_its_reprint"
    ),
    "a bundle that is not public": (
        "core.test_paper_page.test_a_bundle_that_is_not_public_is_read_by_who_is_concerned"
    ),
    "mistyped dates of the source": "core.test_paper_body.test_mistyped_date_is_kept_and_listed",
}


@pytest.mark.parametrize("trap", TRAPS)
def test_the_trap_is_tested_where_it_is_said_to_be(trap: str) -> None:
    module, _dot, name = TRAPS[trap].rpartition(".")

    assert callable(getattr(import_module(f"tests.{module}"), name))
