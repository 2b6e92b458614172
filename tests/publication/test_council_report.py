"""What the report to the council tells of which measures, and what it calls a change."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import FieldOfAction
from publication.council_report import Period, material
from publication.council_report.rows import AssignedOrder, Decision, OrderState, Standing
from tests.factories import City, city

from .council import (
    AFTER,
    AT_WORK,
    BEFORE,
    DECIDED,
    SINCE,
    UNTIL,
    WITHIN,
    at,
    costs,
    entry,
    measure,
    milestone,
    money,
    move,
    order,
    paper,
    report,
    sentences,
    told,
    vote,
)

pytestmark = pytest.mark.django_db
CONSULTED = {name: AT_WORK[name] for name in ("draft", "checking", "consulting")}
APPROVED = {**CONSULTED, "funding": DECIDED}


@pytest.fixture
def hall() -> City:
    return city()


def references(hall: City, **values: Any) -> list[str]:
    return [each.reference for each in told(hall, **values).entries]


# ---- one measure ---------------------------------------------------------------------------------


def test_a_measure_is_told_with_decision_report_and_orders(hall: City) -> None:
    row = measure(hall, title="Portal", planned_to=dt.date(2027, 5, 31))
    decided = vote(hall, row)
    report(hall, row, WITHIN, "yellow", text="Es hakt.", next_step="Reden")
    order(hall, row, dt.date(2026, 12, 31))

    told_of = entry(hall)

    assert (told_of.key, told_of.reference, told_of.title) == (row.pk, row.reference, "Portal")
    assert told_of.lead == "23 Fachbereich Wirtschaft"
    assert (told_of.status, told_of.status_label) == ("implementing", "In Umsetzung")
    assert told_of.decision == Decision(
        body="Ratsversammlung",
        day=DECIDED,
        paper=decided.paper.reference,
        result="beschlossen, einstimmig",
    )
    assert told_of.standing == Standing(
        day=WITHIN, light="yellow", text="Es hakt.", progress=30, next_step="Reden"
    )
    assert told_of.light_label == "Gelb"
    assert told_of.orders == (
        AssignedOrder(
            organization="41 Fachbereich Kultur",
            text="Konzept vorlegen",
            due_on=dt.date(2026, 12, 31),
            state=OrderState.OPEN,
        ),
    )
    assert (told_of.must_report, told_of.has_reported) == (True, True)


def test_a_measure_is_told_with_money_and_milestones(hall: City) -> None:
    row = measure(hall, planned_to=dt.date(2027, 5, 31))
    costs(row, "70000.50")
    costs(row, "30000", kind="payment")
    costs(row, "20000", kind="revenue")
    money(row, "60000")
    money(row, "9999", state="planned")
    milestone(row, "Auftakt", BEFORE)
    milestone(row, "Ende")
    milestone(row, "Gestrichen", waived="entfällt")
    report(hall, row, WITHIN, "yellow", actual_cost="12.30")

    told_of = entry(hall)

    assert told_of.planned == Decimal("100000.50")
    assert (told_of.secured, told_of.actual) == (Decimal(60000), Decimal("12.30"))
    assert (told_of.ends_on, told_of.reached, told_of.milestones) == (dt.date(2027, 5, 31), 1, 2)


def test_a_measure_of_which_nothing_else_is_known(hall: City) -> None:
    measure(hall, APPROVED, decided_by="Oberbürgermeister")

    told_of = entry(hall)

    assert (told_of.standing, told_of.light, told_of.light_label) == (None, "", "kein Sachstand")
    assert (told_of.planned, told_of.actual, told_of.secured) == (0, None, 0)
    assert (told_of.orders, told_of.reached, told_of.milestones) == ((), 0, 0)
    assert (told_of.must_report, told_of.has_reported) == (False, False)
    assert told_of.changes == ()


# ---- which measures ------------------------------------------------------------------------------


def test_what_nobody_has_decided_is_left_out(hall: City) -> None:
    begun = {"draft": dt.date(2025, 6, 2)}
    measure(hall, begun)
    measure(hall, {**begun, "checking": BEFORE})
    measure(hall, CONSULTED)
    measure(hall, {**CONSULTED, "rejected": BEFORE})
    measure(hall, {**CONSULTED, "withdrawn": BEFORE})
    decided = measure(hall, APPROVED)
    ended = measure(hall, {**AT_WORK, "closing": BEFORE, "completed": WITHIN})

    assert references(hall) == [decided.reference, ended.reference]


def test_what_was_decided_later_is_left_out(hall: City) -> None:
    measure(hall, {**CONSULTED, "funding": AFTER})

    assert references(hall) == []
    assert len(references(hall, until=AFTER)) == 1


def test_what_came_here_later_is_left_out(hall: City) -> None:
    """A case taken over in autumn was decided before, but nobody could report on it in spring."""
    measure(hall, {"draft": AFTER, "implementing": AFTER}, decided_on=BEFORE)

    assert references(hall) == []


def test_a_measure_decided_anew_later_was_in_force_before(hall: City) -> None:
    measure(hall, {**AT_WORK, "rework": AFTER, "funding'": AFTER}, decided_on=AFTER)

    assert entry(hall).status == "implementing"


def test_a_decision_taken_back_carries_nothing(hall: City) -> None:
    vote(hall, measure(hall, {**APPROVED, "consulting'": BEFORE}, decided_on=None))
    kept = measure(hall, {**AT_WORK, "consulting'": BEFORE}, decided_on=None)
    vote(hall, kept)

    assert references(hall) == [kept.reference]
    assert entry(hall).decision is None


def test_another_plan_is_another_report(hall: City) -> None:
    other = type(hall.plan).objects.create(
        title="Kultur", office=hall.office, treasury=hall.treasury
    )
    measure(hall, plan=other, field=None)

    assert references(hall) == []


def test_measures_stand_by_field_of_action(hall: City) -> None:
    later = FieldOfAction.objects.create(plan=hall.plan, number=2, title="Jugend")
    second, first = measure(hall, field=later), measure(hall)
    third = measure(hall, field=None)

    parts = [(part.title, part.number, [e.key for e in part.entries]) for part in told(hall).fields]

    assert parts == [
        ("Handlungsfeld 1 – Partnerschaften", 1, [first.pk]),
        ("Handlungsfeld 2 – Jugend", 2, [second.pk]),
        ("Ohne Handlungsfeld", None, [third.pk]),
    ]


def test_an_empty_report_names_the_fields_all_the_same(hall: City) -> None:
    empty = told(hall)

    assert [(part.title, part.entries) for part in empty.fields] == [
        ("Handlungsfeld 1 – Partnerschaften", ())
    ]
    figures = empty.figures
    assert (figures.measures, figures.planned, figures.must_report) == (0, 0, 0)
    assert [count.number for count in figures.lights] == [0, 0, 0, 0]
    assert figures.statuses == ()


# ---- as it stood ---------------------------------------------------------------------------------


def test_everything_is_as_it_stood_on_the_last_day(hall: City) -> None:
    row = measure(hall, {**AT_WORK, "closing": AFTER, "completed": AFTER}, actual_cost="99999")
    vote(hall, row)
    vote(hall, row, AFTER, outcome="approved_with_changes")
    report(hall, row, WITHIN, "green", actual_cost="100")
    report(hall, row, AFTER, "red", actual_cost="200")
    milestone(row, "Später", AFTER)
    order(hall, row, WITHIN, done_on=AFTER)
    order(hall, row, WITHIN, given_at=at(AFTER))

    then, now = entry(hall), entry(hall, until=AFTER)

    assert (then.status, now.status) == ("implementing", "completed")
    assert then.decision is not None
    assert (then.decision.day, now.decision and now.decision.day) == (DECIDED, AFTER)
    assert (then.light, now.light) == ("green", "red")
    assert (then.actual, now.actual) == (100, 99999)
    assert (then.reached, now.reached) == (0, 1)
    assert [each.state for each in then.orders] == ["overdue"]
    assert [each.state for each in now.orders] == ["done", "overdue"]


def test_only_approved_reports_and_published_votes_count(hall: City) -> None:
    row = measure(hall, APPROVED)
    vote(hall, row, published_at=None)
    report(hall, row, WITHIN, "red", state="submitted")
    report(hall, row, WITHIN, "red", state="returned")

    told_of = entry(hall)

    assert told_of.light == ""
    assert told_of.decision == Decision(day=DECIDED)


def test_a_report_written_on_the_last_day_counts(hall: City) -> None:
    row = measure(hall)
    report(hall, row, UNTIL, "green", written_at=at(UNTIL, 23))
    report(hall, row, UNTIL, "red", written_at=at(UNTIL + dt.timedelta(1), 0))

    assert entry(hall).light == "green"


@pytest.mark.parametrize(
    ("due", "values", "state"),
    [
        (UNTIL, {}, "open"),
        (UNTIL - dt.timedelta(1), {}, "overdue"),
        (BEFORE, {"done_on": UNTIL}, "done"),
        (BEFORE, {"dropped": "hat sich erledigt"}, "dropped"),
    ],
)
def test_the_state_of_an_order(
    hall: City, due: dt.date, values: dict[str, Any], state: str
) -> None:
    order(hall, measure(hall), due, **values)

    told_of = entry(hall)

    assert [each.state for each in told_of.orders] == [state]
    assert told_of.overdue_orders == (state == "overdue")
    assert told_of.open_orders == (state in {"open", "overdue"})


# ---- decisions -----------------------------------------------------------------------------------


def test_decisions_without_a_vote(hall: City) -> None:
    measure(hall, APPROVED, decided_by="Oberbürgermeisterin", decision_reference="Eilentscheidung")

    decision = entry(hall).decision

    assert decision is not None
    assert decision.words == "Oberbürgermeisterin, 11.09.2025, Eilentscheidung"


def test_the_administration_decides_on_the_day_of_its_release(hall: City) -> None:
    measure(hall, APPROVED, decided_on=None, decided_by="Fachbereichsleitung")

    assert entry(hall).decision == Decision(body="Fachbereichsleitung", day=DECIDED)


def test_a_measure_in_force_without_a_known_way_has_no_day(hall: City) -> None:
    measure(hall, {"implementing": BEFORE}, decided_by="Stadtdirektor")

    assert entry(hall).decision == Decision(body="Stadtdirektor")


def test_the_later_decision_carries(hall: City) -> None:
    row = measure(hall, decided_on=WITHIN, decided_by="Oberbürgermeisterin")
    vote(hall, row)
    assert entry(hall).decision == Decision(body="Oberbürgermeisterin", day=WITHIN)

    vote(hall, row, WITHIN)
    decision = entry(hall).decision
    assert decision is not None
    assert (decision.body, decision.day) == ("Ratsversammlung", WITHIN)


def test_before_a_decision_of_another_day_the_vote_carried(hall: City) -> None:
    row = measure(hall, decided_on=AFTER, decided_by="Oberbürgermeisterin")
    assert entry(hall).decision is None

    vote(hall, row)
    decision = entry(hall).decision
    assert decision is not None
    assert decision.day == DECIDED


@pytest.mark.parametrize(
    ("values", "result"),
    [
        ({}, "beschlossen, einstimmig"),
        ({"object": ""}, "beschlossen, einstimmig"),
        ({"object": "in_principle"}, "beschlossen, einstimmig (im Grundsatz)"),
        ({"object": "termination", "manner": "none"}, "beschlossen (Einstellung)"),
    ],
)
def test_what_a_vote_decided(hall: City, values: dict[str, Any], result: str) -> None:
    vote(hall, measure(hall), **values)

    decision = entry(hall).decision

    assert decision is not None
    assert decision.result == result


# ---- changes -------------------------------------------------------------------------------------


def test_nothing_has_changed(hall: City) -> None:
    row = measure(hall)
    vote(hall, row)
    report(hall, row, BEFORE, "green", actual_cost="10")
    report(hall, row, WITHIN, "green", actual_cost="10")
    milestone(row, "Auftakt", BEFORE)
    move(row, "implementing", "paused", AFTER)

    assert entry(hall).changes == ()


def test_the_light_is_compared_with_the_last_report(hall: City) -> None:
    row = measure(hall)
    report(hall, row, BEFORE, "green")
    report(hall, row, SINCE, "red")
    report(hall, row, WITHIN, "yellow")

    assert sentences(hall) == ["Ampel: bisher Grün, jetzt Gelb (02.03.2026)"]


def test_a_first_light_is_a_change(hall: City) -> None:
    report(hall, measure(hall), WITHIN, "green")

    assert sentences(hall) == ["Ampel: bisher kein Sachstand, jetzt Grün (02.03.2026)"]


def test_moves_to_and_from_work_are_changes_and_preparations_are_not(hall: City) -> None:
    later = {"rework": WITHIN, "checking'": WITHIN, "consulting'": WITHIN, "implementing'": UNTIL}
    measure(hall, {**AT_WORK, **later})

    assert sentences(hall) == [
        "Zustand: bisher In Umsetzung, jetzt In Überarbeitung (02.03.2026)",
        "Zustand: bisher In Beratung, jetzt In Umsetzung (30.06.2026)",
    ]


def test_new_votes_are_changes_even_those_against(hall: City) -> None:
    row = measure(hall)
    vote(hall, row)
    known = vote(hall, row, BEFORE, outcome="rejected", published_at=at(WITHIN))

    paper = f"Drucksache {known.paper.reference}"
    result = "abgelehnt, einstimmig"
    assert sentences(hall) == [f"Beschluss: Ratsversammlung, 03.11.2025, {paper}: {result}"]


def test_what_was_decided_without_a_vote_is_a_change(hall: City) -> None:
    moves = {**CONSULTED, "funding": WITHIN}
    measure(hall, moves, decided_by="Oberbürgermeisterin", decision_reference="0815/2026")

    assert sentences(hall) == [
        "Beschluss: Oberbürgermeisterin, 02.03.2026, Drucksache 0815/2026",
        "Zustand: bisher In Beratung, jetzt Finanzierung offen (02.03.2026)",
    ]


def test_milestones_reached_are_changes(hall: City) -> None:
    row = measure(hall)
    milestone(row, "Vorher", SINCE - dt.timedelta(1))
    milestone(row, "Eröffnet", SINCE)
    milestone(row, "Gestrichen", WITHIN, waived="entfällt")

    assert sentences(hall) == ["Meilenstein erreicht: Eröffnet (01.01.2026)"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, "500", ["Ist-Kosten: 500,00 €"]),
        ("400", "500.50", ["Ist-Kosten: bisher 400,00 €, jetzt 500,50 € (+100,50 €)"]),
        ("600", "500", ["Ist-Kosten: bisher 600,00 €, jetzt 500,00 € (-100,00 €)"]),
        ("600", "600", []),
        ("600", None, []),
        (None, None, []),
    ],
)
def test_costs_are_compared_with_the_last_report(
    hall: City, before: str | None, after: str | None, said: list[str]
) -> None:
    row = measure(hall)
    report(hall, row, BEFORE, "green", actual_cost=before)
    report(hall, row, WITHIN, "green", actual_cost=after)

    assert [each.replace("\N{NO-BREAK SPACE}", " ") for each in sentences(hall)] == said


def test_the_costs_of_the_end_are_those_settled(hall: City) -> None:
    row = measure(hall, {**AT_WORK, "closing": BEFORE, "completed": WITHIN}, actual_cost="700")
    report(hall, row, BEFORE, "green", actual_cost="600")

    assert entry(hall).actual == 700
    assert "jetzt 700,00" in sentences(hall)[-1]
    assert "jetzt 700,00" not in str(sentences(hall, since=UNTIL))


# ---- numbers -------------------------------------------------------------------------------------


def test_the_numbers_are_counted_from_the_measures(hall: City) -> None:
    one, two = measure(hall), measure(hall)
    measure(hall, APPROVED, field=None)
    measure(hall, {**AT_WORK, "closing": BEFORE, "completed": BEFORE}, actual_cost="5")
    report(hall, one, WITHIN, "red", actual_cost="10")
    report(hall, two, BEFORE, "red", actual_cost="20")
    costs(one, "1000")
    costs(two, "200")
    money(two, "150")
    order(hall, one, BEFORE)
    order(hall, two, AFTER)

    whole = told(hall)
    figures = whole.figures

    assert figures.measures == 4
    assert [(each.label, each.number) for each in figures.lights] == [
        ("Grün", 0),
        ("Gelb", 0),
        ("Rot", 2),
        ("kein Sachstand", 2),
    ]
    assert [(each.label, each.number) for each in figures.statuses] == [
        ("Finanzierung offen", 1),
        ("In Umsetzung", 2),
        ("Abgeschlossen", 1),
    ]
    assert (figures.planned, figures.actual, figures.secured) == (1200, 35, 150)
    assert (figures.must_report, figures.reported, figures.unreported) == (2, 1, 1)
    assert (figures.open_orders, figures.overdue_orders) == (2, 1)
    assert {each.label: each.number for each in figures.changes if each.number} == {
        "Ampel": 1,
        "Ist-Kosten": 1,
    }
    assert figures.changed == 1
    first, without = whole.fields
    assert (first.planned, first.actual, first.secured) == (1200, 35, 150)
    assert (without.planned, without.actual, without.secured) == (0, 0, 0)


# ---- the period ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "since", "until"),
    [
        (dt.date(2026, 7, 1), SINCE, UNTIL),
        (dt.date(2026, 12, 31), SINCE, UNTIL),
        (dt.date(2027, 1, 1), dt.date(2026, 7, 1), dt.date(2026, 12, 31)),
        (dt.date(2027, 6, 30), dt.date(2026, 7, 1), dt.date(2026, 12, 31)),
    ],
)
def test_the_last_half_year(today: dt.date, since: dt.date, until: dt.date) -> None:
    assert Period.last_half_year(on=today) == Period(since, until)


# ---- the database --------------------------------------------------------------------------------


def filled(hall: City, number: int) -> None:
    for _each in range(number):
        row = measure(hall)
        vote(hall, row)
        report(hall, row, WITHIN, "green")
        order(hall, row, WITHIN)
        milestone(row, "Auftakt", WITHIN)
        costs(row, "100")
        money(row, "100")


def statements(hall: City, **values: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as sent:
        told(hall, **values)
    return len(sent)


@pytest.mark.parametrize("public", [True, False])
def test_more_measures_take_no_more_statements(hall: City, public: bool) -> None:
    filled(hall, 1)
    one = statements(hall, public=public)
    filled(hall, 2)

    assert statements(hall, public=public) == one
    assert len(told(hall).entries) == 3


def test_each_chunk_takes_the_same_statements(hall: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(material, "CHUNK", 2)
    filled(hall, 2)
    one = statements(hall)
    filled(hall, 2)
    two = statements(hall)
    filled(hall, 2)

    assert statements(hall) - two == two - one == 8
    assert len(told(hall).entries) == 6


def test_long_texts_stay_in_the_database(hall: City) -> None:
    measure(hall, description="Sehr lang." * 1000)

    with CaptureQueriesContext(connection) as sent:
        told(hall)

    assert [each["sql"] for each in sent if '"description"' in each["sql"]] == []


# ---- versions ------------------------------------------------------------------------------------


def test_the_public_report_knows_released_public_measures_alone(hall: City) -> None:
    known = measure(hall)
    hidden = measure(hall, public=False)
    unreleased = measure(hall, first_released_at=None)

    assert references(hall) == [known.reference]
    whole = [known.reference, hidden.reference, unreleased.reference]
    assert references(hall, public=False) == whole


def test_a_paper_that_is_not_public_is_not_told_of(hall: City) -> None:
    row = measure(hall)
    secret = vote(hall, row, WITHIN, paper=paper(row, public=False))
    order(hall, row, UNTIL, station=secret)

    told_of, whole = entry(hall), entry(hall, public=False)

    assert told_of.decision == Decision(hidden=True)
    assert told_of.decision.words == "nicht öffentlich"
    assert (told_of.orders, told_of.changes) == ((), ())
    assert whole.decision is not None
    assert whole.decision.paper == secret.paper.reference
    assert (len(whole.orders), len(whole.changes)) == (1, 1)


def test_only_the_full_report_names_the_person_of_an_order(hall: City) -> None:
    order(hall, measure(hall), UNTIL, responsible="Sara Stein")

    holders = [entry(hall, public=public).orders[0].holder for public in (True, False)]

    assert holders == ["41 Fachbereich Kultur", "41 Fachbereich Kultur, Sara Stein"]


@pytest.mark.parametrize("typed", ["0007/2024", "Beschluss zu 7/2024 N1", "s. 0007/2024, TOP 3"])
def test_a_typed_reference_to_such_a_paper_is_not_told(hall: City, typed: str) -> None:
    paper(None, reference="0007/2024", public=False)
    measure(hall, decision_reference=typed)

    assert entry(hall).decision == Decision(hidden=True)
    whole = entry(hall, public=False).decision
    assert whole is not None
    assert whole.paper == typed


def test_a_typed_reference_to_a_public_paper_is_told(hall: City) -> None:
    paper(None, reference="0007/2024")
    measure(hall, decision_reference="0007/2024")

    decision = entry(hall).decision

    assert decision is not None
    assert decision.paper == "0007/2024"


def test_the_full_report_of_a_person_starts_at_what_they_may_see(hall: City) -> None:
    known, hidden = measure(hall), measure(hall, public=False)
    office, secretary = hall.of(hall.office), hall.of(hall.council)

    whole = told(hall, public=False, reader=office)
    assert [each.reference for each in whole.entries] == [known.reference, hidden.reference]
    assert not whole.partial
    assert whole.scope == "Enthalten sind alle Maßnahmen des Handlungskonzepts."

    part = told(hall, public=False, reader=secretary)
    assert [each.reference for each in part.entries] == [known.reference]
    assert part.partial
    assert "lesen dürfen" in part.scope


def test_a_body_reads_of_the_papers_put_before_it(hall: City) -> None:
    row = measure(hall)
    vote(hall, row, paper=paper(row, public=False), opened_at=at(BEFORE))

    council = told(hall, public=False, reader=hall.of(hall.council))
    district = told(hall, public=False, reader=hall.of(hall.district))

    assert council.entries[0].decision != Decision(hidden=True)
    assert not council.partial
    assert district.entries[0].decision == Decision(hidden=True)
    assert district.partial


def test_the_public_report_is_the_same_for_everybody(hall: City) -> None:
    vote(hall, measure(hall))
    measure(hall, public=False)

    assert told(hall, reader=hall.of(hall.office)) == told(hall)
    assert told(hall).scope.startswith("Enthalten sind die öffentlichen")
