"""Celery as an alarm clock: its task calls the same drain and carries nothing."""

import pytest
from django.core.mail import EmailMessage

from notifications.models import Delivery
from notifications.wakeup import app, letters
from tests.factories import Walk, city


@pytest.mark.django_db(transaction=True)
def test_task_sends_what_waits_once(mailoutbox: list[EmailMessage]) -> None:
    Walk(city()).submitted()

    letters.apply(throw=True)
    letters.apply(throw=True)

    assert len(mailoutbox) == 4
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_clock_wakes_a_task_that_exists() -> None:
    [entry] = app.conf.beat_schedule.values()

    assert entry["task"] == letters.name
    assert letters.name in app.tasks
    assert entry["options"]["expires"] <= entry["schedule"]
