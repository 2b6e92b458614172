"""Reports of mail servers: what failed for good is dead, what is late is noted, once."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import localtime, now

from notifications.bounces import Damaged, read, settle
from notifications.delivery import resend
from notifications.models import Delivery
from notifications.outbox import fan_out_all
from notifications.worker import drain
from tests.factories import City, Walk
from tests.notifications.conftest import Sink

HOUR = dt.timedelta(hours=1)
NUMBERS = "Unzustellbar: {}. Verzögert: {}. Schon bekannt: {}. "
REST = "Älter als der erneute Versand: {}. Nicht zuzuordnen: {}. Beschädigt: {}."
REPORT = """From: MAILER-DAEMON@mail.example
To: laufzettel@stadt.example
Subject: Undelivered Mail
{date}MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Ihre Nachricht konnte nicht zugestellt werden.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
{arrived}
Final-Recipient: rfc822; anna@stadt.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1
  {words}

--b
Content-Type: {kind}

Message-ID: {message_id}
{sent}Subject: Hallo
--b--
"""


def report(message_id: str, action: str = "failed", status: str = "5.1.1", **parts: str) -> bytes:
    """A report; `date`, `arrived` and `sent` are whole header lines, by default not there."""
    usual = {"kind": "text/rfc822-headers", "words": "Postfach unbekannt"}
    lines = {"date": "", "arrived": "", "sent": ""}
    about = {"message_id": message_id, "action": action, "status": status}
    return REPORT.format(**(usual | lines | about | parts)).replace("\n", "\r\n").encode()


def line(name: str, moment: dt.datetime) -> str:
    return f"{name}: {format_datetime(moment)}\n"


def mbox(*mails: bytes) -> bytes:
    begin = b"From MAILER-DAEMON Fri Nov 27 12:00:00 2026\n"
    return b"".join(begin + each + b"\n\n" for each in mails)


def counts(*numbers: int) -> str:
    return (NUMBERS + REST).format(*numbers)


@pytest.fixture
def mail(hall: City) -> Delivery:
    Walk(hall).submitted()
    fan_out_all(now=now())
    found = Delivery.objects.filter(person=hall.of(hall.office))
    found.update(state="sent", sent_at=now())
    return found.get()


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
@pytest.mark.parametrize("status", ["5.1.1", "4.4.7"])
def test_a_mail_the_server_gave_up_is_dead_and_says_why(
    mail: Delivery, kind: str, status: str
) -> None:
    bounce = read(report(mail.message_id, status=status, kind=kind))
    assert bounce is not None

    assert (settle(bounce).kind, settle(bounce).kind) == ("dead", "known")

    mail.refresh_from_db()
    assert (mail.state, mail.why) == ("dead", "smtp; 550 5.1.1 Postfach unbekannt")


def test_what_no_database_takes_is_left_out(mail: Delivery) -> None:
    sent = report(mail.message_id, words="Postfach\0 unbekannt", date="Date: Fri, 31 Dec 9998\n")
    bounce = read(sent)
    assert bounce is not None

    assert (settle(bounce).kind, bounce.text) == ("dead", "smtp; 550 5.1.1 Postfach unbekannt")
    assert bounce.reported_at is None or bounce.reported_at <= now()
    with pytest.raises(Damaged):
        read(report("<a\0b@localhost>"))


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("relayed", "2.0.0")])
def test_a_mail_that_is_late_is_noted_and_stays_sent(
    mail: Delivery, action: str, status: str
) -> None:
    bounce = read(report(mail.message_id, action, status))
    assert bounce is not None

    assert (settle(bounce).kind, settle(bounce).kind) == ("noted", "known")

    mail.refresh_from_db()
    assert (mail.state, "Postfach" in mail.last_error) == ("sent", True)


def test_what_is_no_report_is_none() -> None:
    assert read(b"Subject: Hallo\r\n\r\nGuten Tag") is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\x00\xfe",
        report("ohne Klammern"),
        report("<a@b>").partition(b"Action")[0],
        report("<a@b>", kind='text/rfc822-headers; charset="a\0"', sent="X: ä\n"),
    ],
    ids=["empty", "no mail", "names no mail", "cut off", "the library trips"],
)
def test_what_wants_to_be_a_report_and_cannot_be_read_is_damaged(content: bytes) -> None:
    with pytest.raises(Damaged):
        read(content)


@pytest.mark.parametrize("said", ["Date: gestern\n", "Date: Fri, 31 Dec 9999 23:59:59 -1400\n"])
def test_a_time_that_is_none_is_left_out(said: str) -> None:
    bounce = read(report("<a@b>", sent=said, date=line("Date", now())))

    assert bounce is not None
    assert bounce.tried_at == bounce.reported_at
    assert now() - bounce.reported_at < dt.timedelta(minutes=1)


def told(source: str) -> str:
    out = StringIO()
    call_command("import_bounces", source, stdout=out)
    return out.getvalue().strip()


def test_command_reads_a_folder_and_counts(mail: Delivery, tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(report(mail.message_id))
    (tmp_path / "2.eml").write_bytes(report("<fremd@anderswo.example>"))
    (tmp_path / "3.eml").write_bytes(b"Subject: Hallo\r\n\r\nGuten Tag")
    (tmp_path / "ordner").mkdir()

    first, second = told(str(tmp_path)), told(str(tmp_path))

    assert first.endswith(counts(1, 0, 0, 0, 2, 0))
    assert second.endswith(counts(0, 0, 1, 0, 2, 0))


def test_command_reads_a_file_and_standard_input(
    mail: Delivery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Input:
        buffer = BytesIO(report(mail.message_id, "delayed", "4.4.1"))

    monkeypatch.setattr("sys.stdin", Input())
    file: Any = tmp_path / "meldung.eml"
    file.write_bytes(report(mail.message_id))

    assert told("-").startswith("Unzustellbar: 0. Verzögert: 1.")
    assert told(str(file)).startswith("Unzustellbar: 1.")


def test_command_names_a_file_that_is_not_there(db: None) -> None:
    with pytest.raises(CommandError, match=r"Diese Datei gibt es nicht: fehlt\.eml"):
        told("fehlt.eml")


# ---- several in one file -------------------------------------------------------------------------


@pytest.fixture
def mails(hall: City) -> list[Delivery]:
    """Three mails that were sent."""
    Walk(hall).submitted()
    fan_out_all(now=now())
    Delivery.objects.update(state="sent", sent_at=now())
    return list(Delivery.objects.order_by("pk")[:3])


def test_command_reads_every_report_of_an_mbox_and_names_what_is_damaged(
    mails: list[Delivery], tmp_path: Path
) -> None:
    first, second, third = mails
    file = tmp_path / "postfach"
    damaged = report(second.message_id).partition(b"Action")[0]
    late = report(third.message_id, "delayed", "4.4.1")
    file.write_bytes(mbox(report(first.message_id), damaged, b"", b"Subject: Hallo\n\nTag\n", late))

    *named, counted = told(str(file)).splitlines()

    assert named == [
        "postfach, Nr. 2: beschädigt oder unvollständig, deshalb übergangen.",
        "postfach, Nr. 3: beschädigt oder unvollständig, deshalb übergangen.",
        "postfach, Nr. 4: keine Unzustellbarkeitsmeldung, deshalb übergangen.",
    ]
    assert counted == counts(1, 1, 0, 0, 1, 2)
    states = [Delivery.objects.get(pk=each.pk).state for each in mails]
    assert states == ["dead", "sent", "sent"]


def test_the_same_mbox_again_changes_no_row(mails: list[Delivery], tmp_path: Path) -> None:
    """Also where two servers say different things of one mail, whatever their order."""
    first, second, third = mails
    early, later = line("Date", now() - HOUR), line("Date", now())
    late = [
        report(first.message_id, "delayed", date=later, words="Leitung gestört"),
        report(first.message_id, "delayed", date=early, words="Postfach voll"),
        report(second.message_id, "delayed", words="Später"),
        report(second.message_id, "delayed", words="Noch später"),
        report(third.message_id, "delayed", words="Später"),
        report(third.message_id),
    ]
    (tmp_path / "a.mbox").write_bytes(mbox(*late))
    said = told(str(tmp_path))
    rows = list(Delivery.objects.order_by("pk").values())

    again = told(str(tmp_path))

    assert said == counts(1, 3, 2, 0, 0, 0)
    assert again == counts(0, 0, 6, 0, 0, 0)
    assert list(Delivery.objects.order_by("pk").values()) == rows
    assert [row["last_error"].split("; ")[1][10:] for row in rows[:2]] == [
        "Leitung gestört",
        "Später",
    ]


def test_command_reads_an_mbox_on_standard_input(
    mails: list[Delivery], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Input:
        buffer = BytesIO(mbox(report(mails[0].message_id), b"\xff", report(mails[1].message_id)))

    monkeypatch.setattr("sys.stdin", Input())

    assert told("-").splitlines() == [
        "Standardeingabe, Nr. 2: beschädigt oder unvollständig, deshalb übergangen.",
        counts(2, 0, 0, 0, 0, 1),
    ]


# ---- sent again ----------------------------------------------------------------------------------


@pytest.fixture
def resent(mail: Delivery) -> Delivery:
    """Reported dead an hour ago, sent again by the office just now."""
    settled = read(report(mail.message_id, sent=line("Date", now() - HOUR)))
    assert settled is not None
    assert settle(settled).kind == "dead"
    assert resend(mail)
    mail.refresh_from_db()
    return mail


@pytest.mark.parametrize("state", ["due", "sent"])
@pytest.mark.parametrize("action", ["failed", "delayed"])
@pytest.mark.parametrize(
    "lines",
    [
        {"sent": line("Date", now() - HOUR), "date": line("Date", now() + HOUR)},
        {"arrived": line("Arrival-Date", now() - HOUR), "date": line("Date", now() + HOUR)},
        {"date": line("Date", now() - HOUR)},
    ],
    ids=["the attempt's time", "its arrival", "the report's time"],
)
def test_a_report_older_than_a_resend_leaves_the_mail_alone_and_says_why(
    resent: Delivery, tmp_path: Path, state: str, action: str, lines: dict[str, str]
) -> None:
    Delivery.objects.filter(pk=resent.pk).update(state=state)
    before = Delivery.objects.filter(pk=resent.pk).values().get()
    file = tmp_path / "alt.mbox"
    file.write_bytes(mbox(report("<fremd@x>"), report(resent.message_id, action, **lines)))
    assert resent.resent_at is not None
    foreign = "alt.mbox, Nr. 1: Die Meldung gilt einer Mail, die nicht von hier ist: <fremd@x>."
    why = (
        "alt.mbox, Nr. 2: Die Meldung gilt einem Versuch vor dem erneuten Versand vom "
        f"{localtime(resent.resent_at):%d.%m.%Y %H:%M}; die Sendung an {resent.person} "
        "bleibt, wie sie ist."
    )

    for _time in range(2):
        assert told(str(file)).splitlines() == [foreign, why, counts(0, 0, 0, 1, 1, 0)]

    assert Delivery.objects.filter(pk=resent.pk).values().get() == before


def test_a_report_without_a_time_leaves_what_was_sent_again_alone(
    resent: Delivery, tmp_path: Path
) -> None:
    (tmp_path / "1.eml").write_bytes(report(resent.message_id))

    sentence, counted = told(str(tmp_path)).splitlines()

    assert sentence.startswith("1.eml: Die Meldung nennt keine Zeit")
    assert counted == counts(0, 0, 0, 1, 0, 0)
    assert Delivery.objects.get(pk=resent.pk).state == "due"


def test_a_report_on_the_newer_attempt_counts(resent: Delivery, sink: Sink) -> None:
    """The attempt is known by the time in the mail that left, within the very second."""
    drain()
    [left] = sink.to(resent.person)
    bounce = read(report(resent.message_id, sent=f"Date: {left['Date']}\n"))
    assert bounce is not None
    assert Delivery.objects.get(pk=resent.pk).state == "sent"

    assert settle(bounce).kind == "dead"

    assert Delivery.objects.get(pk=resent.pk).state == "dead"


def test_a_resend_forgets_what_was_reported_before(mail: Delivery) -> None:
    first, second = (
        read(report(mail.message_id, "delayed", sent=line("Date", at), date=line("Date", at)))
        for at in (now(), now() + HOUR)
    )
    assert first is not None
    assert second is not None
    assert settle(second).kind == "noted"
    resend(mail)
    mail.refresh_from_db()
    assert (mail.reported_at, mail.last_error, mail.resent_at is None) == (None, "", False)

    Delivery.objects.filter(pk=mail.pk).update(resent_at=now() - HOUR)
    assert settle(first).kind == "noted"
