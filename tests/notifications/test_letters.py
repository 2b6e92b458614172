"""What a letter says: the recipient's rights and language decide at the moment of sending."""

import datetime as dt
from email.message import EmailMessage

import pytest
from django.test import override_settings
from django.utils.timezone import now

from core.access import leave
from core.models import Measure, Person, Substitution
from notifications.letters import letter_for, message_for
from notifications.models import Delivery, Notice, Preference
from notifications.outbox import fan_out_all
from notifications.worker import drain
from tests.factories import City, Walk
from tests.notifications.conftest import Sink
from tests.notifications.mailbag import stand_in

DAY = dt.timedelta(days=1)
CANARY = "Kanarienvogel"


def delivery_to(person: Person) -> Delivery:
    return Delivery.objects.with_context().get(person=person)


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_letter_says_what_happened_and_what_to_do(hall: City, sink: Sink) -> None:
    walk = Walk(hall).submitted()
    drain()

    [message] = sink.to(hall.of(hall.office))
    reference = walk.fresh.reference
    assert str(message["Subject"]).strip() == (
        f"[{reference}] Zur formalen Prüfung vorgelegt: Standortportal in fünf Sprachen"
    )
    for kind in ("plain", "html"):
        said = body(message, kind)
        assert "Zur Prüfung vorlegen – Clara Ahlers" not in said
        assert "Zur Prüfung vorlegen – Anna Ahlers" in said
        assert "Bitte prüfen Sie die Maßnahme formal" in said
        assert "Ihr Büro koordiniert die Maßnahme." in said
        assert f"http://127.0.0.1:8000/massnahmen/{reference}/" in said


def test_headers_make_one_thread_and_no_answer(hall: City, sink: Sink) -> None:
    walk = Walk(hall).submitted()
    walk.do("check", "pass_check", hall.office)
    drain()

    root = f"<measure-{walk.measure.pk}@localhost>"
    assert len(sink.received) == 2 + 2 + 2
    assert {message["In-Reply-To"] for message in sink.received} == {root}
    assert {message["References"] for message in sink.received} == {root}
    assert {message["Auto-Submitted"] for message in sink.received} == {"auto-generated"}
    assert {message["List-Id"] for message in sink.received} == {
        "Laufzettel <laufzettel.localhost>"
    }
    assert len(set(sink.ids)) == len(sink.ids)
    assert all(str(message["To"]).count("@") == 1 for message in sink.received)


def test_message_id_is_fixed_at_the_fan_out(hall: City, sink: Sink) -> None:
    Walk(hall).submitted()
    fan_out_all(now=now())
    fixed = set(Delivery.objects.values_list("message_id", flat=True))

    drain()

    assert set(sink.ids) == fixed


def test_language_is_the_recipients_at_the_fan_out(hall: City, sink: Sink) -> None:
    reader = hall.of(hall.office)
    reader.language = "en"
    reader.save(update_fields=["language"])
    Walk(hall).submitted()
    drain()

    [english], [german] = sink.to(reader), sink.to(hall.of(hall.office, 1))
    assert (english["Content-Language"], german["Content-Language"]) == ("en", "de")
    assert '<html lang="en">' in body(english, "html")
    assert '<html lang="de">' in body(german, "html")


def test_non_public_measure_is_not_told_by_mail(hall: City, sink: Sink) -> None:
    walk = Walk(hall, title=f"{CANARY} im Titel", description=CANARY, public=False)
    walk.submitted()
    walk.take("send_back", hall.office, reason=f"Der {CANARY} fehlt.")
    drain()

    office = sink.to(hall.of(hall.office))
    assert [message["Subject"] for message in office] == ["Laufzettel: Es wartet etwas auf Sie"]
    assert f"/massnahmen/{walk.fresh.reference}/" in body(office[0], "plain")
    assert "wartet eine Aufgabe oder eine Nachricht auf Sie" in body(office[0], "html")
    everything = "".join(message.as_string() + body(message, "plain") for message in sink.received)
    assert sink.to(hall.of(hall.lead, 1))
    assert CANARY not in everything
    assert not Notice.objects.filter(person=hall.of(hall.network)).exists()
    assert CANARY not in str(list(Delivery.objects.values()))


def test_who_lost_the_right_is_sent_nothing(hall: City, sink: Sink) -> None:
    reader = hall.of(hall.office)
    Walk(hall).submitted()
    fan_out_all(now=now())
    leave(reader.memberships.get())

    drain()

    sent = delivery_to(reader)
    assert (sent.state, sent.suppression, sent.why) == ("suppressed", "withdrawn", "Recht entzogen")
    assert letter_for(sent) is None
    assert not sink.to(reader)
    assert not Notice.objects.of(reader).exists()


