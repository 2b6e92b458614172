"""How long a large council report takes and how much memory it needs, each format by itself.

A database of its own is filled with measures as years of work would leave them; then the command
runs in a process of its own, whose largest resident memory the kernel tells.

    python -m tests.bench_council --measures 2000
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils.timezone import make_aware

if not apps.ready:
    django.setup()

from core.models import (
    Consultation,
    CostLine,
    FieldOfAction,
    FundingAmount,
    FundingSource,
    JournalEntry,
    Measure,
    Milestone,
    Order,
    Paper,
    ProgressReport,
)
from tests.factories import City, city

SINCE, UNTIL = dt.date(2026, 1, 1), dt.date(2026, 6, 30)
FIELDS, REPORTS = 8, 6
WAY = ("draft", "checking", "cosigning", "ready", "consulting", "funding", "funded", "implementing")
SENTENCES = (
    "Die Ausschreibung ist abgeschlossen und der Vertrag mit dem Träger unterschrieben. "
    "Die ersten vier Veranstaltungen fanden statt und waren gut besucht. "
    "Für den Herbst sind weitere Termine in allen Partnerstädten geplant."
)
# Runs in the measured process: what the kernel says of its own memory, not of its parent's.
MEASURED = """
import sys, time
from django.core.management import execute_from_command_line
begun = time.perf_counter()
execute_from_command_line(sys.argv)
peak = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(time.perf_counter() - begun, time.process_time(), int(peak[0]) / 1024)
"""


def at(day: dt.date) -> dt.datetime:
    return make_aware(dt.datetime.combine(day, dt.time(12)))


# ---- years of work ---------------------------------------------------------------------------


def fill(made: City, number: int) -> None:
    """Measures in force with everything the report reads beside them."""
    more = [
        FieldOfAction(plan=made.plan, number=n, title=f"Feld {n}") for n in range(2, FIELDS + 1)
    ]
    fields = [made.field, *FieldOfAction.objects.bulk_create(more)]
    measures = Measure.objects.bulk_create(
        measure(made, fields[n % FIELDS], n) for n in range(number)
    )
    papers = Paper.objects.bulk_create(paper(each, n) for n, each in enumerate(measures))
    Consultation.objects.bulk_create(vote(made, each) for each in papers)
    sources = FundingSource.objects.bulk_create(source(made, each) for each in measures)
    FundingAmount.objects.bulk_create(amounts(sources))
    CostLine.objects.bulk_create(costs(measures))
    Milestone.objects.bulk_create(milestones(measures))
    Order.objects.bulk_create(orders(made, measures))
    ProgressReport.objects.bulk_create(reports(made, measures))
    JournalEntry.objects.bulk_create(journal(measures), batch_size=2000)


def measure(made: City, field: FieldOfAction, number: int) -> Measure:
    values: dict[str, Any] = {"lead": made.lead, "office": made.office, "treasury": made.treasury}
    return Measure(
        reference=f"M-2025-{number + 1:04}",
        title=f"Jugendbegegnung mit den Partnerstädten, Vorhaben {number + 1}",
        description=SENTENCES * 5,
        plan=made.plan,
        field=field,
        status="implementing",
        in_force=True,
        first_released_at=at(dt.date(2025, 5, 1)),
        decided_on=dt.date(2025, 9, 11),
        planned_to=dt.date(2027, 12, 31),
        **values,
    )


def paper(measure: Measure, number: int) -> Paper:
    reference = f"{number + 1:05}/2025"
    return Paper(kind="resolution", reference=reference, measure=measure, title=measure.title)


def vote(made: City, paper: Paper) -> Consultation:
    day = dt.date(2025, 9, 11)
    return Consultation(
        paper=paper,
        measure=paper.measure,
        organization=made.council,
        role="decision",
        outcome="approved",
        manner="unanimous",
        meeting_on=day,
        published_at=at(day),
    )


def source(made: City, measure: Measure) -> FundingSource:
    confirmed = at(dt.date(2025, 10, 1))
    return FundingSource(measure=measure, name="Etat", state="secured", confirmed_at=confirmed)


def amounts(sources: list[FundingSource]) -> Iterator[FundingAmount]:
    for each in sources:
        for year in (2025, 2026, 2027):
            yield FundingAmount(source=each, year=year, amount=Decimal("40000.00"))


def costs(measures: list[Measure]) -> Iterator[CostLine]:
    for each in measures:
        for year in (2025, 2026, 2027):
            yield CostLine(measure=each, year=year, amount=Decimal("41234.50"))


def milestones(measures: list[Measure]) -> Iterator[Milestone]:
    for each in measures:
        for month in (2, 4, 8, 11):
            day = dt.date(2026, month, 15)
            done = day if day < UNTIL else None
            yield Milestone(measure=each, title="Auftakt in Rouen", planned_on=day, done_on=done)


def orders(made: City, measures: list[Measure]) -> Iterator[Order]:
    for each in measures:
        for unit, month in ((made.culture, 5), (made.school, 12)):
            yield Order(
                measure=each,
                organization=unit,
                text="Das Konzept den Partnerstädten vorlegen und dem Ausschuss berichten.",
                due_on=dt.date(2026, month, 31),
                given_at=at(dt.date(2025, 10, 1)),
            )


def reports(made: City, measures: list[Measure]) -> Iterator[ProgressReport]:
    writer = made.people[made.lead.pk][0]
    for number, each in enumerate(measures):
        for written in range(REPORTS):
            yield ProgressReport(
                measure=each,
                light=("green", "yellow", "red")[(number + written) % 3],
                text=SENTENCES,
                progress=10 * (written + 1),
                actual_cost=Decimal(5000 * (written + 1)),
                next_step="Die Veranstaltung am 3. Oktober vorbereiten",
                state="approved",
                written_by=writer,
                written_at=at(dt.date(2026, 1, 10) + dt.timedelta(30 * (written - 1))),
            )


def journal(measures: list[Measure]) -> Iterator[JournalEntry]:
    """The way to work in 2025, and a report approved every month since."""
    for each in measures:
        steps = [*zip(("", *WAY), WAY, strict=False), *[("implementing", "implementing")] * REPORTS]
        for number, (old, new) in enumerate(steps, 1):
            day = dt.date(2025, 6, 1) + dt.timedelta(20 * number)
            seal = f"{each.pk}-{number}"
            yield JournalEntry(
                measure=each,
                number=number,
                at=at(day),
                action="approve_report",
                source=old,
                target=new,
                detail={"fired": [], "data": {"text": SENTENCES}},
                digest=seal,
                seal=seal,
            )


# ---- the measurement -------------------------------------------------------------------------


def measured(kind: str, database: str, folder: Path) -> tuple[float, float, float, int]:
    """Wall seconds, CPU seconds, largest memory in MB and bytes written."""
    target = folder / f"report.{kind}"
    told = f"--from {SINCE} --to {UNTIL} --public --format {kind} --output {target}"
    run = subprocess.run(
        [sys.executable, "-c", MEASURED, "council_report", *told.split()],
        env=os.environ | {"DATABASE_URL": database},
        capture_output=True,
        check=True,
        text=True,
    )
    wall, cpu, peak = map(float, run.stdout.splitlines()[-1].split())
    return wall, cpu, peak, target.stat().st_size


def report(number: int, database: str) -> list[str]:
    head = f"{connection.vendor}: a council report of {number} measures, each run a fresh process"
    lines = [head, f"{'':5} {'wall s':>7} {'CPU s':>7} {'peak MB':>8} {'file KB':>8}"]
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("pdf", "csv", "xlsx"):
            wall, cpu, peak, size = measured(kind, database, Path(folder))
            lines.append(f"{kind:5} {wall:7.1f} {cpu:7.1f} {peak:8.0f} {size / 1024:8.0f}")
    return lines


def main() -> None:
    """Bench in a database of its own, which is removed afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measures", type=int, default=2000, help="default 2000")
    number = parser.parse_args().measures
    own = str(settings.VAR_DIR / "bench-council.sqlite3")
    connection.settings_dict["TEST"]["NAME"] = own
    usual = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with transaction.atomic():
            fill(city(), number)
        print("\n".join(report(number, f"sqlite:///{own}")))  # noqa: T201 - the result of the program
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)


if __name__ == "__main__":
    main()
