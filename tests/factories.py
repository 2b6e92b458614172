"""A small city for tests.

Its organizations, two people per role, a plan, and measures walked by the engine.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from core.access import settle
from core.deadlines import public_holidays
from core.models import (
    ActionPlan,
    BudgetAmount,
    BudgetItem,
    BudgetYear,
    Condition,
    CoSignatureRule,
    FieldOfAction,
    FundingSource,
    Goal,
    Membership,
    Organization,
    Person,
    RoutingRule,
)
from workflow import engine
from workflow.models import Process, Task

Kind = Organization.Kind
Role = Membership.Role
SINCE = dt.date(2020, 1, 1)


def working(day: dt.date) -> dt.date:
    """The day, or the next working day, of a city that is never closed."""
    while day.weekday() > 4 or day in public_holidays(day.year):
        day += dt.timedelta(days=1)
    return day


def person(name: str, **values: Any) -> Person:
    return Person.objects.create(**known_as(name), **values)


def known_as(name: str) -> dict[str, str]:
    first, last = name.split(" ", 1)
    return {
        "username": f"{first[0]}.{last}".lower().replace(" ", ""),
        "first_name": first,
        "last_name": last,
        "email": f"{last.lower().replace(' ', '')}@stadt.example",
    }


@dataclass
class City:
    """Everything a test needs to know by name.

    `people` holds two people per organization, first and second.
    """

    plan: ActionPlan
    field: FieldOfAction
    goal: Goal
    lead: Organization
    office: Organization
    treasury: Organization
    culture: Organization
    school: Organization
    committee: Organization
    second_committee: Organization
    notified: Organization
    main_committee: Organization
    council: Organization
    district: Organization
    network: Organization
    people: dict[int, list[Person]] = field(default_factory=dict)

    def of(self, organization: Organization, number: int = 0) -> Person:
        """A fresh copy of a person of the organization, as a request would load it."""
        return Person.objects.get(pk=self.people[organization.pk][number].pk)


ROLES = {
    Kind.OFFICE: Role.COORDINATOR,
    Kind.DEPARTMENT: Role.HEAD,
    Kind.TREASURY: Role.TREASURER,
    Kind.COMMITTEE: Role.SECRETARY,
    Kind.MAIN_COMMITTEE: Role.SECRETARY,
    Kind.COUNCIL: Role.SECRETARY,
    Kind.DISTRICT_COUNCIL: Role.SECRETARY,
    Kind.NETWORK_GROUP: Role.MEMBER,
}
ORGANIZATIONS = {
    "lead": ("23", "Fachbereich Wirtschaft", Kind.DEPARTMENT),
    "office": ("15.2", "Büro für internationale Angelegenheiten", Kind.OFFICE),
    "treasury": ("20", "Fachbereich Finanzen", Kind.TREASURY),
    "culture": ("41", "Fachbereich Kultur", Kind.DEPARTMENT),
    "school": ("40", "Fachbereich Schule", Kind.DEPARTMENT),
    "committee": ("", "Internationaler Ausschuss", Kind.COMMITTEE),
    "second_committee": ("", "Kulturausschuss", Kind.COMMITTEE),
    "notified": ("", "Gleichstellungsausschuss", Kind.COMMITTEE),
    "main_committee": ("", "Verwaltungsausschuss", Kind.MAIN_COMMITTEE),
    "council": ("", "Ratsversammlung", Kind.COUNCIL),
    "district": ("", "Stadtbezirksrat Mitte", Kind.DISTRICT_COUNCIL),
    "network": ("", "Vernetzungsgruppe Europa und Internationales", Kind.NETWORK_GROUP),
}
NAMES = [
    f"{first} {last}"
    for last in ("Ahlers", "Brandt")
    for first in (
        "Anna",
        "Boris",
        "Clara",
        "David",
        "Elif",
        "Felix",
        "Greta",
        "Hakan",
        "Ines",
        "Jonas",
        "Karin",
        "Lars",
    )
]


def city() -> City:
    """The city with its people.

    20,000 € or more need a council decision, money needs the treasury's signature.
    """
    founded = Organization.objects.bulk_create(
        Organization(code=code, name=title, kind=kind)
        for code, title, kind in ORGANIZATIONS.values()
    )
    rows = dict(zip(ORGANIZATIONS, founded, strict=True))
    plan = ActionPlan.objects.create(
        title="Handlungskonzept Internationales", office=rows["office"], treasury=rows["treasury"]
    )
    made = City(
        plan=plan,
        field=FieldOfAction.objects.create(plan=plan, number=1, title="Partnerschaften"),
        goal=Goal.objects.create(plan=plan, number=1, title="Stärkung des Standorts"),
        **rows,
    )
    people = iter(Person.objects.bulk_create(Person(**known_as(name)) for name in NAMES))
    for organization in rows.values():
        two = made.people[organization.pk] = [next(people), next(people)]
        settle(people=two, organization=organization, role=ROLES[Kind(organization.kind)])
    BudgetYear.objects.bulk_create(
        BudgetYear(year=year, effective=True) for year in range(2020, 2040)
    )
    RoutingRule.objects.create(
        organization=made.council,
        role="decision",
        condition=Condition.AMOUNT,
        amount_from=Decimal(20000),
        reason="§ 58 NKomVG",
        valid_from=SINCE,
    )
    return made


def require_signature(organization: Organization, **values: Any) -> CoSignatureRule:
    """A dated rule that this organization must co-sign."""
    return CoSignatureRule.objects.create(
        **{"organization": organization, "reason": "AGA § 12", "valid_from": SINCE} | values
    )


def notice(**values: Any) -> dict[str, Any]:
    """What a notice on a grant says, from this year on."""
    first = dt.date(localdate().year, 1, 1)
    period = {"period_from": first, "period_to": first.replace(year=first.year + 9)}
    return {"notice_number": "AZ 4711", "notice_on": first, **period} | values


def costs(
    amount: int | str = 50000, year: int | None = None, **values: Any
) -> list[dict[str, Any]]:
    return [
        {
            "year": year or localdate().year,
            "kind": "expense",
            "amount": Decimal(amount),
            **values,
        }
    ]


def pot() -> BudgetItem:
    """An item of the budget that holds enough for every test, in every year."""
    item, made = BudgetItem.objects.get_or_create(code="11101", defaults={"name": "Gesamt"})
    if made:
        BudgetAmount.objects.bulk_create(
            BudgetAmount(item=item, year=year, amount=Decimal(10**9)) for year in range(2020, 2040)
        )
    return item


def budgeted(row: dict[str, Any]) -> dict[str, Any]:
    """A source as typed; new own money that names no item of the budget has the ample one."""
    named = "budget_item" in row or row.get("pk") or row["kind"] not in FundingSource.RESERVABLE
    return row if named else row | {"budget_item": pot()}


def text(made: City, **changes: Any) -> dict[str, Any]:
    """A complete proposal without costs.

    Pass `cost_lines` and `no_costs=False` for one with money.
    """
    return {
        "plan": made.plan,
        "lead": made.lead,
        "title": "Standortportal in fünf Sprachen",
        "description": "Das Portal informiert Gründerinnen und Gründer aus dem Ausland.",
        "justification": "Die Nachfrage steigt.",
        "contact": "Anna Ahlers, 168-0",
        "gender_aspects": "Alle Geschlechter gleichermaßen.",
        "field": made.field,
        "goals": [made.goal],
        "no_costs": "cost_lines" not in changes,
    } | changes


def open_task(measure: Any, node: str, organization: Organization | None = None) -> Task:
    """The one open task of a node (and organization)."""
    tasks = [
        task
        for task in Task.objects.open().filter(process_id=measure.pk)
        if task.flow_task.name == node
        and (organization is None or task.owner_permission_obj_id == organization.pk)
    ]
    assert len(tasks) == 1, f"{node}: {[task.flow_task.name for task in tasks]}"
    return tasks[0]


class Walk:
    """Walks one measure through the engine, each step as a person of the right organization."""

    def __init__(self, made: City, **changes: Any) -> None:
        self.city = made
        actor = made.of(made.lead)
        self.measure = engine.start(actor=actor, data=text(made, **changes))

    @property
    def fresh(self) -> Process:
        return Process.objects.get(pk=self.measure.pk)

    def do(
        self,
        node: str,
        action: str,
        organization: Organization,
        number: int = 0,
        /,
        *,
        holder: Organization | None = None,
        **data: Any,
    ) -> Process:
        """Answer the open task of a node."""
        task = open_task(self.measure, node, holder)
        self.measure = engine.perform(
            actor=self.city.of(organization, number),
            task=task.pk,
            action=action,
            seen=self.fresh.version,
            data=data,
        )
        return self.measure

    def take(
        self, step: str, organization: Organization, number: int = 0, /, **data: Any
    ) -> Process:
        """Take a step that needs no task; own money comes from an ample item of the budget."""
        if step == "edit_sources":
            data["sources"] = [budgeted(row) for row in data["sources"]]
        self.measure = engine.intervene(
            actor=self.city.of(organization, number),
            measure=self.measure.pk,
            step=step,
            seen=self.fresh.version,
            data=data,
        )
        return self.measure

    # ---- ways often gone --------------------

    def submitted(self) -> Walk:
        self.do("propose", "submit", self.city.lead)
        return self

    def ready(self, *signers: Organization) -> Walk:
        """Checked and, where somebody is asked, signed by everybody."""
        self.submitted()
        if not signers:
            self.do("check", "pass_check", self.city.office)
            return self
        self.do("check", "request_cosignatures", self.city.office, organizations=list(signers))
        for signer in signers:
            self.do("cosign", "cosign", signer, holder=signer, answer="approve")
        return self

    def stations(self, *rows: tuple[Organization, str, int]) -> list[dict[str, Any]]:
        return [{"organization": body, "role": role, "order": order} for body, role, order in rows]

    def routed(self, *rows: tuple[Organization, str, int], **data: Any) -> Walk:
        """With paper and route; by default committee, main committee, council."""
        c = self.city
        rows = rows or (
            (c.committee, "advice", 1),
            (c.main_committee, "advice", 2),
            (c.council, "decision", 3),
        )
        values = {
            "motion": "Der Rat beschließt die Maßnahme.",
            "stations": self.stations(*rows),
        } | data
        self.take("edit_route", c.office, **values)
        return self

    def released(self, *rows: tuple[Organization, str, int]) -> Walk:
        self.routed(*rows)
        self.do("release", "release", self.city.office, 1)
        return self

    def result(self, body: Organization, outcome: str, **data: Any) -> Walk:
        values = {"outcome": outcome, "manner": "unanimous", "scope": "matter"} | data
        self.do("record", "publish", body, holder=body, **values)
        return self

    def adopted(self, **data: Any) -> Walk:
        """Through committee, main committee and council."""
        c = self.city
        self.result(c.committee, "recommended").result(c.main_committee, "recommended")
        return self.result(c.council, "approved", **data)

    def with_milestone(self) -> Walk:
        rows = [{"title": "Portal online", "planned_on": localdate()}]
        self.take("edit_milestones", self.city.lead, responsible="Anna Ahlers", milestones=rows)
        return self

    def implementing(self) -> Walk:
        """Without costs, decided by the council and begun."""
        self.ready().released().adopted().with_milestone()
        self.do("begin", "start", self.city.lead)
        return self


def snapshot(measure: Any) -> dict[str, Any]:
    """All that a refusal must leave untouched: the row, the journal, the letters, the tasks."""
    row = Process.objects.filter(pk=measure.pk).values().get()
    tasks = Task.objects.filter(process_id=measure.pk).order_by("pk")
    return {
        "row": row,
        "journal": list(measure.journal.values_list("seal", flat=True)),
        "letters": list(measure.journal.filter(outbox__isnull=False).values_list("pk", flat=True)),
        "tasks": list(tasks.values_list("pk", "status")),
    }


def open_keys(measure: Any) -> set[tuple[str, int | None, int]]:
    return {task.key for task in Task.objects.open().filter(process_id=measure.pk)}


def rebuilt_keys(measure: Any) -> set[tuple[str, int | None, int]]:
    """The tasks a fresh rebuild would ask for, from a freshly read measure."""
    return {task.key for task in engine.wanted(Process.objects.get(pk=measure.pk))}
