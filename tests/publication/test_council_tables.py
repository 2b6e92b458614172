"""The report as CSV and XLSX: every cell is what the database says."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from core import result_words
from core.models import Consultation, Measure, ProgressReport
from publication.council_report import Period, ReportFile, report_file
from tests.factories import City, city

from .council import (
    AFTER,
    AT_WORK,
    BEFORE,
    SINCE,
    UNTIL,
    WITHIN,
    costs,
    measure,
    milestone,
    money,
    order,
    paper,
    report,
    vote,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> City:
    """Three measures: with everything, with a hidden decision, with next to nothing."""
    made = city()
    row = measure(made, title="=Portal; in „fünf“ Sprachen", planned_to=dt.date(2027, 5, 31))
    vote(made, row)
    costs(row, "70000.5")
    costs(row, "1000", kind="revenue")
    money(row, "60000")
    milestone(row, "Auftakt", WITHIN)
    milestone(row, "Ende")
    report(made, row, BEFORE, "green", actual_cost="10")
    report(
        made, row, WITHIN, "red", text="+3 Plätze.\nZweite Zeile.", next_step="-", actual_cost=11
    )
    order(made, row, WITHIN, text="Konzept\nvorlegen")
    order(made, row, AFTER, organization=made.school)
    other = measure(made)
    vote(made, other, paper=paper(other, public=False))
    measure(made, field=None, decided_by="Stadtdirektor", decision_reference="Vermerk")
    return made


def made(hall: City, kind: str, **values: Any) -> ReportFile:
    return report_file(kind, hall.plan, Period(SINCE, UNTIL), **{"public": True} | values)


def table(hall: City, **values: Any) -> list[dict[str, str]]:
    text = made(hall, "csv", **values).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


# ---- CSV, cell by cell, from the models ----------------------------------------------------------


def day(value: dt.date | None) -> str:
    return f"{value:%d.%m.%Y}" if value else ""


def euros(amount: Decimal | int | None) -> str:
    return "" if amount is None else f"{Decimal(amount):.2f}".replace(".", ",")


def guarded(text: str) -> str:
    """A spreadsheet takes no text for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def newest(row: Measure) -> ProgressReport | None:
    return row.reports.filter(state="approved", written_at__date__lte=UNTIL).first()


def decision(row: Measure) -> list[str]:
    station = Consultation.objects.filter(measure=row).first()
    if station is None:
        return [row.decided_by, day(row.decided_on), row.decision_reference, ""]
    if not station.paper.public:
        return ["", "", "", "nicht öffentlich"]
    return [
        station.organization.name,
        day(station.meeting_on),
        station.paper.reference,
        result_words.short(station),
    ]


def expected(row: Measure) -> list[str]:
    """The row of a measure without its last cell, the changes."""
    told, orders = newest(row), list(row.orders.all())
    states = ["überfällig" if each.due_on < UNTIL else "offen" for each in orders]
    said = [
        f"{each.organization}: {each.text} (bis {day(each.due_on)}, {state})"
        for each, state in zip(orders, states, strict=True)
    ]
    stated = [each.actual_cost for each in row.reports.all() if each.actual_cost is not None]
    return [
        str(row.field) if row.field else "Ohne Handlungsfeld",
        row.reference,
        guarded(row.title),
        str(row.lead),
        row.get_status_display(),
        *decision(row),
        " | ".join(said),
        str(len(orders)),
        str(states.count("überfällig")),
        told.get_light_display() if told else "kein Sachstand",
        day(told.written_at.date()) if told else "",
        guarded(told.text) if told else "",
        str(told.progress) if told else "",
        guarded(told.next_step) if told else "",
        euros(sum((line.need for line in row.cost_lines.all() if line.need > 0), Decimal(0))),
        euros(stated[0] if stated else None),
        euros(sum((s.total for s in row.sources.all() if s.is_secured), Decimal(0))),
        day(row.planned_to),
        str(row.milestones.exclude(done_on=None).count()),
        str(row.milestones.count()),
    ]


def test_every_cell_is_what_the_database_says(hall: City) -> None:
    rows = table(hall)

    assert [list(row.values())[:-1] for row in rows] == [
        expected(row) for row in Measure.objects.order_by("pk")
    ]


def test_the_last_cell_tells_what_has_changed(hall: City) -> None:
    cells = [row["Änderungen seit dem letzten Bericht"] for row in table(hall)]

    light, reached = "Ampel: bisher Grün, jetzt Rot", "Meilenstein erreicht: Auftakt"
    cost = "Ist-Kosten: bisher 10,00 €, jetzt 11,00 € (+1,00 €)"
    assert [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in cells] == [
        f"{light} | {reached} | {cost}",
        "",
        "",
    ]


