"""The bench of the letters measures letters: as many as said, all sent by another process."""

import pytest

from notifications.models import Delivery
from tests.bench_letters import fill, report
from tests.notifications.test_worker import database_url

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_bench_sends_what_it_filled() -> None:
    fill(7)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"due"}

    line = report(database_url())

    assert ": 7 letters in " in line
    assert list(Delivery.objects.values_list("state", "attempts")) == [("sent", 1)] * 7
