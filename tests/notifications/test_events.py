"""What each step tells each audience: every declared pair has its words, in text and HTML."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation
from django.utils.timezone import localdate, now

from core.lifecycle import steps
from core.models import Follow, JournalEntry, Measure
from core.steps import Audience
from notifications.events import Event, event_for
from notifications.events.base import BECAUSE, REGISTER
from notifications.letters import templates_of, written
from notifications.models import Delivery
from notifications.outbox import fan_out_all
from notifications.topics import topic_of
from tests.factories import City, Walk, costs, notice
from tests.workflow.test_sources import row, secured
from workflow.urging import urge

PAIRS = [(step.name, audience.value) for step in steps().values() for audience in step.tells]


MENTIONED = ("mention", "mentioned")


def told(walk: Walk, action: str, audience: str) -> Event:
    """The event of the newest such entry, as the first person of that audience is told it."""
    entry = JournalEntry.objects.filter(measure=walk.measure.pk, action=action).latest("number")
    mail = Delivery.objects.filter(entry=entry, audience=audience).earliest("pk")
    return event_for(entry=mail.entry, audience=audience, person=mail.person)


def facts(event: Event) -> dict[str, str]:
    return {str(label): str(value) for label, value in event.lines()}


def test_register_holds_what_the_law_declares_and_nothing_else() -> None:
    besides = {("cosign", "lead"), ("cosign", "holder"), ("edit_sources", "treasury")}
    to_followers = {(step, "followers") for step, _audience in (*PAIRS, *besides)}

    assert set(REGISTER) == set(PAIRS) | besides | to_followers | {MENTIONED}


def test_every_event_has_its_words(hall: City) -> None:
    measure, reader = Walk(hall).fresh, hall.of(hall.lead)

    for number, (step, audience) in enumerate(sorted(REGISTER), start=2):
        entry = told_about(measure, step, number)
        event = event_for(entry=entry, audience=audience, person=reader)
        context = {"event": event, "measure": measure, "entry": entry, "link": ""}
        letter = written(templates_of(event), Delivery(person=reader, language="de"), context)
        words = {str(event.headline), str(event.request), str(BECAUSE[audience]), "Weil es ist."}

        assert type(event) is REGISTER[step, audience]
        assert 0 < len(str(event.headline)) < 65
        assert [said for said in words if said not in letter.text] == []
        assert [said for said in words if said not in letter.html] == []


def told_about(measure: Measure, step: str, number: int) -> JournalEntry:
    """An entry as the step leaves it, without what a form would have added."""
    return JournalEntry.objects.create(
        measure=measure,
        number=number,
        at=now(),
        action=step,
        target=measure.status,
        reason="Weil es ist.",
        detail={"fired": [step], "data": {}},
    )


def test_unknown_action_is_told_by_its_name(hall: City) -> None:
    walk = Walk(hall)
    entry = walk.measure.journal.get()

    event = event_for(entry=entry, audience=Audience.NOBODY, person=hall.of(hall.lead))

    assert (type(event), event.headline, event.because) == (Event, "create", "")
    assert event.lines() == []


def test_step_without_words_of_its_own_is_told_by_its_button(hall: City) -> None:
    walk = Walk(hall)
    entry = walk.measure.journal.get()
    entry.action = "edit"

    event = event_for(entry=entry, audience=Audience.LEAD, person=hall.of(hall.lead))

    assert str(event.headline) == "Maßnahme bearbeiten"


def test_deed_of_the_system_has_no_person(hall: City) -> None:
    entry = Walk(hall).measure.journal.get()
    entry.actor, entry.at = None, dt.datetime(2026, 11, 23, 13, 3, tzinfo=dt.UTC)

    event = event_for(entry=entry, audience=Audience.LEAD, person=hall.of(hall.lead))

    assert event.deed == "create – Laufzettel, 23.11.2026 14:03"


@pytest.fixture
def decided(hall: City) -> Walk:
    """Walk one measure to the council's decision, its letters fanned out step by step."""
    walk = Walk(hall).submitted()
    walk.do("check", "request_cosignatures", hall.office, organizations=[hall.culture])
    walk.do("cosign", "cosign", hall.culture, answer="remarks", note="Bitte mehrsprachig.")
    walk.released()
    fan_out_all(now=now())
    votes: dict[str, Any] = {"votes_for": 12, "votes_against": 3, "abstentions": 0}
    walk.result(hall.committee, "recommended", manner="counted", **votes)
    fan_out_all(now=now())
    walk.result(hall.main_committee, "recommended")
    walk.result(hall.council, "approved")
    fan_out_all(now=now())
    return walk


