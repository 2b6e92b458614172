"""The worker: alone, beside others, told to stop, killed, and without its database for a while."""

import datetime as dt
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.utils.timezone import now

from core.access import settle
from core.models import JournalEntry, Outbox, Person
from notifications.delivery import DUMMY
from notifications.models import Delivery, Heartbeat, Notice
from notifications.outbox import AGAIN, fan_out_all
from notifications.recipients import Recipient, recipients
from notifications.worker import LONGEST_REST, Worker, drain, run_forever, waiting
from tests.factories import City, Walk, city
from tests.notifications.conftest import Sink

ROOT = Path(__file__).resolve().parent.parent.parent
KILLS, KILLS_IN_FAN_OUT = 20, 5


def many_letters(hall: City, steps: int) -> None:
    """Have many mails wait: of two steps each, four people or two are told."""
    many_steps(hall, steps)
    fan_out_all(now=now())


def many_steps(hall: City, steps: int) -> None:
    """Have many steps wait to be told."""
    walk = Walk(hall)
    for _number in range(steps):
        walk.submitted()
        walk.take("send_back", hall.office, reason="Bitte ergänzen.")


def until(reached: Callable[[], bool], seconds: float = 20, *, pause: float = 0.02) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "nothing happened in time"
        time.sleep(pause)


def test_drain_fans_out_and_sends(hall: City, sink: Sink) -> None:
    walk = Walk(hall).submitted()

    done = drain()

    assert (done.fanned_out, done.reached) == (1, True)
    assert len(sink.received) == 4
    assert Notice.objects.filter(entry__measure=walk.measure.pk).count() == 4
    assert drain() == type(done)(0, True)


def test_command_once_says_what_it_did(
    hall: City, sink: Sink, capsys: pytest.CaptureFixture[str]
) -> None:
    Walk(hall).submitted()
    sink.refused[hall.of(hall.office).email] = "451 Later"

    call_command("notify_worker", "--once")

    said = "Verteilt: 1. Noch zu senden: 1. Mailserver erreichbar: ja.\n"
    assert capsys.readouterr().out == said


def test_command_once_tells_of_an_unreachable_server(
    hall: City, sink: Sink, settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_PORT = 1  # type: ignore[attr-defined]  # pytest-django's settings
    Walk(hall).submitted()

    call_command("notify_worker", "--once")

    said = "Verteilt: 1. Noch zu senden: 4. Mailserver erreichbar: nein.\n"
    assert capsys.readouterr().out == said


@pytest.mark.django_db(transaction=True)
def test_command_works_until_the_service_is_stopped(sink: Sink) -> None:
    Walk(city()).submitted()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    sink.on_mail = lambda _sink: os.kill(os.getpid(), signal.SIGTERM)
    try:
        call_command("notify_worker")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

    assert len(sink.received) == 1
    assert waiting() == 3


@pytest.mark.django_db(transaction=True)
def test_unreachable_server_is_asked_ever_less_while_notices_go_out(
    sink: Sink, settings: object
) -> None:
    hall = city()
    settings.EMAIL_PORT = 1  # type: ignore[attr-defined]  # pytest-django's settings
    worker = Worker(threading.Event())
    walk = Walk(hall).submitted()
    rests = []
    for _round in range(9):
        worker.rests_until = 0.0
        worker.beat()
        rests.append(worker.rest)

    assert rests == [1, 2, 4, 8, 16, 32, 60, 60, LONGEST_REST]
    walk.take("send_back", hall.office, reason="Bitte ergänzen.")
    worker.beat()
    assert Notice.objects.filter(entry__action="send_back").count() == 2
    settings.EMAIL_PORT = sink.port  # type: ignore[attr-defined]  # pytest-django's settings
    worker.beat()
    assert sink.received == []
    worker.rests_until = 0.0
    worker.beat()
    assert len(sink.received) == 4 + 2
    assert worker.rest == 0.5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("table", "before"),
    [("notifications_notice", 0), ("core_membership", 4)],
    ids=["while fanning out", "while writing letters"],
)
def test_worker_survives_a_database_that_fails(
    sink: Sink, caplog: pytest.LogCaptureFixture, table: str, before: int
) -> None:
    Walk(city()).submitted()
    if before:
        fan_out_all(now=now())
    worker = Worker(threading.Event())
    rename(table, "elsewhere")
    try:
        with caplog.at_level(logging.ERROR):
            worker.beat()
    finally:
        rename("elsewhere", table)

    assert "The letters wait for the database" in caplog.text
    assert sink.received == []
    assert waiting() == before
    worker.beat()
    assert len(sink.received) == 4


