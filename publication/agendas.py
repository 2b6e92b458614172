"""Invitation and draft minutes of a sitting, both from the rows of its agenda."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import override

from core import result_words
from core.agenda import in_order
from core.models import AgendaItem, Attendance, Meeting

from .printing import as_pdf

HIDDEN = "Nichtöffentliche Angelegenheit"


@override("de")
def agenda_pdf(meeting: Meeting, *, seen: set[int]) -> bytes:
    """The invitation; of items outside `seen` only the number is printed."""
    return as_pdf("agenda", agenda(meeting, seen=seen))


@override("de")
def minutes_pdf(meeting: Meeting) -> bytes:
    """The draft of the minutes, for the secretariat alone: attendance and all results so far."""
    return as_pdf("agenda", minutes(meeting))


def agenda(meeting: Meeting, *, seen: set[int]) -> dict[str, Any]:
    return _document(meeting, "Tagesordnung", items(meeting), seen, with_results=False) | {
        "sections": [],
        "draft": False,
    }


def minutes(meeting: Meeting) -> dict[str, Any]:
    rows = items(meeting)
    whole = {row.pk for row in rows}
    return _document(meeting, "Niederschrift (Entwurf)", rows, whole, with_results=True) | {
        "sections": [{"title": "Anwesenheit", "lines": attendance(meeting)}],
        "draft": True,
    }


def items(meeting: Meeting) -> list[AgendaItem]:
    rows = meeting.items.select_related(
        "station__organization", "station__paper", "station__minutes", "paper", "minutes"
    ).prefetch_related("exclusions__seat__faction")
    return in_order(rows)


def _document(
    meeting: Meeting, word: str, rows: Sequence[AgendaItem], seen: set[int], *, with_results: bool
) -> dict[str, Any]:
    bodies = [meeting.organization, *meeting.joint_with.all()]
    names = " und ".join(body.name for body in bodies)
    return {
        "title": f"{word}: {names}, {meeting.day:%d.%m.%Y}",
        "footer": f"{names}, {meeting.day:%d.%m.%Y}",
        "facts": facts(meeting),
        "parts": [
            {
                "label": str(part.label).capitalize(),
                "rows": [
                    _row(row, seen=row.pk in seen, with_results=with_results)
                    for row in rows
                    if row.part == part
                ],
            }
            for part in AgendaItem.Part
            if any(row.part == part for row in rows)
        ],
    }


def facts(meeting: Meeting) -> list[str]:
    """Number and form, day, time and room of the sitting, each on its line."""
    number = f"{meeting.number}. Sitzung" if meeting.number else "Sitzung"
    form = "" if meeting.form == Meeting.Form.ORDINARY else f" ({meeting.get_form_display()})"
    begins = f", {meeting.begins:%H:%M} Uhr" if meeting.begins else ""
    return [
        f"{number}{form}",
        f"am {meeting.day:%d.%m.%Y}{begins}",
        *([meeting.room] if meeting.room else []),
    ]


def _row(row: AgendaItem, *, seen: bool, with_results: bool) -> dict[str, Any]:
    if not seen:
        return {"number": row.number, "title": HIDDEN, "lines": [], "result": []}
    return {
        "number": row.number,
        "title": row.title,
        "lines": _lines(row),
        "result": _result(row) if with_results else [],
    }


def _lines(row: AgendaItem) -> list[str]:
    paper = row.station.paper if row.station else row.paper
    role = row.station.get_role_display() if row.station else row.get_kind_display()
    named = f"Drucksache Nr. {paper.reference}, {role}" if paper else role
    late = "" if row.entry == AgendaItem.Entry.REGULAR else f" – {row.get_entry_display()}"
    standing = row.kind == AgendaItem.Kind.STANDING
    return [late.removeprefix(" – ")] if standing and late else [] if standing else [named + late]


def _result(row: AgendaItem) -> list[str]:
    result = row.result
    said = [result_words.sentence(result)] if result.outcome else []
    said += [f"„{result.verbatim}“"] if result.verbatim else []
    said += [f"Änderung: {result.change_text}"] if result.change_text else []
    said += [f"Nicht mitgewirkt: {each.seat} ({each.ground})" for each in row.exclusions.all()]
    return said


def attendance(meeting: Meeting) -> list[str]:
    """One line a kind: present, excused, absent, with the names."""
    rows = list(
        Attendance.objects.filter(meeting=meeting).select_related("seat__faction").order_by("pk")
    )
    found = []
    for kind in Attendance.Kind:
        names = [str(row.seat) for row in rows if row.kind == kind]
        if names:
            found.append(f"{str(kind.label).capitalize()}: {', '.join(names)}")
    return found or ["Noch nicht erfasst."]
