"""The head of a paper: its kind, number, bodies, annexes and title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from core.paper_body import heading_at
from core.paper_lines import Line, joined
from core.paper_number import REFERENCE, normal
from core.paper_source import UnreadablePaper

MAX_NAME = 200
MAX_TITLE = 300

_KIND = re.compile(
    r"(?P<word>Informationsdrucksache|Beschlussdrucksache|Änderungsantrag|Antrag|Anfrage)"
    r"(?P<rest>(?:$|[ ,]).*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"(?:(?:Drucksache|Drucks\.|DS) )?Nr\.? ?:? ?(?P<reference>{REFERENCE})")
_EXPORT_NUMBER = re.compile(rf"Drucksache Nr\. ?(?P<reference>{REFERENCE}) ?:?")
_EXPORT_TITLE_END = "Informationen:"
_EXPORT_END = re.compile(r"Inhalt der Drucksache ?:?")
_EXPORT_REMARK = "Bitte beachten Sie, dass der folgende Text"
_ANNEXES = re.compile(r"Anzahl der Anlagen ?:? ?(?P<count>[0-9]{1,3})(?: ?\([^()]*\))?")
_REMARK = re.compile(
    r"Zu TOP.{0,40}|BITTE AUFBEWAHREN.{0,60}|wird nicht noch einmal versandt", re.IGNORECASE
)
_LETTER_HEAD = re.compile(r"(?:Landeshauptstadt|Stadt)(?: [A-ZÄÖÜ][\w.-]+)?")
_CITY = re.compile(r"[A-ZÄÖÜ][\w.-]+")
_BODY = re.compile(r"(?P<way>In|An) (?:den|die|das|alle) (?P<name>.+)")
_BODY_NOTE = re.compile(r" ?\((?P<note>nachrichtlich|zur [^()]+)\)$")


class PaperKind(StrEnum):
    INFORMATION = "information"
    RESOLUTION = "resolution"
    MOTION = "motion"
    AMENDMENT = "amendment"
    INQUIRY = "inquiry"


KIND_LABELS = {
    PaperKind.INFORMATION: "Informationsdrucksache",
    PaperKind.RESOLUTION: "Beschlussdrucksache",
    PaperKind.MOTION: "Antrag",
    PaperKind.AMENDMENT: "Änderungsantrag",
    PaperKind.INQUIRY: "Anfrage",
}
_KIND_OF_WORD = {label.lower(): kind for kind, label in KIND_LABELS.items()}


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body in the head: it "treats" the paper ("In den …") or gets a "copy" ("An den …")."""

    name: str
    role: str


@dataclass(slots=True)
class Head:
    """What is read so far; `unread` are the lines nobody understood, `end` the first line after."""

    kind: PaperKind = PaperKind.INFORMATION
    reference: str = ""
    title: str = ""
    annexes: int = 0
    bodies: list[BodyLine] = field(default_factory=list)
    unread: list[Line] = field(default_factory=list)
    end: int = 0


def read_head(lines: Sequence[Line]) -> Head:
    """Read up to the title; refuses a paper without number, kind or title."""
    head = Head()
    _read_export_frame(head, lines)
    last = _number_position(head, lines)
    _read_kind(head, lines, last=last)
    _read_addresses(head, lines, last=last)
    if not head.title:
        _read_title(head, lines)
    return head


def _read_export_frame(head: Head, lines: Sequence[Line]) -> None:
    """Pass over what the council information system prints around a paper.

    Number and title there are used only where the paper itself has none; the links, files and
    past sittings belong to the information system, not to the paper.
    """
    start, number = _export_number(lines)
    ends = (i for i, line in enumerate(lines) if _EXPORT_END.fullmatch(line.text))
    end = next(ends, None)
    if number is None or end is None:
        return
    head.end = end + 1 + _export_remark_length(lines[end + 1 :])
    if _first_number(lines[head.end :]) is None:
        head.reference = normal(number["reference"])
        head.title = _export_title(lines[start + 1 : end])


def _export_number(lines: Sequence[Line]) -> tuple[int, re.Match[str] | None]:
    for position, line in enumerate(lines[:3]):
        if match := _EXPORT_NUMBER.fullmatch(line.text):
            return position, match
    return 0, None


def _export_remark_length(lines: Sequence[Line]) -> int:
    if not lines or not lines[0].text.startswith(_EXPORT_REMARK):
        return 0
    return next((i for i, line in enumerate(lines) if i and line.gap), len(lines))


def _export_title(lines: Sequence[Line]) -> str:
    ends = (i for i, line in enumerate(lines) if line.gap or line.text == _EXPORT_TITLE_END)
    title = lines[: next(ends, len(lines))]
    return joined(title)[:MAX_TITLE] if title else ""


def _first_number(lines: Sequence[Line]) -> int | None:
    for position in range(len(lines)):
        if _match(_NUMBER, lines, position):
            return position
        heading = heading_at(lines, position)
        if heading and heading.title != KIND_LABELS[PaperKind.MOTION]:
            return None
    return None


