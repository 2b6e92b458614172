"""Mentions: who is named with an @ in a comment is told once, if they may see the measure."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import localdate, now

from core.chain import verify
from core.models import Comment, JournalEntry, Measure, Person
from notifications.models import Delivery, Notice, Preference
from notifications.worker import drain
from tests.factories import City, Walk, city
from workflow import mentions, substitutes
from workflow.models import Process

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> City:
    made = city()
    for person in Person.objects.all():
        Person.objects.filter(pk=person.pk).update(email=f"{person.username}@stadt.example")
    return made


@pytest.fixture
def draft(hall: City, client: Client) -> Walk:
    """A draft: only the lead's own people, Anna and Boris Ahlers, may see it."""
    walk = Walk(hall)
    drain()
    client.force_login(hall.of(hall.lead))
    return walk


def say(client: Client, walk: Walk, text: str) -> str:
    path = f"/massnahmen/{walk.measure.reference}/kommentar/"
    return " ".join(client.post(path, {"text": text}, follow=True).content.decode().split())


def told() -> set[tuple[str, str]]:
    """Who has a notice, and of what."""
    found = Notice.objects.exclude(comment=None)
    return {(str(each.person), each.audience) for each in found.select_related("person")}


def found(walk: Walk, text: str, by: Person) -> tuple[list[str], list[str]]:
    heard = mentions.mentioned(text, Process.objects.get(pk=walk.measure.pk), by=by)
    return [str(each) for each in heard.reached], heard.missed


# ---- who is meant ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reached", "missed"),
    [
        ("Bitte ansehen, @Boris Ahlers.", ["Boris Ahlers"], []),
        ("@boris AHLERS, bitte", ["Boris Ahlers"], []),
        ("(@Boris\nAhlers) hat recht", ["Boris Ahlers"], []),
        ("@b.ahlers?", ["Boris Ahlers"], []),
        ("@Boris Ahlers und @b.ahlers", ["Boris Ahlers"], []),
        ("@B.AHLERS", [], ["@B.AHLERS"]),
        ("Mail an boris@Boris.Ahlers oder x.@Boris Ahlers", [], []),
        ("Ein @ allein", [], []),
        ("@Anna Ahlers sagt sich etwas", [], []),
        ("@Clara Ahlers darf nicht lesen", [], ["@Clara Ahlers"]),
        ("@Niemand hier", [], ["@Niemand"]),
        ("@Niemand und noch einmal @Niemand", [], ["@Niemand"]),
        ("@Boris Ahlers-Brandt", [], ["@Boris Ahlers-Brandt"]),
        ("@Boris Ahlersen", [], ["@Boris Ahlersen"]),
    ],
)
def test_a_name_is_found_whole_or_not_at_all(
    hall: City, draft: Walk, text: str, reached: list[str], missed: list[str]
) -> None:
    assert found(draft, text, hall.of(hall.lead)) == (reached, missed)


def test_the_longest_name_is_meant_and_of_namesakes_the_one_who_sees_it(
    hall: City, draft: Walk
) -> None:
    boris, clara = hall.of(hall.lead, 1), hall.of(hall.office)
    writer = hall.of(hall.lead)
    Person.objects.filter(pk=clara.pk).update(first_name="Boris", last_name="Ahlers Brandt")
    assert found(draft, "@Boris Ahlers Brandt", writer) == ([], ["@Boris Ahlers"])
    Person.objects.filter(pk=clara.pk).update(last_name="Ahlers")
    assert found(draft, "@Boris Ahlers", writer) == ([str(boris)], [])

    walk = Walk(hall).submitted()
    assert found(walk, "@Boris Ahlers", writer) == ([], ["@Boris Ahlers"])
    assert found(walk, f"@{clara.username} @{boris.username}", writer)[1] == []


def test_people_without_a_name_or_an_account_are_no_trap(hall: City, draft: Walk) -> None:
    boris = hall.of(hall.lead, 1)
    Person.objects.filter(pk=boris.pk).update(first_name="", last_name="")
    assert found(draft, "@b.ahlers", hall.of(hall.lead)) == (["b.ahlers"], [])

    Person.objects.filter(pk=boris.pk).update(is_active=False)
    assert found(draft, "@b.ahlers", hall.of(hall.lead)) == ([], ["@b.ahlers"])


# ---- what is told ----------------------------------------------------------------------------


def test_who_is_mentioned_gets_a_notice_and_a_mail_in_the_thread(
    hall: City, draft: Walk, client: Client
) -> None:
    before = draft.fresh.version, JournalEntry.objects.count()
    page = say(client, draft, "Ist das so, @Boris Ahlers?\nBitte <b>prüfen</b>.")
    drain()

    assert "Der Kommentar ist gespeichert. Benachrichtigt: Boris Ahlers." in page
    assert told() == {("Boris Ahlers", "mentioned")}
    (message,) = mail.outbox
    reference, root = draft.measure.reference, f"<measure-{draft.measure.pk}@localhost>"
    title = draft.fresh.title
    assert message.subject == (
        f"[{reference}] Anna Ahlers hat Sie in einem Kommentar erwähnt: {title}"
    )
    assert message.to == ["b.ahlers@stadt.example"]
    assert "Ist das so, @Boris Ahlers?\nBitte <b>prüfen</b>." in message.body
    assert "&lt;b&gt;prüfen&lt;/b&gt;" in str(message.alternatives[0][0])
    assert (message.extra_headers["References"], message.extra_headers["In-Reply-To"]) == (
        root,
        root,
    )
    assert (draft.fresh.version, JournalEntry.objects.count()) == before
    verify()


