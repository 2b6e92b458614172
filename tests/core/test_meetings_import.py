"""Calendars of sittings as they really come: iCalendar with zones, tables with their quirks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.meetings_import import Event, UnreadableCalendar, body_of, read
from core.models import Organization

ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Stadt//Sitzungen//DE
{method}BEGIN:VEVENT
UID:a1@rat.example
SEQUENCE:3
SUMMARY:12. Sitzung des Kulturausschusses (Sondersitzung)
DTSTART:{start}
LOCATION:Neues Rathaus\\, Hodlersaal
{status}END:VEVENT
END:VCALENDAR
"""


def ics(
    path: Path, *, start: str = "20261203T150000Z", status: str = "", method: str = ""
) -> Event:
    text = ICS.format(start=start, status=status, method=method)
    file = path / "sitzungen.ics"
    file.write_bytes(text.replace("\n", "\r\n").encode())
    [event] = read(file)
    return event


def test_an_event_is_read_in_the_time_of_the_city(tmp_path: Path) -> None:
    event = ics(tmp_path)

    assert event == Event(
        place="Termin 1 (12. Sitzung des Kulturausschusses (Sondersitzung))",
        name="12. Sitzung des Kulturausschusses (Sondersitzung)",
        day=dt.date(2026, 12, 3),
        begins=dt.time(16),
        room="Neues Rathaus, Hodlersaal",
        number=12,
        form="special",
        uid="a1@rat.example",
        sequence=3,
        cancelled=False,
        faults=[],
    )


@pytest.mark.parametrize(
    ("start", "day", "begins"),
    [
        ("20261203T160000", dt.date(2026, 12, 3), dt.time(16)),
        ("20260703T150000Z", dt.date(2026, 7, 3), dt.time(17)),
        ("20261203T233000Z", dt.date(2026, 12, 4), dt.time(0, 30)),
    ],
)
def test_floating_summer_and_midnight(tmp_path: Path, start: str, day, begins) -> None:
    event = ics(tmp_path, start=start)

    assert (event.day, event.begins) == (day, begins)


def test_a_day_without_a_time_has_none(tmp_path: Path) -> None:
    file = tmp_path / "x.ics"
    text = ICS.format(start="X", status="", method="")
    file.write_text(text.replace(":X", ";VALUE=DATE:20261203"))

    [event] = read(file)

    assert (event.day, event.begins) == (dt.date(2026, 12, 3), None)


def test_cancelled_by_its_status_or_by_the_method_of_the_file(tmp_path: Path) -> None:
    assert ics(tmp_path, status="STATUS:CANCELLED\n").cancelled
    assert ics(tmp_path, method="METHOD:CANCEL\n").cancelled
    assert not ics(tmp_path, status="STATUS:CONFIRMED\n").cancelled


def test_an_event_without_beginning_and_identifier_says_so(tmp_path: Path) -> None:
    file = tmp_path / "x.ics"
    lines = ICS.format(start="X", status="", method="").splitlines()
    kept = [line for line in lines if not line.startswith(("UID", "DTSTART"))]
    file.write_text("\n".join(kept))

    [event] = read(file)

    assert event.faults == ["Es fehlt der Beginn (DTSTART).", "Es fehlt die Kennung (UID)."]
    assert (event.day, event.begins) == (None, None)


TABLE = "Gremium;Tag;Beginn;Ort;Nummer;Art;Status;Kennung\n"


def table(path: Path, text: str, encoding: str = "utf-8") -> list[Event]:
    file = path / "sitzungen.csv"
    file.write_bytes(text.encode(encoding))
    return read(file)


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    rows = "Rat;3.12.2026;16 Uhr;Saal;12.;Sondersitzung;abgesagt;k1\n;;;;;;;\nVA;2026-12-03;;;;;;\n"

    first, second = table(tmp_path, TABLE + rows)

    assert (first.day, first.begins, first.number, first.form, first.cancelled, first.uid) == (
        dt.date(2026, 12, 3),
        dt.time(16),
        12,
        "special",
        True,
        "k1",
    )
    assert (second.place, second.uid, second.begins, list(second.faults)) == (
        "Zeile 4 (VA)",
        "VA:2026-12-03:",
        None,
        [],
    )


def test_an_older_encoding_and_commas_are_read_too(tmp_path: Path) -> None:
    [event] = table(tmp_path, "Gremium,Tag\nAusschuss für Grünes,03.12.26\n", "cp1252")

    assert (event.name, event.day) == ("Ausschuss für Grünes", dt.date(2026, 12, 3))


def test_what_cannot_be_read_is_said_for_its_row(tmp_path: Path) -> None:
    [event] = table(tmp_path, TABLE + "Rat;morgen;früh;;zwölf;;;\n")

    assert list(event.faults) == [
        "„morgen“ ist kein Tag, zum Beispiel 3.12.2026.",
        "„früh“ ist keine Uhrzeit, zum Beispiel 16:00.",
        "„zwölf“ ist keine Nummer.",
    ]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.csv", b"a;b\n1;2\n", "braucht die Spalten Gremium und Tag"),
        ("x.ics", b"kein Kalender", "keine lesbare iCalendar-Datei"),
        ("x.csv", b"x" * 5_000_001, "größer als 5 MB"),
        ("x.csv", b"Gremium;Tag\n" + b"x" * 200_000, "keine lesbare Tabelle"),
    ],
)
def test_a_file_that_is_no_calendar_is_refused(tmp_path: Path, name, content, sentence) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(UnreadableCalendar, match=sentence):
        read(tmp_path / name)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableCalendar, match="lässt sich nicht lesen"):
        read(tmp_path / "fehlt.ics")


@given(content=st.binary(max_size=200))
def test_no_table_breaks_the_reader(tmp_path_factory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("x") / "x.csv"
    file.write_bytes(b"Gremium;Tag;Beginn;Nummer\n" + content)

    assert all(isinstance(event, Event) for event in read(file))


BODIES = [
    Organization(pk=1, name="Kulturausschuss", code="KA"),
    Organization(pk=2, name="Ausschuss für Umwelt"),
    Organization(pk=3, name="Ausschuss für Umwelt und Grünflächen"),
    Organization(pk=4, name="Stadtbezirksrat Mitte"),
]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("kulturausschuss", 1),
        ("KA", 1),
        ("12. Sitzung des Kulturausschusses", 1),
        ("Sitzung des Ausschusses für Umwelt und Grünflächen", 3),
        ("Sitzung des Stadtbezirksrates Mitte am 3.", 4),
        ("Ausschuss für Umwelt", 2),
        ("Sportausschuss", None),
        ("", None),
    ],
)
def test_a_name_leads_to_its_body(name: str, found: int | None) -> None:
    body = body_of(name, bodies=BODIES)

    assert (body.pk if body else None) == found


def test_the_suffix_of_a_special_sitting_is_no_part_of_its_body(tmp_path: Path) -> None:
    event = ics(tmp_path)

    body = body_of(event.name, bodies=BODIES)

    assert (body.name if body else None, event.form) == ("Kulturausschuss", "special")
