"""Message ids: our own for each mail, and the roots that make threads."""

from __future__ import annotations

import uuid
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from .models import Delivery


def mail_domain() -> str:
    """The right-hand side of our message ids: where the sender's address lives."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def new_message_id() -> str:
    return f"<{uuid.uuid4().hex}@{mail_domain()}>"


def thread_of(delivery: Delivery) -> str:
    """The id all mails of one thread name: one thread per measure, one for a person's digests.

    And one for each substitution.
    """
    if delivery.collects:
        return f"<digests-{delivery.person.pseudonym}@{mail_domain()}>"
    if delivery.substitution_id is not None:
        return f"<substitution-{delivery.substitution_id}@{mail_domain()}>"
    return f"<measure-{delivery.told.measure_id}@{mail_domain()}>"
