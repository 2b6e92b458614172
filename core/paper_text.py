"""Read a council paper (Drucksache) from its text.

Nothing here knows the database. What the reader does not understand it hands back with line
numbers; what cannot be a paper it refuses with one sentence (`UnreadablePaper`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.paper_body import read_body
from core.paper_head import KIND_LABELS, BodyLine, PaperKind, read_head
from core.paper_lines import Line, source_lines
from core.paper_source import UnreadablePaper, check_text, file_text

__all__ = [
    "BodyLine",
    "PaperKind",
    "PaperText",
    "UnreadLine",
    "UnreadablePaper",
    "as_json",
    "read_file",
    "read_text",
]


@dataclass(frozen=True, slots=True)
class UnreadLine:
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class PaperText:
    """What a paper says; `date` is ISO, or as written and listed as unread if it cannot be one."""

    kind: PaperKind
    reference: str
    title: str
    annexes: int
    bodies: tuple[BodyLine, ...]
    sections: dict[str, str]
    goals: tuple[str, ...]
    fields: tuple[str, ...]
    unit: str
    place: str
    date: str
    unread: tuple[UnreadLine, ...]

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.kind]


def read_file(path: Path) -> PaperText:
    """Read a paper from a text file in UTF-8."""
    return read_text(file_text(path))


def read_text(text: str) -> PaperText:
    """Read a paper from its text, as typed or pasted into a form."""
    check_text(text)
    lines = source_lines(text)
    head = read_head(lines)
    body = read_body(lines[head.end :], year=int(head.reference.split("/")[1][:4]))
    return PaperText(
        kind=head.kind,
        reference=head.reference,
        title=head.title,
        annexes=head.annexes,
        bodies=tuple(head.bodies),
        sections=body.sections,
        goals=body.goals,
        fields=body.fields,
        unit=body.unit,
        place=body.place,
        date=body.date,
        unread=_unread(head.unread + body.unread),
    )


def as_json(paper: PaperText, *, changed: bool) -> dict[str, object]:
    """The paper as `import_paper --json` prints it; the kind is the word printed on the paper."""
    return {
        "kind": paper.kind_label,
        "reference": paper.reference,
        "title": paper.title,
        "annexes": paper.annexes,
        "bodies": [{"name": body.name, "role": body.role} for body in paper.bodies],
        "sections": dict(paper.sections),
        "goals": list(paper.goals),
        "fields": list(paper.fields),
        "unit": paper.unit,
        "place": paper.place,
        "date": paper.date,
        "unread": [{"line": line.line, "text": line.text} for line in paper.unread],
        "changed": changed,
    }


def _unread(lines: Iterable[Line]) -> tuple[UnreadLine, ...]:
    ordered = sorted(lines, key=lambda line: line.number)
    return tuple(UnreadLine(line=line.number, text=line.text) for line in ordered)
