"""The text of a section as the blocks a template sets: paragraphs, items and rows of tables."""

from __future__ import annotations

import re
from typing import Any

BLANKS = re.compile(r"[ \t\r\n\f\v\x85\u2028\u2029]+")
LONG_WORD = re.compile(r"\S{40}(?=\S)")
MAY_BREAK = "\N{ZERO WIDTH SPACE}"
ITEM = re.compile(r"(?:[-–•*]|\(?[0-9]{1,2}[.)]|[a-z]\)) \S")


def flat(text: str) -> str:
    """A text as one paragraph, in which no word is too long for a line.

    Blanks that must not break stay as they are.
    """
    return LONG_WORD.sub(lambda long: long[0] + MAY_BREAK, BLANKS.sub(" ", text).strip())


def blocks(text: str) -> list[dict[str, Any]]:
    """One block a line; a blank line before it is a gap, tabs part the cells of a row."""
    found: list[dict[str, Any]] = []
    gap = False
    for line in text.replace("\r\n", "\n").split("\n"):
        if not line.strip():
            gap = bool(found)
            continue
        cells = [cell.strip() for cell in line.split("\t")] if "\t" in line.strip() else []
        found.append(
            {"text": line.strip(), "gap": gap, "cells": cells, "item": bool(ITEM.match(line))}
        )
        gap = False
    return padded(found)


def padded(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that follow each other get as many columns as the widest of them."""
    start = 0
    while start < len(found):
        end = start
        while end < len(found) and found[end]["cells"]:
            end += 1
        width = max((len(each["cells"]) for each in found[start:end]), default=0)
        for each in found[start:end]:
            each["cells"] += [""] * (width - len(each["cells"]))
        start = max(end, start) + 1
    return found