def rename(old: str, new: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")


@pytest.mark.django_db(transaction=True)
def test_a_worker_leaves_a_row_nobody_understands_alone_for_a_while(
    sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    row = Outbox.objects.get(entry=Walk(city()).submitted().fresh.journal.latest("number"))
    Outbox.objects.filter(pk=row.pk).update(audiences=17)
    worker = Worker(threading.Event())
    with caplog.at_level(logging.ERROR):
        for _round in range(3):
            worker.beat()
    assert [each.getMessage() for each in caplog.records] == [
        f"Outbox row {row.pk} cannot be fanned out"
    ]

    Outbox.objects.filter(pk=row.pk).update(audiences=row.audiences)
    worker.later[row.pk] -= AGAIN
    worker.beat()

    assert len(sink.received) == 4


@pytest.mark.django_db(transaction=True)
def test_worker_thread_sends_within_a_second_and_stops_when_told(sink: Sink) -> None:
    hall = city()
    stop = threading.Event()
    thread = threading.Thread(target=run_forever, args=[stop])
    thread.start()
    try:
        Walk(hall).submitted()
        until(lambda: len(sink.received) == 4)
    finally:
        stop.set()
        thread.join(10)

    assert not thread.is_alive()
    assert list(Delivery.objects.values_list("state", flat=True)) == ["sent"] * 4


@pytest.mark.django_db(transaction=True)
def test_a_worker_gives_its_first_sign_before_its_first_round(sink: Sink) -> None:
    Walk(city()).submitted()
    seen: list[tuple[str, bool | None]] = []

    def look(_sink: Sink) -> None:
        seen.extend(Heartbeat.objects.values_list("name", "reached"))
        connections.close_all()

    sink.on_mail = look
    worker = Worker(threading.Event())

    worker.beat()

    assert seen == [(worker.name, None)] * 4
    assert Heartbeat.objects.get().reached is True


@pytest.mark.django_db(transaction=True)
def test_a_worker_gives_signs_of_life_and_signs_off(sink: Sink, settings: object) -> None:
    hall = city()
    old = now() - dt.timedelta(days=2)
    Heartbeat.objects.create(name="längst fort", at=old)
    worker = Worker(threading.Event())
    Walk(hall).submitted()

    worker.beat()
    first = Heartbeat.objects.get()
    worker.beat()
    assert Heartbeat.objects.get().at == first.at > old
    settings.EMAIL_PORT = 1  # type: ignore[attr-defined]  # pytest-django's settings
    Walk(hall).submitted()
    worker.beat()
    assert (first.reached, Heartbeat.objects.get().reached) == (True, False)
    worker.sign_off()
    assert not Heartbeat.objects.exists()


def test_command_once_of_a_trial_claims_no_mail_server(
    hall: City, settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND = DUMMY  # type: ignore[attr-defined]  # pytest-django's settings
    Walk(hall).submitted()

    call_command("notify_worker", "--once")

    said = "Verteilt: 1. Probebetrieb: aufgezeichnet, kein Mailserver gefragt.\n"
    assert capsys.readouterr().out == said
    assert set(Delivery.objects.values_list("state", flat=True)) == {"recorded"}


def test_in_test_mode_letters_are_recorded_and_no_server_is_asked(
    hall: City, sink: Sink, settings: object
) -> None:
    settings.LAUFZETTEL_RECORD_MAIL = True  # type: ignore[attr-defined]  # as above
    Walk(hall).submitted()

    assert drain().reached

    assert set(Delivery.objects.values_list("state", flat=True)) == {"recorded"}
    assert (sink.received, sink.sessions) == ([], 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "changes", [{"LAUFZETTEL_RECORD_MAIL": True}, {"EMAIL_BACKEND": DUMMY}], ids=["told", "demo"]
)
def test_health_of_a_trial_claims_no_mail_server(
    client: Client, settings: object, changes: dict[str, Any]
) -> None:
    Walk(city()).submitted()
    for name, value in changes.items():
        setattr(settings, name, value)
    Worker(threading.Event()).beat()

    figures = client.get("/healthz").json()

    assert (figures["mail_server_answers"], figures["recording"]) == (None, True)
    assert figures["last_beat"] is not None
    assert set(Delivery.objects.values_list("state", flat=True)) == {"recorded"}


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_send_each_mail_once(sink: Sink) -> None:
    hall = city()
    with_many_colleagues(hall)
    many_letters(hall, steps=4)
    expected = set(Delivery.objects.values_list("message_id", flat=True))
    assert len(expected) == (504 if connection.vendor == "postgresql" else 64)

    threads = [threading.Thread(target=drained_thread) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)

    assert Counter(sink.ids) == Counter(dict.fromkeys(expected, 1))
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def with_many_colleagues(hall: City) -> None:
    """So many people in the office that four steps make more than 500 letters on PostgreSQL."""
    number = 120 if connection.vendor == "postgresql" else 10
    people = [Person(username=f"p{each}", email=f"p{each}@stadt.example") for each in range(number)]
    Person.objects.bulk_create(people)
    settle(people=people, organization=hall.office, role="coordinator")


def drained_thread() -> None:
    try:
        drain()
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_killed_worker_loses_nothing(sink: Sink) -> None:
    """First while it fans out, then between the server's yes and its commit, the worst moment."""
    many_steps(city(), steps=12)
    expected = to_be_told()
    met = [killed_in_fan_out(sink) for _kill in range(KILLS_IN_FAN_OUT)]
    for kill in range(KILLS - KILLS_IN_FAN_OUT):
        end_of_leases()
        running = worker(sink)
        sink.on_mail = killer(running, after=len(sink.received) + 2 + kill % 2)
        assert running.wait(60) == -signal.SIGKILL
    sink.on_mail = lambda _sink: None
    end_of_leases()

    drain()

    assert any(met)
    assert Counter(Delivery.objects.values_list("entry", "person")) == expected
    assert set(Notice.objects.values_list("entry", "person")) == set(expected)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert set(sink.ids) == set(Delivery.objects.values_list("message_id", flat=True))
    assert len(sink.ids) - len(expected) <= KILLS


def to_be_told() -> Counter[tuple[int, int]]:
    """Whom the steps that wait are to be told to, each once."""
    rows = Outbox.objects.select_related("entry__measure")
    told = {(row.entry_id, each.person.pk) for row in rows for each in recipients_of(row)}
    return Counter(dict.fromkeys(told, 1))


def recipients_of(row: Outbox) -> list[Recipient]:
    return recipients(row.entry, row.audiences)


def killed_in_fan_out(sink: Sink) -> bool:
    """Kill a worker as soon as it has fanned out a step; True if others still wait then."""
    before, running = Outbox.objects.count(), worker(sink)
    until(lambda: not before or Outbox.objects.count() < before, 60, pause=0.001)
    running.kill()
    assert running.wait(10) == -signal.SIGKILL
    return Outbox.objects.exists()


def worker(sink: Sink) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command(sink), cwd=ROOT, env=environment(sink))


def killer(worker: "subprocess.Popen[bytes]", *, after: int) -> Callable[[Sink], None]:
    def kill_when_reached(sink: Sink) -> None:
        if len(sink.received) >= after:
            worker.kill()
            worker.wait(10)

    return kill_when_reached


def end_of_leases() -> None:
    """Let the time pass after which another worker may take over."""
    Delivery.objects.filter(state="leased").update(leased_until=now())


def command(sink: Sink) -> list[str]:
    return [sys.executable, "manage.py", "notify_worker"]


def environment(sink: Sink) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "LOG_LEVEL": "ERROR",
    }


def database_url() -> str:
    """Name the tests' own database to another process."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    return (
        f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
    )


def test_journal_is_untouched_by_letters(hall: City, sink: Sink) -> None:
    Walk(hall).submitted()
    before = list(JournalEntry.objects.values_list("seal", flat=True))

    drain()

    assert list(JournalEntry.objects.values_list("seal", flat=True)) == before
    assert not Outbox.objects.exists()