def test_station_and_result_are_named(hall: City, decided: Walk) -> None:
    released = facts(told(decided, "release", "secretariats"))
    assert released.get("Gremium") is None  # all heard meanwhile

    published = JournalEntry.objects.filter(action="publish").earliest("number")
    lead = event_for(entry=published, audience="lead", person=hall.of(hall.lead))
    assert facts(lead) == {
        "Gremium": "Internationaler Ausschuss",
        "Sitzung": f"{localdate():%d.%m.%Y}",
        "Ergebnis": "empfohlen",
        "Abstimmung": "ausgezählt (12 Ja, 3 Nein, 0 Enthaltungen)",
    }
    assert str(lead.headline) == "Ein Gremium hat beraten"


def test_deciding_result_is_told_as_the_decision(decided: Walk) -> None:
    """Publishing and adopting are one action: who is told both is told the weightier one."""
    assert str(told(decided, "publish", "lead").headline) == "Beschlossen"
    treasury = told(decided, "publish", "treasury")
    assert "Finanzierung" in str(treasury.request)
    assert facts(treasury)["Abstimmung"] == "einstimmig"
    assert str(treasury.status) == "Umsetzungsbereit"


def test_cosignature_is_told_with_its_remark(decided: Walk) -> None:
    assert facts(told(decided, "cosign", "office")) == {
        "Stelle": "Fachbereich Kultur",
        "Antwort": "mit Hinweis zugestimmt",
        "Hinweis": "Bitte mehrsprachig.",
    }


def test_own_station_is_named_to_its_secretary(hall: City) -> None:
    walk = Walk(hall).ready().released()
    fan_out_all(now=now())
    entry = walk.measure.journal.get(action="release")

    event = event_for(entry=entry, audience="secretariats", person=hall.of(hall.main_committee))

    assert facts(event)["Gremium"] == "Verwaltungsausschuss"
    assert facts(event)["Drucksache"] == entry.measure.stations[0].paper.reference


def test_source_is_named_with_its_state(hall: City) -> None:
    source = {"kind": "grant", "name": "EU-Mittel", "amounts": [{"year": 2030, "amount": 50000}]}
    walk = Walk(hall, cost_lines=costs(year=2030), no_costs=False)
    walk.take("edit_sources", hall.lead, sources=[source])
    grant = walk.fresh.sources.get()
    values = {"source": grant, "what": "granted", "evidence": "Bescheid 7"} | notice()
    walk.take("note_grant", hall.lead, **values)
    fan_out_all(now=now())

    said = facts(told(walk, "note_grant", "office"))
    assert said == {
        "Quelle": "Fördermittel: EU-Mittel",
        "Stand der Quelle": "bewilligt",
        "Nachweis": "Bescheid 7",
    }


def source(kind: str, amount: int) -> dict[str, Any]:
    amounts = [{"year": localdate().year, "amount": amount}]
    return {"kind": kind, "name": f"Quelle {kind}", "amounts": amounts}


@pytest.fixture
def waits_for_money(hall: City) -> Walk:
    """Released inside the budget; the budget is reserved, a grant is still to come."""
    walk = Walk(hall, cost_lines=costs(5000), no_costs=False)
    walk.take("edit_sources", hall.lead, sources=[source("budget", 5000), source("grant", 2000)])
    walk.ready(hall.treasury)
    walk.do("release", "approve_in_budget", hall.office, 1, decided_by="OB", legal_basis="§ 85")
    assert walk.fresh.status == "funding"
    return walk


def test_money_secured_by_an_edit_is_told_to_the_office(hall: City, waits_for_money: Walk) -> None:
    """The grant nobody got was the last thing it waited for."""
    reserved, _grant = waits_for_money.fresh.funding
    waits_for_money.take(
        "edit_sources", hall.lead, sources=[source("budget", 5000) | {"pk": reserved.pk}]
    )
    fan_out_all(now=now())

    said = str(told(waits_for_money, "edit_sources", "office").headline)
    assert (waits_for_money.fresh.status, said) == ("funded", "Finanzierung gesichert")


def test_the_treasury_learns_that_what_it_confirmed_is_changed(hall: City) -> None:
    walk = secured(hall)
    known = walk.fresh.sources.get()
    changed = row(60000, pk=known.pk, name="CERV", kind="grant")
    walk.take("edit_sources", hall.lead, sources=[changed])
    fan_out_all(now=now())

    letter = told(walk, "edit_sources", "treasury")
    assert (letter.headline, bool(letter.request)) == (
        "Eine bestätigte Finanzierungsquelle ist geändert",
        True,
    )
    assert facts(letter) == {
        "Quelle": "Fördermittel: CERV",
        "Bisher bestätigt": "50.000,00 €",
        "Jetzt": "60.000,00 €",
    }


