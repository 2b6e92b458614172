"""The page of the report: who sees which version, what it shows, and wrong questions."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import override

from core.models import ActionPlan, FieldOfAction, Organization
from publication.council_report import Period
from tests.factories import City, city

from .council import AT_WORK, UNTIL, WITHIN, costs, measure, order, report, vote
from .pdf import words_of

pytestmark = pytest.mark.django_db
URL = reverse("council-report")
FIRST_HALF = {"von": "01.01.2026", "bis": "30.06.2026"}
WHOLE = FIRST_HALF | {"fassung": "vollstaendig"}


@pytest.fixture
def hall() -> City:
    return city()


def desk(hall: City, organization: Organization) -> Client:
    client = Client()
    client.force_login(hall.of(organization))
    return client


def page(client: Client, **asked: str) -> str:
    answer = client.get(URL, asked)
    assert answer.status_code == 200
    return answer.content.decode()


# ---- what it shows -------------------------------------------------------------------------------


def test_the_page_shows_numbers_charts_changes_and_measures(hall: City) -> None:
    row = measure(hall, title="Portal <b>neu</b>")
    vote(hall, row)
    costs(row, "5000")
    report(hall, row, WITHIN, "yellow", actual_cost="12.50")
    empty = FieldOfAction.objects.create(plan=hall.plan, number=2, title="Jugend")

    text = page(desk(hall, hall.culture), **FIRST_HALF)

    assert hall.plan.title in text
    assert "Zeitraum vom 01.01.2026 bis 30.06.2026" in text
    assert text.count("<figure") == 4
    assert text.count("<figure") < text.count("<svg") == text.count("lz-chart__bar")
    assert text.count("Als Tabelle") == 4
    assert f'href="{reverse("measure", args=[row.reference])}"' in text
    assert "Portal &lt;b&gt;neu&lt;/b&gt;" in text
    assert "Ampel: bisher kein Sachstand, jetzt Gelb (02.03.2026)" in text
    assert 'href="#feld-1"' in text
    assert 'id="feld-1"' in text
    assert str(empty) in text
    assert text.count("Keine Maßnahme.") == 1


def test_each_measure_has_its_decision_orders_and_sentences(hall: City) -> None:
    row = measure(hall)
    station = vote(hall, row)
    order(hall, row, UNTIL)
    report(hall, row, WITHIN, "red", text="Es stockt.", next_step="Angebot einholen")
    bare = measure(hall, decided_on=None)

    [[first, second]] = [
        each["rows"] for each in desk(hall, hall.lead).get(URL, FIRST_HALF).context["fields"]
    ]

    council = f"Ratsversammlung, 11.09.2025, Drucksache {station.paper.reference}"
    decided, stands = map(str, first[1:3])
    assert f"<li>{council}: beschlossen, einstimmig</li>" in decided
    assert f"Auftrag: {hall.culture}: Konzept vorlegen (bis 30.06.2026, offen)" in decided
    for part in ("In Umsetzung", "Rot", "Es stockt.", "Nächster Schritt: Angebot einholen"):
        assert part in stands
    assert "Sachstand vom 02.03.2026, Fortschritt 30 %" in stands
    assert bare.reference in str(second[0])
    assert "ohne Beschluss" in str(second[1])
    assert "kein Sachstand" in str(second[2])


@pytest.mark.parametrize("name", ["lights", "statuses", "changed"])
def test_a_bar_leads_to_the_measures_it_counts(hall: City, name: str) -> None:
    for light in ("red", "red", "green"):
        report(hall, measure(hall), WITHIN, light)
    measure(hall, {**AT_WORK, "paused": WITHIN}, field=None)
    client = desk(hall, hall.lead)

    def shown(query: str) -> tuple[int, int, str]:
        answer = client.get(f"{URL}{query}")
        rows = sum(len(each["rows"]) for each in answer.context["fields"])
        lines = "".join(str(cell) for _name, cell in answer.context["changes"]).count("<li>")
        return rows, lines, answer.content.decode()

    [chart] = [each for each in client.get(URL, FIRST_HALF).context["charts"] if each.name == name]
    bars = [drawn.bar for drawn in chart.bars]

    assert [bar.url == "" for bar in bars] == [bar.value == 0 for bar in bars]
    for bar in filter(lambda each: each.value, bars):
        rows, lines, text = shown(bar.url.partition("#")[0])
        assert (lines if name == "changed" else rows) == bar.value
        assert f": {bar.label}." in text
        assert "Keine Maßnahme." not in text
    assert shown("?nur=ampel:lila")[2].count("Alle Maßnahmen zeigen") == 0


def test_a_measure_without_a_field_has_its_place(hall: City) -> None:
    measure(hall, field=None)

    text = page(desk(hall, hall.lead), **FIRST_HALF)

    assert "Ohne Handlungsfeld, geplant" in text
    assert 'id="feld-0"' in text


def test_without_changes_there_is_no_table_of_them(hall: City) -> None:
    measure(hall)

    assert "Änderungen im Einzelnen" not in page(desk(hall, hall.lead), **FIRST_HALF)


def test_the_last_half_year_is_asked_for_by_itself(hall: City) -> None:
    period = Period.last_half_year(on=localdate())

    text = page(desk(hall, hall.lead))

    assert f'value="{period.since:%d.%m.%Y}"' in text
    assert f'value="{period.until:%d.%m.%Y}"' in text
    assert "Öffentliche Fassung" in text


def test_made_on_its_last_day_it_names_that_day_once(hall: City) -> None:
    today = f"{localdate():%d.%m.%Y}"

    text = page(desk(hall, hall.lead), von="01.01.2026", bis=today)

    assert f"Alle Angaben sind die vom {today}." in text
    assert "geplantes Ende sind die vom" not in text
    assert f"geplantes Ende sind die vom {today}." in page(desk(hall, hall.lead), **FIRST_HALF)


def test_a_report_without_measures_is_a_report(hall: City) -> None:
    assert "Keine Maßnahme." in page(desk(hall, hall.lead), **FIRST_HALF)


def test_before_there_is_a_plan_the_page_says_so() -> None:
    made = city()
    FieldOfAction.objects.all().delete()
    ActionPlan.objects.all().delete()

    client = desk(made, made.office)

    assert "Noch kein Handlungskonzept" in page(client)
    assert client.get(reverse("council-report-file", args=["pdf"])).status_code == 200


def test_of_several_plans_one_is_chosen(hall: City) -> None:
    client = desk(hall, hall.lead)
    assert 'type="hidden" name="plan"' in page(client)
    values = {"office": hall.office, "treasury": hall.treasury}
    other = ActionPlan.objects.create(title="Europa", **values)
    row = measure(hall, plan=other, field=None)

    assert row.reference in page(client, plan=str(other.pk), **FIRST_HALF)
    assert row.reference not in page(client, plan=str(hall.plan.pk), **FIRST_HALF)
    assert "<select" in page(client)
    assert client.get(URL, {"plan": "999"}).status_code == 422


def test_it_stands_in_the_menu(hall: City) -> None:
    text = page(desk(hall, hall.lead))

    assert re.search(rf'href="{URL}"[^>]*aria-current="page"', text)


@pytest.mark.parametrize("asked", [FIRST_HALF, WHOLE])
def test_more_measures_take_no_more_statements(hall: City, asked: dict[str, str]) -> None:
    client = desk(hall, hall.office)

    def statements() -> int:
        with CaptureQueriesContext(connection) as sent:
            page(client, **asked)
        return len(sent)

    vote(hall, measure(hall))
    statements()
    one = statements()
    for _each in range(2):
        row = measure(hall)
        vote(hall, row)
        report(hall, row, WITHIN, "red")
        order(hall, row, WITHIN)

    assert statements() == one


# ---- who sees which version ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["office", "council", "main_committee", "committee", "district"])
def test_the_office_and_the_bodies_may_ask_for_the_full_version(hall: City, name: str) -> None:
    client = desk(hall, getattr(hall, name))

    assert "Vollständige Fassung" in page(client, **WHOLE)
    assert '<option value="vollstaendig" selected>' in page(client, **WHOLE)


@pytest.mark.parametrize("name", ["lead", "culture", "treasury", "network"])
def test_others_read_the_public_version(hall: City, name: str) -> None:
    client = desk(hall, getattr(hall, name))

    assert 'value="vollstaendig"' not in page(client, **FIRST_HALF)
    refused = client.get(URL, WHOLE)
    assert refused.status_code == 403
    assert "lesen das koordinierende Büro und die Gremien" in refused.content.decode()
    for kind in ("pdf", "csv", "xlsx"):
        assert client.get(reverse("council-report-file", args=[kind]), WHOLE).status_code == 403


def test_the_office_of_another_plan_reads_the_public_version(hall: City) -> None:
    values = {"office": hall.culture, "treasury": hall.treasury}
    other = ActionPlan.objects.create(title="Kultur", **values)

    answer = desk(hall, hall.office).get(URL, WHOLE | {"plan": str(other.pk)})

    assert answer.status_code == 403


def test_the_full_version_holds_what_its_reader_may_see(hall: City) -> None:
    hidden = measure(hall, public=False)

    assert hidden.reference in page(desk(hall, hall.office), **WHOLE)
    assert hidden.reference not in page(desk(hall, hall.office), **FIRST_HALF)
    council = page(desk(hall, hall.council), **WHOLE)
    assert hidden.reference not in council
    assert "nur die Maßnahmen und Beschlüsse, die Sie lesen dürfen" in council


def test_nobody_reads_it_without_a_login(hall: City) -> None:
    for url in (URL, reverse("council-report-file", args=["pdf"])):
        assert Client().get(url).status_code == 302


def test_it_is_only_read(hall: City) -> None:
    assert desk(hall, hall.office).post(URL, FIRST_HALF).status_code == 405


# ---- wrong questions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"von": "01.07.2026", "bis": "30.06.2026"},
            "Der Zeitraum endet, bevor er beginnt: Bitte „von“ oder „bis“ ändern.",
        ),
        ({"von": "kaum", "bis": "30.06.2026"}, "Bitte geben Sie einen Tag ein"),
        ({"von": "01.01.2026", "bis": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"von": "01.01.2026", "bis": "31.12.9999"}, "Bitte prüfen Sie das Jahr: 9999."),
        (FIRST_HALF | {"fassung": "geheim"}, "Bitte eine gültige Auswahl treffen"),
    ],
)
def test_a_wrong_question_is_kept_and_explained(
    hall: City, asked: dict[str, str], said: str
) -> None:
    client = desk(hall, hall.office)

    for url in (URL, reverse("council-report-file", args=["pdf"])):
        answer = client.get(url, asked)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert said in text
        assert f'value="{asked["von"]}"' in text
        assert "<svg" not in text


# ---- files ---------------------------------------------------------------------------------------


def test_the_links_lead_to_the_same_report(hall: City) -> None:
    row = measure(hall, public=False)
    client = desk(hall, hall.office)
    text = page(client, **WHOLE)
    links = re.findall(r'href="([^"]*/datei\.[^"]*)"', text)

    answers = [client.get(link.replace("&amp;", "&")) for link in links]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer["Content-Type"].split(";")[0].split("/")[1] for answer in answers] == [
        "pdf",
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "csv",
    ]
    assert row.reference in words_of(answers[0].content)
    assert row.reference in answers[2].content.decode()
    assert answers[0]["Content-Disposition"].startswith(
        "inline; filename*=utf-8''Umsetzungsbericht"
    )
    assert answers[2]["Content-Disposition"].startswith("attachment; filename*=utf-8''Umsetzung")
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-cache"}


def test_other_formats_are_absent(hall: City) -> None:
    url = reverse("council-report-file", args=["docx"])

    assert desk(hall, hall.office).get(url).status_code == 404


def test_the_page_speaks_english_and_the_files_german(hall: City) -> None:
    vote(hall, measure(hall))
    client = desk(hall, hall.office)
    english = {"HTTP_ACCEPT_LANGUAGE": "en"}

    with override("de"):  # what the requests leave behind ends here
        text = client.get(URL, FIRST_HALF, **english).content.decode()
        table = client.get(reverse("council-report-file", args=["csv"]), FIRST_HALF, **english)

    assert "Implementation report" in text
    assert "no progress report" in text
    assert "beschlossen, einstimmig" in table.content.decode()
