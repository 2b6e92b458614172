"""The nouns of the domain."""

from .cosignature import Condition, CoSignature, CoSignatureRule
from .funding import BudgetYear, CostLine, FundingAmount, FundingSource
from .implementation import Comment, Document, Milestone, ProgressReport
from .journal import DailySeal, JournalEntry, Outbox, digest_of
from .measure import Measure
from .meeting import AgendaItem, Meeting, MeetingEntry, Minutes, Recess, StandingItem
from .organisation import Organization, OrganizationGroupPermission, OrganizationUserPermission
from .paper import Annex, Consultation, Paper, PaperLink
from .people import AccessToken, Membership, Person
from .plan import ActionPlan, Counter, FieldOfAction, Goal
from .provision import Provision
from .result import RecordedResult
from .routing import RouteTemplate, RouteTemplateStation, RoutingRule
from .seat import Attendance, Exclusion, Seat
from .second_look import SecondLook

__all__ = [
    "AccessToken",
    "ActionPlan",
    "AgendaItem",
    "Annex",
    "Attendance",
    "BudgetYear",
    "CoSignature",
    "CoSignatureRule",
    "Comment",
    "Condition",
    "Consultation",
    "CostLine",
    "Counter",
    "DailySeal",
    "Document",
    "Exclusion",
    "FieldOfAction",
    "FundingAmount",
    "FundingSource",
    "Goal",
    "JournalEntry",
    "Measure",
    "Meeting",
    "MeetingEntry",
    "Membership",
    "Milestone",
    "Minutes",
    "Organization",
    "OrganizationGroupPermission",
    "OrganizationUserPermission",
    "Outbox",
    "Paper",
    "PaperLink",
    "Person",
    "ProgressReport",
    "Provision",
    "Recess",
    "RecordedResult",
    "RouteTemplate",
    "RouteTemplateStation",
    "RoutingRule",
    "Seat",
    "SecondLook",
    "StandingItem",
    "digest_of",
]
