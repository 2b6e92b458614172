"""In words for the office: why a mail waits, and what the mail server meant."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.templatetags.laufzettel import moment

from .models import Delivery, MailTimes
from .slots import allowed_from, holds

if TYPE_CHECKING:
    from .slots import Hold

Kind = Delivery.Kind
State = Delivery.State
# As `delivery.said` writes them: the line's error with its words, or the bare kind of an error.
LINE = re.compile(r"(?:\w*error|SMTPServerDisconnected): (?!\(\d)", re.IGNORECASE)
BARE = re.compile(r"[A-Z]\w*")
# RFC 3463: the address is wrong; without such a code what a server says of an unknown mailbox.
ENHANCED = re.compile(r"\b5\.\d+\.\d+\b")
WRONG_ADDRESS = re.compile(r"\b5\.1\.(?:[12346]|10)\b")
NO_MAILBOX = re.compile(r"\b55[013]\b")


def why(row: Delivery, *, now: dt.datetime, answers: bool | None) -> str:
    """Why it was not sent or not yet; empty if there is nothing to say.

    `answers`: whether the mail server answered last, if anybody asked it.
    """
    if row.suppression:
        return str(row.why)
    if row.state == State.DUE:
        return _waits(row, now, answers=answers)
    if row.digest and row.digest.state == State.DUE:
        return _("gesammelt, geht mit der Sammelmail: %(at)s") % {"at": moment(row.digest.due_at)}
    return meaning(row) if row.last_error else ""


def why_private(row: Delivery) -> str:
    """Why somebody gets a digest, or a letter about a substitution."""
    if not row.collects:
        return _("Die Person vertritt oder wird vertreten.")
    if row.kind == Kind.GATHERED:
        return _("Fristen, erbetene Sachstände und Wiedervorlagen kommen gesammelt in einer Mail.")
    return _("Sammelmail: so gewünscht oder für die Rolle so eingestellt.")


def meaning(row: Delivery) -> str:
    """What the last error means, with its own words behind it."""
    raw = row.last_error.rstrip(".")
    if LINE.match(raw):
        said = _("Der Mailserver war nicht erreichbar (%(raw)s).")
    elif BARE.fullmatch(raw):
        said = _("Die Mail ließ sich nicht schreiben (%(raw)s). Bitte der Administration melden.")
    elif row.state != State.DEAD:
        said = _("Verzögert: %(raw)s.")
    elif _is_unknown_address(raw):
        said = _(
            "Adresse unbekannt: %(raw)s. Die Adresse ändert die Administration unter Personen."
        )
    else:
        said = _("Endgültig abgewiesen: %(raw)s.")
    return said % {"raw": raw}


def _is_unknown_address(raw: str) -> bool:
    return bool((WRONG_ADDRESS if ENHANCED.search(raw) else NO_MAILBOX).search(raw))


def _waits(row: Delivery, now: dt.datetime, *, answers: bool | None) -> str:
    at = {"at": moment(row.due_at)}
    if row.last_error:
        later = _("Erneuter Versuch: %(at)s.") % at
        soon = _("Die Sendung geht hinaus, sobald er antwortet.")
        return f"{meaning(row)} {later if row.due_at > now else soon}"
    if row.due_at > now:
        return _("gesammelt bis %(at)s") % at if row.collects else _held(row)
    if answers is False:
        return _("Der Mailserver ist zurzeit nicht erreichbar.")
    return _("geht gleich hinaus")


def _held(row: Delivery) -> str:
    """What holds it back until it is due, as the person's times are now."""
    times = getattr(row.person, "mail_times", None) or MailTimes(person=row.person)
    words: dict[Hold, str] = {"quiet hours": _("Ruhezeit"), "free day": _("freier Tag")}
    since, at = row.told.at, {"at": moment(row.due_at)}
    if allowed_from(times, since) != row.due_at:
        return _("geht hinaus: %(at)s") % at
    reasons = ", ".join(words[hold] for hold in holds(times, since))
    return _("%(reasons)s, geht hinaus: %(at)s") % (at | {"reasons": reasons})
