"""The text of a paper: sections, goals, fields of action and the signature."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from core.paper_lines import Block, Line, blocks, joined, rendered

MAX_HEADING = 70
MAX_HEADING_WORDS = 8
MIN_PARAGRAPH = 40
MAX_YEARS_APART = 5
CLOSING_LINES = 4

_TITLES = (
    "Antrag",
    "Anlass",
    "Ausrichtung",
    "Aufbau",
    r"Berücksichtigung von Gender-? ?[Aa]spekten",
    "Ergebnis der Klimawirkungsprüfung",
    "Finanzielle Auswirkungen",
    "Kostentabelle",
    r"Begründung(?: (?:de[rs]|zu[rm]) [A-ZÄÖÜ]\w{2,30}){0,2}",
)
_HEADING = re.compile(rf"(?P<title>{'|'.join(_TITLES)}) ?[:,]?")
_INLINE_HEADING = re.compile(r"(?P<title>Antrag|Begründung(?: de[rs] \w{2,30})?)[,:] (?P<rest>.+)")
_FREE_HEADING = re.compile(r"[A-ZÄÖÜ][^.:;,!\t]*[\w)“”\"?]")
_FIELD = re.compile(
    r"Handlungsfeld (?P<number>[0-9]{1,2}) ?[-\u2013\u2014:] ?(?P<title>[^\W\d].*[^.!?:])"
)
_GOAL = re.compile(r"Oberziel (?P<number>[0-9]{1,2}) ?[-\u2013\u2014:] ?(?P<title>[^\W\d].*)")
_NUMBERED = re.compile(r"(?P<number>[0-9]{1,2})[.)] (?P<title>.+)")
_GOAL_END = re.compile(r"(?:[,;.]| und| sowie){1,3}$")
_UNIT_CODE = r"(?:OB|[IVX]{1,4}|[0-9]{1,2}(?:\.[0-9A-Z]{1,3}){0,4})"
_UNIT = re.compile(rf"(?:Dez\. ?)?{_UNIT_CODE}(?: ?[/,] ?{_UNIT_CODE}){{0,3}}")
_PLACE = r"(?P<place>[^\W\d][^\d/,:]{1,39}?)"
_SIGNED = re.compile(
    rf"{_PLACE}(?: ?/ ?|, (?:den )?)(?P<date>[0-9]{{1,2}}\.[0-9]{{1,2}}\.[0-9]{{4}})"
)
_MISTYPED = re.compile(rf"{_PLACE} ?/ ?(?P<date>(?=[^/]*[0-9])[^/]{{3,24}})")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, how many lines it takes, and the text that follows it on the same line."""

    title: str
    length: int = 1
    rest: str = ""


@dataclass(slots=True)
class Body:
    """What stands below the title; `unread` are the lines nobody understood."""

    sections: dict[str, str] = field(default_factory=dict)
    goals: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    unit: str = ""
    place: str = ""
    date: str = ""
    unread: list[Line] = field(default_factory=list)


def read_body(lines: Sequence[Line], *, year: int) -> Body:
    """Read all below the title of a paper of the given year."""
    body = Body()
    end = _read_signature(body, lines, year=year)
    found = {title: blocks(part) for title, part in _sections(body, lines[:end]).items()}
    body.sections = {title: rendered(part) for title, part in found.items()}
    body.goals = _goals(found)
    body.fields = _fields(found)
    return body


def heading_at(lines: Sequence[Line], position: int) -> Heading | None:
    """The heading every paper of the council has in the same words, also over two lines."""
    if match := _INLINE_HEADING.fullmatch(lines[position].text):
        return Heading(match["title"], rest=match["rest"])
    if len(lines[position].text) > MAX_HEADING:
        return None
    for length in (1, 2):
        if match := _HEADING.fullmatch(joined(lines[position : position + length])):
            return Heading(match["title"], length=length)
    return None


