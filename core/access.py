"""Who may do what: the only place that reads and writes guardian's permissions.

Memberships grant through one group per organization and role. A substitute holds besides, day by
day, what is passed on; the name of the absent person goes with it.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.db.models import Q
from django.utils.timezone import localdate

from .models import (
    Absence,
    AccessToken,
    CalendarFeed,
    Membership,
    Organization,
    Person,
    Substitution,
)
from .models.organisation import OrganizationGroupPermission, OrganizationUserPermission

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

Pair = tuple[str, int]
# kept on the person object, that is for one request
CACHE, HELD, LENT = "_pairs", "_organizations", "_lent"
# days a substitute is told that it is over, and not only that the right is missing
REMEMBERED = 30
# the mark in the statement behind `pairs` that says: there is a substitution
SUBSTITUTES = "+"
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
    """The statement behind `pairs`, compiled once: rights, and the substitutions in force.

    Its parameters are the person's key three times and the day.
    """
    wanted = "permission__codename", "content_object_id"
    direct = OrganizationUserPermission.objects.filter(user=0).values_list(*wanted)
    grouped = OrganizationGroupPermission.objects.filter(group__user=0).values_list(*wanted)
    own = str(grouped.union(direct).query.sql_with_params()[0])
    return (
        f"{own} UNION SELECT '{SUBSTITUTES}', id FROM core_substitution"  # noqa: S608 - no input
        " WHERE substitute_id = %s AND revoked_at IS NULL AND %s BETWEEN valid_from AND valid_to"
    )


def pairs(person: Person) -> frozenset[Pair]:
    """All (permission, organization) pairs of a person: their own, and those of whom they stand in.

    One statement per request; for a substitute two more, and one for each absent person.
    """
    known: frozenset[Pair] | None = person.__dict__.get(CACHE)
    if known is None:
        own, substitutions = _asked(person.pk) if person.is_active else (frozenset(), [])
        lent = _lent(substitutions)
        person.__dict__[LENT] = {pair: who for pair, who in lent.items() if pair not in own}
        known = person.__dict__[CACHE] = own.union(lent)
    return known


def _asked(person: int) -> tuple[frozenset[Pair], list[int]]:
    """The person's own rights, and the keys of the substitutions in force."""
    with connection.cursor() as cursor:
        cursor.execute(_pairs_sql(), [person, person, person, localdate()])
        rows = cursor.fetchall()
    own = frozenset((name, key) for name, key in rows if name != SUBSTITUTES)
    return own, [key for name, key in rows if name == SUBSTITUTES]


def _lent(substitutions: list[int]) -> dict[Pair, list[Person]]:
    """What is passed on, each right with whose it is; one level deep."""
    lent: dict[Pair, list[Person]] = {}
    if not substitutions:
        return lent
    rows = Substitution.objects.in_force(on=localdate()).filter(pk__in=substitutions)
    for row in rows.select_related("absent").prefetch_related("organizations"):
        for pair in _asked(row.absent_id)[0]:
            if row.covers(*pair):
                lent.setdefault(pair, []).append(row.absent)
    return lent


def represented(
    person: Person, rights: Iterable[Pair], *, rather_not: Collection[int | None] = ()
) -> Person | None:
    """Whom the person stands in for when using these rights; nobody if one is their own.

    Of several it is the first who is none of `rather_not`, if there is one.
    """
    lent = _passed_on_to(person)
    held = [right for right in rights if right in pairs(person)]
    if not held or any(right not in lent for right in held):
        return None
    absent = lent[held[0]]
    return next((each for each in absent if each.pk not in rather_not), absent[0])


def _passed_on_to(person: Person) -> dict[Pair, list[Person]]:
    """The rights the person holds as a substitute alone, each with whose it is."""
    pairs(person)
    lent: dict[Pair, list[Person]] = person.__dict__[LENT]
    return lent


