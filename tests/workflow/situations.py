"""A measure in every state, brought there by the engine as the right people.

Each leaves something to do for everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.timezone import localdate

from core.access import join
from core.models import Membership, Organization, Person
from tests.factories import City, Walk, city, costs, person, text
from workflow import engine
from workflow.models import Process

from .answering import REASON, answer, result, source_row

Role = Membership.Role
TODAY = localdate()


@dataclass(frozen=True)
class Cast:
    """The people of the rights matrix by role; `city` around them."""

    city: City
    people: dict[str, Person] = field(default_factory=dict)

    def fresh(self, role: str) -> Person:
        return Person.objects.get(pk=self.people[role].pk)


def department(name: str) -> Organization:
    return Organization.objects.create(name=name, code="67", kind=Organization.Kind.DEPARTMENT)


def member(name: str, *roles: tuple[Organization, str], **values: Any) -> Person:
    somebody = person(name, **values)
    for organization, role in roles:
        join(person=somebody, organization=organization, role=role)
    return somebody


def cast() -> Cast:
    """One person for every role of the matrix."""
    c = city()
    stranger = department("Fachbereich Umwelt")
    people = {
        "lead_head": c.of(c.lead),
        "lead_clerk": member("Mia Conrad", (c.lead, Role.CLERK)),
        "double": member("Nils Conrad", (c.lead, Role.CLERK), (c.office, Role.COORDINATOR)),
        "other_head": member("Olga Conrad", (stranger, Role.HEAD)),
        "checker": c.of(c.office),
        "coordinator": c.of(c.office, 1),
        "treasurer": c.of(c.treasury),
        "signer": c.of(c.culture),
        "secretary_due": c.of(c.committee),
        "secretary_later": c.of(c.council),
        "secretary_other": c.of(c.district),
        "network": c.of(c.network),
        "administrator": member("Paul Conrad", is_superuser=True, is_staff=True),
        "nobody": member("Rosa Conrad"),
    }
    c.people[stranger.pk] = [people["other_head"]] * 2
    return Cast(c, people)


class Way(Walk):
    """A measure with costs, a budget source and a grant, on its way through the states."""

    def __init__(self, cast: Cast, *, public: bool = True, submitter: str = "lead_head") -> None:
        self.cast, self.city, self.submitter = cast, cast.city, submitter
        data = text(self.city, cost_lines=costs(50000), public=public)
        self.measure = engine.start(actor=cast.fresh(submitter), data=data)
        rows = [source_row("budget", 30000), source_row("grant", 20000)]
        self.take("edit_sources", self.city.lead, sources=rows)

    def submitted(self) -> Way:
        task = self.task("propose")
        actor = self.cast.fresh(self.submitter)
        self.measure = engine.perform(
            actor=actor, task=task, action="submit", seen=self.fresh.version
        )
        return self

    def task(self, node: str) -> int:
        found = [t for t in self.measure.tasks.open() if t.flow_task.name == node]
        return int(found[0].pk)

    def step(self, name: str, organization: Organization, item: Any = None, **data: Any) -> Way:
        """An intervention with its valid answer."""
        answers = answer(name, self.fresh, item, self.city) | data
        self.measure = engine.intervene(
            actor=self.city.of(organization),
            measure=self.measure.pk,
            step=name,
            seen=self.fresh.version,
            data=answers,
        )
        return self

    @property
    def grant(self) -> Any:
        return next(source for source in self.fresh.funding if source.kind == "grant")


def draft(way: Way) -> None:
    """Nothing more than what the way begins with."""


def checking(way: Way) -> None:
    way.submitted()


def second_look(way: Way) -> None:
    """The first coordinator wants an urgent decision; a second person has to look."""
    checking(way)
    way.step("urgent", way.city.office)


def rework(way: Way) -> None:
    checking(way)
    way.step("send_back", way.city.office)


def cosigning(way: Way) -> None:
    """The treasury has signed, culture is still asked, the school department objects."""
    c = way.city
    checking(way)
    asked = [c.treasury, c.culture, c.school]
    way.do("check", "request_cosignatures", c.office, organizations=asked)
    way.do("cosign", "cosign", c.treasury, holder=c.treasury, answer="approve")
    way.do("cosign", "cosign", c.school, holder=c.school, answer="object", note="Nein.")


def ready(way: Way) -> None:
    c = way.city
    cosigning(way)
    way.do("overrule", "overrule", c.office, authority="Dezernat I", **REASON)
    way.do("cosign", "cosign", c.culture, holder=c.culture, answer="approve")
    way.routed(
        (c.committee, "advice", 1),
        (c.second_committee, "hearing", 1),
        (c.notified, "information", 1),
        (c.main_committee, "advice", 2),
        (c.council, "decision", 3),
    )


def ready_in_budget(way: Way) -> None:
    """So small that no rule demands a body: the administration may decide by itself."""
    c = way.city
    way.step("edit", c.lead, cost_lines=costs(5000))
    checking(way)
    way.do("check", "request_cosignatures", c.office, organizations=[c.treasury])
    way.do("cosign", "cosign", c.treasury, holder=c.treasury, answer="approve")


def checking_signed(way: Way) -> None:
    """Sent back and submitted again unchanged: every signature still holds."""
    ready(way)
    way.step("send_back", way.city.office)
    way.submitted()


def consulting(way: Way) -> None:
    ready(way)
    way.do("release", "release", way.city.office)


def deciding(way: Way) -> None:
    """The council is due; the committees' results can be corrected."""
    c = way.city
    consulting(way)
    way.result(c.second_committee, "recommended").result(c.committee, "recommended")
    way.result(c.main_committee, "recommended")


