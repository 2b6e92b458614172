"""Master data: organizations, people and their roles, concepts, dated rules, access tokens.

Administrators keep these tables and decide nothing: a measure and its journal can be read as far
as the person may see them, never changed. Rights come from memberships alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.forms import BaseModelFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import access
from .models import (
    AccessToken,
    ActionPlan,
    BudgetAmount,
    BudgetItem,
    BudgetYear,
    ClosedDays,
    CoSignatureRule,
    DeadlineRule,
    FieldOfAction,
    Goal,
    JournalEntry,
    Measure,
    Membership,
    Organization,
    Person,
    Provision,
    Recess,
    RouteTemplate,
    RouteTemplateStation,
    RoutingRule,
    Seat,
    StandingItem,
    Tolerance,
)

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Any]
    Inline = admin.TabularInline[Any, Any]
    PeopleAdmin = UserAdmin[Person]
else:
    Admin, Inline, PeopleAdmin = admin.ModelAdmin, admin.TabularInline, UserAdmin

# Groups hold the rights of roles; only core.access touches them.
admin.site.unregister(Group)


class Kept:
    """Rows that are ended or renamed, never deleted: cases refer to them."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class Unchanged:
    """Rows that are made and removed, never changed."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnly(Kept, Unchanged):
    """Rows only the engine writes."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Organization)
