"""Report rounds: opened once, asked completely, judged, published; and the watch list."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from core.models import ActionPlan, ReportRequest, ReportRound
from tests.factories import City, Walk, city, open_task, working
from workflow import rounds
from workflow.refusals import Forbidden, Stale, StepRefused

from .test_views_step import body_of

pytestmark = pytest.mark.django_db
TODAY = localdate()
UNTIL = working(TODAY + dt.timedelta(days=30))


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def walk(hall: City) -> Walk:
    return Walk(hall).implementing()


def opened(hall: City, until: dt.date = UNTIL) -> ReportRound:
    coordinator = hall.of(hall.office)
    row = rounds.open_round(plan=hall.plan, until=until, by=coordinator, on=TODAY)
    rounds.ask(row, by=coordinator)
    return row


def reported(walk: Walk, light: str = "green", answer: str = "approve") -> None:
    walk.take("report", walk.city.lead, light=light, text="Es läuft.", progress=40)
    judged = {"answer": answer, "remark": "Bitte genauer."}
    walk.do("judge_report", "approve_report", walk.city.office, **judged)


def told(command: str, **options: Any) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


# ---- opening and asking ----


def test_a_round_asks_every_measure_in_force_once(hall: City, walk: Walk) -> None:
    Walk(hall)
    row = opened(hall)

    assert rounds.ask(row, by=hall.of(hall.office)) == 0
    assert [each.measure_id for each in row.requests.all()] == [walk.measure.pk]
    assert open_task(walk.measure, "answer").due_on == UNTIL
    assert walk.fresh.journal.get(action="ask_report").actor == hall.of(hall.office)


def test_a_measure_is_not_asked_twice_in_a_round(hall: City, walk: Walk) -> None:
    row = opened(hall)

    assert rounds.ask_one(row, walk.measure.pk, by=hall.of(hall.office)) == 0
    with pytest.raises(Forbidden):
        rounds.ask(row, by=hall.of(hall.lead))
    assert row.requests.count() == 1


def test_only_one_round_runs_at_a_time(hall: City) -> None:
    opened(hall)

    with pytest.raises(StepRefused, match="läuft schon eine Berichtsrunde"):
        opened(hall)
    assert ReportRound.objects.count() == 1


def test_a_round_lies_ahead_and_is_opened_by_the_office(hall: City) -> None:
    with pytest.raises(StepRefused, match="in der Vergangenheit"):
        opened(hall, TODAY - dt.timedelta(days=1))
    with pytest.raises(Forbidden):
        rounds.open_round(plan=hall.plan, until=UNTIL, by=hall.of(hall.lead), on=TODAY)


def test_what_was_asked_outside_of_a_round_is_asked_by_the_round(hall: City, walk: Walk) -> None:
    walk.take("ask_report", hall.office, due_on=TODAY)
    row = opened(hall)

    assert open_task(walk.measure, "answer").due_on == UNTIL
    reported(walk)
    assert [each.report_id for each in row.requests.all()] == [walk.fresh.newest_report.pk]


def test_a_new_round_asks_those_that_missed_the_last_one(hall: City, walk: Walk) -> None:
    first = opened(hall)
    rounds.publish(first, by=hall.of(hall.office))
    second = opened(hall, UNTIL + dt.timedelta(days=180))
    reported(walk)

    (missed,), (heard,) = first.requests.all(), second.requests.all()
    assert (missed.report, heard.report) == (None, walk.fresh.newest_report)


def test_the_command_opens_a_round_and_goes_on_with_it(hall: City, walk: Walk) -> None:
    said = told("open_report_round", until=UNTIL)
    Walk(hall).implementing()

    assert "1 Maßnahme ist gefragt" in said
    assert "1 Maßnahme ist gefragt" in told("open_report_round", until=UNTIL, plan=hall.plan.pk)
    assert ReportRound.objects.get().opened_by is None
    assert walk.fresh.journal.get(action="ask_report").actor is None


def test_the_command_says_what_is_wrong(hall: City) -> None:
    for arguments, says in (
        (["--until", "morgen"], "kein Tag"),
        (["--until", "2020-01-01"], "Vergangenheit"),
        (["--until", f"{UNTIL}", "--plan", "99999"], "gibt es nicht"),
    ):
        with pytest.raises(CommandError, match=says):
            call_command("open_report_round", *arguments)
    ActionPlan.objects.create(title="Zweites", office=hall.office, treasury=hall.treasury)
    with pytest.raises(CommandError, match="mehrere"):
        call_command("open_report_round", "--until", f"{UNTIL}")


def test_the_tick_asks_reminds_and_escalates_once(hall: City, walk: Walk) -> None:
    rounds.open_round(plan=hall.plan, until=UNTIL, by=None, on=TODAY)
    first, second = told("tick"), told("tick")

    assert "angeforderte Sachstände: 1" in first
    assert "angeforderte Sachstände: 0" in second
    ReportRequest.objects.update(due_on=TODAY - dt.timedelta(days=1))
    walk.measure.tasks.filter(due_on=UNTIL).update(due_on=TODAY - dt.timedelta(days=1))
    assert "nach der Frist: 1" in told("tick", dry_run=True)
    assert ("nach der Frist: 1" in told("tick"), "nach der Frist: 0" in told("tick")) == (
        True,
        True,
    )


# ---- judging and publishing ----


def test_a_round_is_published_once_nothing_waits_to_be_judged(hall: City, walk: Walk) -> None:
    row = opened(hall)
    office = hall.of(hall.office)
    walk.take("report", hall.lead, light="green", text="Läuft.")
    with pytest.raises(StepRefused, match="Noch 1 Sachstand ist"):
        rounds.publish(row, by=office)
    with pytest.raises(Forbidden):
        rounds.publish(row, by=hall.of(hall.lead))
    walk.do("judge_report", "approve_report", hall.office, answer="approve")

    rounds.publish(row, by=office)

    row.refresh_from_db()
    assert (row.published_by, row.published_at is not None) == (office, True)
    with pytest.raises(Stale):
        rounds.publish(row, by=office)


def test_the_figures_of_a_round_add_up(hall: City, walk: Walk) -> None:
    others = [Walk(hall).implementing() for _each in range(3)]
    row = opened(hall)
    reported(walk)
    reported(others[0], answer="return")
    others[1].take("report", hall.lead, light="red", text="Es stockt.")
    Walk(hall).implementing()

    found = rounds.progress(row, on=UNTIL + dt.timedelta(days=1))

    assert (found.asked, found.approved, found.submitted) == (4, 1, 1)
    assert (found.missing, found.late, found.unasked) == (2, 2, 1)


def test_yellow_and_red_stay_under_watch_until_green(hall: City, walk: Walk) -> None:
    coordinator = hall.of(hall.office)
    other = Walk(hall).implementing()
    reported(walk, "yellow")
    reported(other, "red")
    assert [m.pk for m in rounds.watched(coordinator)] == [other.measure.pk, walk.measure.pk]

    reported(walk, "green", answer="return")
    assert walk.measure.pk in {m.pk for m in rounds.watched(coordinator)}
    reported(walk, "green")
    assert [m.pk for m in rounds.watched(coordinator)] == [other.measure.pk]


# ---- pages ----


def enter(client: Client, hall: City, organization: Any) -> Client:
    client.force_login(hall.of(organization))
    return client


def test_the_office_opens_a_round_on_its_page(hall: City, walk: Walk, client: Client) -> None:
    page = enter(client, hall, hall.office)
    data = {"plan": hall.plan.pk, "until": f"{UNTIL:%d.%m.%Y}"}

    answer = page.post("/sachstaende/eroeffnen/", data, follow=True)

    row = ReportRound.objects.get()
    assert "1 Maßnahme ist um einen Sachstand gebeten." in body_of(answer)
    assert answer.redirect_chain == [(f"/sachstaende/{row.pk}/", 302)]
    assert walk.measure.reference in body_of(answer)


@pytest.mark.parametrize(
    ("until", "says"),
    [
        ("", "Dieses Feld"),
        ("31.02.2027", "einen Tag"),
        ("01.01.2020", "in der Vergangenheit"),
        ("25.12.2099", "Der 25.12.2099 ist kein Werktag. Bitte nehmen Sie zum Beispiel den 28.12."),
    ],
)
def test_a_wrong_day_is_said_and_nothing_is_lost(
    hall: City, client: Client, until: str, says: str
) -> None:
    page = enter(client, hall, hall.office)

    answer = page.post("/sachstaende/eroeffnen/", {"plan": hall.plan.pk, "until": until})

    assert (answer.status_code, says in body_of(answer)) == (422, True)
    assert f'value="{until}"' in body_of(answer) or not until
    assert not ReportRound.objects.exists()


def test_the_command_opens_no_round_until_a_free_day(hall: City) -> None:
    with pytest.raises(CommandError, match=r"Der 01\.05\.2099 ist kein Werktag"):
        told("open_report_round", until=dt.date(2099, 5, 1))

    assert not ReportRound.objects.exists()


def test_others_read_and_do_not_open(hall: City, walk: Walk, client: Client) -> None:
    row = opened(hall)
    page = enter(client, hall, hall.lead)

    assert "Berichtsrunde eröffnen" not in body_of(page.get("/sachstaende/"))
    assert "Berichtsrunde veröffentlichen" not in body_of(page.get(f"/sachstaende/{row.pk}/"))
    data = {"plan": hall.plan.pk, "until": f"{UNTIL:%d.%m.%Y}"}
    assert page.post("/sachstaende/eroeffnen/", data).status_code == 403
    assert page.post(f"/sachstaende/{row.pk}/veroeffentlichen/").status_code == 403
    assert page.post(f"/sachstaende/{row.pk}/anfragen/").status_code == 403
    row.refresh_from_db()
    assert (row.published_at, ReportRound.objects.count()) == (None, 1)


def test_a_hidden_measure_is_in_no_round_of_others(hall: City, client: Client) -> None:
    walk = Walk(hall, public=False, title="Kanarienvogel").implementing()
    row = opened(hall)
    reported(walk, "red")

    for path in ("/sachstaende/", f"/sachstaende/{row.pk}/"):
        assert "Kanarienvogel" not in body_of(enter(client, hall, hall.culture).get(path))
        assert "Kanarienvogel" in body_of(enter(client, hall, hall.office).get(path))


def test_publishing_by_the_page_says_what_is_missing_and_happens_once(
    hall: City, walk: Walk, client: Client
) -> None:
    row = opened(hall)
    path = f"/sachstaende/{row.pk}/veroeffentlichen/"
    page = enter(client, hall, hall.office)
    walk.take("report", hall.lead, light="green", text="Läuft.")
    refused = page.post(path)
    walk.do("judge_report", "approve_report", hall.office, answer="approve")

    assert (refused.status_code, "Noch 1 Sachstand ist" in body_of(refused)) == (422, True)
    assert "ist veröffentlicht" in body_of(page.post(path, follow=True))
    assert "war schon veröffentlicht" in body_of(page.post(path, follow=True))
    requests = row.requests.count()
    assert page.post(f"/sachstaende/{row.pk}/anfragen/").status_code == 302
    assert row.requests.count() == requests
    assert "veröffentlicht" in body_of(page.get("/sachstaende/"))


def test_those_not_asked_at_once_are_asked_by_the_button(
    hall: City, walk: Walk, client: Client
) -> None:
    row = rounds.open_round(plan=hall.plan, until=UNTIL, by=hall.of(hall.office), on=TODAY)
    page = enter(client, hall, hall.office)
    assert "Noch eine Maßnahme anfragen" in body_of(page.get(f"/sachstaende/{row.pk}/"))

    page.post(f"/sachstaende/{row.pk}/anfragen/")

    assert row.requests.count() == 1


def test_what_deviates_is_marked_on_the_watch_list(hall: City, walk: Walk, client: Client) -> None:
    reported(walk, "yellow")
    other = Walk(hall).implementing()
    reported(other, "yellow")
    other.take("report", hall.lead, light="yellow", text="Anders.", deviates=True)

    rows = enter(client, hall, hall.office).get("/sachstaende/").context["watched"]

    marks = {str(row[0]).count(other.measure.reference): str(row[1]) for row in rows}
    assert ["Abweichung" in marks[number] for number in (0, 2)] == [False, True]
    assert [str(row[2]).count("weicht inhaltlich") for row in rows] == [0, 1]


def test_a_bar_of_a_round_leads_to_the_requests_it_counts(
    hall: City, walk: Walk, client: Client
) -> None:
    others = [Walk(hall).implementing() for _each in range(3)]
    row = opened(hall)
    reported(walk)
    reported(others[0], answer="return")
    others[1].take("report", hall.lead, light="red", text="Es stockt.")
    row.requests.filter(measure=others[2].measure).update(due_on=TODAY - dt.timedelta(days=1))
    page, path = enter(client, hall, hall.office), f"/sachstaende/{row.pk}/"

    bars = [drawn.bar for drawn in page.get(path).context["chart"].bars]

    assert [bar.value for bar in bars] == [1, 1, 1, 1]
    for bar, measure in zip(bars, (walk, others[1], others[0], others[2]), strict=True):
        shown = page.get(path + bar.url.partition("#")[0])
        assert [
            str(each[0]).count(measure.measure.reference) for each in shown.context["rows"]
        ] == [2]
        assert f"nur Maßnahmen mit Stand „{bar.label}“" in body_of(shown)
    row.requests.all().delete()
    bars = [drawn.bar for drawn in page.get(path).context["chart"].bars]
    assert [(bar.value, bar.url) for bar in bars] == [(0, "")] * 4


def test_the_pages_ask_the_database_the_same_however_long(hall: City, client: Client) -> None:
    row = opened(hall)
    page = enter(client, hall, hall.office)

    def queries() -> list[int]:
        found = []
        for path in ("/sachstaende/", f"/sachstaende/{row.pk}/"):
            with CaptureQueriesContext(connection) as caught:
                assert page.get(path).status_code == 200
            found.append(len(caught))
        return found

    walks = [Walk(hall).implementing() for _each in range(3)]
    rounds.ask(row, by=hall.of(hall.office), most=1)
    reported(walks[0], "red")
    one = queries()
    rounds.ask(row, by=hall.of(hall.office))
    reported(walks[1], "yellow")
    reported(walks[2], "red")

    assert queries() == one
