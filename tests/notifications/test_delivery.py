"""Sending: nothing is lost or sent twice without need; nobody waits for another's fault."""

import datetime as dt
import smtplib
import threading
import time

import pytest
from django.utils.timezone import now

from core.models import Person
from notifications.delivery import (
    MOST_ATTEMPTS,
    Lost,
    Post,
    cancel,
    claim,
    is_break,
    lease_time,
    resend,
    said,
    wait_after,
)
from notifications.models import Delivery, Notice
from notifications.outbox import fan_out_all
from notifications.worker import drain
from tests.factories import City, Walk
from tests.notifications.conftest import Sink

MINUTE = dt.timedelta(minutes=1)
LATER = dt.timedelta(days=4)


@pytest.fixture
def waiting(hall: City) -> City:
    """Four mails wait: two for the office, two for the network group."""
    Walk(hall).submitted()
    fan_out_all(now=now())
    return hall


def states() -> list[str]:
    return sorted(Delivery.objects.values_list("state", flat=True))


def to(person: Person) -> Delivery:
    return Delivery.objects.get(person=person)


def post(taken_at: dt.datetime) -> Post:
    return Post(claim(now=taken_at), clock=lambda: taken_at, stop=threading.Event())


def test_everything_due_is_sent_over_one_connection(waiting: City, sink: Sink) -> None:
    moment = now()

    assert drain(now=moment).reached

    assert states() == ["sent"] * 4
    assert len(set(sink.ids)) == len(sink.ids) == 4
    assert sink.sessions == 1
    assert set(Delivery.objects.values_list("sent_at", "attempts", "token", "last_error")) == {
        (moment, 1, None, "")
    }


def test_nothing_is_sent_before_it_is_due(waiting: City, sink: Sink) -> None:
    drain(now=now() - MINUTE)

    assert states() == ["due"] * 4
    assert sink.received == []


def test_two_claims_never_hold_the_same_mail(waiting: City) -> None:
    moment = now()

    first, second = claim(now=moment, size=3), claim(now=moment, size=3)

    assert (len(first.pks), len(second.pks)) == (3, 1)
    assert not set(first.pks) & set(second.pks)
    assert claim(now=moment).pks == []


def test_mail_of_a_dead_worker_is_taken_when_its_lease_ends(waiting: City, sink: Sink) -> None:
    moment = now()
    claim(now=moment)

    drain(now=moment + lease_time() - dt.timedelta(seconds=1))
    assert sink.received == []
    drain(now=moment + lease_time())

    assert states() == ["sent"] * 4
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


def test_lease_is_at_least_ten_times_the_timeout(settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_TIMEOUT = 7  # type: ignore[attr-defined]  # pytest-django's settings

    assert lease_time() >= dt.timedelta(seconds=70)


def test_worker_that_lost_its_lease_sends_nothing(waiting: City, sink: Sink) -> None:
    moment = now()
    slow = post(moment)
    faster = post(moment + lease_time())

    assert slow.send()
    assert sink.received == []
    assert faster.send()

    assert len(sink.received) == 4
    assert states() == ["sent"] * 4


def test_worker_that_loses_its_lease_while_sending_settles_nothing(
    waiting: City, sink: Sink
) -> None:
    """The other worker's claim stands, whatever the slow one writes afterwards."""
    moment = now()
    slow = post(moment)
    delivery = slow._renewed(slow.claim.pks[0])
    faster = claim(now=moment + lease_time())

    with pytest.raises(Lost):
        slow._send_one(delivery)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.token) == ("leased", faster.token)


def test_recipient_refused_for_good_is_dead_and_holds_up_nobody(waiting: City, sink: Sink) -> None:
    lost = waiting.of(waiting.office)
    sink.refused[lost.email] = "550 5.1.1 No such mailbox"

    drain()

    assert states() == ["dead", "sent", "sent", "sent"]
    assert to(lost).why == "550 5.1.1 No such mailbox"
    assert to(lost).due_at <= now()
    drain(now=now() + LATER)
    assert states() == ["dead", "sent", "sent", "sent"]
    sink.recover()
    assert resend(to(lost))
    drain()
    assert states() == ["sent"] * 4
    assert len(set(sink.ids)) == len(sink.ids) == 4


