"""One measure's life in twenty steps, each prepared so that only the step itself is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.timezone import localdate

from core.models import Person
from tests.factories import City, open_task, text
from workflow import engine
from workflow.models import Process

Data = dict[str, Any]
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def nothing(city: City, measure: Process) -> Data:
    return {}


@dataclass(frozen=True)
class Move:
    """A step of the life: who takes it (organization, first or second person), on which task.

    `kind`: plain, parallel (others act beside it) or last (of several that act side by side).
    """

    action: str
    by: str
    node: str = ""
    number: int = 0
    data: Callable[[City, Process], Data] = nothing
    kind: str = "plain"

    @property
    def name(self) -> str:
        return f"{self.action} {self.by}"


def signers(city: City, measure: Process) -> Data:
    return {"organizations": [city.culture, city.school, city.treasury]}


def route(city: City, measure: Process) -> Data:
    rows = [
        (city.committee, "advice", 1),
        (city.second_committee, "advice", 1),
        (city.main_committee, "advice", 2),
        (city.council, "decision", 3),
    ]
    stations = [{"organization": body, "role": role, "order": order} for body, role, order in rows]
    return {"motion": "Der Rat beschließt die Maßnahme.", "stations": stations}


def saying(**answers: Any) -> Callable[[City, Process], Data]:
    return lambda city, measure: answers


def settled_milestone(city: City, measure: Process) -> Data:
    rows = measure.milestones.values("pk", "title", "planned_on")
    return {"milestones": [{**row, "waived": "erledigt"} for row in rows]}


AGREED = saying(answer="approve")
ADVICE = saying(outcome="recommended", manner="unanimous", scope="matter")
DECISION = saying(outcome="approved", manner="unanimous", scope="matter")
BECAUSE = saying(reason="Die Stelle ist unbesetzt.")
PORTAL = [{"title": "Portal online", "planned_on": localdate()}]

LIFE = [
    Move("submit", "lead", "propose"),
    Move("request_cosignatures", "office", "check", data=signers),
    Move("cosign", "culture", "cosign", data=AGREED, kind="parallel"),
    Move("cosign", "school", "cosign", data=AGREED, kind="parallel"),
    Move("cosign", "treasury", "cosign", data=AGREED, kind="last"),
    Move("edit_route", "office", data=route),
    Move("release", "office", "release", number=1),
    Move("publish", "committee", "record", data=ADVICE, kind="parallel"),
    Move("publish", "second_committee", "record", data=ADVICE, kind="last"),
    Move("publish", "main_committee", "record", data=ADVICE),
    Move("publish", "council", "record", data=DECISION, kind="last"),
    Move("edit_milestones", "lead", data=saying(responsible="Anna Ahlers", milestones=PORTAL)),
    Move("start", "lead", "begin"),
    Move("report", "lead", "implement", data=saying(light="green", text="Alles läuft.")),
    Move("approve_report", "office", "judge_report", data=saying(answer="approve")),
    Move("pause", "lead", data=BECAUSE),
    Move("resume", "lead", "resume", data=BECAUSE),
    Move("edit_milestones", "lead", data=settled_milestone),
    Move("request_completion", "lead", "implement", data=saying(final_report="Fertig.")),
    Move("complete", "office", "close"),
]


class Life:
    """One measure on its way; `prepared` looks everything up, calling what it gives is the step."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.pk = engine.start(actor=city.of(city.lead), data=text(city)).pk

    @property
    def measure(self) -> Process:
        return Process.objects.get(pk=self.pk)

    def prepared(self, move: Move) -> Callable[[], Process]:
        measure = self.measure
        organization = getattr(self.city, move.by)
        actor: Person = self.city.of(organization, move.number)
        data, seen = move.data(self.city, measure), measure.version
        if not move.node:
            return lambda: engine.intervene(
                actor=actor, measure=self.pk, step=move.action, seen=seen, data=data
            )
        holder = organization if move.node in {"cosign", "record"} else None
        task = open_task(measure, move.node, holder).pk
        return lambda: engine.perform(
            actor=actor, task=task, action=move.action, seen=seen, data=data
        )


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent meanwhile, without transaction control."""
    sent: list[str] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(CONTROL):
            sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield sent
