"""What somebody tried to slip past the engine, and how it answers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils.timezone import localdate

from core import access
from core.access import join
from core.chain import people_of
from core.models import Document, JournalEntry, Measure
from tests.factories import City, Walk, city, costs, open_task, snapshot
from workflow import engine, substitutes
from workflow.answers import plain
from workflow.refusals import Forbidden, Stale, StepRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> City:
    return city()


def source(amount: int, **values: Any) -> dict[str, Any]:
    parts = [{"year": localdate().year, "amount": Decimal(amount)}]
    return {"kind": "budget", "name": "Teilhaushalt", "amounts": parts} | values


def refusal(call: Any, *args: Any, **data: Any) -> str:
    with pytest.raises(StepRefused) as refused:
        call(*args, **data)
    return str(refused.value)


def test_a_head_passes_on_the_rights_of_her_own_units_alone(hall: City) -> None:
    head, clerk = hall.of(hall.lead), hall.of(hall.lead, 1)
    join(person=clerk, organization=hall.treasury, role="treasurer")
    days = {"valid_from": localdate(), "valid_to": localdate()}
    row = substitutes.enter(by=head, absent=clerk, substitute=head, **days)

    assert list(row.organizations.all()) == [hall.lead]
    assert ("fund", hall.treasury.pk) not in access.pairs(hall.of(hall.lead))
    units = [hall.lead, hall.treasury]
    with pytest.raises(Forbidden):
        substitutes.enter(by=head, absent=clerk, substitute=head, organizations=units, **days)
    own = substitutes.enter(by=clerk, absent=clerk, substitute=hall.of(hall.culture), **days)
    assert list(own.organizations.all()) == []


def unreserved(hall: City) -> Walk:
    """A decided measure whose budget source the treasury has still to confirm."""
    walk = Walk(hall, cost_lines=costs(50000))
    walk.take("edit_sources", hall.lead, sources=[source(50000)])
    walk.submitted().do("check", "request_cosignatures", hall.office, organizations=[hall.treasury])
    walk.do("cosign", "cosign", hall.treasury, answer="not_affected")
    return walk.released().adopted()


def test_the_treasury_confirms_only_the_amount_it_saw(hall: City) -> None:
    walk = unreserved(hall)
    seen, task = walk.fresh.version, open_task(walk.measure, "fund")
    row = source(777777, pk=walk.fresh.sources.get().pk)
    walk.take("edit_sources", hall.lead, sources=[row])
    before = snapshot(walk.measure)

    with pytest.raises(Stale):
        engine.perform(
            actor=hall.of(hall.treasury),
            task=task.pk,
            action="confirm_source",
            seen=seen,
            data={"answer": "confirm"},
        )

    assert snapshot(walk.measure) == before


def test_a_second_look_confirms_only_what_was_asked(hall: City) -> None:
    walk = Walk(hall).ready()
    urgent = {"reason": "Eile", "decided_by": "OB", "legal_basis": "§ 89 NKomVG"}
    walk.take("urgent", hall.office, **urgent)
    walk.take("send_back", hall.office, 1, reason="Noch ein Punkt")
    walk.take("edit", hall.lead, title="Eine ganz andere Maßnahme")

    said = refusal(walk.do, "look_again", "look_again", hall.office, 1, answer="confirm")

    assert said == "Seit der Bitte hat sich die Maßnahme geändert."
    walk.do("look_again", "look_again", hall.office, 1, answer="decline")
    assert walk.fresh.status == "rework"


def test_an_exception_stays_with_the_person_who_gave_the_reason(hall: City) -> None:
    walk = Walk(hall).ready()
    walk.routed((hall.committee, "decision", 1), exception_reason="Eilt sehr")
    walk.take("edit_route", hall.office, 1, motion="Neu gefasst.", exception_reason="Eilt sehr")

    assert walk.fresh.exception_by == hall.of(hall.office)


@pytest.mark.parametrize(("kind", "starts"), [("own_share", 0), ("grant", 400)])
def test_an_early_start_needs_a_grant_and_its_day(hall: City, kind: str, starts: int) -> None:
    walk = Walk(hall, cost_lines=costs(50000))
    walk.take("edit_sources", hall.lead, sources=[source(50000, kind=kind)])
    walk.ready(hall.treasury).released().adopted().with_milestone()
    row = walk.fresh.sources.get()
    note = {"source": row, "what": "early_start", "evidence": "Mein Wort"}
    note["starts_on"] = localdate() + dt.timedelta(days=starts)
    if kind == "own_share":
        assert "lässt sich dafür nicht eintragen" in refusal(
            walk.take, "note_grant", hall.lead, **note
        )
        return
    walk.take("note_grant", hall.lead, **note)

    assert "vorzeitige" in refusal(walk.take, "start_early", hall.lead)


def applied_for(hall: City) -> Walk:
    """A decided measure whose only money is a grant that is applied for."""
    walk = Walk(hall, cost_lines=costs(50000))
    walk.take("edit_sources", hall.lead, sources=[source(50000, kind="grant")])
    noted(walk.ready(hall.treasury).released().adopted().with_milestone(), "applied")
    return walk


def noted(walk: Walk, what: str) -> None:
    about = {"source": walk.fresh.sources.get(), "evidence": f"Schreiben zu {what}"}
    walk.take("note_grant", walk.city.lead, what=what, **about)


def test_no_early_start_is_entered_on_a_refused_grant(hall: City) -> None:
    walk = applied_for(hall)
    noted(walk, "refused")

    assert "ist abgelehnt; das lässt sich" in refusal(noted, walk, "early_start")
    assert walk.fresh.early_start_notice == ""


def test_an_early_start_falls_with_its_grant(hall: City) -> None:
    walk = applied_for(hall)
    noted(walk, "early_start")
    noted(walk, "refused")

    assert "noch in Aussicht" in refusal(walk.take, "start_early", hall.lead)


def test_work_begun_early_rests_when_its_grant_is_refused(hall: City) -> None:
    walk = applied_for(hall)
    noted(walk, "early_start")
    walk.take("start_early", hall.lead)
    walk.take("pause", hall.lead, reason="Der Bescheid lässt auf sich warten.")
    noted(walk, "refused")
    resume = {"reason": "Es soll weitergehen."}

    assert "noch in Aussicht" in refusal(walk.do, "resume", "resume", hall.lead, **resume)
    noted(walk, "applied")
    walk.do("resume", "resume", hall.lead, **resume)
    assert walk.fresh.status == "implementing"


def test_income_does_not_lower_a_threshold(hall: City) -> None:
    lines = [*costs(900000), *costs(899999, kind="revenue")]
    walk = Walk(hall, cost_lines=lines).ready(hall.treasury)
    named = {"decided_by": "Dezernat", "legal_basis": "§ 85 NKomVG"}

    assert "Keine Regel verlangt" in refusal(
        walk.do, "release", "approve_in_budget", hall.office, 1, **named
    )


def test_milestones_of_a_running_measure_do_not_vanish(hall: City) -> None:
    walk = Walk(hall).implementing()

    assert "entfällt nur" in refusal(walk.take, "edit_milestones", hall.lead, milestones=[])


def test_a_released_measure_stays_as_visible_as_it_is(hall: City) -> None:
    walk = Walk(hall).implementing()
    walk.take("reopen_for_decision", hall.office, reason="Kosten", deviation="Mehr")

    assert "Sichtbarkeit" in refusal(walk.take, "edit", hall.lead, public=False)


def test_another_file_of_the_same_name_is_another_answer(hall: City) -> None:
    walk = Walk(hall)
    files = [ContentFile(text, name="v.txt") for text in (b"alt", b"neu")]
    seen = walk.fresh.version
    values = {"actor": hall.of(hall.lead), "measure": walk.measure.pk, "step": "attach"}
    engine.intervene(**values, seen=seen, data={"title": "V", "file": files[0]})

    with pytest.raises(Stale):
        engine.intervene(**values, seen=seen, data={"title": "V", "file": files[1]})

    assert Document.objects.count() == 1
    assert plain(files[0]) != plain(files[1])


def test_a_declined_draft_is_hidden_again(hall: City) -> None:
    actor = hall.of(hall.office)
    walk = Walk(hall)
    Measure.objects.filter(pk=walk.measure.pk).update(created_by=actor)
    values = {"reason": "Läuft", "to": "funding", "decision_reference": "1/2020", "evidence": "P"}
    walk.take("take_over", hall.office, **values)
    other = hall.of(hall.office, 1)
    assert Measure.objects.visible_to(other).filter(pk=walk.measure.pk).exists()
    walk.do("look_again", "look_again", hall.office, 1, answer="decline")

    assert not Measure.objects.visible_to(hall.of(hall.office, 1)).exists()


def test_the_people_of_an_entry_are_those_it_was_sealed_with(hall: City) -> None:
    walk = Walk(hall)
    entry = JournalEntry.objects.get(measure=walk.measure)
    entry.acted, entry.stood_in = hall.of(hall.lead).pseudonym, None

    assert people_of(entry) == entry.pseudonym
    entry.acted = hall.of(hall.culture).pseudonym
    assert people_of(entry) != entry.pseudonym
