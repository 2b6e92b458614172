"""Net 1: what the office holds to be true of the lifecycle, said apart from the table of steps.

These functions read the declared steps and the flow at call time, so that the mutation run can ask
them about a damaged lifecycle.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from core.lifecycle import Lifecycle, steps
from core.models import Measure
from core.steps import Status
from tests.factories import City, Walk, city
from workflow import engine

from .declared import (
    ALL,
    DECIDED,
    FINAL,
    LIVING,
    UNDECIDED,
    edges,
    ends_of,
    moments,
    names,
    reached,
    rules_of,
    told,
)

# ---- no way to work past a decision, the money, the signatures ----------------------------------


BEFORE_WORK = {"draft", "checking", "rework", "cosigning", "ready", "withdrawn", "aborted"}


def test_no_way_to_work_without_a_decision_or_competence() -> None:
    """A vote on the matter (R-33, corrected: R-30), or who decides on which basis (R-27)."""
    free = reached(without="R-33 R-27 R-30", past="take_over")

    assert free == BEFORE_WORK - {"aborted"} | {"consulting"}


def test_no_way_to_work_without_money_or_an_early_start() -> None:
    free = reached(without="R-40 R-42 R-40/R-42", past="take_over")

    assert not free & {"funded", "implementing", "paused", "completed"}
    assert "funded" not in reached(without="R-40", past="take_over")


def test_no_way_to_the_bodies_without_the_signatures() -> None:
    """Either no signature is missing (R-13) or everybody asked has answered (R-14, R-15)."""
    free = reached(without="R-13 R-14 R-15", past="take_over urgent")

    assert free == {"draft", "checking", "rework", "cosigning", "withdrawn"}
    assert "cosigning" not in reached(without="R-12")
    assert "ready" not in reached(without="R-13", past="cosign overrule")


def test_no_way_to_the_bodies_without_a_sound_route_and_paper() -> None:
    for number in names("R-20 R-21 R-22 R-23 R-25"):
        free = reached(without=number, past="take_over object correct")
        assert "consulting" not in free, number


def test_no_way_past_the_bodies_without_competence() -> None:
    for number in names("R-24 R-27"):
        free = reached(without=number, past="take_over release urgent")
        assert "funding" not in free, number


def test_no_vote_out_of_turn() -> None:
    assert "rejected" not in reached(without="R-33", past="correct")
    assert "funding" not in reached(
        without="R-34", past="take_over urgent approve_in_budget correct"
    )
    for number in ("R-30", "R-31", "R-32"):
        assert number in rules_of(steps()["publish"])


def test_no_proposal_is_checked_before_it_is_whole() -> None:
    for number in ("R-01", "R-02", "R-03"):
        assert reached(without=number, past="take_over urgent") == {"draft", "withdrawn"}


def test_no_way_to_the_end_without_report_and_accounts() -> None:
    """Except after a termination, which ends as aborted."""
    for number in ("R-50", "R-51", "R-52", "R-53", "R-54"):
        assert "completed" not in reached(without=number, past="abort adopt correct"), number
    assert "completed" not in reached(without="R-11", start="closing")


def test_no_work_without_somebody_responsible() -> None:
    assert "implementing" not in reached(without="R-43", past="take_over")


def test_nobody_alone_carries_a_measure_to_work() -> None:
    """Steps that judge another's work (R-11) or take two people stand on every way."""
    pairs = {step.name for step in steps().values() if step.two_people}

    assert pairs == {"urgent", "take_over"}
    alone = reached(without="R-11", past=" ".join(pairs))
    assert alone == {"draft", "checking", "rework", "withdrawn"}


def test_whoever_judges_has_not_done_it() -> None:
    judging = {step.name for step in steps().values() if "R-11" in rules_of(step)}

    assert judging == names(
        "request_cosignatures pass_check cosign overrule approve_in_budget replace urgent"
        " confirm_source approve_report complete take_over correct look_again"
    )


# ---- ways back, ends, dead ends -----------------------------------------------------------------

ORDER = ["draft", "rework", "checking", "cosigning", "ready", "consulting", "funding", "funded"]
ORDER += ["implementing", "closing"]


def is_back(a: str, b: str) -> bool:
    if b in {"withdrawn", "aborted", "paused"}:
        return a != b
    return a in ORDER and b in ORDER and ORDER.index(b) < ORDER.index(a)


def test_every_way_back_has_a_reason() -> None:
    """A body speaks by its result; a confirmed closing carries out an abortion with its reason."""
    spoken = {"adopt", "reject", "complete"}

    silent = {s.name for a, b, s in edges() if is_back(a, b) and "R-10" not in rules_of(s)}
    assert silent == spoken


