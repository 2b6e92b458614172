"""Who would be told by what concerns many measures at once: sittings, money, report rounds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from core.models import Consultation, FundingSource, JournalEntry, Meeting, Outbox, ReportRound
from notifications.models import Notice
from notifications.outbox import fan_out_all
from tests.factories import City, Walk, city
from tests.sitting import planned, record, taken_up, waiting

from .test_rehearsal import shown
from .test_treasury import key
from .test_treasury import waiting as money_waits
from .test_views_meetings import NEXT_WEEK, at, post
from .test_views_step import body_of

pytestmark = pytest.mark.django_db
UNTIL = localdate() + dt.timedelta(days=30)


@pytest.fixture
def hall() -> City:
    return city()


def told_since(last: int) -> list[str]:
    """Everybody who got a notice of what was entered since, as often as of different things."""
    fan_out_all(now=now())
    found = Notice.objects.filter(entry__pk__gt=last).select_related("person", "entry")
    return sorted({(str(each.person), each.entry.action) for each in found})


def state() -> tuple[int, int, int]:
    return JournalEntry.objects.count(), Outbox.objects.count(), Meeting.objects.get().version


def agree(page: str, last: int) -> None:
    """Those the page named are those who were told."""
    assert Counter(shown(page)) == Counter(name for name, _action in told_since(last))
    assert shown(page)


@pytest.fixture
def recorded(hall: City) -> tuple[Meeting, list[Walk]]:
    """A sitting with two results that wait to be published."""
    sitting, walks = planned(hall.main_committee), waiting(hall, hall.main_committee, 2)
    for item in taken_up(hall, sitting, *walks):
        record(hall, item, outcome="approved")
    return sitting, walks


def test_publishing_a_sitting(hall: City, recorded: tuple[Meeting, list[Walk]]) -> None:
    sitting, walks = recorded
    desk, before = at(hall, hall.main_committee), state()
    last = JournalEntry.objects.latest("pk").pk

    page = post(desk, "meeting-check", sitting, vorschau="1").content.decode()

    assert before == state()
    assert Consultation.objects.filter(published_at__isnull=False).count() == 0
    numbers = ", ".join(walk.measure.reference for walk in walks)
    assert f'<span class="lz-number">{numbers}</span>' in page
    post(desk, "meeting-publish", sitting)
    agree(page, last)


@pytest.mark.parametrize("name", ["meeting-edit", "meeting-cancel"])
def test_moving_and_cancelling_a_sitting(hall: City, name: str) -> None:
    sitting = planned(hall.main_committee, day=NEXT_WEEK)
    taken_up(hall, sitting, *waiting(hall, hall.main_committee, 2))
    desk, before, last = at(hall, hall.main_committee), state(), JournalEntry.objects.latest("pk")
    later = f"{NEXT_WEEK + dt.timedelta(days=1):%d.%m.%Y}"
    typed = {
        "meeting-edit": {"day": later, "form": "ordinary", "public": "on", "room": "Saal 9"},
        "meeting-cancel": {"reason": "Saal 9 ist gesperrt."},
    }[name]

    page = post(desk, name, sitting, vorschau="1", **typed).content.decode()

    assert before == state()
    assert "Saal 9" in page
    assert post(desk, name, sitting, **typed).status_code == 302
    agree(page, last.pk)


def test_a_sitting_that_cannot_be_moved_is_refused_in_the_preview_too(hall: City) -> None:
    sitting = planned(hall.main_committee, day=NEXT_WEEK, state="cancelled")

    answer = post(at(hall, hall.main_committee), "meeting-cancel", sitting, reason="x", vorschau=1)

    assert (answer.status_code, shown(answer.content.decode())) == (422, [])
    assert "Bitte zuerst wieder ansetzen." in answer.content.decode()


def test_several_sources_confirmed_together(hall: City) -> None:
    desk, walks = at(hall, hall.treasury), [money_waits(hall), money_waits(hall)]
    last = JournalEntry.objects.latest("pk").pk
    chosen = [key(walk) for walk in walks]

    page = desk.post("/finanzierung/?page=1", {"aufgabe": chosen, "vorschau": "1"}).content.decode()

    assert not FundingSource.objects.filter(state="secured").exists()
    assert JournalEntry.objects.latest("pk").pk == last
    assert page.count(" checked") == len(chosen)
    assert body_of(desk.get("/finanzierung/")).count("Zeigen, wer benachrichtigt würde") == 1
    desk.post("/finanzierung/bestaetigen/", {"aufgabe": chosen})
    agree(page, last)


def round_of(client: Client, address: str, **data: Any) -> tuple[int, str]:
    answer = client.post(address, data)
    return answer.status_code, answer.content.decode()


def test_a_report_round_and_what_it_has_not_asked_yet(hall: City) -> None:
    Walk(hall).implementing()
    desk, last = at(hall, hall.office), JournalEntry.objects.latest("pk").pk
    typed = {"plan": hall.plan.pk, "until": f"{UNTIL:%d.%m.%Y}"}

    status, page = round_of(desk, "/sachstaende/", vorschau="1", **typed)

    assert (status, ReportRound.objects.count()) == (200, 0)
    assert f'value="{typed["until"]}"' in page
    desk.post("/sachstaende/eroeffnen/", typed)
    agree(page, last)

    Walk(hall).implementing()
    last, row = JournalEntry.objects.latest("pk").pk, ReportRound.objects.get()
    address = reverse("report-round", args=[row.pk])
    page = round_of(desk, address, vorschau="1")[1]
    assert row.requests.count() == 1
    desk.post(f"{address}anfragen/")
    agree(page, last)


def test_a_round_that_cannot_be_opened_or_is_not_ones_own(hall: City) -> None:
    Walk(hall).implementing()
    past = f"{localdate() - dt.timedelta(days=1):%d.%m.%Y}"
    typed = {"plan": hall.plan.pk, "until": past, "vorschau": "1"}

    status, page = round_of(at(hall, hall.office), "/sachstaende/", **typed)
    refused, other = round_of(
        at(hall, hall.culture), "/sachstaende/", **typed | {"until": f"{UNTIL:%d.%m.%Y}"}
    )

    assert (status, "Der Tag liegt in der Vergangenheit." in page) == (422, True)
    assert (refused, shown(other), ReportRound.objects.count()) == (403, [], 0)
