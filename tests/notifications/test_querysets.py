"""What a person finds in the own notices, and what the office oversees."""

from django.utils.timezone import now

from core.access import leave
from notifications.models import Delivery, Notice
from notifications.outbox import fan_out_all
from notifications.worker import drain
from tests.factories import City, Walk


def test_notices_are_the_persons_own_newest_first(hall: City) -> None:
    walk = Walk(hall).submitted()
    walk.take("send_back", hall.office, reason="Bitte ergänzen.")
    walk.submitted()
    fan_out_all(now=now())

    mine = Notice.objects.of(hall.of(hall.office, 1))

    assert [notice.entry.action for notice in mine] == ["submit", "submit"]
    assert [notice.entry.number for notice in mine] == [4, 2]
    assert str(mine[0]) == f"{hall.of(hall.office, 1)}: {walk.measure.pk}/4 submit"


def test_reading_a_notice_keeps_its_first_time(hall: City) -> None:
    Walk(hall).submitted()
    fan_out_all(now=now())
    reader = hall.of(hall.office)
    first = now()

    assert Notice.objects.of(reader).unread().count() == 1
    assert Notice.objects.of(reader).mark_read(at=first) == 1
    assert Notice.objects.of(reader).mark_read(at=now()) == 0

    assert Notice.objects.of(reader).get().read_at == first
    assert not Notice.objects.of(reader).unread().exists()
    assert Notice.objects.of(hall.of(hall.office, 1)).unread().count() == 1


def test_notices_vanish_with_the_right_to_see(hall: City) -> None:
    Walk(hall, public=False).submitted()
    fan_out_all(now=now())
    reader = hall.of(hall.office)
    leave(reader.memberships.get())

    assert not Notice.objects.of(hall.of(hall.office)).exists()
    assert Notice.objects.filter(person=reader).exists()


def test_outbox_page_is_the_offices(hall: City) -> None:
    Walk(hall).submitted()
    drain()

    seen = Delivery.objects.overseen_by(hall.of(hall.office)).with_context()

    assert {(mail.state, mail.audience) for mail in seen} == {
        ("sent", "office"),
        ("sent", "network"),
    }
    assert str(seen[0]).startswith(f"{seen[0].person}: ")
    for other in (hall.lead, hall.network, hall.treasury):
        assert not Delivery.objects.overseen_by(hall.of(other)).exists()
