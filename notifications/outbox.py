"""From the outbox row of a step to one notice and one mail per person: once, whatever happens."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError, connection, transaction

from core.models import Comment, Outbox, Person, Substitution
from core.steps import Audience

from .collecting import place
from .message_ids import new_message_id
from .models import Delivery, Notice
from .preferences import Wishes
from .recipients import Recipient, recipients
from .slots import allowed_from

logger = logging.getLogger(__name__)
# Seconds between two rows on SQLite, so that a page waiting to write gets its turn.
BREATH = 0.005
# How long a row that cannot be understood is left alone.
AGAIN = dt.timedelta(minutes=5)
Suppression = Delivery.Suppression


def fan_out_all(*, now: dt.datetime, later: dict[int, dt.datetime] | None = None) -> int:
    """Fan out every waiting row, oldest first; one that cannot be understood holds up no other.

    In `later` a worker keeps when it tries such a row again.
    """
    done, later = 0, {} if later is None else later
    for pk in list(Outbox.objects.order_by("pk").values_list("pk", flat=True)):
        if later.get(pk, now) > now:
            continue
        try:
            done += fan_out(pk, now=now)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("Outbox row %s cannot be fanned out", pk)
            later[pk] = now + AGAIN
        if connection.vendor == "sqlite":
            time.sleep(BREATH)
    return done


@transaction.atomic
def fan_out(pk: int, *, now: dt.datetime) -> bool:
    """Write the letters of an outbox row and delete it, in one transaction; False if it is gone."""
    waiting = Outbox.objects.select_related("entry__measure__field").filter(pk=pk)
    claimed = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if claimed is None:
        return False
    told = recipients(claimed.entry, claimed.audiences)
    _write({"entry": claimed.entry}, told, now)
    claimed.delete()
    return True


@transaction.atomic
def tell_mentioned(comment: Comment, people: Iterable[Person], *, now: dt.datetime) -> None:
    """Write the letters to people whom the comment mentions, and to who stands in for them.

    All of them may see its measure.

    Called where the comment is stored, so that both are there or neither; again it does nothing.
    """
    told = [Recipient(each, Audience.MENTIONED, True, each.represents) for each in people]
    _write({"comment": comment}, told, now)


@transaction.atomic
def tell_substitution(row: Substitution, *, ended: bool, now: dt.datetime) -> None:
    """Write the letters to the substitute and the absent person, but not to the one who acted.

    They are about rights of one's own: never collected nor switched off, quiet hours hold.
    """
    actor = row.revoked_by_id if ended else row.entered_by_id
    both = (each for each in (row.absent, row.substitute) if each.is_active and each.pk != actor)
    people = sorted(both, key=lambda each: each.pk)
    about: dict[str, Any] = {"substitution": row, "ended": ended}
    wishes = Wishes(people)
    Notice.objects.bulk_create(
        (Notice(**about, person=each) for each in people), ignore_conflicts=True
    )
    Delivery.objects.bulk_create(
        (
            Delivery(
                **about,
                person=each,
                language=each.language,
                message_id=new_message_id(),
                due_at=allowed_from(wishes.times_of(each), now),
            )
            for each in people
        ),
        ignore_conflicts=True,
    )


def _write(about: dict[str, Any], people: list[Recipient], now: dt.datetime) -> None:
    """Who may not see the measure gets no notice; the mail stays, unsent, with its reason."""
    Notice.objects.bulk_create(
        (Notice(**about, **each.addressed) for each in people if each.sees),
        ignore_conflicts=True,
    )
    wishes = Wishes(each.person for each in people)
    ordered = sorted(people, key=lambda each: each.person.pk)
    Delivery.objects.bulk_create(
        [_delivery(about, each, wishes, now) for each in ordered], ignore_conflicts=True
    )


def _delivery(
    about: dict[str, Any], recipient: Recipient, wishes: Wishes, now: dt.datetime
) -> Delivery:
    delivery = Delivery(
        **about,
        **recipient.addressed,
        language=recipient.person.language,
        message_id=new_message_id(),
        due_at=now,
    )
    if recipient.sees:
        place(delivery, wishes, now=now)
    else:
        delivery.state, delivery.suppression = Delivery.State.SUPPRESSED, Suppression.UNREADABLE
    return delivery
