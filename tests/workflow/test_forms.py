"""What people and programs type becomes the engine's data, or a fault at its field."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.timezone import localdate, now

from core.lifecycle import steps
from core.models import Consultation, CoSignature, FundingSource
from tests.factories import City, Walk, city, costs, require_signature
from workflow.forms import ACTION_FORMS, answers, form_for, propose
from workflow.refusals import Reason

pytestmark = pytest.mark.django_db
NUL, HALF = "\x00", "\ud800"


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def draft(hall: City) -> Walk:
    return Walk(hall)


def ask(walk: Walk, step: str, item: Any = None, /, **payload: Any) -> tuple[dict[str, Any], Any]:
    return answers(step, walk.fresh, item, walk.city.of(walk.city.lead), payload)


def posted(walk: Walk, step: str, query: str) -> tuple[dict[str, Any], Any]:
    return answers(step, walk.fresh, None, walk.city.of(walk.city.lead), QueryDict(query))


def with_source(walk: Walk, kind: str = "grant", **values: Any) -> FundingSource:
    row = {"kind": kind, "name": "Europa", "amounts": [{"year": 2027, "amount": Decimal(500)}]}
    walk.take("edit_sources", walk.city.lead, sources=[row | values])
    return walk.fresh.funding[0]


def test_every_step_a_person_takes_has_a_form() -> None:
    assert set(ACTION_FORMS) == {name for name, step in steps().items() if not step.follows}


def test_every_form_shows_itself_empty_and_posted(draft: Walk) -> None:
    actor = draft.city.of(draft.city.lead)
    for name in ACTION_FORMS:
        bound = form_for(name, draft.fresh, None, actor, QueryDict("stand=1"))
        bound.is_valid()

        assert "lz-form" in str(form_for(name, draft.fresh, None, actor)), name
        assert "lz-form" in str(bound), name


@pytest.mark.parametrize("junk", [NUL, HALF, "9" * 5000, "ẞ🏛️\u202e", "-1", "1e999", [], {}, None])
def test_every_form_bears_any_answer(draft: Walk, junk: Any) -> None:
    measure, actor = draft.fresh, draft.city.of(draft.city.lead)
    for name, form in ACTION_FORMS.items():
        payload = dict.fromkeys([*form.base_fields, *form.grids], junk)

        data, faults = answers(name, measure, None, actor, payload)

        assert not (data and faults), name


def proposal(hall: City, **values: Any) -> QueryDict:
    fields = {
        "title": "Portal",
        "lead": hall.lead.pk,
        "plan": hall.plan.pk,
        "goals": hall.goal.pk,
        "field": hall.field.pk,
        "urgency": "high",
        "planned_from": "1.3.27",
        "planned_to": "23.11.2027",
        "public": "on",
        "cost_lines-TOTAL_FORMS": 2,
        "cost_lines-INITIAL_FORMS": 0,
        "cost_lines-0-year": 2027,
        "cost_lines-0-kind": "expense",
        "cost_lines-0-amount": "1.234,50",
        "cost_lines-1-kind": "expense",
    }
    made = QueryDict(mutable=True)
    made.update({name: str(value) for name, value in (fields | values).items()})
    return made


def test_propose_reads_german_input(hall: City) -> None:
    data, faults = propose(hall.of(hall.lead), proposal(hall))

    assert faults == {}
    assert (data["lead"], data["plan"], data["goals"]) == (hall.lead, hall.plan, [hall.goal])
    assert (data["planned_from"], data["planned_to"]) == (
        dt.date(2027, 3, 1),
        dt.date(2027, 11, 23),
    )
    assert data["cost_lines"] == [
        {
            "year": 2027,
            "budget": "",
            "product": "",
            "kind": "expense",
            "account": "",
            "nature": "once",
            "amount": Decimal("1234.50"),
            "committed": False,
        }
    ]


@pytest.mark.parametrize(
    ("field", "typed", "fault"),
    [
        ("title", "", "Dieses Feld ist zwingend erforderlich."),
        ("planned_from", "31.2.2027", "Bitte geben Sie einen Tag ein, zum Beispiel 23.11.2026."),
        ("planned_to", "1.1.2027", "Das geplante Ende liegt vor dem geplanten Beginn."),
        (
            "cost_lines-0-amount",
            "viel",
            "Bitte geben Sie einen Betrag in Euro ein, zum Beispiel 1.234,50.",
        ),
        ("cost_lines-0-year", "", "Dieses Feld ist zwingend erforderlich."),
    ],
)
def test_propose_names_a_fault_at_its_field(hall: City, field: str, typed: str, fault: str) -> None:
    data, faults = propose(hall.of(hall.lead), proposal(hall, **{field: typed}))

    assert (data, faults) == ({}, {field: [fault]})


def test_propose_for_another_lead_is_the_office_s_right(hall: City) -> None:
    _data, faults = propose(hall.of(hall.culture), proposal(hall))
    data, none = propose(hall.of(hall.office), proposal(hall))

    assert list(faults) == ["lead"]
    assert (data["lead"], none) == (hall.lead, {})


def test_propose_keeps_goals_to_the_chosen_concept(hall: City) -> None:
    other = city_plan(hall)

    _data, faults = propose(hall.of(hall.lead), proposal(hall, plan=other.pk))

    assert list(faults) == ["plan"]


def city_plan(hall: City) -> Any:
    plans = type(hall.plan).objects
    return plans.create(title="Klimakonzept", office=hall.office, treasury=hall.treasury)


def test_rows_without_a_count_are_a_fault_of_the_grid(draft: Walk) -> None:
    _data, faults = posted(draft, "edit_milestones", "responsible=Anna")

    assert list(faults) == ["milestones"]


def test_too_many_rows_are_a_fault_of_the_grid(draft: Walk) -> None:
    rows = [{"title": f"Schritt {number}", "planned_on": "1.1.2027"} for number in range(105)]

    _data, faults = ask(draft, "edit_milestones", milestones=rows)

    assert list(faults) == ["milestones"]


# ---- what programs send -----------------------------------------------------------------------


def test_json_that_leaves_out_a_name_keeps_what_is_there(hall: City) -> None:
    walk = Walk(hall, cost_lines=costs("1234.50", 2027), planned_from=dt.date(2027, 3, 1))

    data, faults = ask(walk, "edit", title="Neuer Titel")

    assert faults == {}
    assert (data["title"], data["description"]) == ("Neuer Titel", walk.fresh.description)
    assert (data["goals"], data["planned_from"]) == ([hall.goal], dt.date(2027, 3, 1))
    assert [(line["year"], line["amount"]) for line in data["cost_lines"]] == [
        (2027, Decimal("1234.50"))
    ]


def test_json_numbers_flags_and_records_are_understood(hall: City, draft: Walk) -> None:
    row = {"year": 2027, "kind": "expense", "amount": 1234.5, "committed": True}

    data, faults = ask(
        draft, "edit", cost_lines=[row], no_costs=False, participants=[hall.culture, hall.school.pk]
    )

    assert faults == {}
    assert (data["cost_lines"][0]["amount"], data["cost_lines"][0]["committed"]) == (
        Decimal("1234.5"),
        True,
    )
    assert (data["no_costs"], set(data["participants"])) == (False, {hall.culture, hall.school})


def test_json_with_a_name_no_field_has_is_told_so(draft: Walk) -> None:
    strange = "Dieses Feld gibt es hier nicht."

    data, faults = ask(
        draft, "edit", titel="Portal", cost_lines=["zwölf", {"year": 2027, "betrag": 3}]
    )

    assert data == {}
    assert (faults["titel"], faults["cost_lines-0-row"]) == ([strange], [strange])
    assert (faults["cost_lines-1-betrag"], faults["cost_lines-1-amount"]) == (
        [strange],
        ["Dieses Feld ist zwingend erforderlich."],
    )


def test_json_may_name_sections_by_their_heading(hall: City, draft: Walk) -> None:
    station = {"organization": hall.council.pk, "role": "decision", "order": 1}

    data, faults = ask(
        draft, "edit_route", motion="Antrag", sections={"Anlass": "Nachfrage"}, stations=[station]
    )

    assert faults == {}
    assert (data["sections"], data["annexes"]) == ({"Anlass": "Nachfrage"}, 0)
    assert data["stations"] == [
        {"organization": hall.council, "role": "decision", "order": 1, "meeting_on": None}
    ]


def test_json_names_the_sub_record_of_the_step_or_not(hall: City, draft: Walk) -> None:
    source = with_source(draft)

    data, faults = ask(draft, "confirm_source", source, source=source.pk, answer="refuse")
    free, none = ask(draft, "confirm_source", None, source=source.pk, answer="refuse")

    assert (faults, data["source"], data["answer"]) == ({}, source, "refuse")
    assert (none, free["source"]) == ({}, source)


# ---- the office and the signatures ------------------------------------------------------------


def test_required_organizations_are_ticked(hall: City) -> None:
    require_signature(hall.school)
    walk = Walk(hall, cost_lines=costs()).submitted()
    form = form_for("request_cosignatures", walk.fresh, None, hall.of(hall.office))

    data, faults = ask(walk, "request_cosignatures", due_on="23.11.2027")

    assert form.initial == {"organizations": sorted([hall.treasury.pk, hall.school.pk])}
    assert "40 Fachbereich Schule (vorgeschrieben)" in str(form)
    assert hall.lead.pk not in {key for key, _label in form["organizations"].field.choices}
    assert (faults, set(data["organizations"])) == ({}, {hall.school, hall.treasury})
    assert data["due_on"] == dt.date(2027, 11, 23)


def test_nobody_asked_is_for_the_law_to_refuse(draft: Walk) -> None:
    data, faults = ask(draft, "request_cosignatures", organizations=[])

    assert (data["organizations"], faults) == ([], {})


@pytest.mark.parametrize("answer", ["remarks", "object"])
def test_a_remark_and_an_objection_are_written_down(draft: Walk, answer: str) -> None:
    data, faults = ask(draft, "cosign", answer=answer)
    spoken, none = ask(draft, "cosign", answer=answer, note="Bitte das Budget prüfen.")

    assert (data, list(faults)) == ({}, ["note"])
    assert (spoken["note"], none) == ("Bitte das Budget prüfen.", {})


def test_only_the_treasury_objects_over_missing_cover(hall: City, draft: Walk) -> None:
    ours = CoSignature(organization=hall.culture)
    treasury = CoSignature(organization=hall.treasury)

    _data, faults = ask(draft, "cosign", ours, answer="approve", over_cover=True)
    data, none = ask(draft, "cosign", treasury, answer="object", note="Leer.", over_cover=True)

    assert list(faults) == ["over_cover"]
    assert (data["over_cover"], data["cosignature"], none) == (True, treasury, {})


# ---- the bodies -------------------------------------------------------------------------------


def test_the_route_shows_what_was_prepared(hall: City) -> None:
    walk = Walk(hall).ready().routed(annexes=2, sections={"Anlass": "Nachfrage"})
    form = form_for("edit_route", walk.fresh, None, hall.of(hall.office))

    assert form.initial["motion"] == "Der Rat beschließt die Maßnahme."
    assert form.known_rows("sections") == [{"heading": "Anlass", "text": "Nachfrage"}]
    assert [row["organization"] for row in form.known_rows("stations")] == [
        hall.committee.pk,
        hall.main_committee.pk,
        hall.council.pk,
    ]
    assert "reprint_reason" not in form.fields


def test_a_released_paper_asks_why_it_is_reprinted(hall: City) -> None:
    walk = Walk(hall).ready().released()
    walk.result(hall.committee, "returned_to_lead", verbatim="Bitte überarbeiten.")

    form = form_for("edit_route", walk.fresh, None, hall.of(hall.office))

    assert "reprint_reason" in form.fields


def test_a_result_of_an_advising_body_shows_what_fits(hall: City) -> None:
    walk = Walk(hall).ready().released()
    station = walk.fresh.open_stations[0]

    form = form_for("publish", walk.fresh, station, hall.of(hall.committee))

    shown = {key for key, _label in form["outcome"].field.widget.choices}
    assert "recommended" in shown
    assert "approved" not in shown
    assert "object" not in form.fields


def test_a_draft_result_is_shown_again(hall: City) -> None:
    walk = Walk(hall).ready().released()
    walk.do("record", "record", hall.committee, holder=hall.committee, outcome="noted", votes_for=3)

    data, faults = ask(walk, "publish", walk.fresh.open_stations[0], manner="none")

    assert faults == {}
    assert (data["outcome"], data["votes_for"], data["manner"]) == ("noted", 3, "none")


def test_a_referral_names_the_other_body(hall: City, draft: Walk) -> None:
    _data, faults = ask(draft, "publish", outcome="referred")
    data, none = ask(draft, "publish", outcome="referred", refer_to=hall.second_committee.pk)

    assert list(faults) == ["refer_to"]
    assert (data["refer_to"], none) == (hall.second_committee, {})


def test_an_implausible_result_is_told_what_contradicts_what(draft: Walk) -> None:
    form = form_for(
        "publish",
        draft.fresh,
        Consultation(role="decision"),
        draft.city.of(draft.city.council),
        QueryDict("outcome=approved&manner=unanimous&votes_against=2&scope=matter"),
    )
    form.is_valid()

    form.refuse([Reason("R-30", "Nicht stimmig.", "Sitzungsdienste"), Reason("R-99", "Sonst.")])

    assert form.errors["outcome"] == [
        "Noch nicht erfüllt – R-30: Nicht stimmig. Klärt: Sitzungsdienste.",
        "Einstimmig heißt: keine Gegenstimme.",
    ]
    assert form.non_field_errors() == ["Noch nicht erfüllt – R-99: Sonst."]


def test_the_reprint_starts_from_the_paper(hall: City, draft: Walk) -> None:
    released = Walk(hall).ready().released()
    office = hall.of(hall.office)

    assert form_for("replace", draft.fresh, None, office).initial == {}
    assert form_for("replace", released.fresh, None, office).initial["motion"] == (
        "Der Rat beschließt die Maßnahme."
    )


def test_taking_over_into_consultation_names_the_body(hall: City, draft: Walk) -> None:
    _data, faults = ask(draft, "take_over", to="consulting")
    data, none = ask(draft, "take_over", to="funding", decided_on="1.1.26")

    assert list(faults) == ["organization"]
    assert (data["to"], data["decided_on"], none) == ("funding", dt.date(2026, 1, 1), {})


# ---- money ------------------------------------------------------------------------------------


def test_sources_take_amounts_by_year(hall: City) -> None:
    walk = Walk(hall, cost_lines=costs(50000, 2027))
    row = {"kind": "budget", "name": "Teilhaushalt 15", "share": 50}
    amounts = [{"year": 2027, "amount": "1.234,50"}, {"year": 2031, "amount": 10}]

    data, faults = ask(walk, "edit_sources", sources=[row | {"amounts": amounts}])

    assert faults == {}
    assert data["sources"] == [
        {
            "pk": None,
            "kind": "budget",
            "name": "Teilhaushalt 15",
            "cover": "",
            "budget_item": None,
            "share": Decimal(50),
            "application_due": None,
            "drawing_due": None,
            "proof_due": None,
            "amounts": [
                {"year": 2027, "amount": Decimal("1234.50")},
                {"year": 2031, "amount": Decimal(10)},
            ],
        }
    ]


def test_sources_shown_and_sent_back_change_nothing(draft: Walk) -> None:
    source = with_source(draft)

    data, faults = ask(draft, "edit_sources")

    assert faults == {}
    assert (data["sources"][0]["pk"], data["sources"][0]["name"]) == (source.pk, "Europa")
    assert data["sources"][0]["amounts"] == [{"year": 2027, "amount": Decimal(500)}]


@pytest.mark.parametrize(
    ("step", "grid"), [("edit_sources", "sources"), ("edit_milestones", "milestones")]
)
@pytest.mark.parametrize("key", [4711, "x", "9" * 40])
def test_a_row_of_another_measure_is_refused(draft: Walk, step: str, grid: str, key: Any) -> None:
    row = {"pk": key, "kind": "budget", "name": "Fremd", "title": "Fremd", "planned_on": "1.1.27"}

    data, faults = ask(draft, step, **{grid: [row]})

    assert data == {}
    assert f"{grid}-0-pk" in faults


@pytest.mark.parametrize("part", ["zwölf", {"year": "bald", "amount": 3}])
def test_an_amount_without_a_year_is_no_field(draft: Walk, part: Any) -> None:
    row = {"kind": "budget", "name": "Haushalt", "amounts": [part]}

    data, faults = ask(draft, "edit_sources", sources=[row])

    assert data == {}
    assert list(faults.values()) == [["Dieses Feld gibt es hier nicht."]]


def test_a_condition_is_named(draft: Walk) -> None:
    source = with_source(draft)

    _data, faults = ask(draft, "confirm_source", source, answer="conditional")
    data, none = ask(draft, "confirm_source", source, answer="conditional", condition="Bescheid")

    assert list(faults) == ["condition"]
    assert (data["condition"], none) == ("Bescheid", {})


def test_a_notice_is_noted_with_its_amounts(draft: Walk) -> None:
    source = with_source(draft)

    data, faults = ask(draft, "note_grant", source, what="granted", evidence="Schreiben")
    bare, _none = ask(draft, "note_grant", source, what="granted", amount_2027="")

    assert faults == {}
    assert data["amounts"] == [{"year": 2027, "amount": Decimal(500)}]
    assert "amounts" not in bare


def test_a_confirmed_source_is_not_asked_for_its_amounts_again(draft: Walk) -> None:
    source = with_source(draft, kind="budget")
    FundingSource.objects.filter(pk=source.pk).update(state="secured", confirmed_at=now())
    source.refresh_from_db()
    actor = draft.city.of(draft.city.lead)

    form = form_for("note_grant", draft.fresh, source, actor)

    assert "amount_2027" not in form.fields
    assert [value for value, _label in form.fields["what"].widget.choices] == [
        *("", "drawn", "accounted"),
    ]


# ---- carrying out -----------------------------------------------------------------------------


def test_milestones_shown_and_sent_back_stay(hall: City) -> None:
    walk = Walk(hall).ready().with_milestone()
    milestone = walk.fresh.milestone_list[0]

    data, faults = ask(walk, "edit_milestones")

    assert faults == {}
    assert data == {
        "responsible": "Anna Ahlers",
        "milestones": [
            {
                "pk": milestone.pk,
                "title": "Portal online",
                "planned_on": localdate(),
                "done_on": None,
                "waived": "",
            }
        ],
    }


def test_a_report_sent_back_says_what_is_missing(draft: Walk) -> None:
    _data, faults = ask(draft, "approve_report", answer="return")
    data, none = ask(draft, "approve_report", answer="return", remark="Die Ist-Kosten fehlen.")

    assert list(faults) == ["remark"]
    assert (data["answer"], none) == ("return", {})


def test_a_document_has_a_size(hall: City, draft: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow.forms.implementation.LARGEST_FILE", 3)
    actor, title = hall.of(hall.lead), QueryDict("title=Vermerk")
    small, large = (SimpleUploadedFile("a.txt", text) for text in (b"abc", b"abcd"))

    data, faults = answers("attach", draft.fresh, None, actor, title, {"file": small})
    _none, refused = answers("attach", draft.fresh, None, actor, title, {"file": large})

    assert (data["file"], faults) == (small, {})
    assert refused == {"file": ["Die Datei ist größer als 20 MB."]}


def test_what_was_written_can_be_copied(draft: Walk) -> None:
    form = form_for(
        "edit_milestones",
        draft.fresh,
        None,
        draft.city.of(draft.city.lead),
        QueryDict(
            "responsible=Anna&milestones-TOTAL_FORMS=1&milestones-INITIAL_FORMS=0&milestones-0-title=Start"
        ),
    )

    assert form.typed() == [("Verantwortliche Person", "Anna"), ("Meilenstein", "Start")]


@pytest.mark.parametrize(
    ("step", "field", "days", "fault"),
    [
        ("take_over", "decided_on", 1, "Der Tag liegt in der Zukunft."),
        ("request_cosignatures", "due_on", 0, "Die Frist muss nach heute liegen."),
    ],
)
def test_a_day_on_the_wrong_side_of_today_is_a_fault(
    draft: Walk, step: str, field: str, days: int, fault: str
) -> None:
    day = (localdate() + dt.timedelta(days=days)).isoformat()
    faults = ask(draft, step, **{field: day})[1]

    assert faults[field] == [fault]


@pytest.mark.parametrize("value", [0, 1, "0", "nein", "false", {"x": 1}, [True], "\x00"])
def test_json_says_yes_or_no_in_json_only(draft: Walk, value: Any) -> None:
    """`public: 0` must never open a measure that is not public."""
    data, faults = ask(draft, "edit", public=value)

    assert (data, faults["public"]) == ({}, ["Dieser Wert passt nicht zu dem Feld."])


@pytest.mark.parametrize(
    ("payload", "where"),
    [
        ({"title": {"x": 1}}, "title"),
        ({"title": ["a", "b"]}, "title"),
        ({"title": True}, "title"),
        ({"title": 1.5}, "title"),
        ({"field": [1, 1]}, "field"),
        ({"participants": True}, "participants"),
        ({"cost_lines": [None]}, "cost_lines-0-row"),
        ({"cost_lines": [{"year": 2027, "amount": [1, 2]}]}, "cost_lines-0-amount"),
    ],
)
def test_json_of_the_wrong_kind_is_told_so(draft: Walk, payload: Any, where: str) -> None:
    data, faults = ask(draft, "edit", **payload)

    assert data == {}
    assert faults[where] == ["Dieser Wert passt nicht zu dem Feld."]


@pytest.mark.parametrize("typed", ["01.01.0001", "10.01.0001", "31.12.9999", "23.11.1126"])
def test_a_year_out_of_this_world_is_a_fault(hall: City, draft: Walk, typed: str) -> None:
    station = {"organization": hall.council.pk, "role": "decision", "order": 1}
    faults = ask(draft, "edit_route", stations=[station | {"meeting_on": typed}])[1]

    year = int(typed[-4:])
    assert faults == {"stations-0-meeting_on": [f"Bitte prüfen Sie das Jahr: {year}."]}


def test_a_line_has_no_line_breaks(draft: Walk) -> None:
    data, faults = ask(draft, "edit", title="Portal\r\nBcc: a@b.example")

    assert (data["title"], faults) == ("Portal Bcc: a@b.example", {})


def test_two_sections_of_one_name_are_a_fault(draft: Walk) -> None:
    rows = [{"heading": "Kosten", "text": "eins"}, {"heading": "Kosten", "text": "zwei"}]
    data, faults = ask(draft, "edit_route", sections=rows)

    told = "Zwei Abschnitte heißen „Kosten“: Bitte einen davon umbenennen."
    assert (data, faults) == ({}, {"__all__": [told]})


def test_costs_and_the_statement_that_there_are_none_contradict_each_other(draft: Walk) -> None:
    row = {"year": 2027, "kind": "expense", "amount": 5}
    data, faults = ask(draft, "edit", no_costs=True, cost_lines=[row])

    assert (data, list(faults)) == ({}, ["no_costs"])


def test_missing_cover_is_ticked_with_an_objection_only(hall: City, draft: Walk) -> None:
    draft.submitted().do(
        "check", "request_cosignatures", hall.office, organizations=[hall.treasury]
    )
    signature = CoSignature.objects.get()
    consent = ask(draft, "cosign", signature, answer="remarks", note="Hm.", over_cover=True)
    objection = ask(draft, "cosign", signature, answer="object", note="Hm.", over_cover=True)

    assert (consent[0], list(consent[1])) == ({}, ["over_cover"])
    assert (objection[0]["over_cover"], objection[1]) == (True, {})


def test_a_milestone_is_not_reached_tomorrow(draft: Walk) -> None:
    tomorrow = (localdate() + dt.timedelta(days=1)).isoformat()
    row = {"title": "Portal", "planned_on": "2027-01-31", "done_on": tomorrow}
    data, faults = ask(draft, "edit_milestones", milestones=[row])

    assert data == {}
    assert faults == {"milestones-0-done_on": ["Der Tag liegt in der Zukunft."]}