def test_exceptions_have_a_reason() -> None:
    for name in names("overrule replace urgent take_over correct object resume abort"):
        assert "R-10" in rules_of(steps()[name]), name


def test_no_dead_end() -> None:
    """Every living status leads on to an end, and every status there is can be reached."""
    for status in LIVING:
        ends = reached(start=status)
        assert {"completed", "aborted"} <= ends, status
    assert reached() == ALL


def test_a_final_status_is_final() -> None:
    """Only a correction leaves a rejection; nothing leaves the other ends."""
    assert {(a, s.name) for a, _b, s in edges() if a in FINAL} == {("rejected", "correct")}


def test_the_ends_have_their_doors() -> None:
    doors = {end: {s.name for a, b, s in edges() if b == end != a} for end in FINAL}

    assert doors == {
        "completed": {"complete"},
        "rejected": {"reject", "correct"},
        "withdrawn": {"withdraw", "withdraw_from_bodies"},
        "aborted": {"abort", "complete"},
    }
    assert {a for a, b, _s in edges() if b == "completed"} == {"closing"}


def test_a_measure_in_force_never_ends_by_a_rejection() -> None:
    """Whatever leads to rejected or withdrawn leads a measure in force to paused."""
    for name in names("reject withdraw withdraw_from_bodies"):
        assert {answer(name, status, in_force=True) for status in moments(name)} == {"paused"}
        ends = {answer(name, status, in_force=False) for status in moments(name)}
        assert ends == ends_of(name) - {"paused"}, name
        assert "paused" not in ends
    assert answer("secure", "funding", in_force=True) == "implementing"
    assert answer("secure", "funding", in_force=False) == "funded"


def answer(name: str, status: str, **facts: Any) -> str:
    """Where the state machine takes such a measure by this step."""
    target = getattr(Lifecycle, name)._django_fsm.transitions[status].target
    question = getattr(target, "func", lambda measure: target)
    return str(question(Measure(status=status, **facts)))


def test_every_status_has_its_doors() -> None:
    """How a measure comes into each status that is not an end."""
    doors = {b: {s.name for a, x, s in edges() if x == b != a} for b in LIVING - {"draft"}}

    assert doors == {
        "checking": {"submit"},
        "rework": names("send_back adopt return_from_body reopen reopen_for_decision correct"),
        "cosigning": {"request_cosignatures"},
        "ready": names("pass_check cosign overrule"),
        "consulting": names("release object take_over correct"),
        "funding": names("approve_in_budget adopt urgent take_over correct"),
        "funded": names("secure correct"),
        "implementing": names("start start_early secure resume return_completion take_over"),
        "paused": names("pause reject withdraw withdraw_from_bodies correct"),
        "closing": names("request_completion adopt abort correct"),
    }


# ---- who: separation of powers ------------------------------------------------------------------


def powers() -> dict[str, set[str]]:
    """The steps by the right that allows them."""
    found: dict[str, set[str]] = {}
    for step in steps().values():
        for who in step.who:
            found.setdefault(f"{who.permission} {who.on}", set()).add(step.name)
    return found


def test_powers_are_separate() -> None:
    """Who proposes does not check, who checks does not fund, who funds does not decide."""
    assert powers() == {
        "propose lead": names("edit submit edit_sources note_grant attach"),
        "withdraw lead": {"withdraw"},
        "implement lead": names(
            "edit_milestones edit_indicators start start_early pause resume report"
            " request_completion"
        ),
        "implement order": {"settle_order"},
        "check office": names(
            "request_cosignatures pass_check send_back reopen approve_report reopen_for_decision"
            " complete return_completion correct attach give_orders ask_report"
        ),
        "release office": names(
            "overrule edit_route release approve_in_budget inform replace object urgent"
            " withdraw_from_bodies abort take_over look_again schedule supplement annex"
        ),
        "cosign cosignature": {"cosign"},
        "record station": names("schedule record publish confirm_result correct"),
        "fund treasury": {"confirm_source"},
        " none": names("adopt reject return_from_body secure remind escalate"),
    }


# ---- when: the steps beside the way -------------------------------------------------------------

ALWAYS = names("schedule annex record publish confirm_result note_grant attach")
WHILE_IT_LIVES = names(
    "edit_sources confirm_source report approve_report look_again give_orders settle_order"
    " ask_report remind escalate"
)