def _number_position(head: Head, lines: Sequence[Line]) -> int:
    """Where the line with the number stands; before it nothing can be a title."""
    if head.reference:
        return head.end
    position = _first_number(lines[head.end :])
    if position is None:
        raise UnreadablePaper(
            _(
                "In der Drucksache fehlt die Nummer: "
                "Bitte ergänzen Sie im Kopf eine Zeile wie „Nr. 0383/2019“."
            )
        )
    return head.end + position


def _read_kind(head: Head, lines: Sequence[Line], *, last: int) -> None:
    """Find the kind; above it stands nothing but the letter head."""
    stop = last if not head.reference else len(lines)
    for position in range(head.end, stop):
        if found := _match(_KIND, lines, position):
            match, length = found
            head.kind = _KIND_OF_WORD[match["word"].lower()]
            head.unread += _unknown_letter_head(lines[head.end : position])
            head.unread += [lines[position]] if _says_more(head, match) else []
            head.end = position + length
            return
    raise UnreadablePaper(
        _(
            "In der Drucksache fehlt die Art: "
            "Bitte ergänzen Sie im Kopf eine Zeile wie „Informationsdrucksache“."
        )
    )


def _says_more(head: Head, match: re.Match[str]) -> bool:
    """More than the kind, its series letter ("Beschlussdrucksache b") or the known title."""
    return len(match["rest"].strip()) > 1 and match[0] != head.title


def _unknown_letter_head(lines: Sequence[Line]) -> list[Line]:
    unknown: list[Line] = []
    under_city = False
    for line in lines:
        is_name = _LETTER_HEAD.fullmatch(line.text) is not None
        if not is_name and not (under_city and _CITY.fullmatch(line.text)):
            unknown.append(line)
        under_city = is_name
    return unknown


def _read_addresses(head: Head, lines: Sequence[Line], *, last: int) -> None:
    """Bodies, number, annexes and remarks in any order; ends where the title begins."""
    while head.end < len(lines):
        length = _read_body(head, lines) or _read_mark(head, lines)
        if not length:
            if head.title or head.end > last:
                return
            head.unread.append(lines[head.end])
        head.end += length or 1


def _read_body(head: Head, lines: Sequence[Line]) -> int:
    """Take the body that begins here; the number of lines its name is broken into."""
    if not _BODY.match(lines[head.end].text):
        return 0
    end = head.end + 1
    while end < len(lines) and _continues_name(lines, end):
        end += 1
    found = _body(joined(lines[head.end : end]))
    if len(found.name) <= MAX_NAME:
        head.bodies.append(found)
    else:
        head.unread += lines[head.end : end]
    return end - head.end


def _continues_name(lines: Sequence[Line], position: int) -> bool:
    last, line = lines[position - 1], lines[position]
    if _BODY.match(line.text) or _is_mark(lines, position):
        return False
    is_open = last.text.count("(") > last.text.count(")")
    return not line.gap or last.breaks_off or is_open or line.text.startswith("(zur")


def _body(text: str) -> BodyLine:
    name, way = text.split(" ", 2)[2], text.split(" ", 1)[0]
    note = _BODY_NOTE.search(name)
    is_copy = way == "An" or (note and note["note"].startswith(("nachrichtlich", "zur Kenntnis")))
    return BodyLine(name=_BODY_NOTE.sub("", name), role="copy" if is_copy else "treats")


def _is_mark(lines: Sequence[Line], position: int) -> bool:
    return any(_match(pattern, lines, position) for pattern in (_NUMBER, _ANNEXES, _REMARK))


def _read_mark(head: Head, lines: Sequence[Line]) -> int:
    """Take number, annexes or a remark; the number of lines it is broken into."""
    if found := _match(_NUMBER, lines, head.end):
        head.reference = head.reference or normal(found[0]["reference"])
    elif found := _match(_ANNEXES, lines, head.end):
        head.annexes = int(found[0]["count"])
    else:
        found = _match(_REMARK, lines, head.end)
    return found[1] if found else 0


def _match(
    pattern: re.Pattern[str], lines: Sequence[Line], position: int
) -> tuple[re.Match[str], int] | None:
    """The match of a line, or of two lines it was broken into, and how many they are."""
    if len(lines[position].text) > MAX_NAME:
        return None
    for length in (1, 2):
        if match := pattern.fullmatch(joined(lines[position : position + length])):
            return match, length
    return None


def _read_title(head: Head, lines: Sequence[Line]) -> None:
    start = head.end
    while head.end < len(lines) and _is_title(lines, head.end, start=start):
        head.end += 1
    head.title = joined(lines[start : head.end]) if head.end > start else ""
    if not 0 < len(head.title) <= MAX_TITLE:
        raise UnreadablePaper(
            _(
                "In der Drucksache fehlt der Titel: "
                "Bitte ergänzen Sie ihn nach der Nummer als kurzen eigenen Absatz."
            )
        )


def _is_title(lines: Sequence[Line], position: int, *, start: int) -> bool:
    if heading_at(lines, position):
        return False
    return position == start or not lines[position].gap or lines[position - 1].breaks_off
