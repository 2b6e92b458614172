"""Following and Wiedervorlage: told of what one may see, and nobody else's business."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from core.models import Follow, Measure, Person, Recall
from notifications.models import Notice
from notifications.outbox import fan_out_all
from tests.factories import City, Walk, city
from workflow import attention, digest
from workflow.refusals import Hidden

pytestmark = pytest.mark.django_db
TODAY = localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def walk(hall: City) -> Walk:
    return Walk(hall).ready().released()


def body(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def enter(client: Client, person: Person, walk: Walk, page: str, **data: Any) -> Any:
    client.force_login(person)
    path = f"/massnahmen/{walk.measure.reference}/{page}/"
    return client.post(path, data, follow=True) if data else client.get(path)


def told(person: Person) -> list[str]:
    fan_out_all(now=now())
    return [each.entry.action for each in Notice.objects.filter(person=person).order_by("pk")]


# ---- following -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["measure", "field", "organization"])
def test_who_follows_is_told_until_they_no_longer_do(
    hall: City, walk: Walk, client: Client, kind: str
) -> None:
    person = hall.of(hall.culture)
    about = {"measure": walk.measure, "field": hall.field, "organization": hall.council}
    sent = {"art": kind, "nummer": about[kind].pk, "an": "1"}
    assert told(person) == []

    assert "Sie beobachten jetzt:" in body(enter(client, person, walk, "beobachten", **sent))
    enter(client, person, walk, "beobachten", **sent)
    walk.result(hall.committee, "recommended")
    first = told(person)
    gone = enter(client, person, walk, "beobachten", **sent | {"an": "0"})
    walk.result(hall.main_committee, "recommended")

    assert "Nicht mehr beobachtet:" in body(gone)
    assert (first, told(person)) == (["publish"], ["publish"])
    assert Notice.objects.get(person=person).audience == "followers"


def test_a_followed_measure_that_is_hidden_tells_nothing(hall: City, walk: Walk) -> None:
    person = hall.of(hall.culture)
    Follow.objects.create(person=person, measure_id=walk.measure.pk)
    Measure.objects.update(public=False)

    walk.result(hall.committee, "recommended")

    assert told(person) == []


def test_only_what_the_measure_has_can_be_followed(hall: City, walk: Walk) -> None:
    for kind, key in (("organization", str(hall.culture.pk)), ("unsinn", "1"), ("field", "x")):
        with pytest.raises(Hidden):
            attention.follow(hall.of(hall.culture), walk.measure, kind, key, wanted=True)


def test_a_follow_is_about_one_thing_once(hall: City, walk: Walk) -> None:
    person = hall.of(hall.culture)
    Follow.objects.create(person=person, field=hall.field)
    for wrong in ({}, {"field": hall.field}, {"field": hall.field, "organization": hall.lead}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Follow.objects.create(person=person, **wrong)


@pytest.mark.parametrize("kind", ["field", "organization"])
def test_it_is_followed_and_left_on_its_own_page(hall: City, client: Client, kind: str) -> None:
    thing = {"field": hall.field, "organization": hall.council}[kind]
    address = reverse(kind, args=[thing.pk])
    client.force_login(hall.of(hall.culture))
    sent = {"art": kind, "nummer": thing.pk}
    assert "Sie beobachten das." not in body(client.get(address))

    for _twice in range(2):
        followed = client.post("/merkliste/beobachten/", sent | {"an": "1"}, follow=True)
    left = client.post("/merkliste/beobachten/", sent | {"an": "0"}, follow=True)

    assert [followed.redirect_chain[-1][0], left.redirect_chain[-1][0]] == [address, address]
    assert f"Sie beobachten jetzt: {thing}" in body(followed)
    assert "Sie beobachten das." in body(followed)
    assert "Sie beobachten das." not in body(left)
    assert Follow.objects.count() == 0


def test_others_do_not_see_who_follows(hall: City, client: Client) -> None:
    Follow.objects.create(person=hall.of(hall.culture), field=hall.field)
    client.force_login(hall.of(hall.school))

    assert "Sie beobachten das." not in body(client.get(f"/handlungsfelder/{hall.field.pk}/"))


@pytest.mark.parametrize(
    ("kind", "number"), [("measure", "1"), ("field", "x"), ("field", "0"), ("", "1")]
)
def test_what_has_no_page_of_its_own_is_absent(
    hall: City, client: Client, kind: str, number: str
) -> None:
    client.force_login(hall.of(hall.culture))
    sent = {"art": kind, "nummer": number, "an": "1"}

    assert client.post("/merkliste/beobachten/", sent).status_code == 404
    assert client.get("/merkliste/beobachten/").status_code == 405


# ---- Wiedervorlage ---------------------------------------------------------------------------


def test_a_measure_comes_back_on_its_day_and_is_settled(
    hall: City, walk: Walk, client: Client
) -> None:
    person = hall.of(hall.culture)
    day = f"{TODAY + DAY:%d.%m.%Y}"
    answer = enter(client, person, walk, "merken", due_on=day, note="Nachfragen <b>!")
    enter(client, person, walk, "merken", due_on=day, note="Nachfragen <b>!")
    row = Recall.objects.get()
    assert f"am {day} wieder vor" in body(answer)
    assert "Nachfragen &lt;b&gt;!" in body(client.get("/merkliste/"))
    assert "Nachfragen" not in body(client.get("/"))

    Recall.objects.update(due_on=TODAY)
    assert "Nachfragen" in body(client.get("/"))
    assert "Nachfragen" in digest.recalled(person).lines[0].text
    assert "Erledigt: Wiedervorlage" in body(
        client.post(f"/wiedervorlagen/{row.pk}/erledigt/", follow=True)
    )
    assert "Nachfragen" not in body(client.get("/"))


@pytest.mark.parametrize("due_on", ["1.1.2020", "", "bald"])
def test_a_day_that_cannot_be_is_named_and_the_note_stays(
    hall: City, walk: Walk, client: Client, due_on: str
) -> None:
    answer = enter(client, hall.of(hall.culture), walk, "merken", due_on=due_on, note="Anrufen")

    assert (answer.status_code, Recall.objects.count()) == (422, 0)
    assert 'value="Anrufen"' in body(answer)


def test_those_of_others_and_of_hidden_measures_are_absent(
    hall: City, walk: Walk, client: Client
) -> None:
    person, other = hall.of(hall.culture), hall.of(hall.culture, 1)
    row = Recall.objects.create(
        person=person, measure_id=walk.measure.pk, due_on=TODAY, note="Kanarienvogel"
    )
    client.force_login(other)
    assert "Kanarienvogel" not in body(client.get("/merkliste/"))
    assert client.post(f"/wiedervorlagen/{row.pk}/erledigt/").status_code == 404

    Measure.objects.update(public=False, title="Kanarienvogel")
    client.force_login(person)
    for path in ("/", "/merkliste/"):
        assert "Kanarienvogel" not in body(client.get(path))
    assert digest.recalled(person).lines == []
    assert enter(client, person, walk, "merken").status_code == 404


def test_of_a_non_public_measure_a_digest_says_no_word_of_the_note(hall: City) -> None:
    walk = Walk(hall, public=False, title="Kanarienvogel").submitted()
    person = hall.of(hall.office)
    Recall.objects.create(
        person=person, measure_id=walk.measure.pk, due_on=TODAY, note="Kanarienvogel"
    )

    assert [line.text for line in digest.recalled(person).lines] == [
        f"Wiedervorlage: nichtöffentlicher Vorgang ({TODAY:%d.%m.%Y})"
    ]


def test_the_watchlist_names_everything_followed(hall: City, walk: Walk, client: Client) -> None:
    person = hall.of(hall.culture)
    Follow.objects.create(person=person, measure_id=walk.measure.pk)
    Follow.objects.create(person=person, field=hall.field)
    Follow.objects.create(person=person, organization=hall.council)
    client.force_login(person)

    shown = body(client.get("/merkliste/"))

    assert all(str(each) in shown for each in (walk.fresh, hall.field, hall.council))
    for path in (
        f"/massnahmen/{walk.measure.reference}/",
        f"/handlungsfelder/{hall.field.pk}/",
        f"/organisationen/{hall.council.pk}/",
    ):
        assert f'href="{path}"' in shown


def test_what_is_followed_ends_on_the_watchlist_for_oneself_alone(
    hall: City, walk: Walk, client: Client
) -> None:
    person, other = hall.of(hall.culture), hall.of(hall.school)
    row = Follow.objects.create(person=person, organization=hall.council)
    kept = Follow.objects.create(person=other, organization=hall.council)
    client.force_login(person)
    path = "/merkliste/{}/beenden/"

    ended = client.post(path.format(row.pk), follow=True)
    answers = [client.post(path.format(each.pk)).status_code for each in (row, kept)]

    assert f"Nicht mehr beobachtet: {hall.council}" in body(ended)
    assert "Sie beobachten noch nichts." in body(ended)
    assert (answers, list(Follow.objects.all())) == ([404, 404], [kept])


def test_a_followed_measure_one_may_not_see_is_not_named(
    hall: City, walk: Walk, client: Client
) -> None:
    person = hall.of(hall.culture)
    row = Follow.objects.create(person=person, measure_id=walk.measure.pk)
    Measure.objects.update(public=False)
    client.force_login(person)

    assert walk.fresh.title not in body(client.get("/merkliste/"))
    assert client.post(f"/merkliste/{row.pk}/beenden/").status_code == 404
