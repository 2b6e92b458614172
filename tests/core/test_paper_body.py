"""The text of a paper: joined lines, headings, goals, fields and the signature."""

import pytest

from core.paper_text import UnreadLine, read_text
from tests.papers import paper

WIDE = "Diese Zeile ist so breit wie das Blatt des Schreibens und geht. Dann"
LONG = "Dieser Absatz ist lang genug, um für sich allein zu stehen."


@pytest.mark.parametrize(
    "written",
    ["31.02.2026", "02.01.2062", "02.01.0206", "02.01.26", "2. Januar 2026", "O2.01.2026"],
)
def test_mistyped_date_is_kept_and_listed(written):
    found = read_text(paper().replace("02.01.2026", written))

    assert (found.unit, found.place, found.date) == ("15.2", "Ort", written)
    assert found.unread == (UnreadLine(line=14, text=f"Ort / {written}"),)


def test_paper_without_signature_has_no_date():
    found = read_text(paper(text="Ein Satz.").replace("Ort / 02.01.2026", ""))

    assert (found.unit, found.place, found.date) == ("15.2", "", "")
    assert found.sections == {"Anlass": "Ein Satz."}


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("Die Stadt hilft\nden Vereinen.", "Die Stadt hilft den Vereinen."),
        ("Die Stadt hilft den\n\nVereinen.", "Die Stadt hilft den Vereinen."),
        ("Ein Stadt-\nteil.", "Ein Stadtteil."),
        ("Ein Satz.\nNoch einer.", "Ein Satz.\nNoch einer."),
        ("Wir brauchen\n\n- Zeit\n- Geld\n\nMehr nicht.",) * 2,
        ("- Zeit\n- Geld\nund\n- Mut",) * 2,
        ("- Ein Satz.\n- Ein Wort\n\nDas ist alles.",) * 2,
        ("- Ein Wort\n- Ein Wort\n\nDas ist alles.\n\n- Ein Wort",) * 2,
        ("Ein Wort\n\nDas ist alles.\n\n- Ein Wort",) * 2,
        ("Es gilt ab dem\n1. Januar 2026.", "Es gilt ab dem 1. Januar 2026."),
        ("Jahr\tBetrag\n\t 2026 \t 5.800,-€\nim Jahr", "Jahr\tBetrag\n\t2026\t5.800,-€\nim Jahr"),
        ("\tEin Satz.\t", "Ein Satz."),
        (f"{WIDE}\nWeiteres folgt.\nKurz.\nEnde.", f"{WIDE} Weiteres folgt.\nKurz.\nEnde."),
        (f"{WIDE}:\nWeiteres.",) * 2,
    ],
)
def test_broken_lines_are_joined_and_lists_stay(printed, kept):
    assert read_text(paper(text=printed)).sections == {"Anlass": kept}


@pytest.mark.parametrize(
    ("printed", "titles"),
    [
        (f"{LONG}\n\nZeitplan und Kosten\n\n{LONG}", ["Anlass", "Zeitplan und Kosten"]),
        (f"{LONG}\n\nBegründung\n{LONG}", ["Anlass", "Begründung"]),
        (f"{LONG}\n\nZeitplan\n{LONG}", ["Anlass"]),
        (f"{LONG}\n\nZeitplan\n\n- {LONG}", ["Anlass"]),
        (f"{LONG}\n\nZeitplan\n\nkurz", ["Anlass"]),
        (f"{LONG}\n\nEin Satz.\n\n{LONG}", ["Anlass"]),
        (f"{LONG}\n\nHandlungsfeld 1 - Sport\n\n{LONG}", ["Anlass"]),
        (f"{LONG}\n\nEine Zeile mit viel zu vielen Wörtern für das hier\n\n{LONG}", ["Anlass"]),
        (f"- Zeit\n- Geld\n\nMut\n\n{LONG}", ["Anlass"]),
    ],
)
def test_unknown_heading_is_found_only_where_it_stands_alone(printed, titles):
    assert list(read_text(paper(text=printed)).sections) == titles


def test_section_that_comes_twice_is_kept_whole():
    found = read_text(paper(text="Eins.\n\nAufbau\n\nZwei.\n\nAnlass\n\nDrei."))

    assert found.sections == {"Anlass": "Eins.\n\nDrei.", "Aufbau": "Zwei."}


@pytest.mark.parametrize(
    ("printed", "goals"),
    [
        ("Die Oberziele:\n1. Ruhe und\n2) Ordnung; sowie\n3. Sport.", ("Ruhe", "Ordnung", "Sport")),
        ("Oberziel 1 - Ruhe\n\nOberziel 2: Ordnung", ("Ruhe", "Ordnung")),
        ("Zwei Oberziele:\n1. Ruhe\n2. Ordnung\n- Ende.\n3. Sport", ("Ruhe", "Ordnung")),
        ("Zwei Oberziele:\n2. Ruhe\n3. Ordnung", ()),
        ("Oberziele sind wichtig.\n1. Ruhe\n2. Ordnung", ()),
        ("Beschlüsse:\n1. Ruhe\n2. Ordnung", ()),
    ],
)
def test_goals_are_the_numbered_oberziele(printed, goals):
    assert read_text(paper(text=printed)).goals == goals


def test_fields_are_joined_and_counted_once():
    printed = (
        "Handlungsfeld 1 - Sport und\nSpiel\n\nHandlungsfeld 2 \u2013 Kultur\n\n"
        "Handlungsfeld 1: Sport\n\nHandlungsfeld 1 - 2 kosten nichts.\n\n"
        "Handlungsfeld 2 - das sagt ein ganzer Satz."
    )

    assert read_text(paper(text=printed)).fields == ("Sport und Spiel", "Kultur")