@pytest.mark.parametrize("fault", ["refused", "answers"])
@pytest.mark.parametrize("answer", ["451 4.3.0 Later", "452 4.2.2 Mailbox full"])
def test_refused_for_now_is_tried_again_later(
    waiting: City, sink: Sink, fault: str, answer: str
) -> None:
    slow = waiting.of(waiting.office)
    getattr(sink, fault)[slow.email] = answer
    moment = now()

    drain(now=moment)

    waits = to(slow)
    assert states() == ["due", "sent", "sent", "sent"]
    assert (waits.attempts, answer[:3] in waits.last_error) == (1, True)
    assert 0.9 * MINUTE <= waits.due_at - moment <= 1.1 * MINUTE
    sink.recover()
    drain(now=waits.due_at)
    assert states() == ["sent"] * 4
    assert (to(slow).attempts, to(slow).last_error) == (2, "")


def test_refused_letter_is_tried_again_not_dead(waiting: City, sink: Sink) -> None:
    """A permanent answer to the letter itself says nothing about the recipient."""
    slow = waiting.of(waiting.office)
    sink.answers[slow.email] = "554 5.6.0 Transaction failed"

    drain()

    assert (to(slow).state, to(slow).attempts) == ("due", 1)
    sink.recover()
    drain(now=now() + LATER)
    assert states() == ["sent"] * 4


def test_waits_grow_to_an_hour_and_end_after_three_days() -> None:
    minutes = [wait_after(attempts) / MINUTE for attempts in range(1, MOST_ATTEMPTS)]

    for wait, expected in zip(minutes, [1, 5, 15, 60] + [60] * 71, strict=True):
        assert 0.9 * expected <= wait <= 1.1 * expected
    assert len({round(wait, 6) for wait in minutes[3:]}) > 1


def test_mail_that_is_never_taken_ends_dead(waiting: City, sink: Sink) -> None:
    slow = waiting.of(waiting.office)
    sink.refused[slow.email] = "450 4.2.0 Greylisted"
    Delivery.objects.filter(person=slow).update(attempts=MOST_ATTEMPTS - 1)

    drain()

    assert (to(slow).state, to(slow).attempts) == ("dead", MOST_ATTEMPTS)


def test_server_that_is_away_costs_no_attempt(waiting: City, sink: Sink, settings: object) -> None:
    settings.EMAIL_PORT = 1  # type: ignore[attr-defined]  # pytest-django's settings
    before = list(Delivery.objects.order_by("pk").values_list("due_at", flat=True))

    assert not drain().reached

    assert states() == ["due"] * 4
    assert set(Delivery.objects.values_list("attempts", "token")) == {(0, None)}
    assert list(Delivery.objects.order_by("pk").values_list("due_at", flat=True)) == before
    assert all("ConnectionRefusedError" in row.why for row in Delivery.objects.all())
    settings.EMAIL_PORT = sink.port  # type: ignore[attr-defined]  # pytest-django's settings
    drain()
    assert states() == ["sent"] * 4


def test_server_that_takes_the_call_and_never_greets_holds_up_nothing_else(
    waiting: City, sink: Sink, silent: int, settings: object
) -> None:
    """One call is waited for, no attempt counts, and notices are written all the while."""
    settings.EMAIL_PORT = silent  # type: ignore[attr-defined]  # pytest-django's settings
    settings.EMAIL_TIMEOUT = 0.3  # type: ignore[attr-defined]  # as above
    Walk(waiting).submitted()
    begun = time.monotonic()

    done = drain()

    assert time.monotonic() - begun < 4 * 0.3 + 5
    assert (done.fanned_out, done.reached) == (1, False)
    assert Notice.objects.count() == len(states()) == 8
    assert states() == ["due"] * 8
    rows = Delivery.objects.values_list("attempts", "token", "leased_until")
    assert set(rows) == {(0, None, None)}
    assert all("timed out" in row.why.lower() for row in Delivery.objects.all())
    settings.EMAIL_PORT = sink.port  # type: ignore[attr-defined]  # as above
    assert drain().reached
    assert states() == ["sent"] * 8
    assert len(set(sink.ids)) == len(sink.ids) == 8


