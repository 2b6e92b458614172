"""Which rules stand before which step, written down from what the office has signed.

Each is asked about a measure that breaks just this one: the step must be refused with its number.
"""

from __future__ import annotations

from core.lifecycle import steps
from core.models import Measure
from tests.core.lawful import ALSO, SPOILS, awaiting, lawful
from workflow.offers import unmet

GUARDS = {
    "submit": "R-01 R-02 R-03",
    "request_cosignatures": "R-11 R-12",
    "pass_check": "R-11 R-13",
    "send_back": "R-10",
    "cosign": "R-11 R-14",
    "overrule": "R-10 R-11 R-15",
    "release": "R-20 R-21 R-22 R-23 R-25 R-81",
    "approve_in_budget": "R-11 R-24 R-27",
    "inform": "R-22",
    "schedule": "R-36",
    "confirm_result": "R-35 R-37",
    "record": "R-31 R-38",
    "publish": "R-30 R-31 R-32 R-38",
    "adopt": "R-33 R-34",
    "reject": "R-33",
    "return_from_body": "R-10",
    "replace": "R-10 R-11 R-14",
    "supplement": "R-10",
    "annex": "R-22",
    "object": "R-10",
    "urgent": "R-10 R-11 R-27 R-81",
    "edit_sources": "R-65 R-66 R-80",
    "confirm_source": "R-11 R-68 R-69 R-84",
    "secure": "R-40",
    "note_grant": "R-41 R-65 R-66 R-67 R-82 R-83",
    "reopen": "R-10",
    "start": "R-40 R-43",
    "start_early": "R-42 R-43",
    "pause": "R-10",
    "resume": "R-10 R-40/R-42 R-48",
    "give_orders": "R-48",
    "settle_order": "R-61",
    "ask_report": "R-04 R-62",
    "report": "R-04 R-44",
    "approve_report": "R-04 R-11 R-44",
    "reopen_for_decision": "R-10 R-45",
    "request_completion": "R-50 R-51 R-52 R-54",
    "complete": "R-11 R-53",
    "return_completion": "R-10",
    "withdraw": "R-10 R-47",
    "withdraw_from_bodies": "R-10",
    "abort": "R-10 R-46",
    "take_over": "R-10 R-11 R-41 R-60",
    "correct": "R-10 R-11 R-30 R-32",
    "look_again": "R-11",
}
UNGUARDED = (
    "edit",
    "edit_route",
    "edit_milestones",
    "edit_indicators",
    "attach",
    "remind",
    "escalate",
)
# what a step is about that follows from the result of a station
ABOUT = {"adopt": "station", "reject": "station", "return_from_body": "station"}


def subject(name: str) -> Measure:
    """A measure on which the step may be taken."""
    step = steps()[name]
    found = lawful(str(step.sources[0]), ABOUT.get(name, step.item))
    return awaiting(found) if name == "start_early" else found


def refusals(name: str, measure: Measure) -> set[str]:
    return {reason.number for reason in unmet(measure, steps()[name])}


def check(name: str) -> None:
    """The step is open to a lawful measure, and each of its rules alone closes it."""
    guards = set(GUARDS.get(name, "").split())
    assert refusals(name, subject(name)) == set(), name
    for number in guards:
        measure = subject(name)
        SPOILS[number](measure)
        expected = {number} | (ALSO.get(number, set()) & guards)
        assert refusals(name, measure) == expected, (name, number)
