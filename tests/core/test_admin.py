"""The administration: master data and nothing else; rights come from memberships alone."""

import datetime as dt
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from core import access, deadlines
from core.models import (
    AccessToken,
    ActionPlan,
    BudgetItem,
    BudgetYear,
    ClosedDays,
    CoSignatureRule,
    DeadlineRule,
    JournalEntry,
    Measure,
    Membership,
    Organization,
    Person,
    Provision,
    Recess,
    RouteTemplate,
    RoutingRule,
    Seat,
    StandingItem,
    Tolerance,
)
from tests.factories import SINCE, City, Walk, city

OURS = {
    AccessToken,
    ActionPlan,
    BudgetItem,
    BudgetYear,
    ClosedDays,
    CoSignatureRule,
    DeadlineRule,
    JournalEntry,
    Measure,
    Membership,
    Organization,
    Person,
    Provision,
    Recess,
    RouteTemplate,
    RoutingRule,
    Seat,
    StandingItem,
    Tolerance,
}
READ_ONLY = [Measure, JournalEntry]
KEPT = [
    Organization,
    Person,
    ActionPlan,
    BudgetItem,
    BudgetYear,
    DeadlineRule,
    Seat,
    *READ_ONLY,
]


@pytest.fixture
def hall(db: None) -> City:
    return city()


@pytest.fixture
def keeper(hall: City) -> Person:
    """An administrator without any role."""
    return Person.objects.create(username="stamm", is_staff=True, is_superuser=True)


@pytest.fixture
def office(client: Client, keeper: Person) -> Client:
    client.force_login(keeper)
    return client


def page(model: type[Any], action: str, *args: Any) -> str:
    return reverse(f"admin:core_{model._meta.model_name}_{action}", args=args)


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def test_only_our_own_pages_are_there() -> None:
    assert set(admin.site._registry) == OURS


@pytest.mark.parametrize("model", sorted(OURS, key=lambda model: model.__name__))
def test_administrator_opens_every_list(office: Client, hall: City, model: type[Any]) -> None:
    Walk(hall)

    assert office.get(page(model, "changelist")).status_code == 200


@pytest.mark.parametrize(
    ("ends_on", "said"),
    [("01.01.9999", "Bitte prüfen Sie das Jahr: 9999."), ("24.12.2028", "höchstens ein Jahr")],
)
def test_a_wrong_year_does_not_close_the_city_for_good(
    office: Client, hall: City, ends_on: str, said: str
) -> None:
    days = {"begins_on": "24.12.2026", "ends_on": ends_on, "reason": "Betriebsruhe"}
    answer = office.post(page(ClosedDays, "add"), days)

    assert said in answer.content.decode()
    assert not ClosedDays.objects.exists()


def test_a_deadline_of_years_is_none(office: Client, hall: City) -> None:
    rule = {"duty": "check", "working_days": 501, "remind_before": 3, "valid_from": "01.01.2026"}
    answer = office.post(page(DeadlineRule, "add"), rule | {"reason": "Dienstanweisung"})

    assert (answer.status_code, DeadlineRule.objects.exists()) == (200, False)


def test_days_opened_again_count_at_once(office: Client, hall: City) -> None:
    friday = dt.date(2026, 12, 4)
    row = ClosedDays.objects.create(begins_on=friday, ends_on=friday, reason="Betriebsausflug")
    assert not deadlines.is_working_day(friday)

    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    office.post(page(ClosedDays, "changelist"), chosen)

    assert deadlines.is_working_day(friday)


def test_nobody_is_sent_to_the_login(client: Client, db: None) -> None:
    assert client.get("/admin/", follow=True).redirect_chain == [
        ("/admin/login/?next=/admin/", 302),
        ("/anmelden/?next=/admin/", 302),
    ]
    assert client.get("/admin/login/")["Location"] == "/anmelden/?next=/admin/"


def test_others_are_refused(client: Client, hall: City) -> None:
    client.force_login(hall.of(hall.office))

    assert client.get("/admin/", follow=True).status_code == 403


def test_administrator_decides_nothing(keeper: Person) -> None:
    assert access.pairs(keeper) == frozenset()


@pytest.mark.parametrize("model", READ_ONLY)
def test_evidence_can_only_be_read(office: Client, hall: City, model: type[Any]) -> None:
    Walk(hall).ready().released()
    row = model.objects.first()
    before = model.objects.values().get(pk=row.pk)

    assert office.get(page(model, "change", row.pk)).status_code == 200
    for action, args in (("add", []), ("change", [row.pk]), ("delete", [row.pk])):
        answer = office.post(page(model, action, *args), {"status": "completed", "post": "yes"})
        assert (action, answer.status_code) == (action, 403)
    assert model.objects.values().get(pk=row.pk) == before


@pytest.mark.parametrize("model", READ_ONLY)
def test_hidden_measure_is_hidden_from_administrators(
    office: Client, hall: City, model: type[Any]
) -> None:
    measure = Walk(hall, public=False, title="Kanarienvogel").ready().released().measure
    row = model.objects.first()

    assert measure.reference not in office.get(page(model, "changelist")).content.decode()
    assert office.get(page(model, "change", row.pk))["Location"] == "/admin/"


