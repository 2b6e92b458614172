"""Tables go out to a spreadsheet and come back as they were; files that are none are refused."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from core.spreadsheets import (
    LARGEST_FILE,
    LARGEST_UNPACKED,
    MOST_ROWS,
    UnreadableTable,
    as_xlsx,
    csv_lines,
    read_rows,
)

ROW = ["57101", Decimal("-1970000.50"), dt.date(2026, 11, 23), 2026, None]
TYPED = ["57101", "-1970000,50", "23.11.2026", "2026"]
PLAIN = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Cn", "Co"])
CELLS = st.text(PLAIN, max_size=20)


def as_csv(rows: list[list[object]]) -> bytes:
    return "".join(csv_lines(rows)).encode()


def test_csv_comes_back_as_typed() -> None:
    assert read_rows(as_csv([ROW])) == [TYPED]


def test_xlsx_comes_back_as_typed() -> None:
    amount = TYPED[1].removesuffix("0")

    assert read_rows(as_xlsx({"Kosten": [ROW]})) == [[TYPED[0], amount, *TYPED[2:]]]


def test_amounts_and_days_stay_what_they_are() -> None:
    sheet = load_workbook(io.BytesIO(as_xlsx({"Kosten": [ROW]}))).worksheets[0]
    code, amount, day = sheet["A1"], sheet["B1"], sheet["C1"]

    assert (code.value, code.data_type) == ("57101", "s")
    assert (amount.value, amount.number_format) == (-1970000.5, "#,##0.00")
    assert (day.value.date(), day.number_format) == (ROW[2], "DD.MM.YYYY")


@pytest.mark.parametrize("text", ["=1+1", "+49 511", "-5", "@a", "=HYPERLINK(1)"])
def test_text_is_no_formula(text: str) -> None:
    assert load_workbook(io.BytesIO(as_xlsx({"T": [[text]]}))).worksheets[0]["A1"].data_type == "s"
    assert "".join(csv_lines([[text]])).removeprefix("\ufeff").startswith("'")
    assert read_rows(as_csv([[text]])) == [[text]]


@given(st.lists(CELLS.filter(bool), min_size=2, max_size=6))
def test_any_text_comes_back(cells: list[str]) -> None:
    kept = [cell.strip() for cell in cells]
    assume(all(kept) and not any("\ufeff" in cell for cell in kept))

    assert read_rows(as_xlsx({"T": [kept]})) == [kept]
    if not any(cell.startswith("'") for cell in kept):
        assert read_rows(as_csv([list(kept)])) == [kept]


def test_control_characters_do_not_break_the_workbook() -> None:
    assert read_rows(as_xlsx({"T": [["a\x00b\x0bc"]]})) == [["abc"]]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"Jahr,Betrag\n2026,5\n", [["Jahr", "Betrag"], ["2026", "5"]]),
        (b"Jahr\tBetrag\r\n\r\n2026\t5", [["Jahr", "Betrag"], ["2026", "5"]]),
        ("Überschuss;1,5".encode("cp1252"), [["Überschuss", "1,5"]]),
        (b"", []),
    ],
)
def test_other_tables_are_read(content: bytes, rows: list[list[str]]) -> None:
    assert read_rows(content) == rows


def test_yes_and_no_are_words() -> None:
    book, file = Workbook(), io.BytesIO()
    book.active.append([True, False, "x"])
    book.save(file)

    assert read_rows(file.getvalue()) == [["ja", "nein", "x"]]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (LARGEST_UNPACKED + 1))
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"0" * (LARGEST_FILE + 1), "2 MB"),
        (bomb(), "2 MB"),
        (b"PK\x03\x04 broken", "XLSX oder als CSV"),
        (b"%PDF\x00\x01", "XLSX oder als CSV"),
        (b"1;2\n" * (MOST_ROWS + 2), "2.000 Zeilen"),
    ],
    ids=["large", "bomb", "broken", "binary", "long"],
)
def test_what_is_no_table_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableTable, match=says):
        read_rows(content)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("brief.txt", "Hallo")

    with pytest.raises(UnreadableTable):
        read_rows(file.getvalue())