def ended_substitutions(person: Person) -> list[Substitution]:
    """Where the person stood in until within a month, the last to end first."""
    today = localdate()
    over = Q(valid_to__lt=today) | Q(revoked_at__isnull=False)
    rows = Substitution.objects.filter(over, substitute=person, valid_from__lte=today)
    newest = rows.select_related("absent").order_by("-valid_to", "-pk")
    return [row for row in newest if (today - row.ended_on).days <= REMEMBERED]


def ended_substitution(person: Person, rights: Iterable[Pair]) -> Substitution | None:
    """The one of them that would have given one of these rights."""
    wanted = set(rights)
    for row in ended_substitutions(person):
        if any(row.covers(*pair) for pair in wanted & _asked(row.absent_id)[0]):
            return row
    return None


def own_organizations(person: Person, permission: str) -> set[int]:
    """Where the person holds the permission themselves, and not as a substitute."""
    lent = _passed_on_to(person)
    held = {organization for name, organization in pairs(person) if name == permission}
    return {organization for organization in held if (permission, organization) not in lent}


def present_holders(*, on: dt.date) -> dict[Pair, set[frozenset[int]]]:
    """Every right that somebody active can use that day, each with the people who then act.

    That is one person, or a substitute together with whom they stand in for: who is away is
    replaced by substitutes. Those who are away without one use no right, neither their own nor
    somebody else's.
    """
    gone = set(Absence.objects.in_force(on=on).values_list("person", flat=True))
    rows = Substitution.objects.in_force(on=on).filter(substitute__is_active=True)
    standing_in: dict[int, list[Substitution]] = {}
    for row in rows.exclude(substitute__in=gone).prefetch_related("organizations"):
        standing_in.setdefault(row.absent_id, []).append(row)
    found: dict[Pair, set[frozenset[int]]] = {}
    for person, permission, organization in _holders(without=gone - standing_in.keys()):
        pair = permission, organization
        if person not in standing_in:
            found.setdefault(pair, set()).add(frozenset({person}))
        for row in standing_in.get(person, ()):
            if row.covers(*pair):
                found.setdefault(pair, set()).add(frozenset({person, row.substitute_id}))
    return found


def _holders(*, without: Collection[int]) -> set[tuple[int, str, int]]:
    """Active people with each right of their own, except for some people."""
    people = Person.objects.filter(is_active=True).exclude(pk__in=without).values("pk")
    right = "permission__codename", "content_object_id"
    grouped = OrganizationGroupPermission.objects.filter(group__user__in=people)
    direct = OrganizationUserPermission.objects.filter(user__in=people)
    return {
        *grouped.values_list("group__user", *right).distinct(),
        *direct.values_list("user", *right),
    }


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
    person.__dict__.pop(LENT, None)


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


def substitutes_with(permission: str, organization_ids: set[int]) -> list[tuple[Person, Person]]:
    """Active people who hold the permission as somebody's substitute today, each with whose."""
    rows = Substitution.objects.in_force(on=localdate()).filter(substitute__is_active=True)
    wanted = [(permission, key) for key in organization_ids]
    found = [
        (row.substitute, absent)
        for row in rows.select_related("substitute").distinct()
        if (absent := represented(row.substitute, wanted))
    ]
    return list({(who.pk, absent.pk): (who, absent) for who, absent in found}.values())


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


def issue_feed(person: Person) -> str:
    """Make the token of a person's calendar address; it is told once, and an older one ends."""
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(person=person, defaults={"digest": token_digest(token)})
    return token


def person_of_feed(token: str) -> Person | None:
    """Whose calendar the token opens, while they are active."""
    rows = CalendarFeed.objects.select_related("person").filter(digest=token_digest(token))
    row = rows.filter(person__is_active=True).first()
    return row.person if row else None


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def person_of_token(token: str, *, on: dt.date) -> Person | None:
    """The active person a token belongs to, unless it has expired."""
    row = AccessToken.objects.select_related("person").filter(digest=token_digest(token)).first()
    if row is None or not row.person.is_active or (row.expires_on and row.expires_on < on):
        return None
    return row.person