def test_the_office_is_asked_to_decide_on_an_objection_and_the_lead_only_learns_of_it(
    hall: City,
) -> None:
    walk = Walk(hall).submitted()
    walk.do("check", "request_cosignatures", hall.office, organizations=[hall.culture, hall.school])
    walk.do("cosign", "cosign", hall.school, holder=hall.school, answer="approve")
    agreed = str(told(walk, "cosign", "office").headline) if fan_out_all(now=now()) else ""
    walk.do("cosign", "cosign", hall.culture, holder=hall.culture, answer="object", note="Nein.")
    fan_out_all(now=now())

    office, lead = told(walk, "cosign", "office"), told(walk, "cosign", "lead")
    assert agreed == "Mitzeichnung beantwortet"
    assert (str(office.headline), str(lead.headline)) == ("Einwand erhoben", "Einwand erhoben")
    assert ("entscheiden" in str(office.request), lead.request) == (True, "")


@pytest.mark.parametrize(("answer", "word"), [("approve", "abgenommen"), ("return", "zurück")])
def test_a_judged_report_says_how_in_its_headline(hall: City, answer: str, word: str) -> None:
    walk = Walk(hall).implementing()
    walk.do("implement", "report", hall.lead, light="green", text="Läuft.")
    walk.do("judge_report", "approve_report", hall.office, answer=answer, remark="Mehr bitte.")
    fan_out_all(now=now())

    assert word in str(told(walk, "approve_report", "lead").headline)


def test_a_planned_source_that_is_changed_tells_nobody(hall: City) -> None:
    walk = Walk(hall)
    for amount in (5000, 6000):
        kept = [{"pk": each.pk} for each in walk.fresh.sources.all()]
        walk.take("edit_sources", hall.lead, sources=[row(amount, **each) for each in kept or [{}]])

    assert not walk.measure.journal.filter(action="edit_sources", outbox__isnull=False).exists()


def test_money_secured_by_the_treasury_is_told_as_its_judgement(
    hall: City, waits_for_money: Walk
) -> None:
    _reserved, grant = waits_for_money.fresh.funding
    granted = {"what": "granted", "evidence": "B 7"} | notice()
    waits_for_money.take("note_grant", hall.lead, source=grant, **granted)

    waits_for_money.do("fund", "confirm_source", hall.treasury, answer="confirm")
    fan_out_all(now=now())

    assert waits_for_money.fresh.status == "funded"
    said = str(told(waits_for_money, "confirm_source", "office").headline)
    assert said == "Die Kämmerei hat eine Finanzierungsquelle beurteilt"


def test_report_is_told_and_its_judgement(hall: City) -> None:
    walk = Walk(hall).implementing()
    report = {"light": "yellow", "text": "Es geht voran.", "progress": 30}
    walk.do("implement", "report", hall.lead, **report)
    fan_out_all(now=now())
    said = facts(told(walk, "report", "office"))
    assert said == {"Ampel": "Gelb", "Sachstand": "Es geht voran."}

    walk.do("judge_report", "approve_report", hall.office, answer="return", remark="Bitte Zahlen.")
    fan_out_all(now=now())
    event = told(walk, "approve_report", "lead")
    assert facts(event) == {"Beurteilung": "zurückgegeben", "Rückmeldung": "Bitte Zahlen."}
    assert "melden Sie ihn erneut" in str(event.request)
    assert topic_of(event) == "task"


def test_an_order_is_told_to_its_own_unit_with_its_day_and_when_it_is_dropped(hall: City) -> None:
    walk, due_on = Walk(hall).implementing(), localdate() + dt.timedelta(days=9)
    rows = [
        {"organization": unit, "text": f"{unit.code} stellt Räume.", "due_on": due_on}
        | {"responsible": f"Leitung {unit.code}"}
        for unit in (hall.culture, hall.school)
    ]
    walk.take("give_orders", hall.office, orders=rows)
    fan_out_all(now=now())
    event = told(walk, "give_orders", "ordered")
    assert facts(event) == {
        "Auftrag an Fachbereich Kultur": "41 stellt Räume.",
        "Verantwortlich": "Leitung 41",
        "Frist": f"{due_on:%d.%m.%Y}",
    }
    assert (event.due_on, topic_of(event)) == (due_on, "task")

    [culture, school] = walk.fresh.orders.order_by("pk")
    kept, left = rows[0] | {"pk": culture.pk}, rows[1] | {"pk": school.pk}
    orders = [kept | {"dropped": "Erledigt."}, left | {"dropped": "Die Räume reichen."}]
    walk.take("give_orders", hall.office, orders=orders)
    fan_out_all(now=now())
    event = told(walk, "give_orders", "ordered")
    assert (str(event.headline), event.request) == ("Ein Auftrag an Ihre Stelle entfällt", "")
    assert (event.due_on, topic_of(event)) == (None, "work")
    assert facts(event)["Entfällt, weil"] == "Erledigt."


