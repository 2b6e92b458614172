"""Why a mail waits, and what the mail server meant, in words for the office."""

import datetime as dt
from typing import Any

import pytest

from core.models import Comment, Measure
from core.templatetags.laufzettel import moment
from notifications.explaining import meaning, why
from notifications.models import Delivery, MailTimes
from notifications.slots import allowed_from, holds
from tests.factories import City

State = Delivery.State
# A Friday and a Sunday in local time (UTC + 1), both in the evening.
FRIDAY = dt.datetime(2026, 11, 27, 19, 30, tzinfo=dt.UTC)
SUNDAY = dt.datetime(2026, 11, 29, 12, 0, tzinfo=dt.UTC)
QUIET = {"quiet_from": dt.time(19), "quiet_to": dt.time(6, 30)}
FREE = {"working_days_only": True}


@pytest.fixture
def letter(hall: City, told: Measure) -> Delivery:
    return Delivery.objects.get(person=hall.of(hall.office))


def waits(letter: Delivery, *, answers: bool | None = None, **changes: Any) -> str:
    Delivery.objects.filter(pk=letter.pk).update(**changes)
    return why(Delivery.objects.get(pk=letter.pk), now=FRIDAY, answers=answers)


@pytest.mark.parametrize(
    ("since", "wished", "reasons"),
    [
        (FRIDAY, QUIET, "Ruhezeit"),
        (SUNDAY, FREE, "freier Tag"),
        (SUNDAY, QUIET | FREE, "freier Tag, Ruhezeit"),
        (FRIDAY, QUIET | FREE, "Ruhezeit, freier Tag"),
    ],
)
def test_a_held_letter_names_what_holds_it(
    letter: Delivery, since: dt.datetime, wished: dict[str, Any], reasons: str
) -> None:
    times = MailTimes.objects.create(person=letter.person, **wished)
    said = Comment(measure=letter.told.measure, author=letter.person, written_at=since)
    due = allowed_from(times, since)
    held = Delivery(comment=said, person=letter.person, due_at=due)

    assert why(held, now=since, answers=None) == f"{reasons}, geht hinaus: {moment(due)}"
    held.due_at = due + dt.timedelta(minutes=1)
    assert why(held, now=since, answers=None).startswith("geht hinaus: ")


def test_nothing_holds_a_mail_whose_time_it_is() -> None:
    assert holds(MailTimes(), SUNDAY) == []


def test_a_letter_without_wishes_says_when_it_leaves(letter: Delivery) -> None:
    due = FRIDAY + dt.timedelta(hours=1)

    assert waits(letter, due_at=due) == f"geht hinaus: {moment(due)}"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (None, "geht gleich hinaus"),
        (True, "geht gleich hinaus"),
        (False, "Der Mailserver ist zurzeit nicht erreichbar."),
    ],
)
def test_a_letter_that_is_due_leaves_as_soon_as_it_can(
    letter: Delivery, answers: bool | None, said: str
) -> None:
    assert waits(letter, due_at=FRIDAY, answers=answers) == said


def test_a_letter_that_failed_says_when_it_is_tried_again(letter: Delivery) -> None:
    refused, away = "ConnectionRefusedError: [Errno 111] Connection refused", "451 Later"
    again = FRIDAY + dt.timedelta(minutes=5)

    assert waits(letter, due_at=FRIDAY, last_error=refused) == (
        f"Der Mailserver war nicht erreichbar ({refused}). "
        "Die Sendung geht hinaus, sobald er antwortet."
    )
    assert waits(letter, due_at=again, last_error=away) == (
        f"Verzögert: 451 Later. Erneuter Versuch: {moment(again)}."
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"state": State.SUPPRESSED, "suppression": "no_address"}, "Keine E-Mail-Adresse"),
        ({"state": State.SENT}, ""),
        ({"state": State.SENT, "last_error": "smtp; 452 4.2.2 voll"}, "Verzögert: smtp; 452"),
    ],
)
def test_what_is_settled_says_why_if_there_is_a_reason(
    letter: Delivery, changes: dict[str, str], said: str
) -> None:
    assert waits(letter, **changes).startswith(said)
    assert bool(waits(letter, **changes)) == bool(said)


ADDRESS = " Die Adresse ändert die Administration unter Personen."


@pytest.mark.parametrize(
    ("state", "raw", "said"),
    [
        (State.DEAD, "550 5.1.1 No such user.", "Adresse unbekannt: 550 5.1.1 No such user."),
        (State.DEAD, "smtp; 550 no mailbox", "Adresse unbekannt: smtp; 550 no mailbox."),
        (State.DEAD, "5.1.10", "Adresse unbekannt: 5.1.10."),
        (State.DEAD, "550 5.7.1 blocked", "Endgültig abgewiesen: 550 5.7.1 blocked."),
        (State.DEAD, "5.2.2", "Endgültig abgewiesen: 5.2.2."),
        (State.DUE, "550 5.1.1 zuvor", "Verzögert: 550 5.1.1 zuvor."),
        (State.DUE, "gaierror: [Errno -2] x", "Der Mailserver war nicht erreichbar (gaierror: "),
        (State.DUE, "SMTPServerDisconnected: closed", "Der Mailserver war nicht erreichbar (SMTP"),
        (State.DUE, "SMTPDataError: (451, b'x')", "Verzögert: SMTPDataError: (451, b'x')."),
        (State.DEAD, "ValueError", "Die Mail ließ sich nicht schreiben (ValueError)."),
        (State.SENT, "delayed", "Verzögert: delayed."),
    ],
)
def test_raw_errors_are_explained_first(state: str, raw: str, said: str) -> None:
    told = meaning(Delivery(state=state, last_error=raw))

    assert told.startswith(said)
    assert told.endswith(ADDRESS) == said.startswith("Adresse unbekannt")
