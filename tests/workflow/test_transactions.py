"""One action is one transaction: tried again after a deadlock, a clear word when it takes long."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from django.db import OperationalError, transaction

from core.models import Counter
from workflow.refusals import Busy
from workflow.transactions import RETRIES, one_transaction

pytestmark = pytest.mark.django_db(transaction=True)
SERIES = Counter.Series.MEASURE
DEADLOCK = psycopg.errors.DeadlockDetected
Action = Callable[[], int]


def failing(times: int, cause: type[psycopg.OperationalError] | None) -> tuple[Action, list[int]]:
    """An action that writes a row and then meets the database's refusal so many times."""
    tries: list[int] = []

    @one_transaction
    def action() -> int:
        Counter.objects.create(series=SERIES, year=2026, last=len(tries))
        tries.append(1)
        if len(tries) <= times:
            said = "database is locked" if cause is psycopg.errors.LockNotAvailable else "no"
            raise OperationalError(said) from (cause() if cause else None)
        return len(tries)

    return action, tries


def test_a_deadlock_is_tried_again_and_leaves_one_effect() -> None:
    action, tries = failing(RETRIES - 1, DEADLOCK)

    assert action() == len(tries) == RETRIES
    assert Counter.objects.count() == 1


def test_deadlock_after_deadlock_is_busy_and_leaves_nothing() -> None:
    action, tries = failing(RETRIES, DEADLOCK)

    with pytest.raises(Busy) as busy:
        action()
    assert len(tries) == RETRIES
    assert "gleich noch einmal" in str(busy.value)
    assert not Counter.objects.exists()


def test_a_lock_held_too_long_is_busy_at_once() -> None:
    action, tries = failing(1, psycopg.errors.LockNotAvailable)

    with pytest.raises(Busy):
        action()
    assert len(tries) == 1
    assert not Counter.objects.exists()


def test_any_other_failure_of_the_database_is_no_word_to_a_clerk() -> None:
    action, tries = failing(1, None)

    with pytest.raises(OperationalError, match="no"):
        action()
    assert len(tries) == 1
    assert not Counter.objects.exists()


def test_inside_another_transaction_nothing_is_tried_again() -> None:
    """What came before in the outer transaction would be lost with the deadlock."""
    action, tries = failing(1, DEADLOCK)

    with pytest.raises(Busy), transaction.atomic():
        action()
    assert len(tries) == 1
