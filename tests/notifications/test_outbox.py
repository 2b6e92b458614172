"""From the outbox row to notices and mails: once per person, or not at all."""

import logging

import pytest
from django.db import transaction
from django.utils.timezone import now

from core.models import JournalEntry, Outbox
from notifications.models import Delivery, Notice
from notifications.outbox import fan_out, fan_out_all
from tests.factories import City, Walk


def told(model: type[Notice] | type[Delivery]) -> list[tuple[str, str]]:
    rows = model.objects.order_by("person__username")
    return [(row.person.username, row.audience) for row in rows]


def test_fan_out_writes_notice_and_mail_per_person_and_forgets_the_row(hall: City) -> None:
    Walk(hall).submitted()
    moment = now()

    assert fan_out_all(now=moment) == 1

    office = [hall.of(hall.office, number).username for number in (0, 1)]
    network = [hall.of(hall.network, number).username for number in (0, 1)]
    expected = sorted([(name, "office") for name in office] + [(n, "network") for n in network])
    assert told(Notice) == told(Delivery) == expected
    assert not Outbox.objects.exists()
    assert set(Delivery.objects.values_list("state", "due_at", "language", "attempts")) == {
        ("due", moment, "de", 0)
    }


def test_fan_out_happens_once(hall: City) -> None:
    Walk(hall).submitted()
    row = Outbox.objects.get()
    fan_out_all(now=now())
    before = set(Delivery.objects.values_list("pk", "message_id"))

    assert fan_out_all(now=now()) == 0
    assert fan_out(row.pk, now=now()) is False
    Outbox.objects.create(entry=row.entry, audiences=row.audiences)
    assert fan_out_all(now=now()) == 1

    assert set(Delivery.objects.values_list("pk", "message_id")) == before
    assert Notice.objects.count() == len(before)


def test_rolled_back_step_leaves_no_letter(hall: City) -> None:
    walk = Walk(hall)
    with transaction.atomic():
        walk.submitted()
        transaction.set_rollback(True)

    assert fan_out_all(now=now()) == 0
    assert not Delivery.objects.exists()
    assert not Notice.objects.exists()


def test_step_without_audience_leaves_no_letter(hall: City) -> None:
    Walk(hall)

    assert fan_out_all(now=now()) == 0
    assert not Delivery.objects.exists()


def test_the_one_who_acted_is_not_told(hall: City) -> None:
    walk = Walk(hall).submitted()
    walk.take("send_back", hall.office, reason="Bitte ergänzen.")
    fan_out_all(now=now())

    entry = JournalEntry.objects.get(action="send_back")
    lead = {hall.of(hall.lead, number).pk for number in (0, 1)}
    assert set(Delivery.objects.filter(entry=entry).values_list("person", flat=True)) == lead
    submitted = Delivery.objects.filter(entry__action="submit")
    assert not submitted.filter(person=hall.of(hall.lead)).exists()


def test_who_may_not_see_it_gets_no_notice_and_the_office_knows(hall: City) -> None:
    """An urgent decision concerns a council whose secretaries cannot read the matter."""
    walk = Walk(hall, public=False).submitted()
    values = {
        "reason": "Frist des Förderers.",
        "decided_by": "Oberbürgermeister",
        "legal_basis": "§ 89 NKomVG",
        "decision_reference": "EE 1/2026",
    }
    walk.take("urgent", hall.office, 0, **values)
    walk.do("look_again", "look_again", hall.office, 1, answer="confirm")
    fan_out_all(now=now())

    council = hall.of(hall.council)
    mail = Delivery.objects.get(person=council)
    assert (mail.audience, mail.state, mail.why) == ("council", "suppressed", "Kein Leserecht")
    assert not Notice.objects.filter(person=council).exists()


def test_a_row_nobody_understands_holds_up_no_other(
    hall: City, caplog: pytest.LogCaptureFixture
) -> None:
    walk = Walk(hall)
    broken = walk.measure.journal.get()
    row = Outbox.objects.create(entry=broken, audiences=17)
    walk.submitted()

    with caplog.at_level(logging.ERROR):
        assert fan_out_all(now=now()) == 1

    assert [record.getMessage() for record in caplog.records] == [
        f"Outbox row {row.pk} cannot be fanned out"
    ]
    assert list(Outbox.objects.all()) == [row]
    assert Delivery.objects.count() == 4
