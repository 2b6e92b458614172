"""Reports of mail servers: what failed for good is dead, what is late is noted, once."""

from __future__ import annotations

from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from notifications.bounces import read, settle
from notifications.models import Delivery
from notifications.outbox import fan_out_all
from tests.factories import City, Walk

REPORT = """From: MAILER-DAEMON@mail.example
To: laufzettel@stadt.example
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Ihre Nachricht konnte nicht zugestellt werden.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; anna@stadt.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1
  Postfach unbekannt

--b
Content-Type: {kind}

Message-ID: {message_id}
Subject: Hallo
--b--
"""


def report(message_id: str, action: str = "failed", status: str = "5.1.1", **parts: str) -> bytes:
    kind = parts.get("kind", "text/rfc822-headers")
    said = REPORT.format(message_id=message_id, action=action, status=status, kind=kind)
    return said.replace("\n", "\r\n").encode()


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


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("relayed", "2.0.0")])
def test_a_mail_that_is_late_is_noted_and_stays_sent(
    mail: Delivery, action: str, status: str
) -> None:
    bounce = read(report(mail.message_id, action, status))
    assert bounce is not None

    assert (settle(bounce).kind, settle(bounce).kind) == ("noted", "known")

    mail.refresh_from_db()
    assert (mail.state, "Postfach" in mail.last_error) == ("sent", True)


@pytest.mark.parametrize(
    "content", [b"", b"Subject: Hallo\r\n\r\nGuten Tag", report("ohne Klammern"), b"\xff\x00\xfe"]
)
def test_what_is_no_report_is_none(content: bytes) -> None:
    assert read(content) is None


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

    assert first == "Unzustellbar: 1. Verzögert: 0. Schon bekannt: 0. Nicht zuzuordnen: 2."
    assert second == "Unzustellbar: 0. Verzögert: 0. Schon bekannt: 1. Nicht zuzuordnen: 2."


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
