"""Who may do what: the only place that reads and writes guardian's permissions.

Memberships grant through one group per organization and role.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction

from .models import AccessToken, Membership, Organization, Person
from .models.organisation import OrganizationGroupPermission, OrganizationUserPermission

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

Pair = tuple[str, int]
# kept on the person object, that is for one request
CACHE, HELD = "_pairs", "_organizations"
Role = Membership.Role
Kind = Organization.Kind

UNIT = ("propose", "implement", "cosign", "view_internal")
RIGHTS: dict[str, tuple[str, ...]] = {
    Role.CLERK: UNIT,
    Role.HEAD: (*UNIT, "withdraw"),
    Role.COORDINATOR: ("check", "release", "view_internal"),
    Role.SECRETARY: ("record", "view_internal"),
    Role.TREASURER: ("fund", "cosign", "view_internal"),
    Role.MEMBER: ("view_internal",),
}


@cache
def _pairs_sql() -> str:
    """The statement behind `pairs`, compiled once; its two parameters are the person's key."""
    wanted = "permission__codename", "content_object_id"
    direct = OrganizationUserPermission.objects.filter(user=0).values_list(*wanted)
    grouped = OrganizationGroupPermission.objects.filter(group__user=0).values_list(*wanted)
    return str(grouped.union(direct).query.sql_with_params()[0])


def pairs(person: Person) -> frozenset[Pair]:
    """All (permission, organization) pairs of a person, directly or through groups.

    One statement per request.
    """
    known: frozenset[Pair] | None = person.__dict__.get(CACHE)
    if known is None:
        known = frozenset(_ask_pairs(person)) if person.is_active else frozenset()
        person.__dict__[CACHE] = known
    return known


def _ask_pairs(person: Person) -> list[Pair]:
    with connection.cursor() as cursor:
        cursor.execute(_pairs_sql(), [person.pk, person.pk])
        return [(codename, organization) for codename, organization in cursor.fetchall()]


def may(person: Person, permission: str, organization_id: int | None) -> bool:
    """Does the person hold the permission there? Being administrator grants nothing."""
    return (permission, organization_id) in pairs(person)


def organizations(person: Person) -> dict[str, set[int]]:
    """The organizations of a person by permission; `network` for those of the network group.

    Two statements per request.
    """
    known: dict[str, set[int]] | None = person.__dict__.get(HELD)
    if known is None:
        known = person.__dict__[HELD] = _held(person)
    return known


def _held(person: Person) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for permission, organization in pairs(person):
        found.setdefault(permission, set()).add(organization)
    network = person.memberships.filter(organization__kind=Kind.NETWORK_GROUP)
    found["network"] = (
        set(network.values_list("organization_id", flat=True)) if person.is_active else set()
    )
    return found


def forget(person: Person) -> None:
    """Ask the database again at the next question."""
    person.__dict__.pop(CACHE, None)
    person.__dict__.pop(HELD, None)


def join(
    *, person: Person, organization: Organization, role: str, since: dt.date | None = None
) -> Membership:
    """Give a person a role in an organization, with all rights of the role."""
    settle(people=[person], organization=organization, role=role, since=since)
    return Membership.objects.get(person=person, organization=organization, role=role)


@transaction.atomic
def settle(
    *,
    people: Sequence[Person],
    organization: Organization,
    role: str,
    since: dt.date | None = None,
) -> None:
    """Give several people the same role at once; who holds it already keeps it as it is."""
    Membership.objects.bulk_create(
        (Membership(person=p, organization=organization, role=role, since=since) for p in people),
        ignore_conflicts=True,
    )
    group_of(organization=organization, role=role).user_set.add(*people)
    for person in people:
        forget(person)


@transaction.atomic
def leave(membership: Membership) -> None:
    """Take a role from a person, with the rights it gave."""
    person = membership.person
    person.groups.remove(group_of(organization=membership.organization, role=membership.role))
    membership.delete()
    forget(person)


def group_of(*, organization: Organization, role: str) -> Group:
    """The group that holds the role's permissions on the organization; made at its first use."""
    group, created = Group.objects.get_or_create(name=f"organization:{organization.pk}:{role}")
    if created:
        known = Permission.objects.filter(content_type__app_label="core", codename__in=RIGHTS[role])
        OrganizationGroupPermission.objects.bulk_create(
            OrganizationGroupPermission(
                permission_id=permission, group=group, content_object=organization
            )
            for permission in known.values_list("pk", flat=True)
        )
    return group


def people_with(permission: str, organization_ids: set[int]) -> list[Person]:
    """Active people holding the permission on one of the organizations, each once, by key."""
    if not organization_ids:
        return []
    rows = OrganizationGroupPermission.objects.filter(
        permission__codename=permission, content_object__in=organization_ids
    )
    direct = OrganizationUserPermission.objects.filter(
        permission__codename=permission, content_object__in=organization_ids
    )
    active = Person.objects.filter(is_active=True)
    found = active.filter(groups__in=rows.values("group")) | active.filter(
        pk__in=direct.values("user")
    )
    return list(found.distinct().order_by("pk"))


def staffed(permission: str) -> set[int]:
    """The organizations where at least one active person holds the permission."""
    grouped = OrganizationGroupPermission.objects.filter(
        permission__codename=permission, group__user__is_active=True
    )
    direct = OrganizationUserPermission.objects.filter(
        permission__codename=permission, user__is_active=True
    )
    keys = "content_object_id"
    return set(grouped.values_list(keys, flat=True)) | set(direct.values_list(keys, flat=True))


def issue_token(*, person: Person, label: str, expires_on: dt.date | None = None) -> str:
    """Make an access token for programs; it is returned once and only its digest is kept."""
    token = secrets.token_urlsafe(32)
    AccessToken.objects.create(
        person=person, label=label, digest=token_digest(token), expires_on=expires_on
    )
    return token


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def person_of_token(token: str, *, on: dt.date) -> Person | None:
    """The active person a token belongs to, unless it has expired."""
    row = AccessToken.objects.select_related("person").filter(digest=token_digest(token)).first()
    if row is None or not row.person.is_active or (row.expires_on and row.expires_on < on):
        return None
    return row.person
