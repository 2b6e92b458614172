"""The demo city for browsers: who can do what where, found by asking the law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from core import access
from core.lifecycle import steps
from core.models import Measure, Membership, Person
from workflow import engine
from workflow.demo import build
from workflow.models import Process, Task
from workflow.offers import Chance, Offer
from workflow.views.links import step_url

Where = tuple[Person, str]


@dataclass
class Town:
    """The demo city, built once for all pages that are only looked at."""

    offers: dict[tuple[int, int], list[Offer]] = field(default_factory=dict)

    @classmethod
    def found(cls) -> Town:
        """The demo as it is, and what it leaves out: a second look asked for, a work completed."""
        build(today=localdate())
        town = cls()
        town.ask_for_a_second_look()
        town.finish_work()
        town.follow_up()
        town.measure_and_draw()
        return town

    def ask_for_a_second_look(self) -> None:
        data = {
            "reason": "Die Bewerbungsfrist endet vor der nächsten Sitzung.",
            "decided_by": "Oberbürgermeister",
            "legal_basis": "§ 89 NKomVG",
            "decision_reference": "Eilentscheidung vom Montag",
        }
        measure, person = self.measure("consulting"), self.member("coordinator")
        self._intervene(measure, "urgent", person, data)

    def finish_work(self) -> None:
        """One measure has reached its milestones and accounted for its money."""
        measure = self.measure("implementing")
        lead = self.member("head", measure.lead_id)
        rows = [
            {"pk": m.pk, "title": m.title, "planned_on": m.planned_on, "done_on": localdate()}
            for m in measure.milestone_list
        ]
        data = {"responsible": measure.responsible or str(lead), "milestones": rows}
        self._intervene(measure, "edit_milestones", lead, data)
        for source in measure.sources.filter(state__in=("secured", "drawn")):
            noted = {"source": source, "what": "accounted", "evidence": "Verwendungsnachweis"}
            self._intervene(measure, "note_grant", lead, noted)

    def follow_up(self) -> None:
        """Another measure has an order; its report is in, so that it may be asked for anew."""
        finished = self.measure("implementing")
        coordinator = self.member("coordinator")
        rows = [
            {"pk": each.pk, "organization": each.organization, "text": each.text}
            | {"due_on": each.due_on, "dropped": "Schon erledigt."}
            for each in finished.open_orders
        ]
        self._intervene(finished, "give_orders", coordinator, {"orders": rows})
        other = Process.objects.filter(in_force=True, public=True).exclude(pk=finished.pk)[0]
        lead = self.member("head", other.lead_id)
        order = {"organization": other.lead, "text": "Räume stellen.", "due_on": localdate()}
        self._intervene(other, "give_orders", coordinator, {"orders": [order]})
        self._intervene(other, "report", lead, {"light": "red", "text": "Es stockt."})

    def measure_and_draw(self) -> None:
        """A milestone comes later than agreed, money has been drawn and an indicator measured."""
        measure, today = self.measure("implementing"), localdate()
        for row in measure.milestone_list:
            row.agreed_on = row.planned_on - dt.timedelta(days=45)
            row.save(update_fields=["agreed_on"])
        indicator = measure.indicators.create(name="Besuche", unit="Personen", target=500)
        for number in range(4):
            measured_on = today - dt.timedelta(days=90 * number)
            indicator.values.create(measured_on=measured_on, value=420 - 100 * number)
        for source in measure.sources.all():
            source.drawings.create(drawn_on=today, amount=source.total + 1, reference="Abruf")

    def _intervene(self, measure: Process, step: str, actor: Person, data: dict[str, Any]) -> None:
        seen = Process.objects.get(pk=measure.pk).version
        engine.intervene(actor=actor, measure=measure.pk, step=step, seen=seen, data=data)

    # ---- who and which --------------------

    def member(self, role: str, organization: int | None = None, number: int = 0) -> Person:
        held = Membership.objects.filter(role=role).order_by("pk")
        if organization is not None:
            held = held.filter(organization=organization)
        return held[number].person

    def measure(self, status: str) -> Process:
        return Process.objects.filter(status=status, public=True).order_by("pk")[0]

    def holder(self, measure: Process) -> Person:
        """Somebody for whom the measure waits; else somebody of its lead."""
        task = Task.objects.open().filter(process=measure).order_by("pk").first()
        for person in self.people() if task else ():
            if access.may(person, task.owner_permission, task.owner_permission_obj_id):
                return person
        return self.member("head", measure.lead_id)

    def people(self) -> Iterator[Person]:
        seen = set()
        for each in Membership.objects.select_related("person").order_by("pk"):
            if each.person_id not in seen:
                seen.add(each.person_id)
                yield each.person

    def page_of(self, status: str) -> Where:
        measure = self.measure(status)
        return self.holder(measure), reverse("measure", args=[measure.reference])

    def way(self, step: str) -> Where:
        """Somebody who may take the step, and the address of its form."""
        for measure in Process.objects.filter(status__in=steps()[step].sources).order_by("pk"):
            for person in self.people():
                for chance in self._chances(measure, person, step):
                    return person, step_url(measure, step, chance)
        raise LookupError(step)

    def _chances(self, measure: Process, person: Person, step: str) -> list[Chance]:
        if not Measure.objects.visible_to(person).filter(pk=measure.pk).exists():
            return []
        key = measure.pk, person.pk
        if key not in self.offers:
            self.offers[key] = engine.available(measure, person)
        offer = next(each for each in self.offers[key] if each.name == step)
        return [chance for chance in offer.chances if chance.allowed]
