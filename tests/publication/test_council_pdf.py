"""The report as it is printed: what stands where, and that no text can break or steer it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pypdf
import pytest

from core.models import FieldOfAction
from publication.council_report import Period, printed, report_file
from publication.council_report.rows import FieldPart
from tests.factories import City, city

from .council import (
    AFTER,
    BEFORE,
    SINCE,
    UNTIL,
    WITHIN,
    costs,
    measure,
    milestone,
    money,
    order,
    report,
    vote,
)
from .pdf import reader, words_of

pytestmark = pytest.mark.django_db
TYPST = '#panic("x") *fett* _kursiv_ @ref $x^2$ <label> \\ ` // /* [ ] { } "q" = - + ~ #let a = 1'


@pytest.fixture
def hall() -> City:
    return city()


def made(hall: City, **values: Any) -> bytes:
    period = values.pop("period", Period(SINCE, UNTIL))
    return report_file("pdf", hall.plan, period, **{"public": True} | values).content


def outline(book: pypdf.PdfReader) -> list[str]:
    """The headings of the first rank."""
    return [each.title for each in book.outline if not isinstance(each, list)]


def in_order(text: str, *parts: str) -> bool:
    """The parts stand in the text, one behind the other."""
    place = 0
    for part in parts:
        place = text.find(part, place) + len(part)
        if place < len(part):
            return False
    return True


# ---- what stands where ---------------------------------------------------------------------------


def test_a_measure_is_printed_whole(hall: City) -> None:
    row = measure(hall, title="Portal in fünf Sprachen", planned_to=dt.date(2027, 5, 31))
    decided = vote(hall, row)
    costs(row, "70000.50")
    money(row, "60000")
    milestone(row, "Auftakt", WITHIN)
    milestone(row, "Ende")
    report(hall, row, BEFORE, "green")
    report(
        hall, row, WITHIN, "red", text="Es hakt. Bald mehr.", next_step="Reden", actual_cost="10"
    )
    order(hall, row, WITHIN)

    said = words_of(made(hall))

    detail = said[said.rindex(f"{row.reference} Portal in fünf Sprachen") :]
    assert in_order(
        detail,
        "Rot (bisher Grün) · In Umsetzung · Federführung: 23 Fachbereich Wirtschaft",
        f"Beschluss: Ratsversammlung, 11.09.2025, Drucksache {decided.paper.reference}: besch",
        "Sachstand vom 02.03.2026 (30 %): Es hakt. Bald mehr.",
        "Nächster Schritt: Reden",
        "Geplante Kosten: 70.000,50 € · Ist-Kosten: 10,00 € · Gesicherte Mittel: 60.000,00 €",
        "Geplantes Ende: 31.05.2027 · Meilensteine: 1 von 2",
        "41 Fachbereich Kultur Konzept vorlegen 02.03.2026 überfällig",
    )
    assert in_order(
        said,
        "Änderungen seit dem letzten Bericht",
        "Ampel: bisher Grün, jetzt Rot (02.03.2026)",
        "Meilenstein erreicht: Auftakt (02.03.2026)",
        "Ist-Kosten: 10,00 €",
        "Handlungsfeld 1 – Partnerschaften",
    )


def test_what_is_not_known_is_not_printed(hall: City) -> None:
    measure(hall, decided_on=None, title="Ohne alles")

    said = words_of(made(hall))

    assert "Meilensteine: –" in said
    assert "kein Sachstand" in said
    for word in ("Beschluss:", "Sachstand vom", "Nächster Schritt", "Auftrag"):
        assert word not in said


def test_the_cover_has_the_numbers_beside_their_charts(hall: City) -> None:
    report(hall, measure(hall), WITHIN, "yellow")
    measure(hall)

    book = reader(made(hall))
    said = words_of(made(hall))

    assert in_order(
        said,
        "Landeshauptstadt Hannover",
        "Umsetzungsbericht",
        hall.plan.title,
        "Zeitraum vom 01.01.2026 bis 30.06.2026",
        "Öffentliche Fassung",
        "Enthalten sind die öffentlichen Maßnahmen",
        "Maßnahmen 2",
        "Maßnahmen nach Ampel",
        "Grün 0",
        "Gelb 1",
        "kein Sachstand 1",
        "Maßnahmen nach Zustand",
        "In Umsetzung 2",
        "Kosten nach Handlungsfeld",
    )
    assert outline(book) == [
        "Umsetzungsbericht",
        "Änderungen seit dem letzten Bericht",
        "Handlungsfeld 1 – Partnerschaften",
    ]


def test_an_empty_report_says_so(hall: City) -> None:
    said = words_of(made(hall, period=Period(dt.date(1999, 1, 1), dt.date(1999, 6, 30))))

    assert "Maßnahmen 0" in said
    assert said.count("Keine Maßnahme.") == 1
    assert "Änderungen seit dem letzten Bericht Maßnahme" not in said


def test_a_report_without_fields_is_its_cover(hall: City) -> None:
    FieldOfAction.objects.all().delete()

    assert outline(reader(made(hall))) == ["Umsetzungsbericht"]


def test_it_can_be_read_aloud(hall: City) -> None:
    """PDF/UA-1: tagged, with a language and a title (the standard is checked when it is set)."""
    measure(hall)

    book = reader(made(hall))

    root = book.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de-DE"
    assert book.metadata is not None
    assert book.metadata.title == "Umsetzungsbericht 01.01.2026 – 30.06.2026"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


# ---- parts ---------------------------------------------------------------------------------------


def test_a_large_report_reads_as_one(hall: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed, "MANY", 4)
    monkeypatch.setattr(printed, "TIGHT", 2)
    later = FieldOfAction.objects.create(plan=hall.plan, number=2, title="Jugend")
    rows = [measure(hall) for _each in range(5)] + [measure(hall, field=later)]
    for row in rows:
        report(hall, row, WITHIN, "green")

    book = reader(made(hall))
    said = words_of(made(hall))

    assert outline(book) == [
        "Umsetzungsbericht",
        "Änderungen seit dem letzten Bericht",
        "Änderungen seit dem letzten Bericht (Fortsetzung)",
        "Handlungsfeld 1 – Partnerschaften",
        "Handlungsfeld 1 – Partnerschaften (Fortsetzung)",
        "Handlungsfeld 1 – Partnerschaften (Fortsetzung)",
        "Handlungsfeld 2 – Jugend",
    ]
    pages = [int(page) for page in re.findall(r"– (\d+) –", said)]
    assert pages == list(range(1, len(book.pages) + 1))
    assert [said.count(row.title) for row in rows] == [2] * 6


@pytest.mark.parametrize(
    ("number", "most", "lengths"),
    [(0, 3, [0]), (1, 3, [1]), (3, 3, [3]), (4, 3, [2, 2]), (7, 3, [3, 3, 1]), (8, 3, [3, 3, 2])],
)
def test_pieces_are_few_and_none_is_too_long(number: int, most: int, lengths: list[int]) -> None:
    rows = list(range(number))

    pieces = printed.pieces(rows, most)

    assert [len(piece) for piece in pieces] == lengths
    assert [row for piece in pieces for row in piece] == rows


def test_small_fields_share_a_part() -> None:
    def part(title: str, number: int) -> FieldPart:
        entries: Any = tuple(f"{title}{each}" for each in range(number))
        return FieldPart(title=title, number=1, entries=entries)

    fields = [part("A", 2), part("B", 0), part("C", 2), part("D", 9)]

    packed = [[(p.title, len(p.entries), n) for p, n in each] for each in printed.packed(fields, 4)]

    assert packed == [
        [("A", 2, 0), ("B", 0, 0), ("C", 2, 0)],
        [("D", 3, 0)],
        [("D", 3, 1)],
        [("D", 3, 2)],
    ]


# ---- texts ---------------------------------------------------------------------------------------


def everywhere(hall: City, text: str) -> None:
    """A measure that says this wherever somebody can write."""
    hall.plan.title, hall.field.title = text[:300], text[:300]
    hall.plan.save()
    hall.field.save()
    row = measure(hall, title=text[:300], decided_by=text[:200], decision_reference=text[:200])
    report(hall, row, WITHIN, "red", text=text, next_step=text[:300])
    order(hall, row, WITHIN, text=text)
    milestone(row, text[:200], WITHIN)


def test_what_looks_like_code_is_only_text(hall: City) -> None:
    everywhere(hall, TYPST)

    said = words_of(made(hall))

    assert said.count(TYPST) >= 8
    assert TYPST in " ".join(outline(reader(made(hall))))


def test_letters_of_all_kinds_are_printed_or_named(hall: City) -> None:
    everywhere(hall, "Łódź, Ἀθῆναι, Київ, 2 ½ €, „Kita“ 🌳, 漢, x\x07y, a\u2028b, \u202eabc")

    said = words_of(made(hall))

    for word in ("Łódź, Ἀθῆναι, Київ, 2 ½ €", "[U+1F333]", "[U+6F22]", "xy", "a b"):
        assert word in said


@pytest.mark.parametrize(
    "text",
    ["Wort " * 8_000, "Sprachgrenzen" * 4_000, "Zeile\n" * 3_000],
    ids=["words", "one word", "lines"],
)
def test_huge_texts_fill_pages(hall: City, text: str) -> None:
    row = measure(hall)
    report(hall, row, WITHIN, "red", text=text)
    order(hall, row, AFTER, text=text[:1000])

    book = reader(made(hall))

    found = "".join(page.extract_text() for page in book.pages)
    assert len(book.pages) > 5
    assert found.count("e") > text.count("e")
