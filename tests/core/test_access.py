"""Rights come from roles in organizations, at one place, and being administrator is no role."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from guardian.shortcuts import assign_perm
from pytest_django import DjangoAssertNumQueries

from core import access
from core.models import AccessToken, Membership, Organization, Person
from tests.factories import person

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 24)


@pytest.fixture
def unit() -> Organization:
    return Organization.objects.create(name="Fachbereich Wirtschaft", kind="department")


@pytest.fixture
def somebody() -> Person:
    return person("Rosa Conrad")


RIGHTS = {
    "clerk": {"propose", "implement", "cosign", "view_internal"},
    "head": {"propose", "implement", "cosign", "view_internal", "withdraw"},
    "coordinator": {"check", "release", "view_internal"},
    "secretary": {"record", "view_internal"},
    "treasurer": {"fund", "cosign", "view_internal"},
    "member": {"view_internal"},
}


@pytest.mark.parametrize("role", Membership.Role.values)
def test_a_role_gives_its_rights_on_its_organization(
    role: str, unit: Organization, somebody: Person
) -> None:
    other = Organization.objects.create(name="Fachbereich Kultur", kind="department")
    access.join(person=somebody, organization=unit, role=role, since=DAY)

    assert access.pairs(somebody) == {(right, unit.pk) for right in RIGHTS[role]}
    assert not any(access.may(somebody, right, other.pk) for right in RIGHTS[role])
    assert not access.may(somebody, "propose", None)
    assert Membership.objects.get(person=somebody).since == DAY


def test_joining_twice_is_joining_once(unit: Organization, somebody: Person) -> None:
    first = access.join(person=somebody, organization=unit, role="clerk")
    again = access.join(person=somebody, organization=unit, role="clerk")

    assert first == again
    assert Group.objects.count() == 1


def test_leaving_takes_what_the_role_gave_and_no_more(unit: Organization, somebody: Person) -> None:
    access.join(person=somebody, organization=unit, role="clerk")
    head = access.join(person=somebody, organization=unit, role="head")

    access.leave(head)

    left = Person.objects.get(pk=somebody.pk)
    assert {right for right, _unit in access.pairs(left)} == RIGHTS["clerk"]
    access.leave(Membership.objects.get())
    assert access.pairs(Person.objects.get(pk=somebody.pk)) == frozenset()


def test_a_person_kept_in_hand_learns_of_the_change(unit: Organization, somebody: Person) -> None:
    assert access.pairs(somebody) == frozenset()
    membership = access.join(person=somebody, organization=unit, role="member")
    assert access.may(somebody, "view_internal", unit.pk)
    access.leave(membership)
    assert not access.may(membership.person, "view_internal", unit.pk)


def test_rights_are_asked_once_a_request(
    unit: Organization, somebody: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    access.join(person=somebody, organization=unit, role="clerk")
    fresh = Person.objects.get(pk=somebody.pk)

    with django_assert_num_queries(1):
        assert access.may(fresh, "propose", unit.pk)
        assert not access.may(fresh, "check", unit.pk)
    access.forget(fresh)
    with django_assert_num_queries(1):
        access.pairs(fresh)


def test_a_right_given_directly_counts(unit: Organization, somebody: Person) -> None:
    assign_perm("core.record", somebody, unit)

    assert access.pairs(somebody) == {("record", unit.pk)}
    assert access.people_with("record", {unit.pk}) == [somebody]
    assert access.staffed("record") == {unit.pk}


def test_an_administrator_holds_no_right(unit: Organization) -> None:
    admin = person("Paul Conrad", is_superuser=True, is_staff=True)

    assert access.pairs(admin) == frozenset()
    assert not any(access.may(admin, right, unit.pk) for right in RIGHTS["head"])


def test_who_has_left_holds_no_right(unit: Organization, somebody: Person) -> None:
    access.join(person=somebody, organization=unit, role="head")
    network = Organization.objects.create(name="Vernetzungsgruppe", kind="network_group")
    access.join(person=somebody, organization=network, role="member")
    assert access.organizations(somebody)["network"] == {network.pk}
    Person.objects.update(is_active=False)

    gone = Person.objects.get(pk=somebody.pk)
    assert access.pairs(gone) == frozenset()
    assert access.organizations(gone) == {"network": set()}
    assert access.people_with("propose", {unit.pk}) == []
    assert access.staffed("propose") == set()


def test_organizations_by_right(unit: Organization, somebody: Person) -> None:
    other = Organization.objects.create(name="Fachbereich Kultur", kind="department")
    access.join(person=somebody, organization=unit, role="clerk")
    access.join(person=somebody, organization=other, role="member")

    found = access.organizations(somebody)

    assert found["view_internal"] == {unit.pk, other.pk}
    assert found["propose"] == {unit.pk}
    assert found["network"] == set()


def test_people_with_a_right_are_named_once(unit: Organization, somebody: Person) -> None:
    clerk = person("Mia Conrad")
    access.join(person=somebody, organization=unit, role="head")
    access.join(person=somebody, organization=unit, role="clerk")
    access.join(person=clerk, organization=unit, role="clerk")

    assert access.people_with("propose", {unit.pk}) == [somebody, clerk]
    assert access.people_with("withdraw", {unit.pk}) == [somebody]
    assert access.people_with("propose", set()) == []
    assert access.staffed("propose") == {unit.pk}


def test_a_token_opens_until_it_expires(somebody: Person) -> None:
    token = access.issue_token(person=somebody, label="Auswertung", expires_on=DAY)

    assert access.person_of_token(token, on=DAY) == somebody
    assert access.person_of_token(token, on=DAY + dt.timedelta(days=1)) is None
    assert access.person_of_token("erraten", on=DAY) is None
    assert str(AccessToken.objects.get()) == "Rosa Conrad: Auswertung"


def test_only_the_digest_of_a_token_is_kept(somebody: Person) -> None:
    token = access.issue_token(person=somebody, label="Auswertung")

    row = AccessToken.objects.get()
    assert token not in {str(value) for value in vars(row).values()}
    assert row.digest == access.token_digest(token)
    assert access.person_of_token(token, on=DAY) == somebody


def test_a_token_dies_with_its_person(somebody: Person) -> None:
    token = access.issue_token(person=somebody, label="Auswertung")
    Person.objects.update(is_active=False)

    assert access.person_of_token(token, on=DAY) is None