def _sections(body: Body, lines: Sequence[Line]) -> dict[str, list[Line]]:
    """The lines below each heading; those above the first are unread."""
    sections: dict[str, list[Line]] = {}
    current = body.unread
    position = 0
    while position < len(lines):
        if heading := heading_at(lines, position) or _free_heading_at(lines, position):
            current = sections.setdefault(heading.title, [])
            if heading.rest:
                current.append(replace(lines[position], text=heading.rest, cells=()))
        else:
            current.append(lines[position])
        position += heading.length if heading else 1
    return sections


def _free_heading_at(lines: Sequence[Line], position: int) -> Heading | None:
    """A heading in words of its own: a short line that stands alone between whole paragraphs."""
    if position + 1 >= len(lines):
        return None
    line, following = lines[position], lines[position + 1]
    if not (line.gap and following.gap and _looks_like_heading(line)):
        return None
    if position and not lines[position - 1].is_sentence_end:
        return None
    return Heading(line.text) if _is_paragraph(following) else None


def _looks_like_heading(line: Line) -> bool:
    if line.is_item or line.is_label or line.cells or line.breaks_off:
        return False
    if len(line.text) > MAX_HEADING or len(line.text.split()) > MAX_HEADING_WORDS:
        return False
    return _FREE_HEADING.fullmatch(line.text) is not None


def _is_paragraph(line: Line) -> bool:
    if line.is_item or line.is_label or line.cells or line.text[0].islower():
        return False
    return len(line.text) >= MIN_PARAGRAPH


def _goals(sections: dict[str, list[Block]]) -> tuple[str, ...]:
    """The Oberziele: each with its name, or the numbered list announced as such."""
    for title, found in sections.items():
        if goals := _named(_GOAL, found) or _announced_goals(title, found):
            return tuple(_GOAL_END.sub("", goal) for goal in goals)
    return ()


def _announced_goals(title: str, found: Sequence[Block]) -> list[str]:
    goals: list[str] = []
    expected = 1 if "Oberziel" in title else 0
    for text in (block.text for block in found):
        match = _NUMBERED.fullmatch(text)
        if match and expected and int(match["number"]) == expected:
            goals.append(match["title"])
            expected += 1
        elif goals:
            return goals
        else:
            expected = 1 if "Oberziel" in text and text.endswith(":") else 0
    return goals


def _fields(sections: dict[str, list[Block]]) -> tuple[str, ...]:
    return tuple(_named(_FIELD, [block for found in sections.values() for block in found]))


def _named(pattern: re.Pattern[str], found: Sequence[Block]) -> list[str]:
    """The titles behind a number; a number named again later keeps its first title."""
    titles: dict[str, str] = {}
    for block in found:
        if match := pattern.fullmatch(block.text):
            titles.setdefault(match["number"], match["title"])
    return list(titles.values())


def _read_signature(body: Body, lines: Sequence[Line], *, year: int) -> int:
    """Take unit, place and date; the position where the text above them ends."""
    end, match = _signature(lines)
    if match:
        iso = _iso_date(match["date"], year=year)
        body.place = match["place"]
        body.date = iso or match["date"]
        body.unread += lines[end + 1 if iso else end :]
    if end and _UNIT.fullmatch(lines[end - 1].text):
        end -= 1
        body.unit = lines[end].text
    return end


def _signature(lines: Sequence[Line]) -> tuple[int, re.Match[str] | None]:
    """The last line with place and date; a mistyped date counts in the closing lines only."""
    for position in range(len(lines) - 1, -1, -1):
        if match := _SIGNED.fullmatch(lines[position].text):
            return position, match
    for position in range(len(lines) - 1, max(len(lines) - 1 - CLOSING_LINES, -1), -1):
        if match := _MISTYPED.fullmatch(lines[position].text):
            return position, match
    return len(lines), None


def _iso_date(text: str, *, year: int) -> str:
    """The date in ISO form; nothing for a day that does not exist or is years off the paper."""
    try:
        day, month, written = (int(part) for part in text.split("."))
        found = date(written, month, day)
    except ValueError:
        return ""
    return found.isoformat() if abs(written - year) <= MAX_YEARS_APART else ""
