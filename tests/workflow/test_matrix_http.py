"""Net 3: the cells of the rights matrix through pages and API.

A button shown is a step that works; what is refused is refused with exactly the engine's reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.utils.timezone import localdate

from core.lifecycle import steps
from core.models import CoSignature
from core.steps import Step
from workflow.forms import form_for
from workflow.forms.payload import as_posted
from workflow.models import Process
from workflow.offers import Chance
from workflow.views.links import step_url

from .answering import answer
from .reading import Blocked, Page, as_json, body_of
from .rights import RELATIONS, ROLES, View, measure_of, signed, views
from .situations import SITUATIONS, Cast, cast
from .test_matrix import DONE, attempt, promises

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.unmeasured,
    pytest.mark.usefixtures("in_memory_files"),
]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
FILES = ("attach", "annex")  # programs cannot send what these ask for
STATUS = {"": 302, "Hidden": 404, "Forbidden": 403, "Stale": 409, "StepRefused": 422}


@pytest.fixture
def people(in_memory_files: None) -> Cast:
    return cast()


# ---- one GET for every situation, relation and role ---------------------------------------------


def buttons(view: View, measure: Process) -> set[str]:
    """Every open way of every step; a result is recorded and published on one page."""
    return {
        step_url(measure, offer.name, way)
        for offer in view.offers.values()
        for way in offer.chances
        if way.allowed and offer.name != "record"
    }


def reasons(view: View) -> Blocked:
    """Every step that is not open, with all its reasons."""
    return {
        offer.label: [(each.number, each.sentence) for each in offer.reasons]
        for offer in view.offers.values()
        if not offer.allowed
    }


def page_differs(client: Client, view: View, measure: Process) -> Iterator[str]:
    response = client.get(f"/massnahmen/{measure.reference}/")
    if not view.visible:
        if response.status_code != 404:
            yield f"{view.role}: page {response.status_code}"
        return
    page = Page(response.content.decode())
    if page.buttons != buttons(view, measure):
        yield f"{view.role}: buttons {page.buttons ^ buttons(view, measure)}"
    shown, meant = page.blocked, reasons(view)
    for label in shown.keys() | meant.keys():
        if shown.get(label) != meant.get(label):
            yield f"{view.role}: {label} {shown.get(label)} instead of {meant.get(label)}"


def told(way: Chance) -> dict[str, Any]:
    return {
        "task": way.task,
        "item": getattr(way.item, "pk", None),
        "title": way.title,
        "allowed": way.allowed,
        "reasons": [reason.as_dict() for reason in way.reasons],
    }


def api_differs(client: Client, view: View, measure: Process) -> Iterator[str]:
    response = client.get(f"/api/measures/{measure.reference}/available")
    if not view.visible:
        if response.status_code != 404:
            yield f"{view.role}: api {response.status_code}"
        return
    for row, offer in zip(body_of(response), view.offers.values(), strict=True):
        expected = {
            "name": offer.name,
            "label": offer.label,
            "explanation": offer.explanation,
            "held": offer.step.held,
            "item_kind": offer.step.item,
            "allowed": offer.allowed,
            "reasons": [reason.as_dict() for reason in offer.reasons],
            "chances": [told(way) for way in offer.chances],
        }
        if row != expected:
            yield f"{view.role}: {row} instead of {expected}"


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_pages_and_api_offer_what_the_engine_offers(
    situation: str, relation: str, people: Cast
) -> None:
    measure = measure_of(situation, relation, people)
    client, found = Client(), []
    seen = list(views(measure, people))
    for view in seen:
        client.force_login(view.person)
        found += [*page_differs(client, view, measure), *api_differs(client, view, measure)]

    assert found == []
    assert len(seen) == len(ROLES)


def test_hidden_looks_like_absent(people: Cast) -> None:
    measure = measure_of("draft", "intern", people)
    client = Client()
    client.force_login(people.fresh("nobody"))

    for path in ("/massnahmen/{}/", "/massnahmen/{}/schritt/edit/", "/api/measures/{}"):
        hidden = client.get(path.format(measure.reference))
        absent = client.get(path.format("M-2000-999"))
        assert (hidden.status_code, absent.status_code) == (404, 404)
        named = absent.content.decode().replace("M-2000-999", measure.reference)
        assert TOKEN.sub("", hidden.content.decode()) == TOKEN.sub("", named)


# ---- one POST for every step and answer ---------------------------------------------------------


def payload(step: str, way: Chance, measure: Process, people: Cast, **more: Any) -> Any:
    """A valid answer as a program sends it."""
    given = answer(step, measure, way.item, people.city) | more
    kind = steps()[step].item
    plain = {name: as_json(value) for name, value in given.items() if name != "file"}
    return {n: v for n, v in plain.items() if v is not None and (n != kind or way.item is None)}


def posted(step: str, way: Chance, view: View, measure: Process, data: Any) -> dict[str, Any]:
    """The same answer as the form of the page sends it."""
    form = form_for(step, measure, way.item, view.person)
    fields: QueryDict = as_posted(form, data)
    carried = {"stand": measure.version, "aufgabe": way.task}
    carried["gegenstand"] = getattr(way.item, "pk", None)
    known = {name: fields.getlist(name) for name in fields}
    return known | {name: str(value) for name, value in carried.items() if value is not None}


def through_page(client: Client, step: Step, way: Chance, view: View, **case: Any) -> Any:
    measure, data = case["measure"], case["data"]
    form = posted(step.name, way, view, measure, data)
    if step.name in FILES:
        form["file"] = answer("attach", measure, None, case["people"].city)["file"]
    return client.post(step_url(measure, step.name), form)


def through_api(client: Client, step: Step, way: Chance, view: View, **case: Any) -> Any:
    measure, data = case["measure"], case["data"]
    path, body = f"/api/measures/{measure.reference}/", {"seen": measure.version, "data": data}
    if way.task is not None:
        body |= {"task": way.task, "action": step.name}
        return client.post(f"{path}perform", body, content_type="application/json")
    body |= {"step": step.name, "item": getattr(way.item, "pk", None)}
    return client.post(f"{path}intervene", body, content_type="application/json")


def effect(measure: Process) -> tuple[str, int, int]:
    """What a step has done: status, number of entries, number of open tasks."""
    fresh = Process.objects.get(pk=measure.pk)
    return str(fresh.status), fresh.journal.count(), fresh.tasks.open().count()


def taken_back(action: Any, measure: Process) -> tuple[Any, tuple[str, int, int]]:
    """The answer to an action and its effect, which is then undone."""
    with transaction.atomic():
        response = action()
        done = effect(measure)
        transaction.set_rollback(True)
    return response, done


def compare(
    step: Step,
    way: Chance,
    view: View,
    measure: Process,
    people: Cast,
    data: Any,
    **more: Any,
) -> None:
    """Engine, page and API say and do the same."""
    case: dict[str, Any] = {"measure": measure, "people": people, "data": data}
    client = Client()
    client.force_login(view.person)
    page, done = taken_back(lambda: through_page(client, step, way, view, **case), measure)
    expected = promises(way, view, step)
    codes = {STATUS[name] for name, _numbers in expected}
    assert page.status_code in codes, (step.name, view.role, page.content.decode()[-3000:])
    if step.name not in FILES:
        api, also = taken_back(lambda: through_api(client, step, way, view, **case), measure)
        assert api.status_code in {200 if code == 302 else code for code in codes}, api.content
        assert also == done
        check_reasons(api, expected)
    if expected == [DONE]:
        same = {"view": view, "measure": measure, "step": step, "people": people, "more": more}
        assert done == taken_back(lambda: attempt(way, **same), measure)[1]
    else:
        assert done == effect(measure)


def check_reasons(api: Any, expected: list[tuple[str, list[str]]]) -> None:
    """A refusal names exactly the numbers the engine names."""
    if api.status_code in {403, 422}:
        numbers = [reason["number"] for reason in body_of(api)["reasons"]]
        assert numbers in [numbers_of for _name, numbers_of in expected]


def cells(symbol: str) -> dict[str, tuple[str, str, str]]:
    """For every step one cell of the signed matrix with this symbol: situation, relation, role."""
    found: dict[str, tuple[str, str, str]] = {}
    for (situation, relation), rows in signed().items():
        for row in rows:
            roles = [r for r, cell in zip(ROLES, row[3:], strict=True) if cell[:1] == symbol[:1]]
            if roles:
                found.setdefault(row[2], (situation, relation, roles[0]))
    return found


def post(cell: tuple[str, str, str], name: str, people: Cast, **more: Any) -> None:
    situation, relation, role = cell
    measure = measure_of(situation, relation, people)
    view = next(each for each in views(measure, people) if each.role == role)
    ways = view.offers[name].chances
    way = next((each for each in ways if each.allowed), ways[0])
    data = payload(name, way, measure, people, **more)
    compare(steps()[name], way, view, measure, people, data, **more)


WORDS = ("confirm", "conditional", "refuse")
DONE_BY, FOREIGN_TO, HIDDEN_TO, LACKING = cells("ja"), cells("."), cells("x"), cells("R-")


def test_every_step_has_a_cell_of_every_kind() -> None:
    pressed = {step.name for step in steps().values() if not step.follows}

    assert set(DONE_BY) == pressed
    assert set(FOREIGN_TO) == set(HIDDEN_TO) == pressed
    assert len(LACKING) >= 14


@pytest.mark.parametrize("name", DONE_BY)
def test_a_step_that_is_offered_works(name: str, people: Cast) -> None:
    post(DONE_BY[name], name, people)


ANSWERS: list[tuple[str, dict[str, Any]]] = [
    *[("cosign", {"answer": a, "note": "Hinweis"}) for a in CoSignature.Answer.values],
    *[("confirm_source", {"answer": a, "condition": "Bescheid"}) for a in WORDS],
    *[("approve_report", {"answer": a, "remark": "Danke."}) for a in ("approve", "return")],
    *[("look_again", {"answer": a, "reason": "Geprüft."}) for a in ("confirm", "decline")],
    *[("request_completion", {"completion": c}) for c in ("achieved", "permanent")],
    *[("report", {"light": light}) for light in ("green", "yellow", "red")],
]


@pytest.mark.parametrize(("name", "given"), ANSWERS)
def test_every_answer_does_the_same_everywhere(
    name: str, given: dict[str, Any], people: Cast
) -> None:
    post(DONE_BY[name], name, people, **given)


OUTCOMES = {
    "approved": {"object": "execution"},
    "approved_with_changes": {"change_text": "Fünf Sprachen", "object": "in_principle"},
    "rejected": {},
    "adjourned": {"manner": "none", "adjourned_to": localdate()},
    "removed": {"manner": "none"},
    "drawn_into_groups": {"manner": "none"},
    "withdrawn": {"manner": "none"},
    "returned_to_lead": {"verbatim": "Bitte die Kosten klären."},
    "superseded": {"manner": "none"},
    "no_vote": {"manner": "none"},
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_result_of_the_council_does_the_same_everywhere(outcome: str, people: Cast) -> None:
    cell = ("deciding", "öffentlich", "secretary_later")
    post(cell, "publish", people, outcome=outcome, **OUTCOMES[outcome])


def test_a_referral_does_the_same_everywhere(people: Cast) -> None:
    cell = ("deciding", "öffentlich", "secretary_later")
    post(cell, "publish", people, outcome="referred", manner="none", refer_to=people.city.committee)


@pytest.mark.parametrize("name", FOREIGN_TO)
def test_a_step_of_others_is_403(name: str, people: Cast) -> None:
    post(FOREIGN_TO[name], name, people)


@pytest.mark.parametrize("name", HIDDEN_TO)
def test_a_hidden_measure_is_404(name: str, people: Cast) -> None:
    post(HIDDEN_TO[name], name, people)


@pytest.mark.parametrize("name", LACKING)
def test_a_step_against_the_rules_is_422_with_their_numbers(name: str, people: Cast) -> None:
    post(LACKING[name], name, people)
