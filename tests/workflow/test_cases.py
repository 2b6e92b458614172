"""Ten ways through the lifecycle that a city really goes, each through the engine alone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils.timezone import localdate

from core.models import Consultation, FundingSource
from tests.factories import (
    City,
    Walk,
    city,
    costs,
    notice,
    open_keys,
    open_task,
    rebuilt_keys,
    text,
)
from workflow import engine
from workflow.refusals import StepRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> City:
    return city()


def nodes(walk: Walk) -> set[str]:
    """The open tasks by node; equal to what a fresh rebuild would ask for."""
    assert open_keys(walk.measure) == rebuilt_keys(walk.measure)
    return {key[0] for key in open_keys(walk.measure)}


def budget(amount: int, **values: Any) -> dict[str, Any]:
    parts = [{"year": localdate().year, "amount": Decimal(amount)}]
    return {"kind": "budget", "name": "Teilhaushalt 23", "amounts": parts} | values


def grant(amount: int) -> dict[str, Any]:
    return budget(amount, kind="grant", name="EFRE")


def refused(call: Any, *args: Any, **kwargs: Any) -> list[str]:
    """The numbers of the rules that refuse a step."""
    with pytest.raises(StepRefused) as error:
        call(*args, **kwargs)
    return [reason.number for reason in error.value.reasons]


def last(walk: Walk) -> tuple[str, list[str]]:
    entry = walk.measure.journal.last()
    assert entry is not None
    return entry.action, entry.detail["fired"]


def test_inside_the_budget_without_a_body(hall: City) -> None:
    walk = Walk(hall, cost_lines=costs(5000))
    walk.take("edit_sources", hall.lead, sources=[budget(5000)])
    walk.ready(hall.treasury)
    walk.do(
        "release",
        "approve_in_budget",
        hall.office,
        1,
        decided_by="Dezernat II",
        legal_basis="§ 85 NKomVG",
    )

    assert walk.fresh.status == "funded"
    assert last(walk) == ("approve_in_budget", ["approve_in_budget", "secure"])
    assert nodes(walk) == {"begin"}


def test_above_the_threshold_a_body_must_decide(hall: City) -> None:
    walk = Walk(hall, cost_lines=costs(20000)).ready(hall.treasury)

    assert refused(
        walk.do,
        "release",
        "approve_in_budget",
        hall.office,
        1,
        decided_by="Dezernat",
        legal_basis="§ 85",
    ) == ["R-24"]


def decided_in_principle(hall: City) -> tuple[Walk, FundingSource]:
    """A measure whose grant is applied for; the council has agreed in principle only."""
    walk = Walk(hall, cost_lines=costs(50000))
    walk.take("edit_sources", hall.lead, sources=[budget(5000), grant(45000)])
    source = walk.fresh.sources.get(kind="grant")
    walk.take("note_grant", hall.lead, source=source, what="applied", evidence="Antrag vom 02.02.")
    walk.ready(hall.treasury).released().adopted(object="in_principle")
    return walk, source


def test_a_grant_is_applied_for_before_the_council_decides_in_principle(hall: City) -> None:
    walk, _source = decided_in_principle(hall)

    assert walk.fresh.status == "rework"
    assert nodes(walk) == {"propose"}
    walk.do("propose", "submit", hall.lead)
    walk.do("check", "pass_check", hall.office)
    assert refused(walk.do, "release", "release", hall.office, 1) == ["R-25"]


def test_a_decision_in_principle_is_followed_by_the_one_to_build(hall: City) -> None:
    walk, source = decided_in_principle(hall)
    walk.ready().released()
    paper = walk.fresh.paper
    assert paper is not None
    assert paper.version == 1
    walk.adopted(object="execution")
    assert walk.fresh.status == "funding"
    assert nodes(walk) == {"cover"}
    granted = {"what": "granted", "evidence": "Bescheid 4711"} | notice()
    walk.take("note_grant", hall.lead, source=source, **granted)
    assert nodes(walk) == {"fund"}
    walk.do("fund", "confirm_source", hall.treasury)

    assert walk.fresh.status == "funded"
    assert last(walk)[1] == ["confirm_source", "secure"]


def test_adjourned_twice_and_drawn_into_the_groups(hall: City) -> None:
    walk = Walk(hall).ready().released()
    walk.result(hall.committee, "adjourned", manner="none", scope="procedural")
    walk.result(hall.committee, "adjourned", manner="none", scope="procedural")
    assert walk.measure.consultations.filter(organization=hall.committee).count() == 3
    walk.result(hall.committee, "recommended").result(hall.main_committee, "recommended")
    walk.result(
        hall.council,
        "drawn_into_groups",
        manner="none",
        scope="procedural",
        verbatim="Auf Wunsch der SPD",
    )
    assert walk.fresh.status == "consulting"
    due = walk.measure.consultations.get(organization=hall.council, closed_at=None)
    assert due.due_on is not None
    assert due.due_on > localdate()
    assert due.continues is not None
    walk.result(hall.council, "approved")

    assert walk.fresh.status == "funded"


def test_an_objection_is_overruled_but_never_over_missing_cover(hall: City) -> None:
    walk = Walk(hall, cost_lines=costs(5000)).submitted()
    walk.do(
        "check", "request_cosignatures", hall.office, organizations=[hall.treasury, hall.culture]
    )
    walk.do(
        "cosign", "cosign", hall.culture, holder=hall.culture, answer="object", note="Zuständigkeit"
    )
    walk.do(
        "cosign", "cosign", hall.treasury, holder=hall.treasury, answer="object", over_cover=True
    )
    assert nodes(walk) == {"overrule"}
    tasks = {task.cosignature.organization_id: task for task in walk.fresh.tasks.open()}

    def overrule(organization: Any, number: int) -> None:
        engine.perform(
            actor=hall.of(hall.office, number),
            task=tasks[organization.pk].pk,
            action="overrule",
            seen=walk.fresh.version,
            data={"reason": "Entschieden", "authority": "Dezernat II"},
        )

    assert refused(overrule, hall.treasury, 1) == ["R-15"]
    overrule(hall.culture, 1)
    assert walk.fresh.status == "cosigning"
    walk.take("send_back", hall.office, reason="Deckung klären")

    assert walk.fresh.status == "rework"
    assert nodes(walk) == {"propose"}


def test_a_new_version_while_on_an_agenda(hall: City) -> None:
    walk = Walk(hall).ready().released()
    walk.result(hall.committee, "superseded", manner="none", scope="procedural")
    walk.take("replace", hall.office, 1, reason="Zahlen berichtigt", motion="Neuer Antragstext.")
    paper = walk.fresh.paper
    assert paper is not None
    assert paper.reference.endswith(" N1")
    stations = walk.measure.consultations.filter(closed_at=None)
    assert {station.paper_id for station in stations} == {paper.pk}
    walk.adopted()

    assert walk.fresh.status == "funded"
    assert walk.fresh.decision_reference == paper.reference


def test_an_urgent_decision_takes_two_people(hall: City) -> None:
    walk = Walk(hall).ready().released()
    values = {
        "reason": "Frist des Fördergebers",
        "decided_by": "Oberbürgermeister",
        "legal_basis": "§ 89 NKomVG",
    }
    walk.take("urgent", hall.office, 0, **values)
    assert walk.fresh.status == "consulting"
    assert nodes(walk) == {"record", "look_again"}
    assert refused(walk.do, "look_again", "look_again", hall.office, 0, answer="confirm") == [
        "R-11"
    ]
    walk.do("look_again", "look_again", hall.office, 1, answer="confirm")

    assert walk.fresh.status == "funded"
    assert walk.fresh.decided_by == "Oberbürgermeister"
    assert last(walk) == ("look_again", ["look_again", "urgent", "secure"])
    entry = walk.measure.journal.last()
    assert entry is not None
    assert "council" in entry.outbox.audiences
    assert nodes(walk) == {"begin"}


def test_a_declined_second_look_changes_nothing(hall: City) -> None:
    walk = Walk(hall).ready().released()
    walk.take("urgent", hall.office, 0, reason="Eile", decided_by="OB", legal_basis="§ 89 NKomVG")
    walk.do("look_again", "look_again", hall.office, 1, answer="decline")

    assert walk.fresh.status == "consulting"
    assert nodes(walk) == {"record"}


def test_a_further_decision_on_a_measure_in_force_is_rejected(hall: City) -> None:
    walk = Walk(hall).implementing()
    walk.take("reopen_for_decision", hall.office, reason="Kosten", deviation="Doppelte Kosten")
    assert (walk.fresh.status, walk.fresh.in_force) == ("rework", True)
    walk.do("propose", "submit", hall.lead)
    walk.do("check", "pass_check", hall.office)
    walk.released()
    walk.result(hall.committee, "recommended").result(hall.main_committee, "recommended")
    walk.result(
        hall.council, "rejected", manner="counted", votes_for=10, votes_against=38, abstentions=0
    )

    assert (walk.fresh.status, walk.fresh.in_force) == ("paused", True)
    assert nodes(walk) == {"resume"}


def test_a_further_decision_on_a_measure_in_force_is_adopted(hall: City) -> None:
    walk = Walk(hall).implementing()
    walk.take("reopen_for_decision", hall.office, reason="Kosten", deviation="Doppelte Kosten")
    walk.do("propose", "submit", hall.lead)
    walk.do("check", "pass_check", hall.office)
    walk.released().adopted()

    assert walk.fresh.status == "implementing"
    assert last(walk)[1] == ["publish", "adopt", "secure"]


def test_terminated_after_a_refused_grant(hall: City) -> None:
    walk = Walk(hall, cost_lines=costs(50000))
    walk.take("edit_sources", hall.lead, sources=[grant(50000)])
    walk.ready(hall.treasury).released().adopted()
    source = walk.fresh.sources.get()
    walk.take(
        "note_grant", hall.lead, source=source, what="early_start", evidence="Bescheid VMB 12"
    )
    walk.with_milestone().take("start_early", hall.lead)
    assert walk.fresh.status == "implementing"
    walk.take(
        "note_grant", hall.lead, source=source, what="refused", evidence="Ablehnung vom 01.03."
    )
    assert nodes(walk) == {"implement", "cover"}
    walk.take(
        "reopen_for_decision", hall.office, reason="Ablehnung", deviation="Förderung abgelehnt"
    )
    walk.do("propose", "submit", hall.lead)
    walk.do("check", "pass_check", hall.office)
    walk.released().adopted(object="termination")
    assert walk.fresh.status == "closing"
    walk.do("close", "return_completion", hall.office, reason="Unterlagen fehlen")
    assert walk.fresh.status == "closing"
    walk.do("close", "complete", hall.office)

    assert walk.fresh.status == "aborted"
    assert nodes(walk) == set()


def test_withdrawn_from_the_bodies(hall: City) -> None:
    walk = Walk(hall).ready().released()
    walk.take("withdraw_from_bodies", hall.office, reason="Neuer Zuschnitt")

    assert walk.fresh.status == "withdrawn"
    assert nodes(walk) == set()
    assert not walk.measure.consultations.filter(closed_at=None).exists()


@pytest.mark.parametrize(
    ("to", "expected"),
    [("implementing", "implement"), ("funding", "begin"), ("consulting", "record")],
)
def test_taken_over_while_running(hall: City, to: str, expected: str) -> None:
    walk = Walk(hall)
    values = {
        "reason": "Läuft seit 2019",
        "to": to,
        "decision_reference": "0383/2019",
        "evidence": "Protokoll vom 14.03.2019",
        "decided_on": dt.date(2019, 3, 14),
        "organization": hall.council,
    }
    with pytest.raises(Exception, match="gibt es nicht"):
        walk.take("take_over", hall.office, **values)

    walk.measure = engine.start(actor=hall.of(hall.office), data=text(hall))
    walk.take("take_over", hall.office, **values)
    walk.do("look_again", "look_again", hall.office, 1, answer="confirm")

    assert walk.fresh.status == {"funding": "funded"}.get(to, to)
    assert walk.fresh.decision_reference == "0383/2019"
    assert nodes(walk) == {expected}


def test_returned_by_the_council_needs_a_new_version(hall: City) -> None:
    walk = Walk(hall).ready().released()
    walk.result(
        hall.committee, "returned_to_lead", verbatim="Bitte Kosten nachreichen.", manner="majority"
    )

    entry = walk.measure.journal.last()
    assert entry is not None
    assert walk.fresh.status == "rework"
    assert entry.detail["fired"] == ["publish", "return_from_body"]
    assert nodes(walk) == {"propose"}


def test_a_wrong_result_is_corrected_by_a_second_person(hall: City) -> None:
    walk = Walk(hall).ready().released()
    walk.result(hall.committee, "recommended").result(hall.main_committee, "recommended")
    walk.result(hall.council, "rejected")
    assert walk.fresh.status == "rejected"
    station = Consultation.objects.get(measure=walk.measure, organization=hall.council)
    wrong = {
        "station": station,
        "reason": "Zahlendreher",
        "outcome": "approved",
        "manner": "majority",
        "scope": "matter",
    }
    assert refused(walk.take, "correct", hall.council, 0, **wrong) == ["R-11"]
    walk.take("correct", hall.council, 1, **wrong)

    assert walk.fresh.status == "funded"
    assert nodes(walk) == {"begin"}


def test_an_objection_of_the_mayor_opens_a_new_vote(hall: City) -> None:
    walk = Walk(hall).implementing()
    walk.take("object", hall.office, reason="§ 88 NKomVG", organization=hall.council)
    assert walk.fresh.status == "consulting"
    walk.result(hall.council, "approved")

    assert walk.fresh.status == "implementing"


def test_abort_before_and_after_money_was_spent(hall: City) -> None:
    early = Walk(hall).ready().released().adopted()
    assert refused(early.take, "abort", hall.office, reason="Kein Bedarf") == ["R-46"]
    early.take("abort", hall.office, reason="Kein Bedarf", decision_reference="0001/2026")
    late = Walk(hall).implementing()
    late.take("abort", hall.office, reason="Kein Bedarf", decision_reference="0002/2026")

    assert early.fresh.status == "aborted"
    assert (late.fresh.status, late.fresh.terminated) == ("closing", True)


def test_reports_run_beside_the_work(hall: City) -> None:
    walk = Walk(hall).implementing()
    walk.do(
        "implement", "report", hall.lead, light="yellow", text="Läuft. Etwas spät.", progress=40
    )
    assert nodes(walk) == {"implement", "judge_report"}
    walk.do("judge_report", "approve_report", hall.office, answer="approve")
    assert nodes(walk) == {"implement"}
    walk.do("implement", "pause", hall.lead, reason="Personal fehlt")
    walk.do("resume", "resume", hall.lead, reason="Stelle besetzt")

    assert walk.fresh.status == "implementing"


def test_a_condition_is_tracked_until_it_falls(hall: City) -> None:
    walk = Walk(hall, cost_lines=costs(50000))
    walk.take("edit_sources", hall.lead, sources=[budget(50000)])
    walk.submitted().do("check", "request_cosignatures", hall.office, organizations=[hall.treasury])
    walk.do("cosign", "cosign", hall.treasury, answer="not_affected")
    walk.released().adopted()
    assert nodes(walk) == {"fund"}
    walk.do(
        "fund",
        "confirm_source",
        hall.treasury,
        answer="conditional",
        condition="Haushaltsgenehmigung",
    )
    assert nodes(walk) == {"cover"}
    source = FundingSource.objects.get(measure=walk.measure)
    walk.do("cover", "confirm_source", hall.treasury, source=source, answer="confirm")

    assert walk.fresh.status == "funded"


def test_bodies_are_informed_at_any_time(hall: City) -> None:
    walk = Walk(hall).implementing()
    assert refused(walk.take, "inform", hall.office, organizations=[hall.notified]) == ["R-22"]
    walk.take("inform", hall.office, title="Zwischenstand", organizations=[hall.notified])
    assert nodes(walk) == {"implement", "record"}
    walk.do("record", "publish", hall.notified, outcome="noted", manner="none")

    assert walk.fresh.status == "implementing"
    assert nodes(walk) == {"implement"}


def test_a_body_is_informed_before_the_first_release(hall: City) -> None:
    walk = Walk(hall).ready()
    walk.take("inform", hall.office, title="Vorhaben", organizations=[hall.notified])
    assert nodes(walk) == {"release", "record"}
    walk.take("send_back", hall.office, reason="Noch ein Punkt")

    assert nodes(walk) == {"propose", "record"}


def test_a_referral_hears_another_body_first(hall: City) -> None:
    walk = Walk(hall).ready().released()
    walk.result(hall.committee, "recommended").result(hall.main_committee, "recommended")
    walk.result(
        hall.council, "referred", manner="none", scope="procedural", refer_to=hall.second_committee
    )
    assert open_task(walk.measure, "record").owner_permission_obj_id == hall.second_committee.pk
    walk.result(hall.second_committee, "recommended").result(hall.council, "approved")

    assert walk.fresh.status == "funded"