def stand_in(absent: Person, substitute: Person) -> None:
    days = {"valid_from": localdate(), "valid_to": localdate()}
    substitutes.enter(by=absent, absent=absent, substitute=substitute, **days)


def test_who_stands_in_is_told_besides_and_named(hall: City, draft: Walk, client: Client) -> None:
    anna, boris, clara = hall.of(hall.lead), hall.of(hall.lead, 1), hall.of(hall.office)
    for substitute in (clara, anna, hall.of(hall.culture)):
        stand_in(boris, substitute)
    Person.objects.filter(pk=hall.of(hall.culture).pk).update(is_active=False)
    drain()
    mail.outbox.clear()
    page = say(client, draft, "Bitte ansehen, @Boris Ahlers.")
    drain()

    assert f"Benachrichtigt: Boris Ahlers, {clara} i. V. Boris Ahlers." in page
    assert told() == {("Boris Ahlers", "mentioned"), (str(clara), "mentioned")}
    (letter,) = [each for each in mail.outbox if each.to == [f"{clara.username}@stadt.example"]]
    assert "Anna Ahlers hat Boris Ahlers in einem Kommentar erwähnt" in letter.subject
    assert "Sie lesen dies in Vertretung für Boris Ahlers." in letter.body
    assert "In Vertretung für Boris Ahlers: Sie sind in einem Kommentar erwähnt." in letter.body


def test_who_stands_in_for_several_or_is_meant_is_told_once(hall: City, client: Client) -> None:
    walk = Walk(hall).submitted()
    boris, clara, david = hall.of(hall.lead, 1), hall.of(hall.office), hall.of(hall.office, 1)
    stand_in(boris, david)
    stand_in(clara, david)
    writer = hall.of(hall.lead)
    process = Process.objects.get(pk=walk.measure.pk)

    heard = mentions.mentioned(f"@{boris} @{clara}", process, by=writer)
    named = mentions.mentioned(f"@{boris} @{david}", process, by=writer)

    assert [(each, each.represents) for each in heard.standing_in] == [(david, boris)]
    assert (named.reached, named.standing_in) == ([boris, david], [])


def test_a_substitute_who_may_not_see_the_measure_is_not_told(hall: City, draft: Walk) -> None:
    boris, clara = hall.of(hall.lead, 1), hall.of(hall.office)
    days = {"valid_from": localdate(), "valid_to": localdate(), "organizations": [hall.culture]}
    substitutes.enter(by=boris, absent=boris, substitute=clara, **days)

    process = Process.objects.get(pk=draft.measure.pk)
    heard = mentions.mentioned("@Boris Ahlers", process, by=hall.of(hall.lead))

    assert (heard.reached, heard.standing_in) == ([boris], [])


def test_the_notice_quotes_the_comment_and_is_read_like_others(
    hall: City, draft: Walk, client: Client
) -> None:
    say(client, draft, "Bitte ansehen, @Boris Ahlers")
    client.force_login(hall.of(hall.lead, 1))

    page = client.get(f"/mitteilungen/?measure={draft.measure.reference}").content.decode()
    other = client.get("/mitteilungen/?measure=M-0000-000").content.decode()

    assert "Anna Ahlers hat Sie in einem Kommentar erwähnt" in page
    assert "Bitte ansehen, @Boris Ahlers" in page
    assert "Kommentar – Anna Ahlers, " in page
    assert "Bitte ansehen" not in other
    client.post("/mitteilungen/gelesen/", {"measure": draft.measure.reference})
    assert not Notice.objects.of(hall.of(hall.lead, 1)).unread().exists()


def test_a_double_click_stores_and_tells_once(hall: City, draft: Walk, client: Client) -> None:
    pages = [say(client, draft, "@Boris Ahlers @Niemand") for _click in range(2)]
    drain()

    assert all("Benachrichtigt: Boris Ahlers." in page for page in pages)
    assert all("Nicht erreicht: @Niemand." in page for page in pages)
    assert (Comment.objects.count(), len(told()), len(mail.outbox)) == (1, 1, 1)


def test_a_name_said_twice_is_told_once(draft: Walk, client: Client) -> None:
    page = say(client, draft, "@Boris Ahlers, bitte. Danke, @Boris Ahlers! Oder @Boris Ahlers?")

    assert "Benachrichtigt: Boris Ahlers." in page
    assert len(told()) == 1


