"""Lines of a paper and how broken ones belong together.

Papers come out of word processors and web pages: names are broken after a hyphen, sentences over
a page break. Two lines are joined only where the first is clearly unfinished; lists stay lists.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.paper_number import REFERENCE
from core.paper_source import clean_lines

MAX_COLUMN = 120
MIN_COLUMN = 60
TAIL = 20

_BULLET = r"[-\u2013\u2014\u2022*\u00b7\u25aa\u25cf\u25e6\u2023\uf0b7]"
_MONTH = r"(?:Jan|Feb|März|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)"
_ITEM = re.compile(rf"(?:{_BULLET}|[0-9]{{1,2}}[.)](?! {_MONTH})|\([0-9]{{1,2}}\)|[a-z]\)) \S")
_LABEL = re.compile(r"(?:Handlungsfeld|Oberziel) [0-9]{1,2}\b")
_SENTENCE_END = re.compile(r"[.!?…][\"“”»«')]*$")
_CLOSED = re.compile(r"[.!?…:;][\"“”»«')]*$")
# What a printed page repeats at its foot: Beschlussdrucksache 0383/2026 N1 – 2 –
_FOOT = re.compile(rf"[A-ZÄÖÜ]\w+ {REFERENCE} \u2013 [0-9]{{1,3}} \u2013")
_CONJUNCTIONS = ("und", "oder", "bzw.", "sowie")
_UNFINISHED = re.compile(
    r"(?:^|[ (])(?:der|die|das|den|dem|des|einen|einem|einer|eines|und|oder|sowie|bzw\."
    r"|im|in|am|für|von|vom|zum|zur)$|\w-$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line with text: its number in the source, and whether a blank line stands before it."""

    number: int
    text: str
    cells: tuple[str, ...] = ()
    gap: bool = False

    @property
    def shown(self) -> str:
        """As it is kept: rows of a table keep their columns apart by tabs."""
        return "\t".join(self.cells) or self.text

    @property
    def is_item(self) -> bool:
        return _ITEM.match(self.text) is not None

    @property
    def is_label(self) -> bool:
        return _LABEL.match(self.text) is not None

    @property
    def is_sentence_end(self) -> bool:
        return _SENTENCE_END.search(self.text[-TAIL:]) is not None

    @property
    def breaks_off(self) -> bool:
        """Ends with a word or a hyphen after which something has to follow."""
        return _UNFINISHED.search(self.text[-TAIL:]) is not None


class Block:
    """One paragraph, list item or table row, put together from the lines it was broken into."""

    def __init__(self, line: Line, *, gap: bool) -> None:
        self.lines = [line]
        self.gap = gap

    @property
    def text(self) -> str:
        return joined(self.lines)

    @property
    def is_item(self) -> bool:
        return self.lines[0].is_item

    @property
    def is_mended(self) -> bool:
        """A blank line inside it was no end of a paragraph."""
        return len(self.lines) > 1 and self.lines[-1].gap


def source_lines(text: str) -> list[Line]:
    """All lines that are not blank, without what a printed page repeats at its foot."""
    lines: list[Line] = []
    last = 0
    for number, raw in enumerate(clean_lines(text), start=1):
        if (words := raw.split()) and not _FOOT.fullmatch(" ".join(words)):
            gap = number > last + 1
            lines.append(Line(number=number, text=" ".join(words), cells=_cells(raw), gap=gap))
            last = number
    return lines


def joined(lines: Sequence[Line]) -> str:
    """One text from the lines it was broken into; a hyphen of the line break is taken out."""
    pieces = [lines[0].shown]
    for before, after in pairwise(lines):
        glue = _glue(before.text, after.text)
        if glue == "-":
            pieces[-1] = pieces[-1].removesuffix("-")
        pieces.append(after.shown if glue != " " else f" {after.shown}")
    return "".join(pieces)


def blocks(lines: Sequence[Line]) -> list[Block]:
    """The paragraphs, items and rows of a text in order."""
    found: list[Block] = []
    column = _column(lines)
    for position, line in enumerate(lines):
        following = lines[position + 1] if position + 1 < len(lines) else None
        if found and _continues(found, line, following=following, column=column):
            found[-1].lines.append(line)
        else:
            mended = bool(found) and found[-1].is_mended and line.is_item
            found.append(Block(line, gap=line.gap and not mended))
    return found


def rendered(found: Iterable[Block]) -> str:
    """The text of the blocks; a blank line stands where one stood in the source."""
    return "".join(("\n\n" if block.gap else "\n") + block.text for block in found).strip("\n")


def _cells(raw: str) -> tuple[str, ...]:
    """The columns of a table row; an indented line is no row."""
    if "\t" not in raw.strip():
        return ()
    return tuple(" ".join(cell.split()) for cell in raw.rstrip().split("\t"))


def _glue(before: str, after: str) -> str:
    """What stands between two lines: a blank, nothing, or "-" for a hyphen to be taken out."""
    if not re.search(r"\w-$", before[-2:]) or after.split(" ", 1)[0] in _CONJUNCTIONS:
        return " "
    return "-" if after[0].islower() else ""


def _column(lines: Sequence[Line]) -> int:
    """The width at which the source wraps its lines; 0 if it writes a paragraph into one line."""
    widest = max((len(line.text) for line in lines), default=0)
    return widest if MIN_COLUMN <= widest <= MAX_COLUMN else 0


def _continues(found: Sequence[Block], line: Line, *, following: Line | None, column: int) -> bool:
    last = found[-1].lines[-1]
    if line.is_item or line.is_label or line.cells or last.cells or line.text in _CONJUNCTIONS:
        return False
    if not line.gap and _fills(last, line, column=column):
        return True
    if _CLOSED.search(last.text[-TAIL:]):
        return False
    if last.breaks_off or line.text[0].islower():
        return True
    return line.gap and _is_torn(found, line, following=following)


def _fills(last: Line, line: Line, *, column: int) -> bool:
    """The next word had no room any more: the line was wrapped, not ended."""
    if not column or last.text.endswith(":"):
        return False
    return len(last.text) + 1 + len(line.text.split(" ", 1)[0]) > column


def _is_torn(found: Sequence[Block], line: Line, *, following: Line | None) -> bool:
    """The rest of a sentence that a page break tore out of a list of sentences.

    The items before are whole sentences, the last one is not, and the list goes on afterwards.
    """
    before = found[-2] if len(found) > 1 else None
    if before is None or not (before.is_item and found[-1].is_item):
        return False
    if following is None or not following.is_item:
        return False
    return before.lines[-1].is_sentence_end and line.is_sentence_end
