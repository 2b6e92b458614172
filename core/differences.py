"""What changed between two versions of a text: paragraphs first, words in the changed ones."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, went or came."""

    kind: Kind
    text: str


def paragraphs(old: str, new: str) -> list[list[Piece]]:
    """Compare two texts; each paragraph of the answer is a list of pieces."""
    before, after = _split(old), _split(new)
    return list(_compare(before, after))


def _split(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n|\r\n\s*\r\n", text) if part.strip()]


def _compare(before: Sequence[str], after: Sequence[str]) -> Iterator[list[Piece]]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            yield from ([Piece("same", text)] for text in before[start:end])
        else:
            for old, new in zip_longest(before[start:end], after[first:last], fillvalue=""):
                yield _words(old, new)


def _words(old: str, new: str) -> list[Piece]:
    """Compare two paragraphs word by word; the space after a changed run stays unmarked."""
    before, after = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    pieces: list[Piece] = []
    for tag, start, end, first, last in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[start:end])))
            continue
        pieces += _marked("gone", before[start:end]) + _marked("new", after[first:last])
    return pieces


def _marked(kind: Kind, words: Sequence[str]) -> list[Piece]:
    run = "".join(words)
    text = run.rstrip()
    pieces = [Piece(kind, text), Piece("same", run[len(text) :])]
    return [piece for piece in pieces if piece.text]