@pytest.mark.parametrize("way", ["without money", "at work"])
def test_what_is_stopped_is_closed_only_if_work_had_begun(hall: City, way: str) -> None:
    walk = Walk(hall).ready().released().adopted() if way == "without money" else None
    walk = walk or Walk(hall).implementing()
    walk.take("abort", hall.office, reason="Zu teuer.", decision_reference="0002/2026")
    fan_out_all(now=now())

    request = str(told(walk, "abort", "lead").request)
    assert ("Unterlagen" in request) == (way == "at work") == (walk.fresh.status == "closing")


def test_who_follows_is_told_the_weightiest_step_in_words_of_news(hall: City) -> None:
    Follow.objects.create(person=hall.of(hall.district), field=hall.field)
    walk = Walk(hall).ready().released().adopted()
    walk.with_milestone().do("begin", "start", hall.lead)
    walk.take("ask_report", hall.office, due_on=localdate() - dt.timedelta(days=1))
    urge(on=localdate())
    fan_out_all(now=now())

    assert str(told(walk, "publish", "followers").headline) == "Beschlossen"
    assert str(told(walk, "ask_report", "followers").headline) == "Ein Sachstand ist angefordert"
    late = told(walk, "escalate", "followers")
    assert (str(late.headline), late.due_on, late.request) == ("Eine Frist ist versäumt", None, "")
    assert facts(late)["Zuständig"] == "Fachbereich Wirtschaft"
    with translation.override("en"):
        assert facts(late)["Task"] == "Give the requested progress report"


def test_votes_nobody_counted_are_left_out(decided: Walk) -> None:
    station = decided.fresh.stations[0]
    station.votes_against = station.abstentions = station.votes_for = None
    station.save()
    entry = decided.measure.journal.filter(action="publish").earliest("number")

    event = event_for(entry=entry, audience="office", person=decided.city.of(decided.city.office))

    with translation.override("de"):
        assert facts(event)["Abstimmung"] == "ausgezählt"


# ---- a correction says what it corrects ------------------------------------------------------


def corrected(walk: Walk, number: int, **right: Any) -> Event:
    values = {"scope": "matter", "reason": "Tippfehler."} | right
    station = walk.fresh.stations[0]
    walk.take("correct", walk.city.committee, number, station=station, **values)
    entry = walk.measure.journal.get(number=walk.fresh.version)
    person = walk.city.of(walk.city.office)
    return event_for(entry=entry, audience=Audience.TOLD, person=person)


def former(event: Event, language: str = "de") -> dict[str, str]:
    ending = {"de": " bisher", "en": " until now"}[language]
    with translation.override(language):
        found = {str(label): str(value) for label, value in event.lines()}
    return {name.removesuffix(ending): found[name] for name in found if name.endswith(ending)}


def test_a_correction_names_the_former_result_and_the_right_one(decided: Walk) -> None:
    more = {"outcome": "recommended_with_changes", "change_text": "Ab 2028.", "verbatim": "Ab 2028"}
    first = corrected(decided, 1, manner="counted", votes_for=13, votes_against=2, **more)

    right = facts(first)
    assert (right["Ergebnis"], right["Änderung"]) == ("mit Änderungen empfohlen", "Ab 2028.")
    assert former(first) == {
        "Ergebnis": "empfohlen",
        "Abstimmung": "ausgezählt (12 Ja, 3 Nein, 0 Enthaltungen)",
    }
    assert former(first, "en") == {
        "Result": "recommended",
        "Vote": "counted (12 in favour, 3 against, 0 abstentions)",
    }

    second = corrected(decided, 0, outcome="recommended", manner="unanimous", votes_against=0)

    assert former(second) == {
        "Ergebnis": "mit Änderungen empfohlen",
        "Abstimmung": "ausgezählt (13 Ja, 2 Nein, 0 Enthaltungen)",
        "Änderung": "Ab 2028.",
        "Wortlaut": "Ab 2028",
    }


def test_what_was_recorded_first_and_published_later_is_the_former_result(hall: City) -> None:
    walk = Walk(hall).ready().released()
    result = {"outcome": "recommended", "manner": "unanimous", "scope": "matter"}
    walk.do("record", "record", hall.committee, holder=hall.committee, **result)
    walk.do("record", "publish", hall.committee, holder=hall.committee)

    event = corrected(walk, 1, outcome="rejected", manner="majority")

    assert former(event) == {"Ergebnis": "empfohlen", "Abstimmung": "einstimmig"}


def test_of_another_station_no_former_result_is_told(hall: City) -> None:
    walk = Walk(hall).ready().released()
    walk.result(hall.committee, "recommended")
    entry = told_about(walk.fresh, "correct", walk.fresh.version + 1)

    event = event_for(entry=entry, audience=Audience.TOLD, person=hall.of(hall.office))

    assert former(event) == {}
