"""How a story of the demo is told: who does what on which working day, always through the engine.

A story only writes its steps down. They are taken afterwards in the order of their days, all
stories together, so that numbers are drawn and journals written as in a real year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from django.core.files.base import ContentFile
from django.utils.timezone import make_aware

from core import routing
from core.deadlines import add_working_days
from core.models import BudgetItem, Comment, FundingSource, Measure, Organization, Person
from workflow import engine
from workflow.models import Process, Task

from .city import CORRIDOR, NETWORK, OFFICE, TREASURY, City
from .text import Text

Data = dict[str, Any]
Work = Callable[[], object]
Station = tuple[str, str, int, int]

FIRST_HOUR = dt.time(8, 30)
PAUSE = dt.timedelta(minutes=34)


@dataclass(frozen=True, order=True)
class Step:
    """One thing somebody does at a moment; `number` keeps the order of a story within a moment."""

    moment: dt.datetime
    number: int
    story: int
    work: Work


class Walk:
    """One measure on its way; it was proposed `began` working days ago, `on` counts from there."""

    def __init__(self, city: City, text: Text, *, number: int, began: int) -> None:
        self.city, self.text, self.number = city, text, number
        self.began = began
        self.first_day = add_working_days(city.today, -began)
        self.year = self.first_day.year
        self.pk = 0
        self.steps: list[Step] = []
        self.on(0)

    # ---- the calendar ---------------------------------------------------------------------------

    def on(self, day: int) -> Self:
        """The following steps happen on that working day of the story, which lies in the past."""
        if day >= self.began:
            raise ValueError(f"{self.text.title}: day {day} is not over yet.")
        opening = dt.datetime.combine(self.day(day), FIRST_HOUR)
        self.moment = make_aware(opening) + dt.timedelta(minutes=self.number)
        return self

    def day(self, number: int) -> dt.date:
        return add_working_days(self.first_day, number)

    def _later(self, work: Callable[[dt.datetime], object]) -> Self:
        moment = self.moment
        self.moment += PAUSE
        self.steps.append(Step(moment, len(self.steps), self.number, lambda: work(moment)))
        return self

    # ---- the two ways through the door ----------------------------------------------------------

    @property
    def measure(self) -> Process:
        return Process.objects.get(pk=self.pk)

    def task(self, action: str, *, by: Person, at: str = "", about: str = "", **data: Any) -> Self:
        """Answer the open task with this action, held by that organization, about that source."""
        return self._later(lambda moment: self._perform(action, by, at, about, data, moment))

    def step(self, name: str, *, by: Person, **data: Any) -> Self:
        """Take a step without a task."""
        return self._later(lambda moment: self._intervene(name, by, data, moment))

    def _perform(
        self, action: str, by: Person, at: str, about: str, data: Data, moment: dt.datetime
    ) -> None:
        measure = self.measure
        task = self._task(measure, action, at=at, about=about)
        engine.perform(
            actor=by, task=task.pk, action=action, seen=measure.version, data=data, at=moment
        )

    def _task(self, measure: Process, action: str, *, at: str, about: str) -> Task:
        holder = self.city.organizations[at] if at else None
        open_tasks = Task.objects.open().filter(process=measure).order_by("pk")
        return next(
            task
            for task in open_tasks
            if action in task.flow_task.actions
            and (not holder or task.owner_permission_obj_id == holder.pk)
            and (not about or getattr(task.source, "name", "") == about)
        )

    def _intervene(self, name: str, by: Person, data: Data, moment: dt.datetime) -> None:
        measure = self.measure
        answers = {key: value() if callable(value) else value for key, value in data.items()}
        engine.intervene(
            actor=by, measure=self.pk, step=name, seen=measure.version, data=answers, at=moment
        )

    # ---- people ---------------------------------------------------------------------------------

    def clerk(self, number: int = 0) -> Person:
        return self.city.person(self.text.lead, "clerk", number)

    def head(self, number: int = 0) -> Person:
        return self.city.person(self.text.lead, "head", number)

    def coordinator(self, number: int = 0) -> Person:
        return self.city.person(OFFICE, "coordinator", number)

    def treasurer(self, number: int = 0) -> Person:
        return self.city.person(TREASURY, "treasurer", number)

    def organizations(self, *names: str) -> list[Organization]:
        return [self.city.organizations[name] for name in names]

    # ---- the proposal ---------------------------------------------------------------------------

    def propose(self, *, submits: bool = True, by: Person | None = None) -> Self:
        """The lead writes the measure down, enters its sources and, two days later, submits it."""
        self._later(lambda moment: self._start(by or self.clerk(), moment))
        if self.text.sources:
            self.step("edit_sources", by=self.clerk(), sources=self._sources())
        return self.on(2).submit() if submits else self

    def _start(self, by: Person, moment: dt.datetime) -> None:
        self.pk = engine.start(actor=by, data=self._text(), at=moment).pk

    def _text(self) -> Data:
        text, plan = self.text, self.city.plan
        district = {"district": self.city.organizations[text.district]} if text.district else {}
        start, end = text.period
        return district | {
            "plan": plan,
            "lead": self.city.organizations[text.lead],
            "title": text.title,
            "description": text.description,
            "justification": text.justification,
            "contact": str(self.clerk()),
            "partners": text.partners,
            "urgency": text.urgency,
            "gender_aspects": text.gender,
            "climate_statement": text.climate,
            "public": text.public,
            "no_costs": text.no_costs,
            "field": plan.fields.get(number=text.field),
            "goals": list(plan.goals.filter(number__in=text.goals)),
            "participants": self.organizations(*text.participants),
            "planned_from": self.city.today + dt.timedelta(days=start),
            "planned_to": self.city.today + dt.timedelta(days=end),
            "cost_lines": self.cost_lines(text.costs),
        }

    def cost_lines(self, costs: Sequence[tuple[int, str, int]]) -> list[Data]:
        """Costs are given as (year of the story, product, euros); all are commitments."""
        return [
            {
                "year": self.year + year,
                "budget": f"Teilhaushalt {self.text.lead.split('.')[0]}",
                "product": product,
                "kind": "expense",
                "amount": Decimal(euros),
                "committed": True,
            }
            for year, product, euros in costs
        ]

    def _sources(self) -> list[Data]:
        return [
            {"kind": kind, "name": name, "cover": cover, "amounts": self.amounts(euros)}
            | ({"budget_item": self.item_of(kind)} if kind in FundingSource.RESERVABLE else {})
            for kind, name, euros, cover in self.text.sources
        ]

    def item_of(self, kind: str) -> BudgetItem | None:
        """What the budget holds for it: the corridor, or the product of the costs."""
        corridor = kind == FundingSource.Kind.CORRIDOR
        code = CORRIDOR[0] if corridor else self.text.costs[0][1].split(" ")[0]
        return BudgetItem.objects.filter(code=code).first()

    def amounts(self, euros: Sequence[int]) -> list[Data]:
        return [
            {"year": self.year + year, "amount": Decimal(amount)}
            for year, amount in enumerate(euros)
            if amount
        ]

    def submit(self) -> Self:
        return self.task("submit", by=self.clerk())

    # ---- check and co-signature -----------------------------------------------------------------

    def ask(self, *others: str) -> Self:
        """The office asks everybody the rules demand, and these others."""
        return self._later(lambda moment: self._ask(others, moment))

    def _ask(self, others: Iterable[str], moment: dt.datetime) -> None:
        wanted = {each.pk for each in self.organizations(*others)}
        wanted |= set(routing.required_signatures(self.measure, on=moment.date()))
        data = {"organizations": list(Organization.objects.filter(pk__in=wanted))}
        self._perform("request_cosignatures", self.coordinator(), "", "", data, moment)

    def signs(self, code: str, answer: str = "approve", **data: Any) -> Self:
        role = "treasurer" if code == TREASURY else "head"
        by = self.city.person(code, role, self.number % 2)
        return self.task("cosign", by=by, at=code, answer=answer, **data)

    def all_sign(self, *codes: str) -> Self:
        for code in codes:
            self.signs(code)
        return self

    # ---- bodies ---------------------------------------------------------------------------------

    def route(self, *stations: Station, **data: Any) -> Self:
        """The office writes paper and route; a station is (body, role, order, sitting day)."""
        rows = [
            {
                "organization": self.city.organizations[body],
                "role": role,
                "order": order,
                "meeting_on": self.day(day),
            }
            for body, role, order, day in stations
        ]
        return self.step(
            "edit_route",
            by=self.coordinator(),
            stations=rows,
            **(self._paper() | data),
        )

    def _paper(self) -> Data:
        return {
            "title": self.text.title,
            "motion": self.text.motion,
            "climate_result": self.text.climate,
            "unit": OFFICE,
            "place": "Hannover",
            "sections": {
                "Berücksichtigung von Gender-Aspekten": self.text.gender,
                "Begründung": self.text.justification,
            },
        }

    def release(self) -> Self:
        return self.task("release", by=self.coordinator(1))

    def result(self, body: str, outcome: str, manner: str = "majority", **data: Any) -> Self:
        """The secretariat publishes what the body decided on the matter."""
        by = self.city.person(body, "secretary", self.number % 2)
        parts = {"outcome": outcome, "manner": manner, "scope": "matter"} | data
        return self.task("publish", by=by, at=body, **parts)

    def vote(self, body: str, outcome: str, votes: tuple[int, int, int], **data: Any) -> Self:
        """A counted vote: for, against, abstained."""
        yes, no, abstained = votes
        counted = {"votes_for": yes, "votes_against": no, "abstentions": abstained}
        return self.result(body, outcome, "counted", **(counted | data))

    # ---- money and work -------------------------------------------------------------------------

    def confirm(self, name: str, answer: str = "confirm", **data: Any) -> Self:
        return self.task(
            "confirm_source", by=self.treasurer(), at=TREASURY, about=name, answer=answer, **data
        )

    def grant(self, name: str, what: str, evidence: str, **data: Any) -> Self:
        def source() -> object:
            return self.measure.sources.get(name=name)

        return self.step(
            "note_grant", by=self.clerk(), source=source, what=what, evidence=evidence, **data
        )

    def plan_work(self, *milestones: tuple[str, int]) -> Self:
        """The lead names who is responsible and the milestones as (title, day)."""
        rows = [{"title": title, "planned_on": self.day(day)} for title, day in milestones]
        responsible = str(self.head())
        return self.step(
            "edit_milestones", by=self.clerk(), responsible=responsible, milestones=rows
        )

    def reach(self, *titles: str, waived: str = "") -> Self:
        """These milestones are reached today, or fall away for a reason."""

        def rows() -> list[Data]:
            known = self.measure.milestones.values("pk", "title", "planned_on", "done_on", "waived")
            settled = {"waived": waived} if waived else {"done_on": today}
            return [row | settled if row["title"] in titles else dict(row) for row in known]

        today = self.moment.date()
        return self.step("edit_milestones", by=self.clerk(), milestones=rows)

    def start(self) -> Self:
        return self.task("start", by=self.head())

    def report(self, light: str, progress: int, cost: int, text: str, next_step: str = "") -> Self:
        return self.task(
            "report",
            by=self.clerk(),
            light=light,
            progress=progress,
            actual_cost=Decimal(cost),
            text=text,
            next_step=next_step,
        )

    def accepts_report(self, answer: str = "approve", remark: str = "") -> Self:
        return self.task("approve_report", by=self.coordinator(1), answer=answer, remark=remark)

    def order(self, code: str, text: str, due: int, interval: int | None = None) -> Self:
        """The office gives one more order; those that are open stay."""

        def rows() -> list[Data]:
            known = self.measure.open_orders
            names = ("pk", "organization", "responsible", "text", "due_on", "interval", "dropped")
            return [*({name: getattr(each, name) for name in names} for each in known), new]

        new = {
            "organization": self.city.organizations[code],
            "text": text,
            "due_on": self.day(due),
            "interval": interval,
        }
        return self.step("give_orders", by=self.coordinator(), orders=rows)

    def settles(self, code: str, result: str) -> Self:
        by = self.city.person(code, "head")
        return self.task("settle_order", by=by, at=code, result=result)

    def measures(self, kind: str, name: str, unit: str, target: int, *values: int) -> Self:
        """An indicator with its values, one a month, the last one today."""
        for number, value in enumerate(values):
            self._value(len(values) - 1 - number, Decimal(value), kind, name, unit, Decimal(target))
        return self

    def _value(self, months: int, value: Decimal, *facts: Any) -> None:
        def rows() -> list[Data]:
            of_that_name = self.measure.indicators.filter(name=facts[1])
            known: Data = {**(of_that_name.values("pk").first() or {})}
            named = dict(zip(("kind", "name", "unit", "target"), facts, strict=True))
            return [known | named | {"value": value, "measured_on": day}]

        day = self.moment.date() - dt.timedelta(days=30 * months)
        self.step("edit_indicators", by=self.clerk(), indicators=rows)

    # ---- beside the way -------------------------------------------------------------------------

    def attach(self, title: str, filename: str, content: str) -> Self:
        return self.step(
            "attach",
            by=self.clerk(),
            title=title,
            file=lambda: ContentFile(content.encode(), name=filename),
        )

    def comment(self, text: str, *, by: Person | None = None) -> Self:
        author = by or self.city.person(NETWORK, "member", self.number % 2)
        return self._later(lambda moment: self._comment(author, text, moment))

    def _comment(self, author: Person, text: str, moment: dt.datetime) -> None:
        measure = Measure.objects.visible_to(author).get(pk=self.pk)
        comment = Comment.objects.create(measure=measure, author=author, text=text)
        Comment.objects.filter(pk=comment.pk).update(written_at=moment)


def take(walks: Iterable[Walk]) -> None:
    """Take all steps of all stories in the order of time."""
    steps = sorted(step for walk in walks for step in walk.steps)
    for step in steps:
        step.work()
