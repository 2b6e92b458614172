"""Random walks through the lifecycle: whatever people do, law, journal and tasks stay together.

The short form tries some 2,000 steps; `--hypothesis-profile=long` ten times as many.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access import join
from core.lifecycle import steps
from core.models import Meeting, Membership, Organization, Person
from tests.factories import Walk, person, snapshot, text
from workflow import engine
from workflow.models import Process

from .answering import answer
from .promises import broken
from .situations import SITUATIONS, Cast, built, cast
from .walker import Walker

pytestmark = [pytest.mark.django_db, pytest.mark.unmeasured]
ATTEMPTS = 20
AFRESH = settings(suppress_health_check=list(HealthCheck))
SEEDS = st.integers(min_value=0, max_value=2**32)


@pytest.fixture
def people(in_memory_files: Any) -> Cast:
    return cast()


def fresh(measure: Process) -> Process:
    return Process.objects.get(pk=measure.pk)


def walk(walker: Walker) -> Counter[str]:
    """Try steps: all promises hold after each, and a refusal leaves everything as it was."""
    assert broken(fresh(walker.measure)) == []
    before = snapshot(walker.measure)
    for _attempt in range(ATTEMPTS):
        went = walker.go()
        measure = fresh(walker.measure)
        after = snapshot(measure)
        if went:
            assert broken(measure) == [], walker.taken
        else:
            assert after == before
        before = after
    return fired(walker.measure)


def fired(measure: Process) -> Counter[str]:
    """The steps the measure has taken, those that followed by themselves included."""
    entries = measure.journal.all()
    return Counter(name for entry in entries for name in entry.detail.get("fired", ()))


def begun_elsewhere(people: Cast) -> Process:
    """A running case the office wants to take over; a second person has to look."""
    actor = people.fresh("checker")
    draft = engine.start(actor=actor, data=text(people.city, justification="Läuft seit Jahren."))
    data = answer("take_over", draft, None, people.city)
    return engine.intervene(
        actor=actor, measure=draft.pk, step="take_over", seen=draft.version, data=data
    )


def sittings(people: Cast) -> None:
    """Every body sits today, main committee and council one after the other; some tomorrow too."""
    today = localdate()
    for organization in Organization.objects.bodies():
        Meeting.objects.create(organization=organization, day=today)
        Meeting.objects.create(organization=organization, day=today + dt.timedelta(days=1))


def heard(measure: Process) -> Counter[str]:
    """What bodies said, and whether main committee and council did so on one day."""
    rows = measure.consultations.filter(published_at__isnull=False)
    found = list(rows.select_related("organization"))
    counted = Counter(station.outcome for station in found)
    days: dict[str, set[Any]] = {"main_committee": set(), "council": set()}
    for station in found:
        days.get(station.organization.kind, set()).add(station.meeting_on)
    counted["same day"] = len(days["main_committee"] & days["council"])
    return counted


def test_law_journal_and_tasks_stay_together(people: Cast) -> None:
    """Walks begin in every state, and between them they take every step there is.

    Deferrals, referrals and main committee and council on one day are among them.
    """
    sittings(people)
    said: Counter[str] = Counter()
    begun = {name: built(people, name, public=True, submitter="lead_head") for name in SITUATIONS}
    begun["free of costs"] = Walk(people.city).ready().measure
    begun["begun elsewhere"] = begun_elsewhere(people)
    taken: Counter[str] = Counter()

    @settings(AFRESH, max_examples=settings().max_examples * 3 // 2)
    @given(situation=st.sampled_from(list(begun)), seed=SEEDS)
    def walks(situation: str, seed: int) -> None:
        with transaction.atomic():
            measure = fresh(begun[situation])
            known = fired(measure)
            walker = Walker(people.city, Random(seed), measure)
            taken.update(walk(walker) - known)
            said.update(heard(walker.measure))
            transaction.set_rollback(True)

    walks()
    print(f"{taken.total()} steps taken: {dict(taken)}; {dict(said)}")  # noqa: T201 - what was tried
    assert set(steps()) - set(taken) == set()
    assert {"adjourned", "removed", "drawn_into_groups", "referred", "same day"} <= set(+said)


def everybody() -> Person:
    """One person with every right of the city."""
    somebody = person("Tom Conrad")
    for held in Membership.objects.select_related("organization"):
        join(person=somebody, organization=held.organization, role=held.role)
    return somebody


def test_nobody_alone_gets_a_measure_decided(people: Cast) -> None:
    """With every right in one hand a second person is still needed."""
    alone = everybody()
    ends: Counter[str] = Counter()

    @settings(AFRESH, max_examples=settings().max_examples // 4)
    @given(seed=SEEDS)
    def walks(seed: int) -> None:
        with transaction.atomic():
            measure = engine.start(actor=alone, data=text(people.city))
            walker = Walker(people.city, Random(seed), measure, alone=alone)
            for _attempt in range(ATTEMPTS):
                walker.go()
            ends[walker.measure.status] += 1
            transaction.set_rollback(True)

    walks()
    assert set(ends) <= {"draft", "checking", "rework", "withdrawn"}
