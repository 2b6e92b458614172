"""Typesetting: the city's mark, and what no font has."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from publication.printing import UnprintableDocument, as_pdf

from .pdf import words_of

LOGO = Path(__file__).resolve().parents[2] / "core" / "static" / "laufzettel" / "icon.svg"
EXCERPT = {"title": "Titel", "footer": "", "facts": [], "sections": [], "standing": "Ende"}


def test_the_city_and_its_mark_stand_at_the_head() -> None:
    plain = as_pdf("excerpt", EXCERPT)

    with override_settings(LAUFZETTEL_CITY="Stadt Aue", LAUFZETTEL_LOGO=str(LOGO)):
        marked = as_pdf("excerpt", EXCERPT)

    assert words_of(plain).startswith("Landeshauptstadt Hannover Titel")
    assert words_of(marked).startswith("Stadt Aue Titel")
    assert len(marked) > len(plain)


def test_letters_no_font_has_are_named() -> None:
    said = words_of(as_pdf("excerpt", EXCERPT | {"facts": ["Kita 🌳🌳 und 漢"]}))

    assert "Kita [U+1F333][U+1F333] und [U+6F22]" in said


def test_a_document_that_cannot_be_set_says_why() -> None:
    with pytest.raises(UnprintableDocument, match="standing"):
        as_pdf("excerpt", {"title": "Titel", "footer": "", "facts": [], "sections": []})


def test_any_number_of_strange_letters_is_named() -> None:
    strange = [chr(0x1F300 + number) for number in range(80)]

    said = words_of(as_pdf("excerpt", EXCERPT | {"facts": ["Äpfel → Birnen", *strange]}))

    assert "Äpfel → Birnen" in said
    assert [f"[U+{ord(each):04X}]" in said for each in strange] == [True] * 80
