"""Who would be told: a step is taken and undone, and says what it would have done."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate

from core.models import Counter, Document, Follow, FundingSource, JournalEntry, Outbox
from notifications.models import Notice
from notifications.outbox import fan_out_all
from tests.factories import Walk, city, snapshot, working
from workflow import substitutes

pytestmark = pytest.mark.django_db
REASON = "Bitte die Zielgruppe <b>genauer</b> beschreiben."


@pytest.fixture
def walk() -> Walk:
    return Walk(city()).submitted()


def send(client: Client, walk: Walk, step: str, **data: Any) -> tuple[int, str]:
    client.force_login(walk.city.of(walk.city.office))
    address = f"/massnahmen/{walk.measure.reference}/schritt/{step}/"
    answer = client.post(address, {"stand": walk.fresh.version} | data)
    return answer.status_code, " ".join(answer.content.decode().split())


def shown(page: str) -> list[str]:
    """The names the preview lists."""
    part = page.partition('id="told-title"')[2].partition("</section>")[0]
    return re.findall(r"<strong>(.+?)</strong>", part)


def test_it_names_who_would_be_told_and_takes_no_step(walk: Walk, client: Client) -> None:
    before = snapshot(walk.measure), list(Counter.objects.values()), Outbox.objects.count()

    status, page = send(client, walk, "send_back", reason=REASON, vorschau="1")

    assert (status, sorted(shown(page))) == (200, ["Anna Ahlers", "Boris Ahlers"])
    assert "(federführende Stelle)" in page
    assert "Bitte die Zielgruppe &lt;b&gt;genauer&lt;/b&gt; beschreiben." in page
    assert before == (
        snapshot(walk.measure),
        list(Counter.objects.values()),
        Outbox.objects.count(),
    )


def test_who_follows_is_not_named(walk: Walk, client: Client) -> None:
    follower = walk.city.of(walk.city.office, 1)
    Follow.objects.create(person=follower, measure_id=walk.measure.pk)

    named = shown(send(client, walk, "send_back", reason=REASON, vorschau="1")[1])

    assert str(follower) not in named


def test_a_substitute_is_named_with_whom_they_stand_in_for(walk: Walk, client: Client) -> None:
    hall, today = walk.city, localdate()
    absent, other = hall.of(hall.lead), hall.of(hall.culture)
    days = {"valid_from": today, "valid_to": today}
    substitutes.enter(by=absent, absent=absent, substitute=other, **days)

    page = send(client, walk, "send_back", reason=REASON, vorschau="1")[1]

    assert f"<strong>{other}</strong>" in page
    assert page.count(f"in Vertretung für {absent}") == 1


def test_who_is_asked_reads_until_when(walk: Walk, client: Client) -> None:
    due, units = working(localdate() + dt.timedelta(days=20)), [walk.city.culture.pk]
    asked = {"organizations": units, "due_on": f"{due:%d.%m.%Y}", "vorschau": "1"}

    page = send(client, walk, "request_cosignatures", **asked)[1]
    returned = send(client, walk, "send_back", reason=REASON, vorschau="1")[1]

    assert page.count(f"Frist: {due:%d.%m.%Y}") == len(walk.city.people[walk.city.culture.pk])
    assert "Frist:" not in returned.partition('id="told-title"')[2].partition("</section>")[0]


def test_those_named_are_those_told(walk: Walk, client: Client) -> None:
    named = shown(send(client, walk, "send_back", reason=REASON, vorschau="1")[1])

    assert send(client, walk, "send_back", reason=REASON)[0] == 302

    fan_out_all(now=walk.fresh.created_at)
    newest = JournalEntry.objects.latest("pk")
    assert sorted(named) == sorted(str(n.person) for n in Notice.objects.filter(entry=newest))


def test_a_step_that_tells_nobody_says_so(walk: Walk, client: Client) -> None:
    address = f"/massnahmen/{walk.measure.reference}/schritt/edit_sources/"
    client.force_login(walk.city.of(walk.city.lead))
    rows = {"sources-TOTAL_FORMS": 1, "sources-INITIAL_FORMS": 0}
    row = {"sources-0-kind": FundingSource.Kind.BUDGET, "sources-0-name": "Eigene Mittel"}

    answer = client.post(address, {"stand": walk.fresh.version, "vorschau": "1"} | rows | row)

    assert "Niemand." in answer.content.decode().partition('id="told-title"')[2]


@pytest.mark.parametrize("sent", [False, True])
def test_a_form_with_a_file_shows_it_without_the_file(
    walk: Walk, client: Client, in_memory_files: None, sent: bool
) -> None:
    file = {"file": SimpleUploadedFile("plan.pdf", b"%PDF-1.4")} if sent else {}

    status, page = send(client, walk, "attach", title="Lageplan", vorschau="1", **file)

    assert (status, Document.objects.count()) == (200, 0)
    assert default_storage.listdir("")[0] == []
    assert "Niemand." in page.partition('id="told-title"')[2]
    assert 'value="Lageplan"' in page
    assert "Die Datei wird nicht in die Vorschau übernommen" in page
    assert send(client, walk, "attach", title="Lageplan")[0] == 422  # to be sent it is needed
    assert send(client, walk, "attach", vorschau="1", title="")[0] == 422


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        ({"reason": ""}, 422, "Begründung"),
        ({"reason": REASON, "stand": 1}, 409, "hat am"),
    ],
)
def test_it_is_refused_as_the_step_would_be(
    walk: Walk, client: Client, data: dict[str, Any], status: int, sentence: str
) -> None:
    found, page = send(client, walk, "send_back", vorschau="1", **data)

    assert (found, sentence in page, shown(page)) == (status, True, [])


def test_who_may_not_take_the_step_learns_nothing(walk: Walk, client: Client) -> None:
    client.force_login(walk.city.of(walk.city.lead))
    address = f"/massnahmen/{walk.measure.reference}/schritt/send_back/"

    answer = client.post(address, {"stand": 2, "reason": REASON, "vorschau": "1"})

    assert (answer.status_code, shown(answer.content.decode())) == (403, [])
