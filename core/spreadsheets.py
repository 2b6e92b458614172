"""Tables as files: what a spreadsheet opens, and what one was saved as.

CSV is written as German spreadsheets read it: semicolons, UTF-8 with its mark, decimal commas.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

MARK = "\ufeff"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
NOT_IN_XML = dict.fromkeys(range(32)) | {9: " ", 10: "\n", 13: " "}
LONGEST_CELL, LONGEST_SHEET = 32_767, 31
MOST_ROWS, MOST_COLUMNS = 2_000, 60
LARGEST_FILE = 2 * 1024 * 1024
LARGEST_UNPACKED = 40 * 1024 * 1024
ZIP = b"PK\x03\x04"
MONEY, DAY = "#,##0.00", "DD.MM.YYYY"
Rows = Iterable[Sequence[Any]]


class UnreadableTable(ValueError):
    """A file no table can be read from; its text says what to do."""


class Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Rows) -> Iterator[str]:
    """The rows line by line, so that a long list is never held as a whole."""
    writer = csv.writer(Echo(), delimiter=";")
    yield MARK
    for row in rows:
        yield writer.writerow([_written(cell) for cell in row])


def _written(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return str(cell).replace(".", ",")
    if isinstance(cell, dt.date):
        return f"{cell:%d.%m.%Y}"
    return harmless(str(cell))


def harmless(cell: str) -> str:
    """A spreadsheet must not take text for a formula."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def as_xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """A workbook with these sheets; amounts are numbers, days are days, text is only text."""
    book, file = Workbook(write_only=True), io.BytesIO()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title[:LONGEST_SHEET])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, Decimal | int | dt.date | None):
        cell: Any = WriteOnlyCell(sheet, cast("Any", value))
        cell.number_format = _format(value)
        return cell
    cell = WriteOnlyCell(sheet, str(value).translate(NOT_IN_XML)[:LONGEST_CELL])
    cell.data_type = "s"
    return cell


def _format(value: Any) -> str:
    if isinstance(value, Decimal):
        return MONEY
    return DAY if isinstance(value, dt.date) else "General"


def read_rows(content: bytes, most: int = MOST_ROWS) -> list[list[str]]:
    """The rows of the first sheet or of the CSV as typed text, without empty rows and ends.

    Raises UnreadableTable with a German sentence: too large, neither XLSX nor CSV, too many rows.
    """
    if len(content) > LARGEST_FILE:
        raise UnreadableTable(_("Die Datei ist größer als 2 MB."))
    found = _from_xlsx(content) if content.startswith(ZIP) else _from_csv(content)
    rows: list[list[str]] = []
    for row in found:
        while row and not row[-1]:
            row.pop()
        if row:
            rows.append(row)
        if len(rows) > most + 1:
            said = _("Die Tabelle hat mehr als %(most)s Zeilen.")
            raise UnreadableTable(said % {"most": f"{most:,}".replace(",", ".")})
    return rows


def _from_xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > LARGEST_UNPACKED:
                raise UnreadableTable(_("Die Datei ist größer als 2 MB."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True):
            yield [_typed(cell) for cell in row]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError) as error:
        if isinstance(error, UnreadableTable):
            raise
        raise UnreadableTable(_unreadable()) from error


def _typed(cell: Any) -> str:
    """A cell as a person would have typed it: 1970000,5 and 23.11.2026."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("ja") if cell else _("nein")
    if isinstance(cell, float | int):
        return f"{Decimal(repr(cell)):f}".removesuffix(".0").replace(".", ",")
    if isinstance(cell, dt.date):
        return f"{cell:%d.%m.%Y}"
    return str(cell).strip()


def _from_csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    if "\0" in text:
        raise UnreadableTable(_unreadable())
    first = text.split("\n", 1)[0]
    parted = max(";", "\t", ",", key=first.count)
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=parted):
        yield [_unguarded(cell.strip()) for cell in row[:MOST_COLUMNS]]


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _unguarded(cell: str) -> str:
    """Take away the mark `harmless` has set."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(DANGEROUS) else cell


def _unreadable() -> str:
    return _("Die Datei ist keine Tabelle. Bitte speichern Sie sie als XLSX oder als CSV.")
