"""What was typed is asked about where it cannot be meant, and never dropped."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from tests.factories import City, Walk, city
from tests.workflow.test_sources import note, row, secured
from workflow.forms.following import OrdersForm
from workflow.forms.money import NoteForm, SourcesForm
from workflow.forms.steps import StepForm
from workflow.refusals import StepRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def walk(hall: City) -> Walk:
    return Walk(hall)


def drawn(hall: City) -> Walk:
    """Some of a confirmed grant is drawn under one evidence."""
    walk = secured(hall)
    note(walk, "drawn", evidence="Abruf 1", drawn_amount=Decimal(5))
    return walk


def filled(walk: Walk, form: type[StepForm], **data: Any) -> StepForm:
    return form(data, measure=walk.fresh, actor=walk.city.of(walk.city.lead))


def sent(client: Client, walk: Walk, step: str, **data: Any) -> Any:
    client.force_login(walk.city.of(walk.city.lead))
    about = {"stand": walk.fresh.version} | data
    return client.post(f"/massnahmen/{walk.measure.reference}/schritt/{step}/", about)


def grid(prefix: str, /, **row: Any) -> dict[str, Any]:
    ends = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0"}
    typed = {f"{prefix}-0-{each}": value for each, value in row.items()}
    return typed | {f"{prefix}-{each}": value for each, value in ends.items()}


@pytest.mark.parametrize(("form", "name"), [(OrdersForm, "orders"), (SourcesForm, "sources")])
def test_nothing_changed_is_nothing_to_enter(walk: Walk, form: type[StepForm], name: str) -> None:
    unchanged = filled(walk, form, **grid(name))

    assert not unchanged.is_valid()
    assert "nichts geändert" in str(unchanged.faults()["__all__"])


def test_a_new_order_lies_ahead(walk: Walk) -> None:
    form = filled(walk, OrdersForm, **grid("orders", text="Bauen", due_on="1.3.2020"))

    assert "Vergangenheit" in str(form.faults()["orders-0-due_on"])


def test_an_overdue_order_may_be_changed_as_it_is(hall: City) -> None:
    walk, past = Walk(hall).implementing(), localdate() - dt.timedelta(days=5)
    order = {"organization": hall.lead, "text": "Bauen", "due_on": past}
    walk.take("give_orders", hall.office, orders=[order])
    known = walk.fresh.open_orders[0]
    row = {"pk": known.pk, "organization": hall.lead.pk, "due_on": f"{past:%d.%m.%Y}"}
    typed = grid("orders", text="Weiter bauen", **row) | {"orders-INITIAL_FORMS": "1"}

    assert filled(walk, OrdersForm, **typed).faults() == {}


@pytest.mark.parametrize("name", ["share", "cover", "budget_item", "proof_due"])
def test_a_source_without_a_name_is_asked_for_it(walk: Walk, name: str) -> None:
    form = filled(walk, SourcesForm, **grid("sources", kind="grant", **{name: "10"}))

    assert not form.is_valid()
    assert "sources-0-name" in form.faults()


def test_a_share_speaks_of_percent(walk: Walk) -> None:
    form = filled(walk, SourcesForm, **grid("sources", kind="grant", name="Bund", share="viel"))

    assert "Prozent" in str(form.faults()["sources-0-share"])


def test_a_drawing_is_no_wish(walk: Walk) -> None:
    tomorrow = f"{localdate() + dt.timedelta(days=1):%d.%m.%Y}"
    form = filled(walk, NoteForm, what="applied", drawn_amount="5", drawn_on=tomorrow)

    assert "Zukunft" in str(form.faults()["drawn_on"])
    assert "Mittel abgerufen" in str(form.faults()["drawn_amount"])


def test_a_missing_light_is_told_at_the_light(hall: City, client: Client) -> None:
    walk = Walk(hall).implementing()
    page = sent(client, walk, "report", text="Es läuft.")

    assert page.context["form"].errors.keys() == {"light"}
    assert "light" not in sent(client, walk, "report", light="green").context["form"].errors


def test_a_double_drawing_is_told_at_its_evidence(hall: City, client: Client) -> None:
    walk = drawn(hall)
    page = sent(client, walk, "note_grant", what="drawn", evidence="Abruf 1", drawn_amount="5")
    more = sent(client, walk, "note_grant", what="drawn", evidence="Abruf 2", drawn_amount="90.000")

    assert "Mit „Abruf 1“ ist schon abgerufen" in str(page.context["form"].errors["evidence"])
    assert more.context["form"].errors.keys() == {"drawn_amount"}


def test_a_notice_without_its_facts_is_told_at_their_fields(hall: City, client: Client) -> None:
    walk = Walk(hall)
    walk.take("edit_sources", hall.lead, sources=[row()])
    typed = {"what": "granted", "evidence": "Bescheid", "notice_number": "AZ 1"}

    form = sent(client, walk, "note_grant", **typed).context["form"]

    assert form.errors.keys() == {"__all__", "notice_on", "period_from", "period_to"}
    assert "Ein Bescheid nennt Aktenzeichen" in str(form.errors["period_to"])
    assert form["notice_number"].value() == "AZ 1"


def test_money_beyond_the_plan_is_asked_for_its_cover_and_stays(walk: Walk) -> None:
    beyond = {"kind": "over_plan", "name": "Mehrkosten", "cover": ""}
    form = filled(walk, SourcesForm, **grid("sources", **beyond))
    named = filled(walk, SourcesForm, **grid("sources", **beyond | {"cover": "Minderaufwand"}))

    assert form.faults() == {
        "sources-0-cover": ["Über- oder außerplanmäßige Mittel nennen ihre Deckung."]
    }
    assert form.rows["sources"].forms[0]["name"].value() == "Mehrkosten"
    assert named.is_valid()


def test_an_application_made_is_not_made_again(hall: City, client: Client) -> None:
    walk = Walk(hall)
    walk.take("edit_sources", hall.lead, sources=[row()])
    note(walk, "applied")
    page = sent(client, walk, "note_grant")

    assert "applied" not in dict(page.context["form"].fields["what"].widget.choices)
    with pytest.raises(StepRefused, match="ist beantragt"):
        note(walk, "applied")


def test_a_progress_left_open_carries_on(hall: City) -> None:
    walk = Walk(hall).implementing()
    for told in ({"progress": 40}, {}):
        walk.do("implement", "report", hall.lead, light="green", text="Es läuft.", **told)
        walk.do("judge_report", "approve_report", hall.office, answer="approve")

    assert list(walk.measure.reports.values_list("progress", flat=True)) == [40, 40]
