"""Rows as years of work leave them: measures with their moves, votes, reports and orders by day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import count, pairwise
from typing import Any

from django.utils.timezone import make_aware

from core.models import (
    Consultation,
    CostLine,
    FundingAmount,
    FundingSource,
    JournalEntry,
    Measure,
    Milestone,
    Order,
    Paper,
    ProgressReport,
)
from publication.council_report import CouncilReport, collect
from publication.council_report.rows import Entry
from tests.factories import City

SINCE, UNTIL = dt.date(2026, 1, 1), dt.date(2026, 6, 30)
BEFORE, WITHIN, AFTER = dt.date(2025, 11, 3), dt.date(2026, 3, 2), dt.date(2026, 9, 7)
DECIDED = dt.date(2025, 9, 11)
NUMBERS = count(1)
# Decided and at work since 2025.
AT_WORK = {
    "draft": dt.date(2025, 6, 2),
    "checking": dt.date(2025, 6, 10),
    "consulting": dt.date(2025, 7, 1),
    "funding": DECIDED,
    "funded": dt.date(2025, 9, 20),
    "implementing": dt.date(2025, 10, 1),
}


def at(day: dt.date, hour: int = 12) -> dt.datetime:
    return make_aware(dt.datetime.combine(day, dt.time(hour)))


def measure(hall: City, moves: dict[str, dt.date] | None = None, **values: Any) -> Measure:
    """A public measure that came to each status on its day; by default it is at work."""
    way = AT_WORK if moves is None else moves
    number = next(NUMBERS)
    given: dict[str, Any] = {
        "reference": f"M-2025-{number:03}",
        "title": f"Vorhaben {number}",
        "plan": hall.plan,
        "field": hall.field,
        "lead": hall.lead,
        "office": hall.office,
        "treasury": hall.treasury,
        "status": list(way)[-1].rstrip("'"),
        "in_force": "implementing" in way,
        "decided_on": way.get("funding"),
        "submitted_at": at(dt.date(2025, 6, 10)),
        "first_released_at": at(dt.date(2025, 7, 1)),
    }
    row = Measure.objects.create(**given | values)
    journal(row, way)
    return row


def journal(row: Measure, way: dict[str, dt.date]) -> None:
    """The entries that moved it; a status that comes twice has a mark behind its name."""
    names = [name.rstrip("'") for name in way]
    last = row.journal.count()
    for number, ((source, target), day) in enumerate(
        zip(pairwise(["", *names]), way.values(), strict=True), last + 1
    ):
        seal = f"{row.pk}-{number}"
        JournalEntry.objects.create(
            measure=row,
            number=number,
            at=at(day),
            action="step",
            source=source,
            target=target,
            digest=seal,
            seal=seal,
        )


def move(row: Measure, source: str, target: str, day: dt.date) -> None:
    seal = f"{row.pk}-{row.journal.count() + 1}"
    JournalEntry.objects.create(
        measure=row,
        number=row.journal.count() + 1,
        at=at(day),
        action="step",
        source=source,
        target=target,
        digest=seal,
        seal=seal,
    )


def paper(row: Measure | None, **values: Any) -> Paper:
    given = {"kind": "resolution", "reference": f"{next(NUMBERS):04}/2025", "title": "Vorlage"}
    return Paper.objects.create(measure=row, **given | values)


def vote(hall: City, row: Measure, day: dt.date = DECIDED, **values: Any) -> Consultation:
    """The council's approval, published on the day of the sitting."""
    given: dict[str, Any] = {
        "organization": hall.council,
        "role": "decision",
        "outcome": "approved",
        "manner": "unanimous",
        "object": "execution",
        "meeting_on": day,
        "published_at": at(day, 18),
    }
    given |= values
    return Consultation.objects.create(
        measure=row, paper=given.pop("paper", None) or paper(row), **given
    )


def report(hall: City, row: Measure, day: dt.date, light: str, **values: Any) -> ProgressReport:
    """An approved report."""
    given: dict[str, Any] = {
        "text": "Es geht voran.",
        "progress": 30,
        "state": "approved",
        "written_by": hall.people[hall.lead.pk][0],
        "written_at": at(day),
    }
    return ProgressReport.objects.create(measure=row, light=light, **given | values)


def order(hall: City, row: Measure, due: dt.date, **values: Any) -> Order:
    given: dict[str, Any] = {
        "organization": hall.culture,
        "text": "Konzept vorlegen",
        "given_at": at(DECIDED),
    }
    return Order.objects.create(measure=row, due_on=due, **given | values)


def milestone(row: Measure, title: str, done: dt.date | None = None, **values: Any) -> Milestone:
    planned = done or dt.date(2026, 12, 1)
    return Milestone.objects.create(
        measure=row, title=title, planned_on=planned, done_on=done, **values
    )


def costs(row: Measure, amount: str, **values: Any) -> CostLine:
    return CostLine.objects.create(measure=row, year=2026, amount=Decimal(amount), **values)


def money(row: Measure, amount: str, state: str = "secured") -> FundingSource:
    confirmed = at(DECIDED) if state in FundingSource.HELD else None
    source = FundingSource.objects.create(
        measure=row, name="Etat", state=state, confirmed_at=confirmed
    )
    FundingAmount.objects.create(source=source, year=2026, amount=Decimal(amount))
    return source


def told(hall: City, *, public: bool = True, **values: Any) -> CouncilReport:
    """The report of the first half of 2026."""
    given: dict[str, Any] = {"since": SINCE, "until": UNTIL} | values
    return collect(hall.plan, public=public, **given)


def entry(hall: City, **values: Any) -> Entry:
    """What the report says of the only measure."""
    [only] = told(hall, **values).entries
    return only


def sentences(hall: City, **values: Any) -> list[str]:
    return [change.dated for change in entry(hall, **values).changes]