class OrganizationAdmin(Kept, Admin):
    """An organization ends by its last day and its successor; it is not deleted."""

    list_display = ["name", "code", "kind", "valid_from", "valid_to", "successor"]
    list_filter = ["kind"]
    list_select_related = ["successor"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["parent", "successor"]


class MembershipInline(Unchanged, Inline):
    model = Membership
    extra = 0
    autocomplete_fields = ["organization"]


@admin.register(Person)
class PersonAdmin(Kept, PeopleAdmin):
    """A person who leaves is set inactive; roles give rights, nothing else does."""

    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (
            gettext_lazy("Person"),
            {"fields": ["first_name", "last_name", "email", "language"]},
        ),
        (gettext_lazy("Zugang"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
    ]
    list_filter = ["is_active", "is_staff"]
    filter_horizontal = []
    inlines = [MembershipInline]

    def get_inlines(self, request: HttpRequest, obj: Person | None) -> list[Any]:
        """Roles are given once the person exists."""
        return [MembershipInline] if obj else []

    def save_formset(
        self, request: Any, form: Any, formset: BaseModelFormSet[Any, Any], change: Any
    ) -> None:
        """Give and take roles with their rights."""
        joined = formset.save(commit=False)
        for membership in formset.deleted_objects:
            access.leave(membership)
        for membership in joined:
            join(membership)


def join(membership: Membership) -> None:
    """Write a membership with the rights of its role."""
    written = access.join(
        person=membership.person,
        organization=membership.organization,
        role=membership.role,
        since=membership.since,
    )
    membership.pk = written.pk


@admin.register(Membership)
class MembershipAdmin(Unchanged, Admin):
    list_display = ["person", "role", "organization", "since"]
    list_filter = ["role"]
    list_select_related = ["person", "organization"]
    search_fields = ["person__last_name", "person__username", "organization__name"]
    autocomplete_fields = ["person", "organization"]

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: Any) -> None:
        join(obj)

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        access.leave(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for membership in queryset:
            access.leave(membership)


class GoalInline(Kept, Inline):
    model = Goal
    extra = 0


class FieldInline(Kept, Inline):
    model = FieldOfAction
    extra = 0


@admin.register(ActionPlan)
class ActionPlanAdmin(Kept, Admin):
    list_display = ["title", "office", "treasury"]
    list_select_related = ["office", "treasury"]
    autocomplete_fields = ["office", "treasury"]
    inlines = [GoalInline, FieldInline]


@admin.register(CoSignatureRule, RoutingRule)
class DatedRuleAdmin(Admin):
    list_display = ["organization", "condition", "reason", "valid_from", "valid_to"]
    list_filter = ["condition"]
    list_select_related = ["organization"]
    autocomplete_fields = ["organization"]


class RouteTemplateStationInline(Inline):
    model = RouteTemplateStation
    extra = 3
    autocomplete_fields = ["organization"]


@admin.register(RouteTemplate)
class RouteTemplateAdmin(Admin):
    list_display = ["name", "paper_kind", "valid_from", "valid_to"]
    inlines = [RouteTemplateStationInline]


@admin.register(Provision)
class ProvisionAdmin(Admin):
    list_display = ["key", "paragraph", "text", "valid_from", "valid_to"]
    list_filter = ["key"]


@admin.register(StandingItem)
class StandingItemAdmin(Admin):
    list_display = ["title", "organization", "place", "order", "valid_from", "valid_to"]
    list_select_related = ["organization"]
    autocomplete_fields = ["organization"]


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(Kept, Admin):
    """A deadline is changed by ending its rule and entering the next one; running ones stay."""

    list_display = [
        "duty",
        "organization",
        "working_days",
        "remind_before",
        "valid_from",
        "valid_to",
    ]
    list_filter = ["duty"]
    list_select_related = ["organization"]
    autocomplete_fields = ["organization"]


@admin.register(ClosedDays)
class ClosedDaysAdmin(Admin):
    list_display = ["reason", "begins_on", "ends_on"]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """One by one, so that the days count as working days again at once."""
        for row in queryset:
            row.delete()


@admin.register(Recess)
class RecessAdmin(Admin):
    list_display = ["name", "begins_on", "ends_on"]


@admin.register(Seat)
class SeatAdmin(Kept, Admin):
    """A seat ends by its last day; who sat there stays in old attendance lists."""

    list_display = ["name", "organization", "faction", "function", "valid_from", "valid_to"]
    list_filter = ["function"]
    list_select_related = ["organization", "faction"]
    search_fields = ["name"]
    autocomplete_fields = ["organization", "faction"]


@admin.register(BudgetYear)
class BudgetYearAdmin(Kept, Admin):
    list_display = ["year", "effective"]


class BudgetAmountInline(Inline):
    model = BudgetAmount
    extra = 1


@admin.register(BudgetItem)
class BudgetItemAdmin(Kept, Admin):
    list_display = ["code", "name", "kind"]
    list_filter = ["kind"]
    search_fields = ["code", "name"]
    inlines = [BudgetAmountInline]


@admin.register(Tolerance)
class ToleranceAdmin(Admin):
    list_display = ["valid_from", "cost_percent", "cost_amount", "days", "reason"]


@admin.register(AccessToken)
class AccessTokenAdmin(Unchanged, Admin):
    """Everybody makes tokens for themselves alone; the token is shown once."""

    list_display = ["person", "label", "created_at", "expires_on"]
    list_select_related = ["person"]
    exclude = ["person"]

    def save_model(self, request: Any, obj: AccessToken, form: Any, change: Any) -> None:
        obj.person = request.user
        token = access.issue_token(person=obj.person, label=obj.label, expires_on=obj.expires_on)
        obj.pk = AccessToken.objects.get(digest=access.token_digest(token)).pk
        sentence = _("Der Schlüssel wird nur dieses eine Mal gezeigt: %(token)s")
        messages.warning(request, sentence % {"token": token})


@admin.register(Measure)
class MeasureAdmin(ReadOnly, Admin):
    """To look a measure up, as far as this person may see it; steps are taken on its page."""

    list_display = ["reference", "title", "status", "lead"]
    list_filter = ["status"]
    list_select_related = ["lead"]
    search_fields = ["reference", "title"]

    def get_queryset(self, request: Any) -> QuerySet[Measure]:
        visible: QuerySet[Measure] = Measure.objects.visible_to(request.user)
        return visible


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnly, Admin):
    """The evidence, to be read."""

    list_display = ["measure", "number", "at", "actor", "action"]
    exclude = ["detail"]
    list_select_related = ["measure", "actor"]
    search_fields = ["measure__reference", "action"]

    def get_queryset(self, request: Any) -> QuerySet[JournalEntry]:
        visible = Measure.objects.visible_to(request.user)
        return JournalEntry.objects.filter(measure__in=visible)
