"""Random but believable people at work on one measure.

Right and wrong persons, valid and invalid answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from django.utils.timezone import localdate

from core.lifecycle import steps
from core.models import Meeting, Organization, Person
from core.results import COMPETENCE, Outcome
from core.steps import Step
from tests.factories import City, costs
from workflow import engine
from workflow.actions import items_of
from workflow.models import Process
from workflow.refusals import Refusal
from workflow.urging import urge, watched

from .answering import REASON, Answer, answer, source_row, source_rows

TODAY = localdate()
MANNERS = ["unanimous", "majority", "counted", "none"]
KINDS = ["budget", "corridor", "grant", "third_party", "own_share", "over_plan"]
NOTED = ["applied", "granted", "refused", "revoked", "expired", "early_start", "drawn", "accounted"]
BODIES = ("committee", "second_committee", "notified", "main_committee", "council", "district")
UNITS = ("treasury", "culture", "school")
RARE = (
    "attach",
    "withdraw",
    "withdraw_from_bodies",
    "abort",
    "urgent",
    "send_back",
    "inform",
    "give_orders",
    "ask_report",
    "edit_indicators",
)
ONWARD = (
    "submit",
    "request_cosignatures",
    "pass_check",
    "cosign",
    "release",
    "approve_in_budget",
    "publish",
    "start",
    "request_completion",
    "settle_order",
    "complete",
)
PREPARED_BY = {
    "draft": ("take_over", "edit"),
    "ready": ("edit_route",),
    "funding": ("edit_sources", "note_grant", "confirm_source", "edit_milestones"),
    "funded": ("edit_milestones",),
    "implementing": ("edit_milestones",),
    "closing": ("note_grant",),
}


@dataclass
class Walker:
    """Somebody always does something to one measure; `alone` is the only one to act, if given."""

    city: City
    random: Random
    measure: Process
    alone: Person | None = None
    taken: list[str] = field(default_factory=list)

    # ---- chance ----

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def one_of(self, names: tuple[str, ...]) -> Organization:
        found: Organization = getattr(self.city, self.random.choice(names))
        return found

    def some_of(self, names: tuple[str, ...]) -> list[Organization]:
        return [getattr(self.city, name) for name in names if self.chance(0.5)]

    # ---- one attempt ----

    def go(self) -> bool:
        """Try one step and tell whether it was taken."""
        self.measure = Process.objects.get(pk=self.measure.pk)
        if self.chance(0.05):
            return self.wait()
        task, step, item = self.random.choice(self.choices())
        data = self.data(step, item)
        actor = self.actor(step, item)
        try:
            self.answer(task, step, item, actor, data)
        except Refusal:
            return False
        self.taken.append(step.name)
        return True

    def wait(self) -> bool:
        """Let time pass until a watched task comes near its date, or lies behind it."""
        dates = list(watched().filter(process=self.measure).values_list("due_on", flat=True))
        if not dates:
            return False
        days = dt.timedelta(days=self.random.choice([0, 1, 1]))
        counted = urge(on=self.random.choice(dates) + days)
        self.taken += ["time"] * sum(counted.values())
        return True

    def answer(self, task: int | None, step: Step, item: Any, actor: Person, data: Answer) -> None:
        seen = self.measure.version
        if task:
            self.measure = engine.perform(
                actor=actor, task=task, action=step.name, seen=seen, data=data
            )
            return
        data = data | {step.item: item} if item else data
        self.measure = engine.intervene(
            actor=actor, measure=self.measure.pk, step=step.name, seen=seen, data=data
        )

    def choices(self) -> list[tuple[int | None, Step, Any]]:
        """All answers to open tasks and all interventions, weighted so that the way goes on."""
        tasks = list(self.measure.tasks.open())
        held = [(t.pk, steps()[a], t.item) for t in tasks for a in t.flow_task.actions]
        free = [
            (None, step, self.random.choice(items_of(self.measure, step.name) or [None]))
            for step in steps().values()
            if step.free and self.measure.status in step.sources
        ]
        return [choice for choice in (*held, *free) for _again in range(self.weight(choice[1]))]

    def weight(self, step: Step) -> int:
        if step.name in RARE:
            return 1
        if step.name == "look_again":
            return 80
        prepares = step.name in PREPARED_BY.get(self.measure.status, ())
        return 20 if step.name in ONWARD else 8 if prepares else 4

    def actor(self, step: Step, item: Any) -> Person:
        """Mostly a person of the organization whose turn it is, sometimes anybody."""
        if self.alone:
            return Person.objects.get(pk=self.alone.pk)
        holders = {
            "lead": self.city.lead,
            "office": self.city.office,
            "treasury": self.city.treasury,
        }
        organization = holders.get(step.who[0].on) or getattr(item, "organization", None)
        if organization is None or self.chance(0.05):
            organization = self.one_of((*BODIES, *UNITS, "lead", "office", "network"))
        return self.city.of(organization, self.random.randrange(2))

    # ---- answers ----

    def data(self, step: Step, item: Any) -> Answer:
        """Mostly a valid answer with changes by chance; now and then reasons are missing."""
        base = answer(step.name, self.measure, item, self.city)
        vary = VARIATIONS.get(step.name)
        data = base | vary(self, item) if vary and self.chance(0.6) else base
        if self.chance(0.1):
            data |= {name: "" for name in ("reason", "motion", "evidence") if name in data}
        return data

    def edit(self, item: Any) -> Answer:
        year = TODAY.year + self.random.randrange(3)
        lines = costs(self.random.choice([100, 5000, 90000]), year, committed=self.chance(0.3))
        free = self.chance(0.3)
        return {
            "title": self.random.choice(["Portal", "Netzwerk"]),
            "no_costs": free,
            "cost_lines": [] if free else lines,
            "gender_aspects": "" if self.chance(0.1) else "Für alle.",
        }

    def request_cosignatures(self, item: Any) -> Answer:
        return {"organizations": [self.city.treasury, *self.some_of(UNITS[1:])]}

    def cosign(self, item: Any) -> Answer:
        answers = ["approve", "approve", "remarks", "object", "not_affected"]
        return {"answer": self.random.choice(answers), "over_cover": self.chance(0.2), "note": "…"}

    def edit_route(self, item: Any) -> Answer:
        advice = [(body, "advice", 1) for body in self.some_of(BODIES[:2])]
        rows = [*advice, (self.city.main_committee, "advice", 2 if advice else 1)]
        rows.append((self.city.council, "decision", rows[-1][2] + 1))
        if self.chance(0.3):
            rows.append((self.city.notified, "information", 1))
        if self.chance(0.1):
            rows = rows[:1]
        stations = [{"organization": b, "role": role, "order": n} for b, role, n in rows]
        return {"motion": "Der Rat beschließt.", "stations": stations}

    def result(self, item: Any) -> Answer:
        """Any outcome, mostly one the body is competent for; the votes may contradict it."""
        fitting = list(COMPETENCE[item.role]) if item and self.chance(0.9) else list(Outcome)
        if item and item.role == "decision" and self.chance(0.5):
            fitting = fitting[:3]
        counted = self.chance(0.3)
        return REASON | {
            "outcome": str(self.random.choice(fitting)),
            "manner": "counted" if counted else self.random.choice(MANNERS[:2]),
            "votes_for": self.random.randrange(5) if counted else None,
            "votes_against": self.random.randrange(5) if counted else None,
            "scope": "procedural" if self.chance(0.1) else "matter",
            "verbatim": self.random.choice(["", "Wortlaut des Beschlusses"]),
            "change_text": self.random.choice(["", "Änderung"]),
            "object": self.random.choice(["execution", "execution", "in_principle", "termination"]),
            "refer_to": self.one_of(BODIES),
            "adjourned_to": TODAY if self.chance(0.3) else None,
        }

    def schedule(self, item: Any) -> Answer:
        """A sitting of the body, mostly today: main committee and council sit the same day."""
        sittings = list(Meeting.objects.of(item.organization_id)) if item else []
        return {"meeting": self.random.choice([*sittings, None])}

    def inform(self, item: Any) -> Answer:
        return {"organizations": self.some_of(BODIES), "meeting_on": TODAY}

    def edit_sources(self, item: Any) -> Answer:
        rows = source_rows(s for s in self.measure.funding if self.chance(0.8))
        amount = self.random.choice([5000, 50000, 90000])
        cover = "Deckung aus Teilhaushalt 1" if self.chance(0.5) else ""
        return {"sources": [*rows, source_row(self.random.choice(KINDS), amount, cover=cover)]}

    def confirm_source(self, item: Any) -> Answer:
        answer = self.random.choice(["confirm", "confirm", "conditional", "refuse"])
        return {"answer": answer, "condition": "Bescheid" if answer == "conditional" else ""}

    def note_grant(self, item: Any) -> Answer:
        due = TODAY if self.chance(0.5) else None
        part = [{"year": TODAY.year, "amount": Decimal(50000)}] if self.chance(0.3) else []
        return {"what": self.random.choice(NOTED), "proof_due": due, "amounts": part}

    def edit_milestones(self, item: Any) -> Answer:
        waived = self.random.choice(["", "entfällt"])
        row = {"title": "Portal online", "planned_on": TODAY, "waived": waived}
        return {"responsible": "Anna Ahlers", "milestones": [row] * self.random.randrange(3)}

    def report(self, item: Any) -> Answer:
        light = self.random.choice(["green", "yellow", "red", ""])
        return {"light": light, "text": "Ein Satz. " * self.random.randrange(1, 5)}

    def judge(self, item: Any) -> Answer:
        return {"answer": self.random.choice(["approve", "return"]), "remark": "Bitte ergänzen."}

    def look_again(self, item: Any) -> Answer:
        return {"answer": self.random.choice(["confirm", "confirm", "confirm", "decline"])} | REASON

    def take_over(self, item: Any) -> Answer:
        to = self.random.choice(["consulting", "funding", "implementing"])
        return {"to": to, "organization": self.city.council, "decided_on": TODAY}

    def object(self, item: Any) -> Answer:
        return {"organization": self.one_of(("council", "main_committee"))}

    def request_completion(self, item: Any) -> Answer:
        return {"final_report": self.random.choice(["", "Fertig."]), "completion": "permanent"}


Variation = Callable[[Walker, Any], Answer]
VARIATIONS: dict[str, Variation] = {
    "edit": Walker.edit,
    "request_cosignatures": Walker.request_cosignatures,
    "cosign": Walker.cosign,
    "edit_route": Walker.edit_route,
    "record": Walker.result,
    "publish": Walker.result,
    "correct": Walker.result,
    "schedule": Walker.schedule,
    "inform": Walker.inform,
    "edit_sources": Walker.edit_sources,
    "confirm_source": Walker.confirm_source,
    "note_grant": Walker.note_grant,
    "edit_milestones": Walker.edit_milestones,
    "report": Walker.report,
    "approve_report": Walker.judge,
    "look_again": Walker.look_again,
    "take_over": Walker.take_over,
    "object": Walker.object,
    "request_completion": Walker.request_completion,
}
