"""The bench compares like with like: the raw side leaves the same rows as the engine."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from core.models import Consultation, CoSignature, JournalEntry, Measure, Outbox, Paper
from tests.bench import Clock, count_from_afar, live, race, record, replay
from tests.factories import city
from tests.life import LIFE, Life
from workflow.models import Task

pytestmark = pytest.mark.django_db(transaction=True)


def rows(measure: int) -> dict[str, list[Any]]:
    """What a life leaves behind, without keys, digests and times."""
    journal = JournalEntry.objects.filter(measure=measure).order_by("number")
    tasks = Task.objects.filter(process=measure).order_by("pk")
    return {
        "measure": list(Measure.objects.filter(pk=measure).values_list("status", "version")),
        "journal": list(journal.values_list("number", "action", "source", "target")),
        "letters": list(Outbox.objects.filter(entry__measure=measure).values_list("audiences")),
        "tasks": [(task.flow_task.name, task.status, task.action) for task in tasks],
        "signatures": list(CoSignature.objects.filter(measure=measure).values_list("answer")),
        "stations": list(Consultation.objects.filter(measure=measure).values_list("outcome")),
        "papers": list(Paper.objects.filter(measure=measure).values_list("title", "kind")),
    }


def test_the_replayed_life_leaves_the_same_rows() -> None:
    with transaction.atomic():
        made = city()
    count_from_afar()
    live(made, Clock())
    found = record(made)
    other = Life(made).pk

    replay(found, other, "raw", Clock())

    assert rows(other) == rows(found.measure)
    assert rows(other)["measure"] == [("completed", len(LIFE) + 1)]


def test_the_bench_prints_both_sides_and_their_ratio() -> None:
    head, columns, engine, raw, ratio = race(1)

    assert head.endswith("1 lives of 20 steps, each its own transaction")
    assert columns.split() == ["steps/s", "CPU", "ms/step", "statements/step"]
    assert float(engine.split()[-1]) > float(raw.split()[-1]) > 2
    assert float(ratio.split()[-2]) > 1