@pytest.mark.parametrize("model", KEPT)
def test_rows_that_cases_refer_to_are_never_deleted(
    office: Client, hall: City, model: type[Any]
) -> None:
    Walk(hall).ready().released()
    Seat.objects.create(organization=hall.council, name="Ilse Ahrens", valid_from=SINCE)
    BudgetItem.objects.create(code="57101", name="Wirtschaftsförderung")
    DeadlineRule.objects.create(duty="check", working_days=5, valid_from=SINCE)
    number = model.objects.count()
    row = model.objects.first()

    office.post(page(model, "delete", row.pk), {"post": "yes"})
    office.post(
        page(model, "changelist"),
        {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
    )

    assert model.objects.count() == number


# ---- roles -----------------------------------------------------------------------------------


def test_membership_gives_and_takes_rights(office: Client, hall: City, keeper: Person) -> None:
    data = {"person": keeper.pk, "organization": hall.culture.pk, "role": "clerk", "since": ""}

    assert office.post(page(Membership, "add"), data).status_code == 302

    made = Membership.objects.get(person=keeper)
    assert access.may(fresh(keeper), "propose", hall.culture.pk)
    assert office.post(page(Membership, "change", made.pk), data).status_code == 403

    office.post(page(Membership, "delete", made.pk), {"post": "yes"})

    assert access.pairs(fresh(keeper)) == frozenset()
    assert list(keeper.memberships.all()) == []


def test_several_memberships_end_with_their_rights(
    office: Client, hall: City, keeper: Person
) -> None:
    for role in ("clerk", "coordinator"):
        access.join(person=keeper, organization=hall.culture, role=role)
    chosen = list(keeper.memberships.values_list("pk", flat=True))

    office.post(
        page(Membership, "changelist"),
        {"action": "delete_selected", "_selected_action": chosen, "post": "yes"},
    )

    assert access.pairs(fresh(keeper)) == frozenset()


def person_form(person: Person, **changes: Any) -> dict[str, Any]:
    return {
        "username": person.username,
        "language": "de",
        "is_active": "on",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-person": person.pk,
    } | changes


def test_roles_are_given_and_taken_on_a_persons_page(
    office: Client, hall: City, keeper: Person
) -> None:
    clerk = Person.objects.create(username="neu")
    address = page(Person, "change", clerk.pk)
    given = {
        "memberships-0-organization": hall.office.pk,
        "memberships-0-role": "coordinator",
    }

    assert office.post(address, person_form(clerk, **given)).status_code == 302
    membership = clerk.memberships.get()
    assert access.may(fresh(clerk), "release", hall.office.pk)

    taken = {
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": membership.pk,
        "memberships-0-DELETE": "on",
    }
    assert office.post(address, person_form(clerk, **taken)).status_code == 302

    assert list(clerk.memberships.all()) == []
    assert access.pairs(fresh(clerk)) == frozenset()


def test_person_gets_rights_by_no_other_way(office: Client, hall: City) -> None:
    clerk = Person.objects.create(username="neu")
    group = access.group_of(organization=hall.office, role="coordinator")

    office.post(
        page(Person, "change", clerk.pk),
        person_form(clerk, groups=[group.pk], user_permissions=["1"]),
    )

    assert list(clerk.groups.all()) == []
    assert list(clerk.user_permissions.all()) == []


def test_person_is_made_with_a_password(office: Client, hall: City) -> None:
    secret = "Amtsstube-1871-Ost"
    data = {"username": "neu", "usable_password": "true", "password1": secret, "password2": secret}

    assert office.post(page(Person, "add"), data).status_code == 302

    made = Person.objects.get(username="neu")
    assert made.check_password(secret)
    assert access.pairs(made) == frozenset()


# ---- tokens ----------------------------------------------------------------------------------


def test_token_is_shown_once(office: Client, hall: City) -> None:
    person = Person.objects.get(pk=office.session["_auth_user_id"])
    data = {"person": hall.of(hall.lead).pk, "label": "Ratsinformation", "expires_on": "31.12.2099"}

    shown = office.post(page(AccessToken, "add"), data, follow=True)

    sentence = next(str(each) for each in shown.context["messages"] if ": " in str(each))
    token = sentence.rsplit(" ", 1)[1]
    assert access.person_of_token(token, on=dt.date(2026, 1, 1)) == person
    row = AccessToken.objects.get()
    assert (row.label, row.expires_on) == ("Ratsinformation", dt.date(2099, 12, 31))
    assert token not in office.get(page(AccessToken, "change", row.pk)).content.decode()
    assert office.post(page(AccessToken, "change", row.pk), data).status_code == 403


def test_goals_and_fields_belong_to_their_plan(office: Client, hall: City) -> None:
    shown = office.get(page(ActionPlan, "change", hall.plan.pk)).content.decode()

    assert "Stärkung des Standorts" in shown
    assert "Partnerschaften" in shown
    assert "DELETE" not in shown
