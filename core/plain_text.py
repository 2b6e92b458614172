"""Text from outside, made fit to be stored and shown."""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """The text without control characters, each of them a space; a database may refuse NUL."""
    return "".join(" " if unicodedata.category(each) == "Cc" else each for each in text)
