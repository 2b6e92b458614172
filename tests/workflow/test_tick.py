"""The tick seals the day once, counts what is overdue, and does what the dates bring."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import astuple
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils.timezone import localdate, now

from core.models import Consultation, CoSignature, DailySeal, Measure, Order, Person
from notifications.models import Notice
from notifications.outbox import fan_out_all
from notifications.worker import drain
from tests.factories import City, Walk, city, open_keys, rebuilt_keys, require_signature, snapshot
from workflow.models import Task
from workflow.overdue import overdue

pytestmark = pytest.mark.django_db
TODAY = localdate()
FORTNIGHT = dt.timedelta(days=14)
DONE = [
    "Zustimmungen durch Schweigen",
    "angeforderte Sachstände",
    "Erinnerungen vor der Frist",
    "Meldungen an die Leitung nach der Frist",
]
YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture
def hall() -> City:
    return city()


def asked(hall: City) -> Walk:
    walk = Walk(hall).submitted()
    walk.do(
        "check",
        "request_cosignatures",
        hall.office,
        organizations=[hall.culture, hall.school],
        due_on=YESTERDAY,
    )
    return walk


def said(*args: str) -> str:
    out = StringIO()
    call_command("tick", *args, stdout=out)
    return out.getvalue()


def test_nothing_is_overdue_in_a_fresh_city(hall: City) -> None:
    Walk(hall)

    assert astuple(overdue(on=TODAY)) == (0, 0, 0, 0, 0, 0)


def test_silence_that_counts_as_consent_is_told_from_silence_to_remind(hall: City) -> None:
    require_signature(hall.culture, silence="approve")
    require_signature(hall.treasury, silence="approve", condition="money")
    asked(hall)

    assert astuple(overdue(on=TODAY)) == (2, 2, 1, 1, 0, 0)
    assert astuple(overdue(on=YESTERDAY)) == (0, 0, 0, 0, 0, 0)


def test_answered_and_dropped_signatures_are_not_late(hall: City) -> None:
    walk = asked(hall)
    walk.do("cosign", "cosign", hall.culture, holder=hall.culture, answer="approve")
    walk.take("send_back", hall.office, reason="Zu kurz.")

    assert overdue(on=TODAY).cosignatures == 0


def test_stations_are_late_after_their_sitting_or_new_date(hall: City) -> None:
    Walk(hall).ready().released()
    stations = Consultation.objects.order_by("order")
    stations.filter(order=1).update(meeting_on=YESTERDAY)
    stations.filter(order=2).update(due_on=YESTERDAY)
    stations.filter(order=3).update(meeting_on=TODAY, due_on=YESTERDAY)

    assert overdue(on=TODAY).stations == 2


def test_living_measures_after_their_planned_end_are_counted(hall: City) -> None:
    walk = Walk(hall)
    Walk(hall)
    Measure.objects.filter(pk=walk.measure.pk).update(planned_to=YESTERDAY)

    assert overdue(on=TODAY).measures == 1


def test_the_tick_seals_the_day_once_and_the_second_time_does_nothing(hall: City) -> None:
    require_signature(hall.culture, silence="approve")
    walk = asked(hall)

    first = said()
    after = snapshot(walk.measure)
    second = said()

    assert "Zustimmungen durch Schweigen: 1" in first
    assert "Meldungen an die Leitung nach der Frist: 1" in first
    assert f"Tagessiegel: {TODAY.isoformat()} 1 " in first
    assert DailySeal.objects.count() == 1
    assert "Zustimmungen durch Schweigen: 0" in second
    assert "Meldungen an die Leitung nach der Frist: 0" in second
    assert snapshot(walk.measure) == after


def test_after_two_weeks_without_it_one_mail_tells_each_person_of_all(hall: City) -> None:
    """Consents by silence, asked reports, reminders and missed dates of many measures at once."""
    Person.objects.update(email=Concat("username", Value("@stadt.example")))
    order = {"organization": hall.lead, "text": "Räume stellen.", "interval": 1}
    for _each in range(2):
        ordered = Walk(hall).implementing()
        ordered.take("give_orders", hall.office, orders=[order | {"due_on": YESTERDAY}])
        Walk(hall).implementing().take("ask_report", hall.office, due_on=TODAY)
    require_signature(hall.culture, silence="approve")
    for _each in range(2):
        asked(hall)
    Task.objects.filter(due_on__gte=TODAY, order__isnull=False).update(due_on=YESTERDAY)
    Task.objects.update(created=now() - FORTNIGHT)
    Order.objects.update(given_at=now() - 3 * FORTNIGHT)
    drain(now=now() + FORTNIGHT)
    mail.outbox.clear()

    out = said()
    said()
    drain()
    drain(now=now() + dt.timedelta(minutes=5))

    done = {line.partition(": ")[0]: line[-1] for line in out.splitlines()}
    assert [done[name] for name in DONE] == ["2", "2", "2", "4"]
    mails = Counter(message.to[0] for message in mail.outbox)
    assert len(mails) > 4
    assert set(mails.values()) == {1}


def test_silence_counts_as_consent_where_the_rule_says_so(hall: City) -> None:
    require_signature(hall.culture, silence="approve")
    walk = asked(hall)

    said()

    given = CoSignature.objects.get(organization=hall.culture)
    entry = walk.fresh.journal.get(action="cosign")
    assert (given.answer, given.answered_by, entry.actor) == ("approve", None, None)
    assert given.note == (
        f"Keine Antwort bis zum {YESTERDAY:%d.%m.%Y}; das gilt nach der Regel als Zustimmung."
    )
    assert CoSignature.objects.get(organization=hall.school).answer == ""
    assert open_keys(walk.measure) == rebuilt_keys(walk.measure)


def test_whoever_was_silent_is_told_what_it_means_before_and_after(hall: City) -> None:
    require_signature(hall.culture, silence="approve")
    walk = asked(hall)
    fan_out_all(now=now())
    rows = Notice.objects.filter(person=hall.of(hall.culture), entry__measure=walk.measure.pk)
    lines = {str(label): str(value) for label, value in rows.get().event.lines()}
    said()
    fan_out_all(now=now())

    after = rows.get(entry__action="cosign").event
    assert lines["Ohne Antwort bis dahin"] == "gilt das als Zustimmung."
    assert (after.audience, str(after.headline)) == ("holder", "Ihr Schweigen gilt als Zustimmung")
    other = Notice.objects.get(person=hall.of(hall.school), entry__action="request_cosignatures")
    assert "Ohne Antwort bis dahin" not in [str(label) for label, _value in other.event.lines()]
    assert not Notice.objects.filter(person=other.person, entry__action="cosign").exists()


def test_silence_of_the_treasury_reserves_no_money(hall: City) -> None:
    require_signature(hall.treasury, silence="approve")
    walk = Walk(hall).submitted()
    units = [hall.treasury, hall.culture]
    walk.do("check", "request_cosignatures", hall.office, organizations=units, due_on=YESTERDAY)

    assert "Zustimmungen durch Schweigen: 0" in said()
    assert CoSignature.objects.get(organization=hall.treasury).answer == ""


def test_the_last_silent_one_ends_the_round(hall: City) -> None:
    require_signature(hall.culture, silence="approve")
    walk = asked(hall)
    walk.do("cosign", "cosign", hall.school, holder=hall.school, answer="approve")

    said()

    assert walk.fresh.status == "ready"


def test_a_dry_run_says_what_it_would_do_and_does_nothing(hall: City) -> None:
    require_signature(hall.culture, silence="approve")
    walk = asked(hall)
    before = snapshot(walk.measure)

    lines = said("--dry-run").splitlines()

    reference = walk.fresh.reference
    assert lines[0].startswith(f"Zustimmung durch Schweigen: {reference}, {hall.culture}. Keine")
    assert lines[1] == (
        f"Meldung an die Leitung: {reference}, Mitzeichnen, {hall.school}, "
        f"Frist {YESTERDAY:%d.%m.%Y}"
    )
    assert snapshot(walk.measure) == before


def test_a_dry_run_does_not_seal(hall: City) -> None:
    assert "Das Tagessiegel wurde nicht gesetzt." in said("--dry-run")
    assert DailySeal.objects.count() == 0


def test_a_journal_in_use_is_said_politely(hall: City) -> None:
    def locked(execute, sql, params, many, context):
        if "dailyseal" in sql:
            raise OperationalError("canceling statement due to lock timeout")
        return execute(sql, params, many, context)

    with (
        connection.execute_wrapper(locked),
        pytest.raises(CommandError, match="gleich noch einmal"),
    ):
        said()
