"""A section as blocks: paragraphs, items, rows as wide as the widest beside them."""

from publication.text import blocks


def block(text: str, *, gap: bool = False, item: bool = False, cells=()) -> dict:
    return {"text": text, "gap": gap, "item": item, "cells": list(cells)}


def test_lines_items_and_gaps() -> None:
    assert blocks("\nEins\r\n- zwei\n\n3. drei\n") == [
        block("Eins"),
        block("- zwei", item=True),
        block("3. drei", gap=True, item=True),
    ]


def test_rows_beside_each_other_have_the_same_width() -> None:
    found = blocks("A\tB\n\tC\t5 €\nText\nX\tY")

    assert [each["cells"] for each in found] == [
        ["A", "B", ""],
        ["", "C", "5 €"],
        [],
        ["X", "Y"],
    ]


def test_nothing_is_nothing() -> None:
    assert blocks(" \n ") == []
