"""Programs get the same door: same answers, same reasons, in JSON, and never a 500."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access import issue_token
from core.models import Measure, Organization, Person
from tests.factories import City, Walk, city, costs, open_task, snapshot
from workflow.api import DEEPEST, depth

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def walk(hall: City) -> Walk:
    return Walk(hall)


class Program:
    """A program that acts for a person, by token unless it is given a client of its own."""

    def __init__(self, person: Person, client: Client | None = None) -> None:
        self.client = client or Client(
            headers={"Authorization": f"Bearer {issue_token(person=person, label='Test')}"}
        )

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/{path}", query)

    def post(self, path: str, **body: Any) -> Any:
        return self.client.post(f"/api/{path}", json.dumps(body), content_type="application/json")

    def perform(self, walk: Walk, node: str, action: str, **data: Any) -> Any:
        task, seen = open_task(walk.measure, node).pk, walk.fresh.version
        return self.post(url(walk, "perform"), task=task, action=action, seen=seen, data=data)

    def intervene(self, walk: Walk, step: str, item: int | None = None, **data: Any) -> Any:
        body = {"step": step, "seen": walk.fresh.version, "item": item, "data": data}
        return self.post(url(walk, "intervene"), **body)


def url(walk: Walk, part: str = "") -> str:
    return f"measures/{walk.fresh.reference}/{part}".rstrip("/")


def program(hall: City, organization: Organization, number: int = 0) -> Program:
    return Program(hall.of(organization, number))


def told(response: HttpResponse) -> tuple[int, str, list[str]]:
    body = json.loads(response.content)
    return response.status_code, body["detail"], [reason["number"] for reason in body["reasons"]]


# ---- login -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header", [{}, {"Authorization": "Bearer nein"}, {"Authorization": "Basic x"}]
)
def test_without_login_every_address_answers_401(walk: Walk, header: dict[str, str]) -> None:
    stranger = Program(walk.city.of(walk.city.lead), Client(headers=header))
    answers = [
        stranger.get("measures"),
        stranger.get(url(walk)),
        stranger.get(url(walk, "available")),
        stranger.perform(walk, "propose", "submit"),
        stranger.intervene(walk, "edit"),
    ]

    assert [told(answer) for answer in answers] == [(401, "Bitte anmelden.", [])] * 5


def test_an_expired_token_and_a_leaver_are_strangers(hall: City) -> None:
    person = hall.of(hall.lead)
    old = issue_token(person=person, label="alt", expires_on=dt.date(2020, 1, 1))
    leaver = program(hall, hall.office)
    Person.objects.filter(pk=hall.of(hall.office).pk).update(is_active=False)

    assert (
        Client(headers={"Authorization": f"Bearer {old}"}).get("/api/measures").status_code == 401
    )
    assert leaver.get("measures").status_code == 401


def test_a_session_may_read_but_acts_only_with_a_csrf_token(walk: Walk, hall: City) -> None:
    client = Client(enforce_csrf_checks=True)
    user: AbstractBaseUser = hall.of(hall.lead)
    client.force_login(user)
    visitor = Program(hall.of(hall.lead), client)

    refused = visitor.perform(walk, "propose", "submit")
    client.cookies["csrftoken"] = "a" * 32
    client.defaults["HTTP_X_CSRFTOKEN"] = "a" * 32

    assert visitor.client.get("/api/measures").status_code == 200
    assert told(refused) == (403, "Der Anfrage fehlt das CSRF-Token.", [])
    assert visitor.perform(walk, "propose", "submit").status_code == 200


# ---- reading ---------------------------------------------------------------------------------


def test_the_list_holds_what_the_person_may_see_page_by_page(hall: City) -> None:
    walks = [Walk(hall) for _number in range(3)]
    walks[0].submitted()
    mine, other = program(hall, hall.lead), program(hall, hall.culture)

    first, second = (mine.get("measures", page=page, size=2).json() for page in (1, 2))
    drafts = mine.get("measures", status="draft").json()

    assert (first["count"], len(first["items"]), len(second["items"])) == (3, 2, 1)
    assert first["items"][0]["reference"] == walks[2].fresh.reference
    assert drafts["count"] == 2
    assert other.get("measures").json() == {"count": 0, "items": []}
    assert first["items"][0] == {
        "reference": walks[2].fresh.reference,
        "title": "Standortportal in fünf Sprachen",
        "status": "draft",
        "status_label": "Entwurf",
        "version": 1,
        "in_force": False,
        "public": True,
        "lead": "23 Fachbereich Wirtschaft",
        "field": str(hall.field),
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    hall: City, rows: int, django_assert_num_queries: Any
) -> None:
    for _number in range(rows):
        Walk(hall)
    mine = program(hall, hall.lead)

    with django_assert_num_queries(5):
        mine.get("measures")


@pytest.mark.parametrize("query", [{"page": 0}, {"size": 101}, {"status": "frozen"}, {"page": "x"}])
def test_odd_questions_are_answered_by_422(hall: City, query: dict[str, Any]) -> None:
    answer = program(hall, hall.lead).get("measures", **query)

    assert told(answer) == (422, "Die Anfrage hat nicht die verlangte Form.", [])
    assert answer.json()["errors"] == {
        f"query.{name}": ["Diese Angabe fehlt oder hat die falsche Art."] for name in query
    }


def test_a_measure_is_read_with_its_records_and_journal(hall: City) -> None:
    walk = Walk(hall, cost_lines=costs(), field=None)
    rows = [
        {
            "kind": "budget",
            "name": "Teilhaushalt 23",
            "amounts": [{"year": 2026, "amount": Decimal(50000)}],
        }
    ]
    walk.take("edit_sources", hall.lead, sources=rows)

    found = program(hall, hall.lead).get(url(walk)).json()

    assert (found["goals"], found["field"]) == (["1. Stärkung des Standorts"], None)
    assert [(cost["kind"], cost["amount"]) for cost in found["costs"]] == [("expense", "50000.00")]
    assert [(cost["nature"], cost["account"]) for cost in found["costs"]] == [("once", "")]
    assert [(s["state"], s["amounts"]) for s in found["sources"]] == [
        ("planned", {"2026": "50000.00"})
    ]
    assert [entry["action"] for entry in found["journal"]] == ["create", "edit_sources"]
    assert found["journal"][0]["actor"] == "Anna Ahlers"


def test_stations_signatures_and_milestones_are_read(hall: City) -> None:
    walk = Walk(hall).ready(hall.culture).released().with_milestone()

    found = program(hall, hall.lead).get(url(walk)).json()

    assert [s["body"] for s in found["stations"]] == [
        "Internationaler Ausschuss",
        "Verwaltungsausschuss",
        "Ratsversammlung",
    ]
    assert [(s["organization"], s["answer"]) for s in found["signatures"]] == [
        ("41 Fachbereich Kultur", "approve")
    ]
    assert [milestone["title"] for milestone in found["milestones"]] == ["Portal online"]


@pytest.mark.parametrize("reference", ["M-1900-001", "%00", "a%0Ab", "%F0%9F%98%80", "x" * 500])
def test_hidden_and_absent_look_the_same(walk: Walk, hall: City, reference: str) -> None:
    other = program(hall, hall.culture)
    hidden = other.get(url(walk))

    assert told(hidden) == (404, "Diese Maßnahme gibt es nicht.", [])
    for part in ("", "/available"):
        assert other.get(f"measures/{reference}{part}").content == hidden.content


def test_available_says_what_the_page_says(walk: Walk, hall: City) -> None:
    walk.submitted()
    offers = {o["name"]: o for o in program(hall, hall.office).get(url(walk, "available")).json()}
    task = open_task(walk.measure, "check").pk

    assert offers["pass_check"] == {
        "name": "pass_check",
        "label": "Ohne Mitzeichnung freigeben",
        "explanation": offers["pass_check"]["explanation"],
        "held": True,
        "item_kind": "",
        "allowed": True,
        "reasons": [],
        "chances": [{"task": task, "item": None, "title": "", "allowed": True, "reasons": []}],
    }
    assert [reason["number"] for reason in offers["submit"]["reasons"]] == ["R-00"]


def test_a_chance_names_its_sub_record(hall: City) -> None:
    walk = Walk(hall).submitted()
    walk.do("check", "request_cosignatures", hall.office, organizations=[hall.culture])
    offers = {o["name"]: o for o in program(hall, hall.culture).get(url(walk, "available")).json()}

    assert [chance["item"] for chance in offers["cosign"]["chances"]] == [
        walk.fresh.signatures[0].pk
    ]


# ---- acting ----------------------------------------------------------------------------------


def test_a_task_is_answered_once(walk: Walk, hall: City) -> None:
    mine = program(hall, hall.lead)
    body = {"task": open_task(walk.measure, "propose").pk, "action": "submit", "seen": 1}

    first = mine.post(url(walk, "perform"), **body)
    again = mine.post(url(walk, "perform"), **body)

    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert (first.json()["status"], first.json()["version"]) == ("checking", 2)
    assert [entry.action for entry in walk.measure.journal.all()] == ["create", "submit"]


def test_answers_are_read_like_a_form(hall: City) -> None:
    walk = Walk(hall).submitted()
    office = program(hall, hall.office)

    asked = office.perform(walk, "check", "request_cosignatures", organizations=[hall.culture.pk])
    signed = program(hall, hall.culture).perform(walk, "cosign", "cosign", answer="approve")

    assert (asked.json()["status"], signed.json()["status"]) == ("cosigning", "ready")


def test_a_step_without_a_task_is_taken(walk: Walk, hall: City) -> None:
    answer = program(hall, hall.lead).intervene(walk, "withdraw", reason="Entfällt.")

    assert (answer.status_code, answer.json()["status"]) == (200, "withdrawn")


def test_a_step_about_a_sub_record_names_it(hall: City) -> None:
    walk = Walk(hall, cost_lines=costs())
    walk.take("edit_sources", hall.lead, sources=[{"kind": "grant", "name": "EU", "amounts": []}])
    source = walk.fresh.funding[0].pk
    mine = program(hall, hall.lead)

    noted = mine.intervene(
        walk, "note_grant", item=source, what="applied", evidence="Antrag vom 1.7."
    )
    absent = mine.intervene(walk, "note_grant", item=source + 1, what="applied", evidence="x")

    assert noted.status_code == 200
    assert walk.fresh.funding[0].state == "applied"
    assert absent.status_code == 404


def test_somebody_elses_step_is_403_with_who_may(hall: City) -> None:
    walk = Walk(hall).ready().released()
    before = snapshot(walk.measure)
    other = program(hall, hall.culture)

    good = other.intervene(walk, "withdraw_from_bodies", reason="Darum.")
    faulty = other.intervene(walk, "withdraw_from_bodies", nonsense="x")

    assert told(good) == told(faulty)
    assert told(good)[0::2] == (403, ["R-05"])
    assert snapshot(walk.measure) == before


def test_an_old_page_is_409_with_what_happened(walk: Walk, hall: City) -> None:
    walk.take("edit", hall.lead, title="Neuer Titel")
    task = open_task(walk.measure, "propose").pk
    before = snapshot(walk.measure)
    mine = program(hall, hall.lead, 1)

    good = mine.post(url(walk, "perform"), task=task, action="submit", seen=1)
    faulty = mine.post(url(walk, "perform"), task=task, action="submit", seen=1, data={"x": 1})
    beside = mine.post(url(walk, "intervene"), step="withdraw", seen=1, data={"x": 1})

    assert told(good) == told(faulty) == told(beside)
    assert good.status_code == 409
    assert "Anna Ahlers hat am" in good.json()["detail"]
    assert [entry["action"] for entry in good.json()["entries"]] == ["edit"]
    assert snapshot(walk.measure) == before


def test_unmet_rules_are_422_with_all_of_them(hall: City) -> None:
    walk = Walk(hall, description="", gender_aspects="", no_costs=False)
    before = snapshot(walk.measure)
    mine = program(hall, hall.lead)

    plain = mine.perform(walk, "propose", "submit")
    faulty = mine.perform(walk, "propose", "submit", nonsense="x")

    assert told(plain)[0::2] == told(faulty)[0::2] == (422, ["R-01", "R-02", "R-03"])
    assert faulty.json()["errors"] == {"nonsense": ["Dieses Feld gibt es hier nicht."]}
    assert snapshot(walk.measure) == before


def test_answers_that_cannot_be_read_are_422_by_field(hall: City) -> None:
    walk = Walk(hall).submitted()
    walk.do("check", "request_cosignatures", hall.office, organizations=[hall.culture])
    answer = program(hall, hall.culture).perform(walk, "cosign", "cosign", answer="vielleicht")

    assert told(answer) == (422, "Einige Angaben sind nicht zu lesen.", [])
    assert list(answer.json()["errors"]) == ["answer"]


def test_an_unreadable_answer_about_a_source_names_the_source(hall: City) -> None:
    walk = Walk(hall, cost_lines=costs())
    walk.take("edit_sources", hall.lead, sources=[{"kind": "grant", "name": "EU", "amounts": []}])
    source = walk.fresh.funding[0].pk
    answer = program(hall, hall.lead).intervene(walk, "note_grant", item=source, what="gefunden")

    assert told(answer) == (422, "Einige Angaben sind nicht zu lesen.", [])
    assert list(answer.json()["errors"]) == ["what"]


@pytest.mark.parametrize("action", ["pass_check", "fly", ""])
def test_an_action_the_task_does_not_take_is_absent(walk: Walk, hall: City, action: str) -> None:
    assert program(hall, hall.lead).perform(walk, "propose", action).status_code == 404


@pytest.mark.parametrize("step", ["adopt", "fly"])
def test_a_step_nobody_takes_is_absent(walk: Walk, hall: City, step: str) -> None:
    assert program(hall, hall.lead).intervene(walk, step).status_code == 404


def test_the_task_of_another_measure_is_absent(walk: Walk, hall: City) -> None:
    task = open_task(Walk(hall).measure, "propose").pk
    answer = program(hall, hall.lead).post(url(walk, "perform"), task=task, action="submit", seen=1)

    assert answer.status_code == 404


def test_a_measure_in_use_is_503(walk: Walk, hall: City) -> None:
    mine, body = program(hall, hall.lead), {"step": "withdraw", "seen": 1, "data": {"reason": "x"}}

    def locked(execute, sql, params, many, context):
        if sql.startswith("UPDATE"):
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(locked):
        answer = mine.post(url(walk, "intervene"), **body)

    assert told(answer)[0] == 503


# ---- odd input -------------------------------------------------------------------------------


def test_what_is_no_json_is_400(walk: Walk, hall: City) -> None:
    mine = program(hall, hall.lead)

    for content in (b"{", b"\xff\xfe", b'{"a": ' + b"[" * 5000, b"1" * 5000):
        answer = mine.client.post(
            f"/api/{url(walk, 'perform')}", content, content_type="application/json"
        )
        assert told(answer) == (400, "Der Inhalt ist kein lesbares JSON.", [])


def test_a_body_of_10_mb_is_413(walk: Walk, hall: City) -> None:
    answer = program(hall, hall.lead).intervene(walk, "withdraw", reason="x" * 10_000_000)

    assert told(answer) == (413, "Die Anfrage ist zu groß: höchstens 2621440 Byte.", [])


def test_too_deep_an_answer_is_refused(walk: Walk, hall: City) -> None:
    deep: Any = "x"
    for _level in range(DEEPEST + 1):
        deep = {"a": [deep]}
    answer = program(hall, hall.lead).intervene(walk, "withdraw", reason=deep)

    assert answer.json()["errors"] == {"reason": ["Diese Angabe ist zu tief geschachtelt."]}


def test_depth_counts_lists_and_objects_within_each_other() -> None:
    assert [depth(value) for value in ("x", [], {"a": 1}, [[1], {"a": [2]}])] == [1, 1, 2, 4]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(alphabet=st.characters(), max_size=12)
    | st.sampled_from(["\x00", "\u202e", "NaN", "1e999", "-0", "draft", "9" * 40, "2026-02-30"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    [
        "reason",
        "title",
        "goals",
        "cost_lines",
        "field",
        "stations",
        "copies",
        "organizations",
        "sources",
        "source",
        "answer",
        "milestones",
        "to",
        "annexes",
        "sections",
        "public",
        "what",
    ]
)
STEPS = st.sampled_from(
    [
        "edit",
        "edit_route",
        "edit_sources",
        "take_over",
        "urgent",
        "withdraw",
        "submit",
        "attach",
        "note_grant",
        "confirm_source",
        "report",
        "inform",
        "send_back",
        "correct",
    ]
)
SANE = st.fixed_dictionaries({"step": STEPS, "data": st.dictionaries(FIELDS, JSON, max_size=4)})
ODD = st.fixed_dictionaries({}, optional=dict.fromkeys(["step", "data", "seen", "item"], JSON))


@pytest.fixture
def victim(hall: City) -> tuple[Walk, dict[bool, Program]]:
    """Give one measure for all inputs, with somebody who may act and somebody who may only see."""
    walk = Walk(hall, cost_lines=costs())
    return walk, {True: program(hall, hall.lead), False: program(hall, hall.office)}


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(body=st.one_of(SANE, SANE, SANE, ODD), part=st.sampled_from(["perform", "intervene"]))
def test_no_input_breaks_anything(
    victim: tuple[Walk, dict[bool, Program]], body: dict[str, Any], part: str
) -> None:
    walk, programs = victim
    process = walk.fresh
    body = {"seen": process.version} | body
    if part == "perform" and process.status == "draft":
        body = {**body, "task": open_task(process, "propose").pk, "action": "submit"}

    for_lead = len(str(body)) % 4 > 0
    answer = programs[for_lead].post(url(walk, part), **body)

    assert answer.status_code in {200, 403, 404, 409, 422}
    after = Measure.objects.get(pk=process.pk)
    assert after.version == after.journal.count() == process.version + (answer.status_code == 200)


def test_the_schema_offers_exactly_this() -> None:
    schema = Client().get("/api/openapi.json").json()
    offered = {(path, *methods) for path, methods in schema["paths"].items()}

    assert offered == {
        ("/api/measures", "get"),
        ("/api/measures/{reference}", "get"),
        ("/api/measures/{reference}/available", "get"),
        ("/api/measures/{reference}/perform", "post"),
        ("/api/measures/{reference}/intervene", "post"),
    }
    assert Client().get("/api/docs").status_code == 404
