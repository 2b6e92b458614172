"""The nouns of the domain."""

from .absence import Absence
from .attention import Follow, Recall
from .cosignature import Condition, CoSignature, CoSignatureRule
from .deadline import ClosedDays, DeadlineRule
from .following import Indicator, IndicatorValue, Order, ReportRequest, ReportRound, Tolerance
from .funding import (
    BudgetAmount,
    BudgetItem,
    BudgetYear,
    CostLine,
    FundingAmount,
    FundingDrawing,
    FundingSource,
    SourceConfirmation,
)
from .implementation import Comment, Document, Milestone, ProgressReport
from .journal import DailySeal, JournalEntry, Outbox, digest_of
from .measure import Measure
from .meeting import AgendaItem, Meeting, MeetingEntry, Minutes, Recess, StandingItem
from .organisation import Organization, OrganizationGroupPermission, OrganizationUserPermission
from .paper import Annex, Consultation, Paper, PaperLink
from .people import AccessToken, CalendarFeed, Membership, Person
from .plan import ActionPlan, Counter, FieldOfAction, Goal
from .provision import Provision
from .result import RecordedResult
from .routing import RouteTemplate, RouteTemplateStation, RoutingRule
from .seat import Attendance, Exclusion, Seat
from .second_look import SecondLook
from .substitution import Substitution

__all__ = [
    "Absence",
    "AccessToken",
    "ActionPlan",
    "AgendaItem",
    "Annex",
    "Attendance",
    "BudgetAmount",
    "BudgetItem",
    "BudgetYear",
    "CalendarFeed",
    "ClosedDays",
    "CoSignature",
    "CoSignatureRule",
    "Comment",
    "Condition",
    "Consultation",
    "CostLine",
    "Counter",
    "DailySeal",
    "DeadlineRule",
    "Document",
    "Exclusion",
    "FieldOfAction",
    "Follow",
    "FundingAmount",
    "FundingDrawing",
    "FundingSource",
    "Goal",
    "Indicator",
    "IndicatorValue",
    "JournalEntry",
    "Measure",
    "Meeting",
    "MeetingEntry",
    "Membership",
    "Milestone",
    "Minutes",
    "Order",
    "Organization",
    "OrganizationGroupPermission",
    "OrganizationUserPermission",
    "Outbox",
    "Paper",
    "PaperLink",
    "Person",
    "ProgressReport",
    "Provision",
    "Recall",
    "Recess",
    "RecordedResult",
    "ReportRequest",
    "ReportRound",
    "RouteTemplate",
    "RouteTemplateStation",
    "RoutingRule",
    "Seat",
    "SecondLook",
    "SourceConfirmation",
    "StandingItem",
    "Substitution",
    "Tolerance",
    "digest_of",
]
