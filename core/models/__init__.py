"""The nouns of the domain."""

from .cosignature import Condition, CoSignature, CoSignatureRule
from .funding import BudgetYear, CostLine, FundingAmount, FundingSource
from .implementation import Comment, Document, Milestone, ProgressReport
from .journal import DailySeal, JournalEntry, Outbox, digest_of
from .measure import Measure
from .organisation import Organization, OrganizationGroupPermission, OrganizationUserPermission
from .paper import Consultation, Paper
from .people import AccessToken, Membership, Person
from .plan import ActionPlan, Counter, FieldOfAction, Goal
from .routing import RoutingRule
from .second_look import SecondLook

__all__ = [
    "AccessToken",
    "ActionPlan",
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
    "FieldOfAction",
    "FundingAmount",
    "FundingSource",
    "Goal",
    "JournalEntry",
    "Measure",
    "Membership",
    "Milestone",
    "Organization",
    "OrganizationGroupPermission",
    "OrganizationUserPermission",
    "Outbox",
    "Paper",
    "Person",
    "ProgressReport",
    "RoutingRule",
    "SecondLook",
    "digest_of",
]
