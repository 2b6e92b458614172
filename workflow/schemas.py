"""What programs send and get: the shapes of the API."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from core.models import Consultation, CoSignature, FundingSource, JournalEntry

from .models import Process
from .refusals import said

Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Version = Annotated[int, Field(ge=0, le=2**31 - 1)]
Name = Annotated[str, Field(max_length=40)]


class Answer(Schema):
    """The answer to a task. `seen` is the version of the measure the person saw."""

    task: Key
    action: Name
    seen: Version
    data: dict[str, Any] = {}


class Intervention(Schema):
    """A step without a task."""

    step: Name
    seen: Version
    item: Key | None = None
    data: dict[str, Any] = {}


class Why(Schema):
    number: str
    sentence: str
    resolved_by: str


class Chance(Schema):
    task: int | None
    item: int | None
    title: str
    allowed: bool
    reasons: list[Why]

    @staticmethod
    def resolve_item(chance: Any) -> int | None:
        return getattr(chance.item, "pk", None)


class Offer(Schema):
    name: str
    label: str
    explanation: str
    held: bool = Field(alias="step.held")
    item_kind: str = Field(alias="step.item")
    allowed: bool
    reasons: list[Why]
    chances: list[Chance]


class Entry(Schema):
    """A line of the journal; `sentence` says it in words."""

    number: int
    at: dt.datetime
    actor: str
    action: str
    source: str
    target: str
    reason: str
    sentence: str

    @staticmethod
    def resolve_actor(entry: JournalEntry) -> str:
        return str(entry.actor or "")

    @staticmethod
    def resolve_sentence(entry: JournalEntry) -> str:
        return said(entry)


class Refused(Schema):
    """A refusal; it left no trace."""

    detail: str
    reasons: list[Why] = []
    errors: dict[str, list[str]] = {}
    entries: list[Entry] = []


class Head(Schema):
    """Where a measure stands."""

    reference: str
    title: str
    status: str
    status_label: str = Field(alias="get_status_display")
    version: int
    in_force: bool
    public: bool
    lead: str
    field: str | None

    @staticmethod
    def resolve_lead(measure: Process) -> str:
        return str(measure.lead)

    @staticmethod
    def resolve_field(measure: Process) -> str | None:
        return str(measure.field) if measure.field else None


class Measures(Schema):
    count: int
    items: list[Head]


class Cost(Schema):
    year: int
    kind: str
    nature: str
    budget: str
    product: str
    account: str
    amount: Decimal
    committed: bool


class Source(Schema):
    id: int
    kind: str
    name: str
    state: str
    amounts: dict[int, Decimal]

    @staticmethod
    def resolve_amounts(source: FundingSource) -> dict[int, Decimal]:
        return {part.year: part.amount for part in source.amounts.all()}


class Station(Schema):
    id: int
    body: str = Field(alias="organization.name")
    role: str
    order: int
    meeting_on: dt.date | None
    outcome: str
    published_at: dt.datetime | None

    @staticmethod
    def resolve_outcome(station: Consultation) -> str:
        """A draft of the secretariat is nobody else's business."""
        return station.outcome if station.published_at else ""


class Signature(Schema):
    id: int
    organization: str
    round: int
    due_on: dt.date | None
    answer: str

    @staticmethod
    def resolve_organization(signature: CoSignature) -> str:
        return str(signature.organization)


class Milestone(Schema):
    id: int
    title: str
    planned_on: dt.date | None
    done_on: dt.date | None


class Measure(Head):
    """A measure with its sub-records and its journal, oldest entry first."""

    description: str
    justification: str
    contact: str
    goals: list[str]
    planned_from: dt.date | None
    planned_to: dt.date | None
    decision_reference: str
    costs: list[Cost] = Field(alias="cost_table")
    sources: list[Source] = Field(alias="funding")
    stations: list[Station]
    signatures: list[Signature]
    milestones: list[Milestone] = Field(alias="milestone_list")
    journal: list[Entry]

    @staticmethod
    def resolve_goals(measure: Process) -> list[str]:
        return [str(goal) for goal in measure.goal_list]

    @staticmethod
    def resolve_journal(measure: Process) -> list[JournalEntry]:
        return list(measure.journal.select_related("actor").order_by("number"))
