"""One measure from proposal to completion through the pages: every desk, every click."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from core.lifecycle import steps
from core.models import Person
from core.steps import Status
from notifications.worker import drain
from tests import real_case
from tests.e2e.desk import Desk
from tests.factories import City, city, open_task, text
from tests.story import STORY, Move, check_effect, proposal, waiting
from workflow.models import Process

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "Standort-Portal-2026"
HOLDER = {
    "propose": "lead",
    "check": "office",
    "release": "office",
    "begin": "lead",
    "implement": "lead",
    "judge_report": "office",
    "close": "office",
}
EDITS = ("edit", "edit_sources", "edit_route", "edit_milestones")


class Offices:
    """The desks of the city: each person gets one when first needed."""

    def __init__(self, hall: City, seat) -> None:
        self.hall, self.seat = hall, seat
        self.desks: dict[int, Desk] = {}

    def person(self, name: str, number: int = 0) -> Person:
        return self.hall.people[getattr(self.hall, name).pk][number]

    def desk(self, name: str, number: int = 0) -> Desk:
        person = self.person(name, number)
        if person.pk not in self.desks:
            self.desks[person.pk] = self.seat(person)
        return self.desks[person.pk]

    def propose(self, changes: dict[str, Any]) -> Process:
        """The first one logs in as on any morning and writes the proposal."""
        person, desk = self.person("lead"), self.seat()
        person.set_password(PASSWORD)
        person.save()
        desk.log_in(person.username, PASSWORD)
        self.desks[person.pk] = desk
        desk.page.get_by_role("link", name="Maßnahmen", exact=True).click()
        desk.page.get_by_role("link", name="Maßnahme vorschlagen").click()
        desk.fill(text(self.hall, **changes))
        desk.send("Als Entwurf speichern")
        return Process.objects.get()

    def make(self, move: Move, measure: Process) -> None:
        """One move, from finding the work to the word that it is done."""
        desk, data = self.desk(move.who, move.number), move.data(self.hall, measure)
        label, source = str(steps()[move.step].label), data.pop("source", None)
        if move.node:
            holder = getattr(self.hall, move.who) if move.node in ("cosign", "record") else None
            task = open_task(measure, move.node, holder).flow_task
            desk.pick_up(measure, str(task.task_title))
        else:
            desk.look_up(measure)
        if "/schritt/" not in desk.page.url:
            desk.choose(label, getattr(source, "name", ""))
        desk.fill(data)
        desk.send("Speichern" if move.step in EDITS else label)
        status = Status(move.status).label
        expect(desk.page.get_by_role("status").first).to_contain_text(
            f"Erledigt: {label}. Stand der Maßnahme: {status}."
        )

    def go(self, measure: Process, moves: list[Move]) -> None:
        """Move by move, with every effect and every inbox checked after it."""
        turn = {"lead"}
        for move in moves:
            before = Process.objects.get(pk=measure.pk)
            self.make(move, before)
            drain()
            check_effect(self.hall, measure, move, before.version)
            self.inboxes(measure, turn, holders(move.waiting))
            turn = holders(move.waiting)

    def inboxes(self, measure: Process, before: set[str], after: set[str]) -> None:
        """Who has to act finds the measure in the inbox, who is done finds it no more."""
        listed = {name for name in before | after if self.desk(name).has_to_act_on(measure)}
        assert listed == after


def holders(waits: str) -> set[str]:
    """Whose turn it is, from what a Move says is waiting."""
    parts = (each.partition(":") for each in waits.split())
    return {name or HOLDER[node] for node, _, name in parts}


def test_a_measure_travels_from_proposal_to_completion(seat) -> None:
    hall = city()
    offices = Offices(hall, seat)
    measure = offices.propose(proposal())
    assert (measure.status, measure.version, measure.total_need) == (Status.DRAFT, 1, 50000)
    assert waiting(hall, measure) == ["propose"]
    offices.inboxes(measure, set(), {"lead"})
    drain()

    offices.go(measure, STORY)

    assert len({entry.actor_id for entry in measure.journal.all()}) >= 8
    assert len(offices.desks) >= 8


def test_a_real_case_is_financed_in_two_stages_and_begins_early(seat) -> None:
    hall = city()
    real_case.ground()
    offices = Offices(hall, seat)
    measure = offices.propose(real_case.proposal())
    drain()

    offices.go(measure, real_case.REAL_CASE)

    real_case.check_end(measure)
    page = offices.desk("lead").page
    offices.desk("lead").look_up(measure)
    for amount in ("725.000,00", "215.000,00", "940.000,00", "846.000,00", "94.000,00"):
        expect(page.get_by_text(amount).first).to_be_visible()