@pytest.mark.parametrize("fault", ["hangs", "drops"])
def test_line_that_breaks_costs_no_attempt_and_holds_up_nobody(
    waiting: City, sink: Sink, settings: object, fault: str
) -> None:
    settings.EMAIL_TIMEOUT = 0.3  # type: ignore[attr-defined]  # pytest-django's settings
    unlucky = waiting.of(waiting.office)
    getattr(sink, fault).add(unlucky.email)

    assert drain().reached

    waits = to(unlucky)
    assert states() == ["due", "sent", "sent", "sent"]
    assert (waits.attempts, waits.token) == (0, None)
    assert "SMTPServerDisconnected" in waits.why
    sink.recover()
    drain(now=now() + LATER)
    assert states() == ["sent"] * 4
    assert len(set(sink.ids)) == 4
    assert len(sink.ids) <= 5


def test_server_that_breaks_every_line_is_left_alone_after_five(hall: City, sink: Sink) -> None:
    """It answers the call and hangs up on every mail: the sixth line is not even tried."""
    Walk(hall).submitted()
    Walk(hall).submitted()
    fan_out_all(now=now())
    sink.drops = set(Person.objects.values_list("email", flat=True))

    assert not drain().reached

    assert (sink.sessions, len(sink.received)) == (5, 5)
    assert states() == ["due"] * 8
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {0}
    sink.recover()
    assert drain(now=now() + LATER).reached
    assert states() == ["sent"] * 8
    assert len(set(sink.ids)) == 8


def test_server_that_answers_between_breaks_is_not_left_alone(hall: City, sink: Sink) -> None:
    for _number in range(3):
        Walk(hall).submitted()
    fan_out_all(now=now())
    sink.drops.add(hall.of(hall.office).email)
    healthy = Delivery.objects.exclude(person=hall.of(hall.office)).count()

    assert drain().reached

    assert states() == ["due"] * 3 + ["sent"] * healthy


def test_server_that_says_goodbye_is_a_broken_line(waiting: City, sink: Sink) -> None:
    unlucky = waiting.of(waiting.office)
    sink.answers[unlucky.email] = "421 4.3.2 Shutting down"

    drain()

    assert states() == ["due", "sent", "sent", "sent"]
    assert to(unlucky).attempts == 0


def test_letter_that_cannot_be_written_holds_up_nobody(waiting: City, sink: Sink) -> None:
    odd = waiting.of(waiting.office)
    Person.objects.filter(pk=odd.pk).update(email="kein Postfach\n@stadt.example")

    drain()

    assert states() == ["due", "sent", "sent", "sent"]
    assert (to(odd).attempts, to(odd).why) == (1, "ValueError")


def test_worker_told_to_stop_gives_the_rest_back(waiting: City, sink: Sink) -> None:
    stop = threading.Event()
    sink.on_mail = lambda _sink: stop.set()

    assert drain(stop=stop).reached

    assert states() == ["due", "due", "due", "sent"]
    assert len(sink.received) == 1


def test_unknown_mail_error_is_no_broken_line() -> None:
    """An address the server cannot take concerns one mail; a lost line concerns all."""
    assert not is_break(smtplib.SMTPNotSupportedError("SMTPUTF8"))
    assert not is_break(ValueError("x"))
    assert is_break(TimeoutError())
    assert said(ValueError("Titel der Maßnahme")) == "ValueError"
    refused = smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"unknown \0 user")})
    assert (said(refused), said(OSError("weg\0"))) == ("550 unknown   user", "OSError: weg ")


def test_sent_mail_can_be_sent_again_under_its_id(waiting: City, sink: Sink) -> None:
    drain()
    mail = to(waiting.of(waiting.office))

    assert resend(mail)
    assert not resend(mail)
    drain()

    assert sink.ids.count(mail.message_id) == 2
    assert len(sink.ids) == 5


def test_waiting_mail_can_be_stopped(waiting: City, sink: Sink) -> None:
    mail = to(waiting.of(waiting.office))

    assert cancel(mail)
    assert not cancel(mail)
    drain()

    assert states() == ["sent", "sent", "sent", "suppressed"]
    assert to(waiting.of(waiting.office)).why == "Vom Büro angehalten"
    assert not sink.to(waiting.of(waiting.office))