def test_of_many_it_does_not_reach_the_first_are_named(draft: Walk, client: Client) -> None:
    page = say(client, draft, " ".join(f"@Niemand{number}" for number in range(8)))

    assert "Nicht erreicht: @Niemand0, @Niemand1" in page
    assert "@Niemand4, und 3 weitere. Erwähnen" in page


def test_whom_it_does_not_reach_is_named_and_nothing_is_lost(
    hall: City, draft: Walk, client: Client
) -> None:
    """Nobody of that name and somebody without the right sound the same."""
    page = say(client, draft, "@Clara Ahlers und @Carla Mendes, bitte.")
    drain()

    assert "Nicht erreicht: @Clara Ahlers, @Carla Mendes. Erwähnen lässt sich nur" in page
    assert "Benachrichtigt" not in page
    assert Comment.objects.get().text == "@Clara Ahlers und @Carla Mendes, bitte."
    assert (told(), Delivery.objects.exclude(comment=None).count(), mail.outbox) == (set(), 0, [])


def test_mentioning_oneself_tells_nobody(draft: Walk, client: Client) -> None:
    page = say(client, draft, "Notiz an @Anna Ahlers")

    assert ("Nicht erreicht" in page, "Benachrichtigt" in page, told()) == (False, False, set())


def test_a_right_withdrawn_before_sending_keeps_the_mail_back(
    hall: City, draft: Walk, client: Client
) -> None:
    boris = hall.of(hall.lead, 1)
    say(client, draft, "@Boris Ahlers: Kanarienvogel")
    boris.groups.clear()
    drain()

    row = Delivery.objects.get(person=boris)
    assert (row.state, str(row.why), mail.outbox) == ("suppressed", "Recht entzogen", [])
    assert not Notice.objects.of(Person.objects.get(pk=boris.pk)).exists()


def test_of_a_non_public_measure_the_mail_says_no_word(
    hall: City, draft: Walk, client: Client
) -> None:
    Measure.objects.filter(pk=draft.measure.pk).update(public=False, title="Kanarienvogel")
    say(client, draft, "@Boris Ahlers: Kanarienvogel")
    drain()

    (message,) = mail.outbox
    assert message.subject == "Laufzettel: Es wartet etwas auf Sie"
    assert "Kanarienvogel" not in message.message().as_string()
    assert "Anna" not in message.body


def test_the_outbox_says_why_this_person_and_only_the_own_office_sees_it(
    hall: City, client: Client
) -> None:
    walk = Walk(hall).submitted()
    client.force_login(hall.of(hall.lead))
    say(client, walk, "@Boris Ahlers @Clara Ahlers")
    row = Delivery.objects.get(person=hall.of(hall.lead, 1), comment__isnull=False)
    client.force_login(hall.of(hall.office))

    listed = client.get("/postausgang/").content.decode()
    shown = client.get(f"/postausgang/{row.pk}/").content.decode()

    assert "Sie sind in einem Kommentar erwähnt." in listed
    assert "Kommentar – Anna Ahlers, " in shown
    assert "@Boris Ahlers @Clara Ahlers" in shown
    Measure.objects.update(office=hall.culture)
    assert client.get(f"/postausgang/{row.pk}/").status_code == 404


def test_wishes_hold_for_mentions_and_a_digest_groups_them(
    hall: City, draft: Walk, client: Client
) -> None:
    boris = hall.of(hall.lead, 1)
    Preference.objects.create(person=boris, topic="mention", frequency="daily")
    say(client, draft, "@Boris Ahlers, erstens")
    say(client, draft, "@Boris Ahlers, zweitens")
    digest = Delivery.objects.get(person=boris, kind="digest")
    drain(now=digest.due_at)

    (message,) = mail.outbox
    assert message.subject == "Laufzettel: 2 Neuigkeiten zu 1 Maßnahme"
    assert message.body.count("Anna Ahlers hat Sie in einem Kommentar erwähnt") == 2
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    Preference.objects.update(frequency="off")
    say(client, draft, "@Boris Ahlers, drittens")
    assert boris.deliveries.latest("pk").suppression == "unwanted"
    assert boris.notices.count() == 3


@pytest.mark.parametrize("model", [Notice, Delivery])
def test_a_row_tells_one_thing(hall: City, draft: Walk, model: Any) -> None:
    person = hall.of(hall.lead)
    words = {"measure_id": draft.measure.pk, "author": person, "text": "x"}
    both = {"entry": draft.fresh.journal.get(), "comment": Comment.objects.create(**words)}
    more = {"due_at": now(), "message_id": "<x@y>"} if model is Delivery else {}
    for about in (both, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(person=person, audience="mentioned", **about, **more)


def test_rows_say_what_they_tell(hall: City, draft: Walk, client: Client) -> None:
    say(client, draft, "@Boris Ahlers, bitte")

    said = "Boris Ahlers: Anna Ahlers: @Boris Ahlers, bitte"
    assert {str(each) for model in (Notice, Delivery) for each in model.objects.all()} == {said}