@pytest.mark.parametrize("frequency", ["immediate", "daily"])
def test_who_lost_the_right_on_a_public_measure_is_sent_nothing(
    hall: City, sink: Sink, frequency: str
) -> None:
    """Everybody may read a released measure; only those it concerns are written to."""
    reader, other = (hall.of(hall.office, number) for number in (0, 1))
    for person in (reader, other):
        Preference.objects.create(person=person, topic="decision", frequency=frequency)
    walk = Walk(hall).ready().released()
    drain(now=now() + 2 * DAY)
    sink.received.clear()
    walk.result(hall.committee, "recommended")
    fan_out_all(now=now())
    leave(reader.memberships.get())

    drain(now=now() + 2 * DAY)

    held = reader.deliveries.filter(kind="letter").latest("pk")
    assert (held.state, held.suppression) == ("suppressed", "withdrawn")
    assert (len(sink.to(reader)), len(sink.to(other))) == (0, 1)


@pytest.mark.parametrize("revoked", [False, True])
def test_a_substitute_is_written_to_while_the_substitution_lasts(
    hall: City, sink: Sink, *, revoked: bool
) -> None:
    absent, substitute = hall.of(hall.culture), hall.of(hall.school)
    stand_in(absent, substitute)
    Walk(hall).submitted().do(
        "check", "request_cosignatures", hall.office, organizations=[hall.culture]
    )
    fan_out_all(now=now())
    if revoked:
        Substitution.objects.update(revoked_at=now())

    drain()

    asked = substitute.deliveries.exclude(entry=None).get()
    assert asked.on_behalf_of == absent
    assert asked.suppression == ("withdrawn" if revoked else "")
    got, told = (
        [each for each in sink.to(person) if "Bitte um Mitzeichnung" in str(each["Subject"])]
        for person in (substitute, absent)
    )
    assert (len(got), len(told)) == (0 if revoked else 1, 1)


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"is_active": False}, "inactive"), ({"email": ""}, "no_address")],
    ids=["inactive", "without address"],
)
def test_who_cannot_get_mail_is_sent_nothing(
    hall: City, sink: Sink, changes: dict[str, object], why: str
) -> None:
    reader = hall.of(hall.office)
    Walk(hall).submitted()
    fan_out_all(now=now())
    Person.objects.filter(pk=reader.pk).update(**changes)

    drain()

    assert delivery_to(reader).suppression == why
    assert not sink.to(reader)


def test_markup_and_line_breaks_of_a_title_stay_text(hall: City) -> None:
    Walk(hall, title="<b>Titel</b>\r\nBcc: alle@stadt.example\u202e").submitted()
    drain()

    sent = delivery_to(hall.of(hall.office))
    letter = letter_for(sent)
    assert letter is not None
    assert "<b>Titel" in letter.text
    assert "&lt;b&gt;Titel" in letter.html
    assert "<b>Titel" not in letter.html
    assert letter.subject.endswith(": <b>Titel</b> Bcc: alle@stadt.example")
    assert message_for(sent, letter).message()["Bcc"] is None


def test_asked_to_cosign_has_words_of_its_own(hall: City, sink: Sink) -> None:
    walk = Walk(hall).submitted()
    walk.do("check", "request_cosignatures", hall.office, organizations=[hall.culture])
    drain()

    [message] = sink.to(hall.of(hall.culture))
    due = Measure.objects.get().open_signatures[0].due_on
    assert due is not None
    for kind in ("plain", "html"):
        said = body(message, kind)
        assert "erklären, dass sie nicht berührt ist." in said
        assert f"{due:%d.%m.%Y}" in said
        assert "Ihre Stelle ist um Mitzeichnung gebeten." in said


@override_settings(
    LAUFZETTEL_BASE_URL="https://laufzettel.stadt.example",
    DEFAULT_FROM_EMAIL="Laufzettel <post@stadt.example>",
)
def test_addresses_are_those_of_the_installation(hall: City, sink: Sink) -> None:
    Walk(hall).submitted()
    drain()

    [message] = sink.to(hall.of(hall.office))
    assert message["Message-ID"].endswith("@stadt.example>")
    assert message["List-Id"] == "Laufzettel <laufzettel.stadt.example>"
    assert "https://laufzettel.stadt.example/massnahmen/M-" in body(message, "plain")


def test_the_next_body_reads_what_the_last_one_wants_changed(hall: City, sink: Sink) -> None:
    walk = Walk(hall).ready().released()
    walk.result(
        hall.committee, "recommended_with_changes", change_text="Ab 2028.", change_cost=1500
    )
    drain()

    [*_before, message] = sink.to(hall.of(hall.main_committee))
    said = body(message, "plain").replace("\N{NO-BREAK SPACE}", " ")
    assert "Ihr Gremium ist als Nächstes an der Reihe" in str(message["Subject"])
    assert "Internationaler Ausschuss: Ab 2028. (Mehrkosten 1.500,00 €)" in said
    assert not any("Ab 2028." in body(each, "plain") for each in sink.to(hall.of(hall.council)))


def test_a_supplement_is_named_beside_its_paper(hall: City, sink: Sink) -> None:
    walk = Walk(hall).ready().released()
    walk.take("supplement", hall.office, 1, reason="Neue Zahlen.")
    drain()

    [*_before, message] = sink.to(hall.of(hall.committee))
    paper = walk.fresh.paper
    assert paper is not None
    assert f"{paper.reference} E1" in body(message, "plain")
    assert f"Drucksache: {paper.reference}\r\n" in body(message, "plain")
