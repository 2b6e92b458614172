"""Substitution: rights for a time, both names, never one's own work, over when it is over."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.timezone import localdate, now

from core import access
from core.chain import verify
from core.models import JournalEntry, Measure, Organization, Person, Substitution
from notifications.models import Delivery, Notice
from notifications.outbox import fan_out_all
from notifications.worker import drain
from tests.factories import City, Walk, city, open_task
from workflow import engine, substitutes
from workflow.refusals import Forbidden, Hidden, StepRefused
from workflow.vacancies import vacancies

pytestmark = pytest.mark.django_db
TODAY = localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def hall() -> City:
    return city()


def stand_in(absent: Person, substitute: Person, **changes: Any) -> Substitution:
    said = {"valid_from": TODAY, "valid_to": TODAY + 7 * DAY, "substitute": substitute} | changes
    row = substitutes.enter(by=absent, absent=absent, **said)
    access.forget(substitute)
    return row


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def check(walk: Walk, actor: Person, action: str = "send_back") -> Any:
    task = open_task(walk.measure, "check")
    return engine.perform(
        actor=fresh(actor),
        task=task.pk,
        action=action,
        seen=walk.fresh.version,
        data={"reason": "Bitte ergänzen."},
    )


# ---- rights ----------------------------------------------------------------------------------


def test_rights_come_and_go_with_the_days(hall: City) -> None:
    absent, other = hall.of(hall.office), hall.of(hall.culture)
    row = stand_in(absent, other)
    right = ("check", hall.office.pk)

    assert right in access.pairs(fresh(other))
    assert access.represented(fresh(other), [right]) == absent
    for changes in (
        {"valid_from": TODAY + DAY},
        {"valid_from": TODAY - 3 * DAY, "valid_to": TODAY - DAY},
    ):
        Substitution.objects.filter(pk=row.pk).update(**changes)
        assert right not in access.pairs(fresh(other))


def test_rights_of_ones_own_are_used_first(hall: City) -> None:
    absent, colleague = hall.of(hall.office), hall.of(hall.office, 1)
    stand_in(absent, colleague)

    assert access.represented(fresh(colleague), [("check", hall.office.pk)]) is None


@pytest.mark.parametrize(
    ("scope", "units", "held"),
    [
        (["check"], ["office"], {("check", "office"), ("view_internal", "office")}),
        (["cosign"], ["office"], {("view_internal", "office")}),
        (["check"], ["school"], set()),
    ],
)
def test_only_what_is_named_is_passed_on(
    hall: City, scope: list[str], units: list[str], held: set[tuple[str, str]]
) -> None:
    absent, other = hall.of(hall.office), hall.of(hall.culture)
    before = access.pairs(fresh(other))
    stand_in(absent, other, scope=scope, organizations=[getattr(hall, name) for name in units])

    wanted = {(right, getattr(hall, name).pk) for right, name in held}
    assert access.pairs(fresh(other)) - before == wanted


def test_it_is_one_level_deep(hall: City) -> None:
    first, second, third = (hall.of(unit) for unit in (hall.office, hall.culture, hall.school))
    stand_in(first, second)
    stand_in(second, third)

    assert ("check", hall.office.pk) not in access.pairs(fresh(third))
    assert ("cosign", hall.culture.pk) in access.pairs(fresh(third))


def test_of_somebody_who_left_nothing_is_passed_on(hall: City) -> None:
    absent, other = hall.of(hall.office), hall.of(hall.culture)
    stand_in(absent, other)
    Person.objects.filter(pk=absent.pk).update(is_active=False)

    assert ("check", hall.office.pk) not in access.pairs(fresh(other))


# ---- steps -----------------------------------------------------------------------------------


def test_both_names_stand_in_the_sealed_journal(hall: City) -> None:
    absent, other = hall.of(hall.office), hall.of(hall.culture)
    stand_in(absent, other)
    walk = Walk(hall).submitted()

    check(walk, other)

    entry = JournalEntry.objects.latest("pk")
    assert (entry.actor, entry.on_behalf_of) == (other, absent)
    assert entry.pseudonym == f"{other.pseudonym} {absent.pseudonym}"
    assert verify().faults == []


def test_nobody_judges_their_own_work_in_anothers_place(hall: City) -> None:
    absent, lead = hall.of(hall.office), hall.of(hall.lead)
    stand_in(absent, lead)
    walk = Walk(hall).submitted()

    with pytest.raises(StepRefused, match="Vier Augen"):
        check(walk, lead, "request_cosignatures")


def test_nobody_judges_for_another_what_that_one_did(hall: City) -> None:
    author, other = hall.of(hall.lead), hall.of(hall.culture)
    access.join(person=author, organization=hall.office, role="coordinator")
    stand_in(fresh(author), other)
    walk = Walk(hall).submitted()

    with pytest.raises(StepRefused, match="Vier Augen"):
        check(walk, other, "request_cosignatures")


def test_standing_in_for_two_it_is_the_one_whose_work_is_not_judged(hall: City) -> None:
    """Whatever the order in which the two were entered."""
    for order in (1, -1):
        walk = Walk(hall).submitted()
        submitter, colleague = hall.of(hall.office, 1), hall.of(hall.office)
        Measure.objects.filter(pk=walk.measure.pk).update(submitted_by=submitter)
        for absent in [submitter, colleague][::order]:
            stand_in(absent, hall.of(hall.school))
        check(walk, hall.of(hall.school))

        assert walk.fresh.journal.latest("number").on_behalf_of == colleague
        Substitution.objects.update(revoked_at=now())


def test_a_substitute_starts_a_measure_in_anothers_place(hall: City) -> None:
    absent, other = hall.of(hall.lead), hall.of(hall.culture)
    stand_in(absent, other)

    made = engine.start(
        actor=fresh(other), data={"plan": hall.plan, "lead": hall.lead, "title": "Brunnen"}
    )

    assert made.journal.get().on_behalf_of == absent


def test_when_it_has_ended_meanwhile_the_sentence_says_so(hall: City) -> None:
    absent, other = hall.of(hall.office), hall.of(hall.culture)
    row = stand_in(absent, other)
    walk = Walk(hall).submitted()
    substitutes.revoke(row.pk, by=absent)

    with pytest.raises(Forbidden, match=f"Ihre Vertretung für {absent} endete am"):
        check(walk, other)
    assert walk.fresh.status == "checking"


# ---- pages -----------------------------------------------------------------------------------


def said(absent: Person, substitute: Person, **changes: Any) -> dict[str, Any]:
    days = {"valid_from": f"{TODAY:%d.%m.%Y}", "valid_to": f"{TODAY + DAY:%d.%m.%Y}"}
    return {"absent": absent.pk, "substitute": substitute.pk} | days | changes


def body(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_entered_on_the_page_seen_in_the_inbox_and_revoked_at_once(
    hall: City, client: Client
) -> None:
    absent, other = hall.of(hall.office), hall.of(hall.culture)
    Walk(hall).submitted()
    client.force_login(absent)
    entered = client.post("/vertretung/", said(absent, other, scope=["check"]), follow=True)
    row = Substitution.objects.get()
    assert f"{other} vertritt {absent} vom" in body(entered)
    assert "Formal prüfen und koordinieren" in body(entered)
    assert f"Bis {TODAY + DAY:%d.%m.%Y} vertritt Sie {other}." in body(client.get("/"))

    client.force_login(other)
    inbox = body(client.get("/"))
    assert f"Sie vertreten {absent} bis" in inbox
    assert f"in Vertretung für {absent}" in inbox
    assert "ist beendet" in body(client.post(f"/vertretung/{row.pk}/beenden/", follow=True))
    assert "in Vertretung für" not in body(client.get("/"))
    row.refresh_from_db()
    assert row.revoked_by == other


def test_a_form_sent_after_the_end_is_refused_with_the_sentence(hall: City, client: Client) -> None:
    absent, other = hall.of(hall.office), hall.of(hall.culture)
    row = stand_in(absent, other)
    walk = Walk(hall).submitted()
    client.force_login(other)
    address = f"/massnahmen/{walk.measure.reference}/schritt/send_back/"
    assert client.get(address).status_code == 200
    Substitution.objects.filter(pk=row.pk).update(valid_from=TODAY - 2 * DAY, valid_to=TODAY - DAY)
    later = client.get(address).status_code
    Measure.objects.update(created_at=now() - 3 * DAY)

    answer = client.post(address, {"stand": walk.fresh.version, "reason": "Bitte ergänzen."})

    assert "Ihre Eingabe zum Kopieren" in body(answer)
    assert "Bitte ergänzen." in body(answer)

    assert (later, answer.status_code) == (404, 403)
    assert f"Ihre Vertretung für {absent} endete am {TODAY - DAY:%d.%m.%Y}." in body(answer)
    assert walk.fresh.status == "checking"


def test_the_same_one_twice_is_entered_once(hall: City) -> None:
    absent, other = hall.of(hall.office), hall.of(hall.culture)
    first = stand_in(absent, other, scope=["check"])

    assert stand_in(absent, other, scope=["check"]) == first
    assert stand_in(absent, other, scope=["check"], organizations=[hall.office]) != first
    assert Substitution.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"valid_to": "1.1.2020"}, "Der Tag liegt in der Vergangenheit."),
        ({"valid_from": "1.1.2090"}, "Die Vertretung endet vor ihrem Beginn."),
        ({"substitute": "self"}, "Niemand vertritt sich selbst."),
        ({"absent": "stranger"}, "gültige Auswahl"),
        ({"substitute": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"scope": ["view_internal"]}, "keine gültige Auswahl"),
    ],
)
def test_a_fault_is_named_and_nothing_is_entered(
    hall: City, client: Client, changes: dict[str, Any], sentence: str
) -> None:
    people = {"self": hall.of(hall.office).pk, "stranger": hall.of(hall.school).pk}
    absent, other = hall.of(hall.office), hall.of(hall.culture)
    sent = {n: people.get(v, v) if isinstance(v, str) else v for n, v in changes.items()}
    client.force_login(absent)

    answer = client.post("/vertretung/", said(absent, other) | sent)

    assert (answer.status_code, Substitution.objects.count()) == (422, 0)
    assert sentence in body(answer)


def test_a_head_enters_one_for_people_of_the_unit_and_nobody_else_does(hall: City) -> None:
    head, member = hall.of(hall.lead), hall.of(hall.lead, 1)
    access.join(person=head, organization=hall.lead, role="head")
    days = {"valid_from": TODAY, "valid_to": TODAY, "substitute": hall.of(hall.culture)}

    row = substitutes.enter(by=fresh(head), absent=member, **days)
    assert (row.entered_by, row.absent) == (head, member)
    with pytest.raises(Forbidden, match="selbst oder die Leitung"):
        substitutes.enter(by=hall.of(hall.school), absent=member, **days)
    with pytest.raises(Hidden):
        substitutes.revoke(row.pk, by=hall.of(hall.school))


# ---- letters ---------------------------------------------------------------------------------


def test_the_substitute_is_told_besides_the_absent_person(hall: City, client: Client) -> None:
    Person.objects.update(email="x@stadt.example")
    absent, other = hall.of(hall.office), hall.of(hall.culture)
    stand_in(absent, other)
    Walk(hall).submitted()
    fan_out_all(now=now())

    notice = Notice.objects.get(person=other, substitution=None)
    assert (notice.on_behalf_of, notice.audience) == (absent, "office")
    assert Notice.objects.get(person=absent).on_behalf_of is None
    sentence = f"In Vertretung für {absent}: Ihr Büro koordiniert die Maßnahme."
    client.force_login(other)
    assert sentence in body(client.get("/mitteilungen/"))
    mail = Delivery.objects.get(person=other, substitution=None)
    assert mail.event.because == sentence


def test_letters_name_both(hall: City, mailoutbox: list[Any]) -> None:
    Person.objects.update(email="x@stadt.example")
    absent, other = hall.of(hall.office), hall.of(hall.culture)
    stand_in(absent, other)
    walk = Walk(hall).submitted()
    drain()
    mailoutbox.clear()

    check(walk, other)
    drain()

    assert all(f"{other} i. V. {absent}" in message.body for message in mailoutbox)
    assert mailoutbox


# ---- vacancies -------------------------------------------------------------------------------


def told() -> tuple[str, str]:
    out = StringIO()
    try:
        call_command("vacancies", stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def leave(*people: Person) -> None:
    Person.objects.filter(pk__in=[person.pk for person in people]).update(is_active=False)


def staff(hall: City, organization: Organization) -> list[Person]:
    return hall.people[organization.pk]


def test_steps_nobody_can_do_are_listed_until_somebody_stands_in(
    hall: City, client: Client
) -> None:
    Walk(hall).submitted()
    assert (vacancies(on=TODAY), told()) == ([], ("Alle Aufgaben sind besetzt.\n", ""))
    first, second = staff(hall, hall.office)[:2]
    leave(second)
    stand_in(first, hall.of(hall.culture), scope=["cosign"])

    (found,) = vacancies(on=TODAY)
    assert (found.organization, found.node, found.tasks) == (hall.office, "check", 1)
    listed, said_last = told()
    assert str(hall.office) in listed
    assert said_last == "1 Aufgabe kann heute niemand erledigen."
    client.force_login(first)
    assert str(found.title) in body(client.get("/unbesetzt/"))
    Substitution.objects.update(scope=["check"])
    assert vacancies(on=TODAY) == []
    assert "Alle Aufgaben sind besetzt" in body(client.get("/unbesetzt/"))


def test_the_page_of_vacancies_is_for_the_office(hall: City, client: Client) -> None:
    client.force_login(hall.of(hall.lead))

    assert client.get("/unbesetzt/").status_code == 403
