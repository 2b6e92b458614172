"""The bench of the report measures a report: filled as said, each format by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from core.models import JournalEntry, Measure, ProgressReport
from publication.council_report import collect
from tests.bench_council import FIELDS, REPORTS, SINCE, UNTIL, WAY, fill, report
from tests.factories import city

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_bench_fills_the_report_with_all_it_reads() -> None:
    made = city()
    fill(made, FIELDS + 1)

    told = collect(made.plan, SINCE, UNTIL, public=True)

    assert [len(part.entries) for part in told.fields] == [2] + [1] * (FIELDS - 1)
    first = told.entries[0]
    assert first.decision is not None
    assert first.decision.body == "Ratsversammlung"
    assert (len(first.orders), first.milestones, first.reached) == (2, 4, 2)
    assert (str(first.planned), str(first.secured)) == ("123703.50", "120000.00")
    assert [str(change.kind) for change in first.changes] == [
        "light",
        "milestone",
        "milestone",
        "cost",
    ]
    assert ProgressReport.objects.count() == REPORTS * (FIELDS + 1)
    assert JournalEntry.objects.count() == (len(WAY) + REPORTS) * Measure.objects.count()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the measured process opens the file")
def test_each_format_is_measured_in_a_process_of_its_own() -> None:
    fill(city(), 2)
    name = Path(connection.settings_dict["NAME"])
    assert name.parent == settings.VAR_DIR

    head, columns, *rows = report(2, f"sqlite:///{name}")

    assert head == "sqlite: a council report of 2 measures, each run a fresh process"
    assert columns.split() == ["wall", "s", "CPU", "s", "peak", "MB", "file", "KB"]
    assert [row.split()[0] for row in rows] == ["pdf", "csv", "xlsx"]
    assert all(float(figure) > 0 for row in rows for figure in row.split()[1:4])
