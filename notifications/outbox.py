"""From the outbox row of a step to one notice and one mail per person: once, whatever happens."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from email.utils import parseaddr

from django.conf import settings
from django.db import DatabaseError, transaction

from core.models import JournalEntry, Outbox

from .models import Delivery, Notice
from .recipients import Recipient, recipients

logger = logging.getLogger(__name__)
Suppression = Delivery.Suppression


def fan_out_all(*, now: dt.datetime) -> int:
    """Fan out every waiting row, oldest first; one that cannot be understood holds up no other."""
    done = 0
    for pk in list(Outbox.objects.order_by("pk").values_list("pk", flat=True)):
        try:
            done += fan_out(pk, now=now)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("Outbox row %s cannot be fanned out", pk)
    return done


@transaction.atomic
def fan_out(pk: int, *, now: dt.datetime) -> bool:
    """Write the letters of an outbox row and delete it, in one transaction; False if it is gone."""
    waiting = Outbox.objects.select_related("entry__measure__field").filter(pk=pk)
    claimed = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if claimed is None:
        return False
    _write(claimed.entry, recipients(claimed.entry, claimed.audiences), now)
    claimed.delete()
    return True


def _write(entry: JournalEntry, people: list[Recipient], now: dt.datetime) -> None:
    """Who may not see the measure gets no notice; the mail stays, unsent, with its reason."""
    Notice.objects.bulk_create(
        (
            Notice(entry=entry, person=each.person, audience=each.audience)
            for each in people
            if each.sees
        ),
        ignore_conflicts=True,
    )
    Delivery.objects.bulk_create(
        (_delivery(entry, each, now) for each in people), ignore_conflicts=True
    )


def _delivery(entry: JournalEntry, recipient: Recipient, now: dt.datetime) -> Delivery:
    return Delivery(
        entry=entry,
        person=recipient.person,
        audience=recipient.audience,
        language=recipient.person.language,
        message_id=f"<{uuid.uuid4().hex}@{mail_domain()}>",
        state=Delivery.State.DUE if recipient.sees else Delivery.State.SUPPRESSED,
        suppression="" if recipient.sees else Suppression.UNREADABLE,
        due_at=now,
    )


def mail_domain() -> str:
    """The right-hand side of our message ids: where the sender's address lives."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
