"""One page per step: what it asks, and the five ways it says no."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from core import deadlines
from core.access import join
from core.models import BudgetItem, Membership, Organization, Tolerance
from tests.factories import City, Walk, city, costs, open_task, require_signature, snapshot
from workflow import engine, substitutes
from workflow.refusals import Busy

pytestmark = pytest.mark.django_db
TYPED = "Der Zeitplan trägt nicht: <b>bitte</b> neu."


@pytest.fixture
def hall() -> City:
    return city()


def url(walk: Walk, step: str, query: str = "") -> str:
    return f"/massnahmen/{walk.measure.reference}/schritt/{step}/{query}"


def go(client: Client, walk: Walk, organization: Organization, number: int = 0) -> Client:
    client.force_login(walk.city.of(organization, number))
    return client


def send(client: Client, walk: Walk, step: str, **data: Any) -> HttpResponse:
    """Post a step as its form would."""
    answer: Any = client.post(url(walk, step), {"stand": walk.fresh.version} | data)
    return answer


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def body_of(answer: Any) -> str:
    """What stands on the page, without the frame around it."""
    return text_of(answer).partition("<main")[2].partition("</main>")[0]


def asked(hall: City, *organizations: Organization, **changes: Any) -> Walk:
    walk = Walk(hall, **changes).submitted()
    walk.do("check", "request_cosignatures", hall.office, organizations=list(organizations))
    return walk


# ---- taking a step ----------------------------------------------------------------------------


def test_a_step_without_questions_says_what_follows_and_is_confirmed(
    hall: City, client: Client
) -> None:
    walk = Walk(hall)
    go(client, walk, hall.lead)

    page = text_of(client.get(url(walk, "submit")))
    answer = send(client, walk, "submit")
    there = text_of(client.get(answer.headers["Location"]))

    assert "Formale Prüfung" in page
    assert "koordinierendes Büro, Vernetzungsgruppe" in page
    assert answer.status_code == 302
    assert "Erledigt: Zur Prüfung vorlegen. Stand der Maßnahme: Formale Prüfung." in there
    assert walk.fresh.status == "checking"


def test_a_form_carries_version_task_and_sub_record(hall: City, client: Client) -> None:
    walk = asked(hall, hall.culture)
    task, signature = open_task(walk.measure, "cosign"), walk.fresh.open_signatures[0]
    go(client, walk, hall.culture)

    page = text_of(client.get(url(walk, "cosign", f"?aufgabe={task.pk}")))
    send(client, walk, "cosign", aufgabe=task.pk, gegenstand=signature.pk, answer="approve")

    assert f'name="stand" value="{walk.measure.version}"' in page
    assert f'name="aufgabe" value="{task.pk}"' in page
    assert f'name="gegenstand" value="{signature.pk}"' in page
    assert "Darum geht es" in page
    assert walk.fresh.status == "ready"


def test_a_draft_is_edited_on_its_page(hall: City, client: Client) -> None:
    walk = Walk(hall)
    go(client, walk, hall.lead)
    edit = f"/massnahmen/{walk.measure.reference}/bearbeiten/"
    rows = {"cost_lines-TOTAL_FORMS": 0, "cost_lines-INITIAL_FORMS": 0}

    page = text_of(client.get(edit))
    answer = client.post(edit, {"stand": 1, "title": "Neuer Titel", "urgency": "low"} | rows)

    assert "Standortportal in fünf Sprachen" in page
    assert answer.status_code == 302
    assert (walk.fresh.title, walk.fresh.version) == ("Neuer Titel", 2)


def test_a_double_click_has_one_effect(hall: City, client: Client) -> None:
    walk = Walk(hall)
    task = open_task(walk.measure, "propose")
    go(client, walk, hall.lead)
    sent = {"stand": 1, "aufgabe": task.pk}

    answers = [client.post(url(walk, "submit"), sent) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert walk.fresh.version == 2


def test_a_result_is_kept_as_a_draft_or_published_from_one_form(hall: City, client: Client) -> None:
    walk = Walk(hall).ready().released()
    go(client, walk, hall.committee)
    result = {"outcome": "recommended", "manner": "counted", "votes_for": 7, "votes_against": 2}

    page = text_of(client.get(url(walk, "publish")))
    send(client, walk, "record", **result)
    draft = walk.fresh.open_stations[0]
    implausible = send(client, walk, "publish", **result, scope="matter", abstentions="viele")
    send(client, walk, "publish", **result, scope="matter", abstentions=1)

    assert url(walk, "record") in page
    assert "richtet sich nach dem Ergebnis" in page
    assert (draft.outcome, draft.votes_for, draft.published_at) == ("recommended", 7, None)
    assert implausible.status_code == 422
    assert "Bitte eine ganze Zahl eingeben" in text_of(implausible)
    assert len(walk.fresh.open_stations) == 2


def test_a_step_for_two_people_waits_for_the_second(hall: City, client: Client) -> None:
    walk = Walk(hall).submitted()
    go(client, walk, hall.office)
    competence = {"decided_by": "Oberbürgermeister", "legal_basis": "§ 89 NKomVG"}

    answer = send(client, walk, "urgent", reason="Frist endet.", **competence)
    said = text_of(client.get(answer.headers["Location"]))
    go(client, walk, hall.office, 1)
    page = text_of(client.get(url(walk, "look_again")))
    send(client, walk, "look_again", answer="confirm")

    assert "wartet auf die Bestätigung einer zweiten Person" in said
    assert "Eilentscheidung erfassen" in page
    assert "Frist endet." in page
    assert walk.fresh.status == "funded"


# ---- which task, which sub-record -------------------------------------------------------------


def with_sources(hall: City) -> Walk:
    walk = Walk(hall, cost_lines=costs())
    rows = [
        {"kind": "grant", "name": name, "amounts": [{"year": 2027, "amount": 5}]}
        for name in ("Europa", "Land")
    ]
    walk.take("edit_sources", hall.lead, sources=rows)
    return walk


def test_with_several_sub_records_the_page_asks_about_which(hall: City, client: Client) -> None:
    walk = with_sources(hall)
    first, second = walk.fresh.funding
    go(client, walk, hall.lead)

    choice = text_of(client.get(url(walk, "note_grant")))
    page = text_of(client.get(url(walk, "note_grant", f"?gegenstand={second.pk}")))
    send(client, walk, "note_grant", gegenstand=first.pk, what="applied", evidence="Antrag")

    assert "Worum geht es?" in choice
    assert f"gegenstand={first.pk}" in choice
    assert "Land" in page
    assert [source.state for source in walk.fresh.funding] == ["applied", "planned"]


def test_a_source_of_which_nothing_can_be_noted_says_why(hall: City, client: Client) -> None:
    walk = Walk(hall)
    rows = [{"kind": "budget", "name": name, "amounts": []} for name in ("Land", "Bund")]
    walk.take("edit_sources", hall.lead, sources=[rows[0], rows[1] | {"kind": "grant"}])
    own = walk.fresh.sources.get(kind="budget")
    go(client, walk, hall.lead)

    answer = client.get(url(walk, "note_grant", f"?gegenstand={own.pk}"))

    assert answer.status_code == 403
    assert "Land“ ist geplant; dafür gibt es" in text_of(answer)
    assert client.get(url(walk, "cosign", f"?gegenstand={own.pk}")).status_code == 404


def test_whoever_stands_in_reads_for_whom_before_acting(hall: City, client: Client) -> None:
    walk = Walk(hall).submitted()
    absent, substitute = hall.of(hall.office), hall.of(hall.school)
    days = {"valid_from": localdate(), "valid_to": localdate() + dt.timedelta(days=7)}
    substitutes.enter(by=absent, absent=absent, substitute=substitute, **days)
    go(client, walk, hall.school)
    said = f"Sie handeln in Vertretung für {absent}."

    for address in (url(walk, "send_back"), f"/massnahmen/{walk.measure.reference}/"):
        assert said in text_of(client.get(address))
    client.force_login(absent)
    assert said not in text_of(client.get(url(walk, "send_back")))


def test_the_only_open_way_is_found_without_being_named(hall: City, client: Client) -> None:
    walk = asked(hall, hall.culture, hall.school)
    go(client, walk, hall.culture)

    page = client.get(url(walk, "cosign"))
    answer = send(client, walk, "cosign", answer="not_affected")

    assert (page.status_code, answer.status_code) == (200, 302)
    assert [s.answer for s in walk.fresh.signatures] == ["not_affected", ""]


@pytest.mark.parametrize("query", ["?aufgabe=x", "?aufgabe=999999", "?gegenstand=999999"])
@pytest.mark.parametrize("far", ["9" * 30, "-1"])
def test_a_task_or_sub_record_of_nowhere_is_absent(
    hall: City, client: Client, query: str, far: str
) -> None:
    walk = with_sources(hall)
    go(client, walk, hall.lead)

    assert client.get(url(walk, "note_grant", query)).status_code == 404
    assert client.get(url(walk, "note_grant", f"?aufgabe={far}")).status_code == 404


def test_a_task_of_another_measure_is_absent(hall: City, client: Client) -> None:
    walk, other = Walk(hall), Walk(hall)
    task = open_task(other.measure, "propose")
    go(client, walk, hall.lead)

    assert send(client, walk, "submit", aufgabe=task.pk).status_code == 404
    assert other.fresh.status == "draft"


# ---- 404, 403, 409, 422, 503 ------------------------------------------------------------------


@pytest.mark.parametrize("step", ["adopt", "secure", "vanish", "%00"])
def test_a_step_nobody_takes_has_no_page(hall: City, client: Client, step: str) -> None:
    walk = Walk(hall)

    assert go(client, walk, hall.lead).get(url(walk, step)).status_code == 404


def test_hidden_and_absent_look_the_same(hall: City, client: Client) -> None:
    walk = Walk(hall)
    go(client, walk, hall.culture)
    hidden = client.get(url(walk, "submit"))
    posted = send(client, walk, "submit")
    absent = client.get("/massnahmen/M-1999-001/schritt/submit/")
    strange = client.get("/massnahmen/M%00/schritt/submit/")

    statuses = [answer.status_code for answer in (hidden, posted, absent, strange)]
    assert statuses == [404] * 4
    assert body_of(hidden) == body_of(absent)


def test_a_reader_is_told_whose_step_it_is(hall: City, client: Client) -> None:
    walk = Walk(hall).ready().released()
    go(client, walk, hall.culture)
    before = snapshot(walk.measure)

    shown = client.get(url(walk, "withdraw_from_bodies"))
    sent = send(client, walk, "withdraw_from_bodies", reason=TYPED)
    unreadable = send(client, walk, "object", meeting_on="bald")

    assert [answer.status_code for answer in (shown, sent, unreadable)] == [403, 403, 403]
    assert "Diesen Schritt führt aus: koordinierendes Büro." in text_of(shown)
    assert snapshot(walk.measure) == before


def test_a_stale_page_gives_the_typed_text_back(hall: City, client: Client) -> None:
    walk = Walk(hall).submitted()
    go(client, walk, hall.office, 1)
    seen = walk.fresh.version
    walk.take("edit_route", hall.office, motion="Antrag", stations=[])
    before = snapshot(walk.measure)

    answer = client.post(url(walk, "send_back"), {"stand": seen, "reason": TYPED})
    again = client.post(url(walk, "send_back"), {"stand": seen + 1, "reason": TYPED})

    page = text_of(answer)
    assert answer.status_code == 409
    assert "Clara Ahlers hat am" in page
    assert "Der Zeitplan trägt nicht: &lt;b&gt;bitte&lt;/b&gt; neu.</textarea>" in page
    assert f'name="stand" value="{seen + 1}"' in page
    assert before["row"]["status"] == "checking"
    assert (again.status_code, walk.fresh.status) == (302, "rework")


def test_a_task_that_is_gone_gives_the_typed_text_to_copy(hall: City, client: Client) -> None:
    walk = Walk(hall).submitted()
    task, seen = open_task(walk.measure, "check"), walk.fresh.version
    go(client, walk, hall.office, 1)
    walk.do("check", "pass_check", hall.office)
    sent = {"stand": seen, "aufgabe": task.pk, "note": TYPED}

    answer = client.post(url(walk, "request_cosignatures"), sent)
    unreadable = client.post(url(walk, "request_cosignatures"), sent | {"due_on": "bald"})
    shown = client.get(url(walk, "request_cosignatures", f"?aufgabe={task.pk}"))

    assert [each.status_code for each in (answer, unreadable, shown)] == [409, 409, 409]
    for page in map(text_of, (answer, unreadable)):
        assert "Clara Ahlers hat am" in page
        assert "readonly>Der Zeitplan trägt nicht: &lt;b&gt;bitte&lt;/b&gt; neu.</textarea>" in page
    assert "Diese Aufgabe ist schon erledigt." in text_of(shown)


def test_an_unreadable_answer_on_an_old_page_is_stale_first(hall: City, client: Client) -> None:
    walk = Walk(hall)
    go(client, walk, hall.lead)
    edit = url(walk, "edit")
    walk.take("edit", hall.lead, title="Neuer Titel")

    stale = client.post(edit, {"stand": 1, "planned_from": "bald"})
    shapeless = client.post(edit, {"stand": "neueste", "planned_from": "bald"})
    fresh = client.post(edit, {"stand": 2, "planned_from": "bald"})

    assert [each.status_code for each in (stale, shapeless, fresh)] == [409, 409, 422]
    assert 'value="bald"' in text_of(fresh)


def test_parallel_answers_do_not_disturb_each_other(hall: City, client: Client) -> None:
    walk = asked(hall, hall.culture, hall.school)
    seen = walk.fresh.version
    task = open_task(walk.measure, "cosign", hall.school)
    walk.do("cosign", "cosign", hall.culture, holder=hall.culture, answer="approve")
    go(client, walk, hall.school)

    wrong = client.post(url(walk, "cosign"), {"stand": seen, "aufgabe": task.pk, "answer": "x"})
    right = client.post(
        url(walk, "cosign"), {"stand": seen, "aufgabe": task.pk, "answer": "approve"}
    )

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert walk.fresh.status == "ready"


def test_unmet_rules_are_all_shown_with_what_was_typed(hall: City, client: Client) -> None:
    walk = asked(hall, hall.culture)
    walk.do("cosign", "cosign", hall.culture, answer="object", note="Nein.")
    go(client, walk, hall.office)
    before = snapshot(walk.measure)

    answer = send(client, walk, "overrule", reason="", authority="")
    kept = send(client, walk, "overrule", reason=TYPED, authority="")

    page = text_of(answer)
    assert (answer.status_code, kept.status_code) == (422, 422)
    assert '<a class="kern-link" href="#id_reason">Begründung: Noch nicht erfüllt – R-10: ' in page
    assert (
        '<a class="kern-link" href="#id_authority">Entscheidung durch: Noch nicht erfüllt – R-15: '
        in page
    )
    assert "&lt;b&gt;bitte&lt;/b&gt; neu.</textarea>" in text_of(kept)
    assert snapshot(walk.measure) == before


def test_a_step_not_yet_possible_says_why_before_anybody_types(hall: City, client: Client) -> None:
    require_signature(hall.school)
    walk = Walk(hall, description="", gender_aspects="")
    go(client, walk, hall.lead)

    submit, later = (client.get(url(walk, step)) for step in ("submit", "report"))
    none = client.get(url(walk, "note_grant"))
    nobody = send(client, walk, "note_grant", what="applied", evidence="Antrag")

    assert [each.status_code for each in (submit, later, none, nobody)] == [422] * 4
    assert "R-01" in text_of(submit)
    assert "R-03" in text_of(submit)
    assert "Möglich im Zustand" in text_of(later) or "R-04" in text_of(later)


def test_an_unreadable_answer_names_the_unmet_rules_too(hall: City, client: Client) -> None:
    walk = Walk(hall).ready()
    go(client, walk, hall.lead)

    answer = send(client, walk, "request_completion", actual_cost="viel")

    page = text_of(answer)
    assert answer.status_code == 422
    assert "Möglich im Zustand: In Umsetzung." in page
    assert "Bitte geben Sie einen Betrag in Euro ein" in page


def test_a_locked_measure_is_busy(
    hall: City, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = Walk(hall)
    go(client, walk, hall.lead)
    monkeypatch.setattr(engine, "perform", locked)

    answer = send(client, walk, "submit")

    assert answer.status_code == 503
    assert "wird gerade von jemand anderem bearbeitet" in text_of(answer)


def locked(**_action: Any) -> None:
    raise Busy from OperationalError("database is locked")


@pytest.mark.parametrize("strange", ["\x00", "ẞ🏛️\u202e", "9" * 100_000, "<script>", "-1"])
@pytest.mark.parametrize("step", ["edit", "attach", "withdraw", "edit_sources", "submit"])
def test_no_input_breaks_a_page(hall: City, client: Client, step: str, strange: str) -> None:
    walk = Walk(hall)
    go(client, walk, hall.lead)
    names = ["stand", "title", "reason", "goals", "field", "planned_from", "sources-TOTAL_FORMS"]

    answer = client.post(url(walk, step), dict.fromkeys(names, strange))

    assert answer.status_code in {302, 409, 422}


def test_login_is_asked_first(client: Client) -> None:
    answer = client.get("/massnahmen/M-2026-001/schritt/submit/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/anmelden/")


def test_a_form_tells_what_it_is_about(hall: City, client: Client) -> None:
    walk = Walk(hall).submitted()
    go(client, walk, hall.office)
    urgent = text_of(client.get(url(walk, "urgent")))
    other = Walk(hall).implementing()
    other.do("implement", "report", hall.lead, light="green", text="Läuft.", progress=40)
    report = text_of(client.get(url(other, "approve_report")))

    assert "Der Schritt gilt erst, wenn sie ihn bestätigt." in urgent
    assert "Läuft." in report
    assert "40 %" in report


def test_without_any_open_sub_record_the_reasons_are_told(hall: City, client: Client) -> None:
    """Who recorded both results corrects neither."""
    walk = Walk(hall).ready()
    walk.routed(
        (hall.committee, "advice", 1),
        (hall.second_committee, "advice", 1),
        (hall.main_committee, "advice", 2),
        (hall.council, "decision", 3),
    )
    walk.do("release", "release", hall.office, 1)
    role = Membership.Role.SECRETARY
    join(person=hall.of(hall.committee), organization=hall.second_committee, role=role)
    for body in (hall.committee, hall.second_committee):
        result = {"outcome": "recommended", "manner": "unanimous", "scope": "matter"}
        walk.do("record", "publish", hall.committee, holder=body, **result)
    go(client, walk, hall.committee)

    answer = client.get(url(walk, "correct"))

    assert answer.status_code == 422
    assert "R-11" in text_of(answer)


def test_a_result_form_shows_what_an_earlier_body_wants_changed(hall: City, client: Client) -> None:
    walk = Walk(hall).ready().released()
    walk.result(
        hall.committee, "recommended_with_changes", change_text="Ab 2028.", change_cost=1500
    )
    go(client, walk, hall.main_committee)

    task = open_task(walk.measure, "record", hall.main_committee)
    page = text_of(client.get(url(walk, "publish", f"?aufgabe={task.pk}")))

    assert "Empfohlene Änderung" in page
    assert "Internationaler Ausschuss: Ab 2028. (Mehrkosten 1.500,00" in page


# ---- follow-through ---------------------------------------------------------------------------


def test_the_last_report_stands_beside_the_new_one(hall: City, client: Client) -> None:
    walk = Walk(hall).implementing()
    page = go(client, walk, hall.lead)
    assert "Der letzte Sachstand" not in body_of(page.get(url(walk, "report")))
    walk.take("report", hall.lead, light="yellow", text="Der Druck verzögert sich.")

    shown = body_of(page.get(url(walk, "report")))

    assert ("Der letzte Sachstand" in shown, "Der Druck verzögert sich." in shown) == (True, True)


def test_a_report_that_came_back_stands_beside_the_form_and_in_it(
    hall: City, client: Client
) -> None:
    walk = Walk(hall).implementing()
    said = {
        "light": "yellow",
        "text": "Es stockt.",
        "progress": 40,
        "actual_cost": Decimal("12.50"),
    }
    walk.take("report", hall.lead, **said, next_step="Angebot einholen", deviates=True)
    walk.do("judge_report", "approve_report", hall.office, answer="return", remark="Was genau?")

    shown = go(client, walk, hall.lead).get(url(walk, "report"))

    form, page = shown.context["form"], body_of(shown)
    assert form.initial == {**said, "next_step": "Angebot einholen", "deviates": True}
    assert page.index("Der letzte Sachstand") < page.index("Was genau?") < page.index("<form")
    assert "Es stockt.</textarea>" in page
    measure = body_of(client.get(f"/massnahmen/{walk.measure.reference}/"))
    assert "Nächster Schritt: Angebot einholen" in measure
    assert "Rückmeldung: Was genau?" in measure

    walk.take("report", hall.lead, light="red", text="Der Druck steht still.")
    again = client.get(url(walk, "report"))
    assert (again.context["form"].initial, "Was genau?" in body_of(again)) == ({}, False)
    assert "Der Druck steht still." in body_of(again)


@pytest.mark.parametrize("cost", [50, 999999])
def test_who_judges_a_report_reads_where_it_deviates(hall: City, client: Client, cost: int) -> None:
    Tolerance.objects.create(
        valid_from=localdate(), cost_percent=10, cost_amount=100, days=30, reason="Verfügung"
    )
    walk = Walk(hall).implementing()
    walk.take("report", hall.lead, light="green", text="Läuft.", actual_cost=Decimal(cost))

    shown = body_of(go(client, walk, hall.office).get(url(walk, "approve_report")))

    beyond = cost > 100
    assert ("Die Ist-Kosten von 999.999,00 Euro übersteigen den Plan" in shown) is beyond
    way = f'href="{url(walk, "reopen_for_decision")}">Folgebeschluss einholen</a>'
    assert (way in shown) is beyond


def test_a_further_decision_shows_what_was_decided_and_where_it_deviates(
    hall: City, client: Client
) -> None:
    walk = Walk(hall).implementing()
    walk.take("report", hall.lead, light="red", text="Anders als geplant.", deviates=True)

    shown = body_of(go(client, walk, hall.office).get(url(walk, "reopen_for_decision")))

    assert "Das wurde beschlossen" in shown
    assert "Ratsversammlung" in shown
    assert "weicht inhaltlich vom Beschluss ab.</textarea>" in shown
    measure = body_of(client.get(f"/massnahmen/{walk.measure.reference}/"))
    assert "Die Umsetzung weicht vom Beschluss ab" in measure


def test_what_no_body_decided_has_nothing_to_show(hall: City, client: Client) -> None:
    walk = Walk(hall).ready()
    named = {"decided_by": "Dezernat", "legal_basis": "§ 85 NKomVG"}
    walk.do("release", "approve_in_budget", hall.office, 1, **named)
    walk.with_milestone()
    walk.do("begin", "start", hall.lead)

    shown = body_of(go(client, walk, hall.office).get(url(walk, "reopen_for_decision")))

    assert "Das wurde beschlossen" not in shown


def test_an_order_is_settled_on_its_page_and_shown_with_its_state(
    hall: City, client: Client
) -> None:
    walk = Walk(hall).implementing()
    row = {"text": "Räume stellen.", "due_on": localdate()}
    rows = [row | {"organization": each} for each in (hall.culture, hall.school, hall.lead)]
    walk.take("give_orders", hall.office, orders=rows)
    keys = {order.organization_id: order.pk for order in walk.measure.orders.all()}
    dropped = [
        each
        | {"pk": keys[each["organization"].pk]}
        | ({"dropped": "Nicht nötig."} if each["organization"] == hall.school else {})
        for each in rows
    ]
    walk.take("give_orders", hall.office, orders=dropped)
    page = go(client, walk, hall.culture)
    task = open_task(walk.measure, "carry_out", hall.culture)

    form = body_of(page.get(url(walk, "settle_order", f"?aufgabe={task.pk}")))
    answer = send(page, walk, "settle_order", aufgabe=task.pk, result="Drei Räume.")

    assert ("Räume stellen." in form, answer.status_code) == (True, 302)
    shown = body_of(page.get(f"/massnahmen/{walk.measure.reference}/"))
    for said in ("erledigt am", "Drei Räume.", "entfallen", "Nicht nötig.", "offen"):
        assert said in shown


@pytest.mark.parametrize(
    ("step", "number", "data", "says"),
    [
        ("ask_report", "office", {"due_on": "01.01.2020"}, "in der Vergangenheit"),
        ("ask_report", "office", {"due_on": "26.12.2099"}, "den 28.12.2099"),
        (
            "edit_indicators",
            "lead",
            {
                "indicators-TOTAL_FORMS": 1,
                "indicators-INITIAL_FORMS": 0,
                "indicators-0-kind": "output",
                "indicators-0-name": "Besuche",
                "indicators-0-unit": "Anzahl",
                "indicators-0-target": "100",
                "indicators-0-measured_on": "01.01.2099",
            },
            "in der Zukunft",
        ),
    ],
)
def test_days_on_the_wrong_side_of_today_are_told(
    hall: City, client: Client, step: str, number: str, data: dict[str, Any], says: str
) -> None:
    walk = Walk(hall).implementing()

    answer = send(go(client, walk, getattr(hall, number)), walk, step, **data)

    assert (answer.status_code, says in body_of(answer)) == (422, True)


def test_a_grid_asks_the_database_the_same_however_many_rows(hall: City, client: Client) -> None:
    walk = Walk(hall).implementing()
    BudgetItem.objects.create(code="57101", name="Wirtschaftsförderung")

    def queries(organization: Organization, step: str) -> int:
        page = go(client, walk, organization)
        with CaptureQueriesContext(connection) as caught:
            assert page.get(url(walk, step)).status_code == 200
        return len(caught)

    def fill(number: int) -> None:
        order = {"text": "Räume stellen.", "due_on": localdate(), "organization": hall.culture}
        known = [order | {"pk": each.pk} for each in walk.fresh.open_orders]
        new = [order for _each in range(number - len(known))]
        walk.take("give_orders", hall.office, orders=[*known, *new])
        rows = [{"kind": "budget", "name": f"Quelle {n}", "amounts": []} for n in range(number)]
        walk.take("edit_sources", hall.lead, sources=rows)

    fill(1)
    one = queries(hall.office, "give_orders"), queries(hall.lead, "edit_sources")
    fill(5)

    assert (queries(hall.office, "give_orders"), queries(hall.lead, "edit_sources")) == one


def test_asked_reports_and_indicators_are_taken_by_their_forms(hall: City, client: Client) -> None:
    walk = Walk(hall).implementing()
    today = localdate()
    due = deadlines.next_working_day(today + dt.timedelta(days=30))
    row = {"kind": "output", "name": "Gäste", "unit": "Personen", "target": "1.200"}
    row |= {"value": "300,5", "measured_on": f"{today:%d.%m.%Y}"}
    rows = {f"indicators-0-{name}": value for name, value in row.items()}
    counted = {"indicators-TOTAL_FORMS": 1, "indicators-INITIAL_FORMS": 0}

    asked = send(go(client, walk, hall.office), walk, "ask_report", due_on=f"{due:%d.%m.%Y}")
    kept = send(go(client, walk, hall.lead), walk, "edit_indicators", **rows, **counted)

    assert (asked.status_code, kept.status_code) == (302, 302)
    assert walk.fresh.requests.get().due_on == due
    assert walk.fresh.indicators.get().values.get().value == Decimal("300.50")


def test_an_objection_can_be_answered_by_sending_back_from_its_task(
    hall: City, client: Client
) -> None:
    walk = asked(hall, hall.culture)
    walk.do("cosign", "cosign", hall.culture, holder=hall.culture, answer="object", note="Nein.")
    task = open_task(walk.measure, "overrule").pk
    page = go(client, walk, hall.office, 1)

    shown = page.get(url(walk, "send_back", f"?aufgabe={task}"))
    answer = send(page, walk, "send_back", aufgabe=task, reason="Bitte überarbeiten.")

    assert (shown.status_code, answer.status_code) == (200, 302)
    assert walk.fresh.status == "rework"
