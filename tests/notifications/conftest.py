"""A city whose people each have a mailbox, and a mail server here that can misbehave."""

import asyncio
import logging
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import Client
from django.utils import timezone

from core.models import JournalEntry, Measure, Person
from notifications.outbox import fan_out_all
from tests.factories import City, Walk, city

ACCEPTED = "250 OK"


@pytest.fixture
def hall(db: None) -> City:
    """Give every person of the city a mailbox of their own."""
    made = city()
    for person in Person.objects.all():
        person.email = f"{person.username}@stadt.example"
        person.save(update_fields=["email"])
    return made


@pytest.fixture
def told(hall: City) -> Measure:
    """A measure the office was asked to check; the letters are written, none is sent."""
    measure = Walk(hall).submitted().fresh
    fan_out_all(now=timezone.now())
    return measure


@pytest.fixture
def office(client: Client, hall: City) -> Client:
    client.force_login(hall.of(hall.office))
    return client


def entries(measure: Measure, number: int) -> list[JournalEntry]:
    """As many further entries as asked for, written beside the engine to fill a list."""
    first = measure.journal.first()
    assert first is not None
    values = {
        "measure": measure,
        "at": first.at,
        "pseudonym": first.pseudonym,
        "action": "submit",
        "target": "checking",
        "actor": first.actor,
    }
    return JournalEntry.objects.bulk_create(
        JournalEntry(number=1000 + each, **values) for each in range(number)
    )


@dataclass
class Sink:
    """A mail server that keeps what it gets; `faults` names what it does to which mailbox."""

    port: int = 0
    received: list[EmailMessage] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    hangs: set[str] = field(default_factory=set)
    drops: set[str] = field(default_factory=set)
    on_mail: Callable[["Sink"], None] = lambda sink: None
    sessions: int = 0

    async def handle_EHLO(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, lines: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        return lines

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return ACCEPTED

    async def handle_DATA(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        address = envelope.rcpt_tos[0]
        if address in self.answers:
            return self.answers[address]
        if address in self.hangs:
            await asyncio.sleep(1)
        assert isinstance(envelope.content, bytes)
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        if address in self.drops:
            server.transport.abort()
        self.on_mail(self)
        return ACCEPTED

    def recover(self) -> None:
        self.refused, self.answers, self.hangs, self.drops = {}, {}, set(), set()

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.received]

    def to(self, person: Person) -> list[EmailMessage]:
        return [message for message in self.received if message["To"] == person.email]


class AnyPort(Controller):
    """Listens wherever the system finds room, so that tests run side by side."""

    def _trigger_server(self) -> None:
        """Learn the port before the first connection is tried."""
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """Run the mail server; Django's own SMTP backend sends to it."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    kept = Sink()
    controller = AnyPort(kept, hostname="127.0.0.1", port=0)
    controller.start()
    kept.port = controller.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_TIMEOUT = 2
    yield kept
    controller.stop(no_assert=True)


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that takes every call and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]
