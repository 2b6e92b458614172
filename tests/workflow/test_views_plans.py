"""Plan against actual: sums of what one may see, each with the list it counts."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from core.charts import PairedBars
from core.models import ActionPlan, FieldOfAction, Measure, Organization, ProgressReport
from core.templatetags.laufzettel import money
from tests.factories import City, Walk, city, costs
from workflow.models import Process

pytestmark = pytest.mark.django_db
QUERIES = {"handlungskonzept": 16, "handlungsfelder": 16}
THIS_YEAR = localdate().year
CANARY = Decimal("98765432.10")


@pytest.fixture
def hall() -> City:
    return city()


def decided(hall: City, **values: Any) -> Measure:
    """A measure at work, seen by everybody unless told otherwise."""
    measure = Walk(hall).implementing()
    Process.objects.filter(pk=measure.measure.pk).update(**values)
    return Measure.objects.get(pk=measure.measure.pk)


def copied(model: Measure, number: int) -> list[Measure]:
    """More of the same, each with money, milestones and a report."""
    copies = [Measure.objects.get(pk=model.pk) for _each in range(number - 1)]
    for index, copy in enumerate(copies):
        copy.pk, copy.reference = None, f"M-2020-{index:03d}"
    return [*Measure.objects.bulk_create(copies), model]


def fund(measure: Measure, year: int = THIS_YEAR) -> None:
    """A need of 100.10 euros, of which 60 are secured, 20 hoped for and 70 drawn."""
    measure.cost_lines.create(year=year, amount=Decimal("100.10"))
    for state, amount in (("secured", 60), ("planned", 20)):
        source = measure.sources.create(name=state, state=state, confirmed_at=now())
        source.amounts.create(year=year, amount=amount)
    source.drawings.create(drawn_on=dt.date(year, 5, 1), amount=70, reference="1")


def report(measure: Measure, light: str) -> None:
    ProgressReport.objects.create(
        measure=measure,
        light=light,
        text="Läuft.",
        state="approved",
        written_at=now(),
        written_by_id=measure.created_by_id,
    )


def seen(client: Client, hall: City, url: str, organization: Organization | None = None) -> Any:
    client.force_login(hall.of(organization or hall.culture))
    answer = client.get(url)
    assert answer.status_code == 200
    return answer


def plan_url(hall: City, query: str = "") -> str:
    return f"/handlungskonzept/{hall.plan.pk}/{query}"


def field_url(hall: City, query: str = "") -> str:
    return f"/handlungsfelder/{hall.field.pk}/{query}"


def amounts(chart: PairedBars) -> dict[str, list[Decimal | None]]:
    return {each.group.label: [bar.amount.euros for bar in each.bars] for each in chart.groups}


def listed(client: Client, url: str) -> int:
    """How many measures the list behind an address says it has."""
    page = client.get(unescape(url)).content.decode()
    return int(re.search(r"data-announce>\s*(\d+)", page)[1])


# ---- the way there ----------------------------------------------------------------------------


def test_the_only_plan_is_shown_at_once(hall: City, client: Client) -> None:
    client.force_login(hall.of(hall.lead))

    assert client.get("/handlungskonzept/").url == plan_url(hall)
    page = client.get(plan_url(hall)).content.decode()
    assert '<a href="/handlungskonzept/" aria-current="page">Plan und Ist</a>' in page
    page = client.get(field_url(hall)).content.decode()
    assert '<a href="/handlungskonzept/" aria-current="page">Plan und Ist</a>' in page


def test_several_plans_are_a_choice_and_none_is_said(hall: City, client: Client) -> None:
    other = ActionPlan.objects.create(
        title="Klimakonzept", office=hall.office, treasury=hall.treasury
    )
    page = seen(client, hall, "/handlungskonzept/").content.decode()
    assert f'href="/handlungskonzept/{other.pk}/">Klimakonzept' in page
    assert f'href="{plan_url(hall)}">' in page

    hall.field.delete()
    ActionPlan.objects.all().delete()
    assert "Noch kein Handlungskonzept" in seen(client, hall, "/handlungskonzept/").content.decode()


@pytest.mark.parametrize("path", ["handlungskonzept", "handlungsfelder"])
def test_what_is_not_there_is_absent_and_nobody_looks_in(
    hall: City, client: Client, path: str
) -> None:
    url = f"/{path}/4711/"
    assert client.get(url).status_code == 302
    client.force_login(hall.of(hall.lead))

    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 405


# ---- the plan ---------------------------------------------------------------------------------


def test_a_plan_sums_up_its_fields(hall: City, client: Client) -> None:
    other = FieldOfAction.objects.create(plan=hall.plan, number=2, title="Sprachen")
    first, second = decided(hall, actual_cost="30.05"), decided(hall, actual_cost="200")
    outside = decided(hall, field=None)
    for measure in (first, second, outside):
        fund(measure)
    first.cost_lines.create(year=THIS_YEAR, kind="revenue", amount=40)

    answer = seen(client, hall, plan_url(hall))

    planned = first.total_expense + second.total_expense
    assert amounts(answer.context["budget"]) == {
        str(hall.field): [planned, Decimal("230.05")],
        str(other): [Decimal(0), None],
        "Ohne Handlungsfeld": [outside.total_expense, None],
    }
    assert planned == Decimal("200.20")
    page = answer.content.decode()
    assert f"{money(Decimal('29.85'))} über Plan" in page
    assert money(Decimal("300.30")) in page


def test_a_plan_sums_its_years_and_nets_no_gap(hall: City, client: Client) -> None:
    first, outside = decided(hall), decided(hall, field=None)
    fund(first)
    fund(outside, THIS_YEAR + 1)
    outside.sources.filter(state="secured").get().amounts.create(year=THIS_YEAR, amount=500)

    groups = seen(client, hall, plan_url(hall)).context["year_chart"].groups

    assert [[bar.amount.euros for bar in each.bars] for each in groups] == [
        [Decimal("100.10"), Decimal(560), Decimal(70)],
        [Decimal("100.10"), Decimal(60), Decimal(70)],
    ]
    gap = f"Lücke {money(Decimal('40.10'))}"
    assert [each.group.note for each in groups] == [gap, gap]
    urls = [each.bars[0].amount.url for each in groups]
    assert [listed(client, url) for url in urls] == [2, 1]


def test_a_plan_shows_the_three_milestones_each_field_waits_for_first(
    hall: City, client: Client
) -> None:
    day = localdate()
    measures = [decided(hall) for _each in range(5)]
    for index, measure in enumerate(measures):
        measure.milestones.update(planned_on=day + dt.timedelta(days=9 - index))
        measure.milestones.create(title="Viel später", planned_on=dt.date(2090, 1, 1))
    Process.objects.filter(pk=measures[4].pk).update(status="aborted")
    outside = decided(hall, field=None)

    answer = seen(client, hall, plan_url(hall))

    rows = [each.row for each in answer.context["milestone_chart"].rows]
    first = [f"HF 1: {each.reference} Portal online" for each in measures[3:0:-1]]
    assert [row.label for row in rows] == [*first, f"Ohne HF: {outside.reference} Portal online"]
    assert rows[0].url == f"/massnahmen/{measures[3].reference}/#milestones-title"
    assert "Die nächsten Meilensteine je Handlungsfeld, höchstens 3" in answer.content.decode()


def test_each_number_of_a_plan_leads_to_as_many_measures(hall: City, client: Client) -> None:
    for light in ("green", "red", "red", ""):
        measure = decided(hall)
        if light:
            report(measure, light)
    decided(hall, field=None)
    Walk(hall).ready().released()

    page = seen(client, hall, plan_url(hall)).content.decode()
    links = re.findall(r'<a class="kern-link" href="(/massnahmen/\?[^"]+)">(\d+)</a>', page)

    assert [(number, listed(client, url)) for url, number in links] == [
        (number, int(number)) for _url, number in links
    ]
    assert [number for _url, number in links] == ["5", "4", "1", "2", "1", "1", "1"]


@pytest.mark.parametrize("page", ["plan", "field"])
def test_a_bar_of_the_lights_leads_to_its_measures(hall: City, client: Client, page: str) -> None:
    report(decided(hall), "yellow")
    decided(hall)
    Walk(hall).ready().released()
    url = plan_url(hall) if page == "plan" else field_url(hall)

    chart = seen(client, hall, url).context["light_chart"]

    found = {drawn.bar.label: (drawn.bar.value, drawn.bar.tone) for drawn in chart.bars}
    assert found == {
        "Grün": (0, "success"),
        "Gelb": (1, "warning"),
        "Rot": (0, "danger"),
        "Ohne Sachstand": (1, "neutral"),
    }
    assert [listed(client, drawn.bar.url) for drawn in chart.bars] == [0, 1, 0, 1]


def test_bars_lead_to_the_measures_they_sum(hall: City, client: Client) -> None:
    fund(decided(hall))
    fund(decided(hall, field=None))

    groups = seen(client, hall, plan_url(hall)).context["budget"].groups

    assert [[listed(client, bar.amount.url) for bar in group.bars] for group in groups] == [
        [1, 1],
        [1, 1],
    ]
    assert groups[0].group.url == field_url(hall, "?verdict=decided")
    assert groups[1].group.url == groups[1].bars[0].amount.url


def test_the_tabs_choose_by_decision(hall: City, client: Client) -> None:
    decided(hall)
    waiting = Walk(hall, cost_lines=costs(5000)).submitted()
    Walk(hall).take("withdraw", hall.lead, reason="Erledigt.")

    def shown(query: str) -> tuple[list[Any], Any]:
        context = seen(client, hall, plan_url(hall, query), hall.lead).context
        tabs = [(each.label, each.count, each.current) for each in context["tabs"]]
        return tabs, amounts(context["budget"])[str(hall.field)][0]

    assert shown("?verdict=pending") == (
        [
            ("Beschlossen", 1, False),
            ("Noch nicht beschlossen", 1, True),
            ("Abgelehnt oder zurückgezogen", 1, False),
        ],
        waiting.fresh.total_expense,
    )
    assert shown("?verdict=unsinn") == shown("")
    assert shown("")[1] == 0


# ---- a field of action ------------------------------------------------------------------------


def test_a_field_shows_each_measure_and_sums_its_years(hall: City, client: Client) -> None:
    first, second = decided(hall, actual_cost="120"), decided(hall)
    fund(first)
    fund(second)
    fund(second, THIS_YEAR + 1)

    context = seen(client, hall, field_url(hall)).context

    assert amounts(context["budget"]) == {
        str(first): [first.total_expense, Decimal(120)],
        str(second): [second.total_expense, None],
    }
    rows = amounts(context["year_chart"])
    assert rows == {
        str(THIS_YEAR): [Decimal("200.20"), Decimal(120), Decimal(140)],
        str(THIS_YEAR + 1): [Decimal("100.10"), Decimal(60), Decimal(70)],
    }
    for year, (need, secured, _drawn) in rows.items():
        fresh = [Measure.objects.get(pk=each.pk) for each in (first, second)]
        assert need == sum(each.need_in(int(year)) for each in fresh)
        assert need - secured == sum(each.funding_gaps().get(int(year), 0) for each in fresh)
    notes = [each.group.note for each in context["year_chart"].groups]
    assert notes == [f"Lücke {money(Decimal('80.20'))}", f"Lücke {money(Decimal('40.10'))}"]


def test_the_bars_of_a_field_lead_to_its_measures_and_years(hall: City, client: Client) -> None:
    first, second = decided(hall), decided(hall)
    fund(first)
    fund(second, THIS_YEAR + 1)

    context = seen(client, hall, field_url(hall)).context
    one, two = context["budget"].groups

    assert one.group.url == f"/massnahmen/{first.reference}/"
    assert {bar.amount.url for bar in two.bars} == {f"/massnahmen/{second.reference}/#money-title"}
    for group in context["year_chart"].groups:
        assert [listed(client, bar.amount.url) for bar in group.bars] == [1, 1, 1]
    assert 'id="money-title"' in client.get(one.group.url).content.decode()


def test_a_field_shows_the_next_milestone_of_each_measure_or_its_last(
    hall: City, client: Client
) -> None:
    first, second, third = decided(hall), decided(hall), decided(hall)
    third.milestones.all().delete()
    second.milestones.update(done_on=localdate())
    second.milestones.create(
        title="Fest gefeiert", planned_on=localdate() + dt.timedelta(days=3), waived="Regen"
    )
    first.milestones.update(agreed_on=localdate() - dt.timedelta(days=9))
    first.milestones.create(title="Viel später", planned_on=dt.date(2090, 1, 1))

    chart = seen(client, hall, field_url(hall)).context["milestone_chart"]

    assert [(each.row.label, each.row.delay, each.row.waived) for each in chart.rows] == [
        (f"{first.reference} Portal online", 9, False),
        (f"{second.reference} Fest gefeiert", 0, True),
    ]
    assert chart.rows[0].row.url == f"/massnahmen/{first.reference}/#milestones-title"
    page = client.get(chart.rows[0].row.url).content.decode()
    assert 'id="milestones-title"' in page


def test_nobody_waits_for_the_milestones_of_what_has_ended(hall: City, client: Client) -> None:
    ended = decided(hall, status="aborted")
    day = localdate() - dt.timedelta(days=9)
    ended.milestones.update(planned_on=day, agreed_on=day - dt.timedelta(days=9))

    assert seen(client, hall, field_url(hall)).context["milestone_chart"].rows == ()
    ended.milestones.create(title="Fest gefeiert", planned_on=day, done_on=day)
    field, page = (
        seen(client, hall, url).context["milestone_chart"].rows
        for url in (field_url(hall), f"/massnahmen/{ended.reference}/")
    )

    assert [each.row.label for each in field] == [f"{ended.reference} Fest gefeiert"]
    assert [(each.row.label, each.overdue, each.row.waived) for each in page] == [
        ("Portal online", False, True),
        ("Fest gefeiert", False, False),
    ]


def test_a_field_without_measures_says_so(hall: City, client: Client) -> None:
    page = seen(client, hall, field_url(hall, "?verdict=dropped")).content.decode()

    assert "Keine Maßnahme in dieser Auswahl" in page
    assert "Plan und Ist der Kosten je Maßnahme" not in page


# ---- who sees what, and what it costs ---------------------------------------------------------


@pytest.mark.parametrize("verdict", ["decided", "pending", "dropped"])
def test_what_is_hidden_shows_in_no_sum(hall: City, client: Client, verdict: str) -> None:
    hidden = decided(hall, public=False, title="Kanarienvogel", actual_cost=CANARY)
    statuses = {"pending": "checking", "dropped": "withdrawn"}
    status = statuses.get(verdict, hidden.status)
    in_force = verdict == "decided"
    Process.objects.filter(pk=hidden.pk).update(status=status, in_force=in_force)
    hidden.cost_lines.create(year=THIS_YEAR, amount=CANARY)
    report(hidden, "red")
    query = f"?verdict={verdict}"

    for url in (plan_url(hall, query), field_url(hall, query)):
        stranger, lead = (
            seen(client, hall, url, each).content.decode() for each in (hall.culture, hall.lead)
        )
        assert money(CANARY) in lead
        for trace in (money(CANARY), "98.765", "Kanarienvogel", hidden.reference):
            assert trace not in stranger
        tabs = seen(client, hall, url).context["tabs"]
        assert [each.count for each in tabs] == [0, 0, 0]
    lights = seen(client, hall, plan_url(hall, query)).context["light_chart"]
    assert [drawn.bar.value for drawn in lights.bars] == [0, 0, 0, 0]


@pytest.mark.parametrize("number", [1, 4])
@pytest.mark.parametrize("path", ["handlungskonzept", "handlungsfelder"])
def test_the_pages_cost_the_same_for_one_and_four(
    hall: City,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    path: str,
    number: int,
) -> None:
    for measure in copied(decided(hall), number):
        fund(measure)
        report(measure, "green")
        measure.milestones.create(title="Eröffnung", planned_on=localdate())
    client.force_login(hall.of(hall.culture))
    url = plan_url(hall) if path == "handlungskonzept" else field_url(hall)

    with django_assert_num_queries(QUERIES[path]):
        answer = client.get(url)

    assert answer.context["number"] == number