def test_steps_beside_the_way_have_their_time() -> None:
    assert {name: moments(name) for name in ALWAYS} == dict.fromkeys(ALWAYS, ALL)
    assert {name: moments(name) for name in WHILE_IT_LIVES} == dict.fromkeys(WHILE_IT_LIVES, LIVING)
    assert moments("edit_indicators") == moments("edit_milestones")
    assert moments("inform") == moments("edit_milestones") == LIVING - UNDECIDED | {"ready"}
    assert moments("edit") == moments("submit") == {"draft", "rework"}
    assert moments("edit_route") == moments("withdraw") == UNDECIDED
    assert moments("urgent") == UNDECIDED | {"consulting"}


def test_steps_back_have_their_time() -> None:
    assert moments("send_back") == {"checking", "cosigning", "ready"}
    assert moments("withdraw_from_bodies") == moments("replace") == {"consulting"}
    assert moments("supplement") == {"consulting"}
    assert moments("reopen") == DECIDED
    assert moments("object") == DECIDED | {"implementing"}
    assert moments("abort") == DECIDED | {"implementing", "paused"}
    assert moments("reopen_for_decision") == {"implementing", "paused"}
    assert moments("correct") == DECIDED | {"consulting", "rejected"}
    assert moments("return_completion") == moments("complete") == {"closing"}
    assert (moments("pause"), moments("resume")) == ({"implementing"}, {"paused"})
    assert (moments("start_early"), moments("start")) == ({"funding"}, {"funded"})
    assert moments("take_over") == {"draft"}


# ---- who is told --------------------------------------------------------------------------------


def test_whose_turn_it_is_next_is_told() -> None:
    """Who holds the main task of the status a measure comes into learns of it."""
    turn = {
        "checking": {"office"},
        "rework": {"lead", "told"},
        "cosigning": {"asked"},
        "ready": {"office", "lead"},
        "consulting": {"secretaries", "secretariats", "told", "lead"},
        "funding": {"treasury", "council", "told"},
        "closing": {"office", "treasury", "told"},
        "paused": {"lead", "office", "told"},
    }
    silent = [
        (step.name, b)
        for a, b, step in edges()
        if step.name != "secure"
        and a != b
        and b in turn
        and not turn[b] & {str(t) for t in step.tells}
    ]
    assert silent == []


def test_every_move_is_announced() -> None:
    silent = {step.name for a, b, step in edges() if a != b and not step.tells}

    assert silent == set()


def test_the_lead_learns_what_others_do_to_its_measure() -> None:
    assert told("lead") == names(
        "request_cosignatures pass_check send_back overrule release approve_in_budget publish"
        " adopt reject return_from_body urgent confirm_source reopen approve_report"
        " reopen_for_decision complete return_completion withdraw_from_bodies abort take_over"
        " schedule note_grant settle_order ask_report"
    )


def test_the_office_learns_what_others_do() -> None:
    assert told("office") == names(
        "submit cosign publish adopt reject return_from_body confirm_source note_grant start"
        " start_early pause resume report request_completion withdraw secure settle_order escalate"
    )


def test_the_treasury_learns_what_changes_the_money() -> None:
    assert told("treasury") == names(
        "approve_in_budget adopt note_grant reopen start_early abort take_over"
    )


def test_bodies_and_signers_learn_what_concerns_them() -> None:
    assert told("asked") == names("request_cosignatures send_back replace withdraw")
    assert told("objector") == {"overrule"}
    assert told("secretariats") == names("release inform replace supplement")
    assert told("next_body") == {"publish"}
    assert told("bodies") == names("complete withdraw_from_bodies")
    assert told("deciding_body") == names("reopen_for_decision abort")
    assert told("ordered") == {"give_orders"}
    assert told("holder") == {"remind"}
    assert told("head") == {"escalate"}
    assert told("council") == {"urgent"}
    assert told("told") == names("object correct")
    assert told("network") == {"submit"}


# ---- the administrator --------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_administrator_decides_nothing() -> None:
    hall: City = city()
    walk = Walk(hall).ready().released()
    admin = hall.of(hall.network)
    admin.is_superuser = admin.is_staff = True
    admin.save()

    offers = engine.available(walk.fresh, admin)
    assert [offer.name for offer in offers if offer.allowed or offer.permitted] == []


def test_the_order_of_the_way_is_the_order_of_the_states() -> None:
    """The ranks used above are those of the statuses: nobody has mixed them up."""
    declared = [str(status) for status in Status]
    forward = [name for name in ORDER if name != "rework"]

    assert [name for name in declared if name in forward] == forward
    assert all(declared.index(a) < declared.index(b) for a, b in pairwise(forward))