def test_the_full_version_tells_of_all(hall: City) -> None:
    hidden = measure(hall, public=False)

    rows = table(hall, public=False)

    assert rows[2]["Nummer"] == hidden.reference
    assert rows[1]["Ergebnis"] == "beschlossen, einstimmig"


def test_a_decision_taken_back_leaves_its_cells_empty(hall: City) -> None:
    measure(hall, {**AT_WORK, "consulting'": BEFORE}, decided_on=None)

    row = table(hall)[2]

    assert row["Zustand"] == "In Beratung"
    cells = ("Beschluss durch", "Beschlossen am", "Drucksache", "Ergebnis")
    assert [row[name] for name in cells] == ["", "", "", ""]


def test_an_empty_report_is_a_heading(hall: City) -> None:
    empty = report_file(
        "csv", hall.plan, Period(dt.date(1999, 1, 1), dt.date(1999, 6, 30)), public=True
    )

    assert empty.content.decode("utf-8-sig").count("\r\n") == 1
    assert empty.content.decode("utf-8-sig").startswith("Handlungsfeld;Nummer;Titel;")


def test_files_are_german_and_named_by_period_and_version(hall: City) -> None:
    names = [made(hall, kind).name for kind in ("pdf", "csv", "xlsx")]

    stem = "Umsetzungsbericht 2026-01-01 bis 2026-06-30"
    assert names == [f"{stem} (öffentlich).{kind}" for kind in ("pdf", "csv", "xlsx")]
    assert made(hall, "csv", public=False).name == f"{stem} (vollständig).csv"


# ---- XLSX ----------------------------------------------------------------------------------------


def sheets(hall: City, **values: Any) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(made(hall, "xlsx", **values).content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_the_workbook_has_four_sheets(hall: City) -> None:
    book = sheets(hall)

    assert list(book) == ["Maßnahmen", "Aufträge", "Änderungen", "Kennzahlen"]
    head, first, *_rest = book["Maßnahmen"]
    told = dict(zip(head, first, strict=True))
    assert list(told) == list(table(hall)[0])
    assert told["Titel"] == "=Portal; in „fünf“ Sprachen"
    assert told["Geplante Kosten in Euro"] == 70000.5
    assert told["Geplantes Ende"] == dt.datetime(2027, 5, 31)  # noqa: DTZ001 - as a sheet has it
    assert told["Sachstand"] == "+3 Plätze.\nZweite Zeile."


def test_each_order_and_each_change_is_a_row(hall: City) -> None:
    row = Measure.objects.earliest("pk")
    book = sheets(hall)

    orders = [list(each) for each in book["Aufträge"][1:]]
    assert [(each[0], each[2], each[3], each[4].date(), each[5]) for each in orders] == [
        (row.reference, "41 Fachbereich Kultur", "Konzept\nvorlegen", WITHIN, "überfällig"),
        (row.reference, "40 Fachbereich Schule", "Konzept vorlegen", AFTER, "offen"),
    ]
    assert [each[2:6] for each in book["Änderungen"]][:2] == [
        ("Änderung", "Tag", "bisher", "jetzt"),
        ("Ampel", dt.datetime(2026, 3, 2), "Grün", "Rot"),  # noqa: DTZ001 - as above
    ]
    assert [each[2] for each in book["Änderungen"][2:]] == ["Meilenstein erreicht", "Ist-Kosten"]


def test_the_numbers_are_those_of_the_cover(hall: City) -> None:
    told = {(group, name): value for group, name, value in sheets(hall)["Kennzahlen"]}

    assert told["Bericht", "Handlungskonzept"] == hall.plan.title
    assert told["Bericht", "Fassung"] == "öffentliche Fassung"
    assert told["Bericht", "Maßnahmen"] == 3
    assert [told["Ampel", name] for name in ("Grün", "Rot", "kein Sachstand")] == [0, 1, 2]
    assert told["Zustand", "In Umsetzung"] == 3
    assert told["Aufträge", "offen"] == 2
    assert told["Aufträge", "davon überfällig"] == 1
    assert told["Sachstände", "im Zeitraum gemeldet"] == 1
    assert told["Sachstände", "im Zeitraum nicht gemeldet"] == 2
    assert told["Änderungen", "Ampel"] == 1
    assert told["Alle Handlungsfelder", "Geplante Kosten in Euro"] == 70000.5
    assert told[str(hall.field), "Ist-Kosten in Euro"] == 11
    assert told["Ohne Handlungsfeld", "Gesicherte Mittel in Euro"] == 0
