"""Sittings as council systems give them out: iCalendar or a table, read row by row.

What cannot be read is one German sentence with its place; everything else is taken.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar

from .models import Meeting, Organization

LARGEST = 5_000_000  # bytes
NUMBER = re.compile(
    r"\b(?P<number>\d{1,3})\.\s*(?:ordentliche\s+)?(?:Sonder)?sitzung\b", re.IGNORECASE
)
FIGURES = re.compile(r"[0-9]{1,3}\.?")
GENITIVE = re.compile(r"(ausschuss|rat)e?s\b")
SPECIAL = re.compile(r"\bSonder(?:sitzung|ratssitzung)\b", re.IGNORECASE)
DAYS = ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d")
TIMES = ("%H:%M", "%H.%M", "%H:%M:%S", "%H")
COLUMNS = ("gremium", "tag", "beginn", "ort", "nummer", "art", "status", "kennung")
CANCELLED = ("abgesagt", "entfällt", "cancelled", "canceled")


class UnreadableCalendar(Exception):
    """The file is no calendar at all."""


@dataclass(frozen=True)
class Event:
    """One sitting as the file says it; `faults` tell why it cannot be taken."""

    place: str
    name: str = ""
    day: dt.date | None = None
    begins: dt.time | None = None
    room: str = ""
    number: int | None = None
    form: str = Meeting.Form.ORDINARY
    uid: str = ""
    sequence: int = 0
    cancelled: bool = False
    faults: Sequence[str] = field(default_factory=tuple)


def read(path: Path) -> list[Event]:
    """Read a calendar file by its name: .ics, else a table."""
    try:
        content = path.read_bytes()
    except OSError as wrong:
        raise UnreadableCalendar(
            _("Die Datei „%(name)s“ lässt sich nicht lesen.") % {"name": path.name}
        ) from wrong
    if len(content) > LARGEST:
        raise UnreadableCalendar(_("Die Datei ist größer als 5 MB."))
    try:
        return list(_from_ics(content) if path.suffix.lower() == ".ics" else _from_table(content))
    except csv.Error as wrong:
        raise UnreadableCalendar(_("Das ist keine lesbare Tabelle.")) from wrong


# ---- iCalendar (RFC 5545) -----------------------------------------------------------------------


def _from_ics(content: bytes) -> Iterator[Event]:
    try:
        calendar = Calendar.from_ical(content)
    except ValueError as wrong:
        raise UnreadableCalendar(_("Das ist keine lesbare iCalendar-Datei.")) from wrong
    withdrawn = str(calendar.get("METHOD", "")).upper() == "CANCEL"
    for number, part in enumerate(calendar.walk("VEVENT"), start=1):
        yield _event(part, number, withdrawn=withdrawn)


def _event(part: Any, number: int, *, withdrawn: bool) -> Event:
    name, uid = str(part.get("SUMMARY", "")), str(part.get("UID", ""))
    place = _("Termin %(number)d (%(name)s)") % {"number": number, "name": name or uid}
    start = part.get("DTSTART")
    moment = getattr(start, "dt", None)
    faults = [] if moment else [_("Es fehlt der Beginn (DTSTART).")]
    if not uid:
        faults.append(_("Es fehlt die Kennung (UID)."))
    day, begins = _local(moment)
    return Event(
        place=place,
        name=name,
        day=day,
        begins=begins,
        room=str(part.get("LOCATION", ""))[:200],
        number=_number(name),
        form=_form(name),
        uid=uid[:255],
        sequence=int(part.get("SEQUENCE", 0)),
        cancelled=withdrawn or str(part.get("STATUS", "")).upper() == "CANCELLED",
        faults=faults,
    )


def _local(moment: Any) -> tuple[dt.date | None, dt.time | None]:
    """Day and time as the city's clocks show them; a day without a time has none."""
    if isinstance(moment, dt.datetime):
        zone = ZoneInfo(settings.TIME_ZONE)
        here = moment.astimezone(zone) if moment.tzinfo else moment
        return here.date(), here.time().replace(second=0, microsecond=0)
    return (moment, None) if isinstance(moment, dt.date) else (None, None)


def _number(name: str) -> int | None:
    found = NUMBER.search(name)
    return int(found["number"]) if found else None


def _form(name: str) -> str:
    return Meeting.Form.SPECIAL if SPECIAL.search(name) else Meeting.Form.ORDINARY


# ---- a table ------------------------------------------------------------------------------------


def _from_table(content: bytes) -> Iterator[Event]:
    text = _decoded(content)
    head = text.partition("\n")[0]
    rows = csv.DictReader(StringIO(text, newline=None), delimiter=";" if ";" in head else ",")
    names = {str(name).strip().lower(): name for name in rows.fieldnames or ()}
    if not {"gremium", "tag"} <= names.keys():
        raise UnreadableCalendar(
            _("Die Tabelle braucht die Spalten Gremium und Tag; möglich sind auch: %(names)s.")
            % {"names": ", ".join(name.capitalize() for name in COLUMNS[2:])}
        )
    for line, row in enumerate(rows, start=2):
        known = {name: (row.get(names.get(name, "")) or "").strip() for name in COLUMNS}
        if any(known.values()):
            yield _row(known, line)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _row(row: dict[str, str], line: int) -> Event:
    day, begins = _day(row["tag"]), _time(row["beginn"])
    faults = []
    if day is None:
        faults.append(_("„%(day)s“ ist kein Tag, zum Beispiel 3.12.2026.") % {"day": row["tag"]})
    if row["beginn"] and begins is None:
        faults.append(
            _("„%(time)s“ ist keine Uhrzeit, zum Beispiel 16:00.") % {"time": row["beginn"]}
        )
    number = row["nummer"]
    if number and not FIGURES.fullmatch(number):
        faults.append(_("„%(number)s“ ist keine Nummer.") % {"number": number})
        number = ""
    return Event(
        place=_("Zeile %(line)d (%(name)s)") % {"line": line, "name": row["gremium"]},
        name=row["gremium"],
        day=day,
        begins=begins,
        room=row["ort"][:200],
        number=int(number.rstrip(".")) if number else _number(row["gremium"]),
        form=_form(f"{row['gremium']} {row['art']}"),
        uid=row["kennung"][:255] or f"{row['gremium']}:{row['tag']}:{row['beginn']}"[:255],
        cancelled=row["status"].lower() in CANCELLED,
        faults=faults,
    )


def _day(text: str) -> dt.date | None:
    for form in DAYS:
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _time(text: str) -> dt.time | None:
    bare = text.lower().removesuffix("uhr").strip()
    for form in TIMES:
        try:
            return dt.datetime.strptime(bare, form).time()  # noqa: DTZ007 - as above
        except ValueError:
            continue
    return None


# ---- which body ---------------------------------------------------------------------------------


def body_of(name: str, *, bodies: Sequence[Organization]) -> Organization | None:
    """The body a name means: exactly, by its code, or the longest name that stands in it."""
    bare = " ".join(name.split()).casefold()
    for body in bodies:
        if bare and bare in (body.name.casefold(), body.code.casefold()):
            return body
    plain = GENITIVE.sub(r"\1", bare)
    inside = [body for body in bodies if body.name.casefold() in plain]
    return max(inside, key=lambda body: len(body.name), default=None)
