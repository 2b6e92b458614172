"""The cost table goes out to a spreadsheet and comes back in one step, all of it or nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.cost_table import as_rows, heads
from core.spreadsheets import as_xlsx, csv_lines, read_rows
from tests.factories import City, Walk, city, costs, snapshot

from .test_views_step import body_of

pytestmark = pytest.mark.django_db
HEAD = "Jahr;Art;Betrag in Euro\n"


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def walk(hall: City) -> Walk:
    more = {"product": "36501", "account": "4431", "nature": "recurring", "committed": True}
    lines = [*costs("5800.50", 2027, **more), *costs(-20, 2028, kind="revenue", nature="follow_up")]
    return Walk(hall, cost_lines=lines)


def enter(client: Client, walk: Walk, name: str = "lead") -> Client:
    client.force_login(walk.city.of(getattr(walk.city, name)))
    return client


def url(walk: Walk, ending: str) -> str:
    return f"/massnahmen/{walk.measure.reference}/kosten{ending}"


def send(client: Client, walk: Walk, content: bytes, **data: Any) -> Any:
    file = SimpleUploadedFile("kosten.csv", content)
    said = {"file": file, "stand": walk.fresh.version} | data
    return client.post(url(walk, "/einlesen/"), said)


def lines(walk: Walk) -> list[dict[str, Any]]:
    rows = walk.measure.cost_lines.values()
    return [{k: v for k, v in row.items() if k != "id"} for row in rows]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_what_goes_out_comes_back_the_same(walk: Walk, client: Client, ending: str) -> None:
    before, page = lines(walk), enter(client, walk)
    file = page.get(url(walk, ending))
    assert "attachment" in file["Content-Disposition"]
    assert read_rows(file.content)[0] == heads()

    answer = send(page, walk, file.content)

    assert (answer.status_code, lines(walk)) == (302, before)
    assert walk.fresh.journal.last().action == "edit"


def test_columns_in_any_order_and_amounts_in_any_writing(walk: Walk, client: Client) -> None:
    content = "betrag;JAHR;Art\n1.970.000,--;2027;Auszahlung\n5.800,-€;2028;revenue\n"

    send(enter(client, walk), walk, content.encode())

    found = [(line["year"], line["kind"], line["amount"]) for line in lines(walk)]
    assert found == [(2027, "payment", Decimal(1970000)), (2028, "revenue", Decimal(5800))]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "Datei ist leer"),
        ("\n;;\n", "Die Tabelle ist leer"),
        (HEAD, "Die Tabelle ist leer"),
        ("Jahr;Betrag in Euro\n2027;5", "Es fehlt: Art"),
        ("Jahr;Art;Betrag;Farbe\n2027;Aufwand;5;rot", "Unbekannt: Farbe"),
        (HEAD + "2027;Aufwand;viel", "Zeile 2, Betrag in Euro: Bitte geben Sie einen Betrag"),
        (HEAD + "2027;Aufwand;5\n1812;Aufwand;5", "Zeile 3, Jahr"),
        (HEAD + "2027;Spende;5", "Zeile 2, Art"),
        (HEAD + "2027;Aufwand;5\n" * 101, "mehr als 100 Zeilen"),
        ("%PDF\0", "keine Tabelle"),
    ],
)
def test_a_fault_is_told_with_its_row_and_nothing_changes(
    walk: Walk, client: Client, content: str, says: str
) -> None:
    before = snapshot(walk.measure)

    answer = send(enter(client, walk), walk, content.encode())

    assert (answer.status_code, says in body_of(answer)) == (422, True)
    assert snapshot(walk.measure) == before


def test_an_old_page_and_a_missing_file_are_told(walk: Walk, client: Client) -> None:
    content, page = (HEAD + "2027;Aufwand;5").encode(), enter(client, walk)

    assert send(page, walk, content, stand="1", file="").status_code == 422
    walk.take("edit", walk.city.lead, title="Neuer Titel")
    stale = send(page, walk, content, stand=walk.fresh.version - 1)
    assert (stale.status_code, "entschieden" in body_of(stale)) == (409, True)
    assert send(page, walk, content, stand="x").status_code == 409


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Jahr;Art;Betrag;Verpflichtung\n2027;Aufwand;5;vielleicht\n", "weder ja noch nein"),
        ("Jahr;Jahr;Art;Betrag\n2027;2028;Aufwand;5\n", "stehen doppelt da"),
        (HEAD + "2027;Aufwand;5;99\n", "in keiner benannten Spalte"),
    ],
)
def test_what_nobody_could_take_over_is_named(
    walk: Walk, client: Client, content: str, said: str
) -> None:
    before, answer = lines(walk), send(enter(client, walk), walk, content.encode())

    assert (answer.status_code, said in body_of(answer), lines(walk)) == (422, True, before)


def test_one_line_is_told_as_one(walk: Walk, client: Client) -> None:
    page = enter(client, walk)
    answer = send(page, walk, (HEAD + "2027;Aufwand;5\n").encode())

    assert "ist eingelesen: eine Zeile." in body_of(page.get(answer["Location"]))


def test_a_table_is_read_in_only_by_those_who_edit(walk: Walk, client: Client) -> None:
    content = (HEAD + "2027;Aufwand;5").encode()
    assert enter(client, walk, "culture").get(url(walk, ".csv")).status_code == 404
    walk.ready(walk.city.treasury).released()
    page = enter(client, walk, "culture")
    assert page.get(url(walk, "/einlesen/")).status_code == 403
    assert send(page, walk, content).status_code == 403

    later = send(enter(client, walk), walk, content)
    assert (later.status_code, "Möglich im Zustand" in body_of(later)) == (422, True)


def test_the_measure_links_to_file_and_form(walk: Walk, client: Client) -> None:
    page = body_of(enter(client, walk).get(f"/massnahmen/{walk.measure.reference}/"))

    assert {url(walk, e) in page for e in (".csv", ".xlsx", "/einlesen/")} == {True}
    assert enter(client, walk).get(url(walk, "/einlesen/")).status_code == 200


def test_text_that_looks_like_a_formula_goes_out_harmless(hall: City) -> None:
    walk = Walk(hall, cost_lines=costs(5, 2027, product="=1+1"))
    rows = list(as_rows(walk.fresh.cost_table))

    assert "'=1+1" in "".join(csv_lines(rows))
    assert read_rows(as_xlsx({"T": rows}))[1][3] == "=1+1"