def rejected(way: Way) -> None:
    deciding(way)
    way.result(way.city.council, "rejected")


def funding(way: Way) -> None:
    """Decided: the budget is secured, the grant has its notice and waits for the treasury."""
    deciding(way)
    way.result(way.city.council, "approved")
    lead = way.city.lead
    way.step("note_grant", lead, way.grant, source=way.grant, what="early_start")
    way.step("note_grant", lead, way.grant, source=way.grant, what="granted")
    way.step("edit_milestones", lead)


def funded(way: Way) -> None:
    funding(way)
    way.step("confirm_source", way.city.treasury, way.grant)


def working(way: Way) -> None:
    funded(way)
    way.do("begin", "start", way.city.lead)


def implementing(way: Way) -> None:
    """At work with a report to judge and every milestone settled."""
    working(way)
    way.step("report", way.city.lead)
    one = {"title": "Portal online", "planned_on": TODAY, "done_on": TODAY}
    rows = [{"pk": each.pk} | one for each in way.fresh.milestone_list]
    way.step("edit_milestones", way.city.lead, milestones=rows)


def paused(way: Way) -> None:
    """At rest, with an order for culture and a report the office waits for."""
    implementing(way)
    way.step("pause", way.city.lead)
    way.step("give_orders", way.city.office)
    way.step("ask_report", way.city.office)


def rework_in_force(way: Way) -> None:
    implementing(way)
    way.step("reopen_for_decision", way.city.office)


def consulting_in_force(way: Way) -> None:
    """A further decision: same text, the signatures hold, the paper is a new version."""
    c = way.city
    rework_in_force(way)
    way.submitted()
    way.do("check", "pass_check", c.office)
    way.routed(
        (c.committee, "advice", 1), (c.main_committee, "advice", 1), (c.council, "decision", 2)
    )
    way.do("release", "release", c.office)


def funding_in_force(way: Way) -> None:
    """The further decision stands, but the grant has been revoked meanwhile."""
    c = way.city
    consulting_in_force(way)
    way.step("note_grant", c.lead, way.grant, source=way.grant, what="revoked")
    way.result(c.committee, "recommended").result(c.main_committee, "recommended")
    way.result(c.council, "approved")


def closing(way: Way) -> None:
    """Reported as finished; every source has its date for the proof of use."""
    implementing(way)
    for source in way.fresh.funding:
        drawn = {"source": source, "what": "drawn", "proof_due": TODAY}
        way.step("note_grant", way.city.lead, source, **drawn)
    way.do(
        "implement",
        "request_completion",
        way.city.lead,
        **answer("request_completion", way.fresh, None, way.city),
    )


def completed(way: Way) -> None:
    closing(way)
    way.do("close", "complete", way.city.office)


def withdrawn(way: Way) -> None:
    ready(way)
    way.step("withdraw", way.city.lead)


def aborted(way: Way) -> None:
    funded(way)
    way.step("abort", way.city.office)


SITUATIONS: dict[str, Callable[[Way], None]] = {
    build.__name__: build
    for build in (
        draft,
        checking,
        second_look,
        checking_signed,
        rework,
        rework_in_force,
        cosigning,
        ready,
        ready_in_budget,
        consulting,
        deciding,
        consulting_in_force,
        funding,
        funding_in_force,
        funded,
        implementing,
        paused,
        closing,
        completed,
        rejected,
        withdrawn,
        aborted,
    )
}


def built(cast: Cast, situation: str, *, public: bool, submitter: str) -> Process:
    """The measure of a situation, read afresh."""
    way = Way(cast, public=public, submitter=submitter)
    SITUATIONS[situation](way)
    return way.fresh


__all__ = ["SITUATIONS", "Cast", "Way", "built", "cast", "result"]
