"""The report as it is printed: plain data, cut into parts that are set one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from core.templatetags.laufzettel import day, money
from publication.printing import as_long_pdf
from publication.text import flat

from .cover import cover
from .rows import ChangeKind, CouncilReport, Entry, FieldPart, Standing

# As many measures as are set at once: Typst holds the last ten parts in memory.
ROOMY, TIGHT, MANY = 40, 20, 160
# What surely fits on one page stays together.
SHORT = 1500
Row = TypeVar("Row")


def report_pdf(report: CouncilReport) -> bytes:
    return as_long_pdf("council_report", parts(report))


def parts(report: CouncilReport) -> Iterator[dict[str, Any]]:
    """Cover and charts, then what has changed, then the fields; each part begins a page."""
    days = f"{report.since:%d.%m.%Y} – {report.until:%d.%m.%Y}"
    about = {
        "title": _("Umsetzungsbericht %(days)s") % {"days": days},
        "footer": f"{_('Umsetzungsbericht')} {days}, {report.version}",
    }
    empty: dict[str, Any] = {"cover": None, "changes": None, "fields": []}
    most = ROOMY if len(report.entries) <= MANY else TIGHT
    rows = [changed(entry) for entry in report.entries if entry.changes]
    first, *others = (changes(piece, at) for at, piece in enumerate(pieces(rows, 2 * most)))
    yield about | empty | {"cover": cover(report), "changes": first}
    for piece in others:
        yield about | empty | {"changes": piece}
    for together in packed(report.fields, most):
        yield about | empty | {"fields": [field(part, number) for part, number in together]}


def pieces(rows: Sequence[Row], most: int) -> list[Sequence[Row]]:
    """As few pieces as can be, none longer than that and all about alike; at least one."""
    number = ceil(len(rows) / most) or 1
    length = ceil(len(rows) / number) or 1
    return [rows[start : start + length] for start in range(0, len(rows) or 1, length)]


def packed(fields: Sequence[FieldPart], most: int) -> Iterator[list[tuple[FieldPart, int]]]:
    """Small fields go together, large ones are cut; the number counts the pieces of a field."""
    together: list[tuple[FieldPart, int]] = []
    for part in fields:
        for number, entries in enumerate(pieces(part.entries, most)):
            held = sum(len(each.entries) for each, _number in together)
            if together and held + len(entries) > most:
                yield together
                together = []
            together.append((replace(part, entries=tuple(entries)), number))
    if together:
        yield together


def changes(rows: Sequence[Row], number: int) -> dict[str, Any]:
    """What has changed, or the next piece of it."""
    return {"title": continued(_("Änderungen seit dem letzten Bericht"), number), "rows": rows}


def changed(entry: Entry) -> dict[str, Any]:
    """What has changed of one measure, each with its day."""
    lines = [flat(change.dated) for change in entry.changes]
    return {"title": named(entry), "lines": lines}


def named(entry: Entry) -> str:
    return f"{entry.reference} {flat(entry.title)}"


def field(part: FieldPart, number: int) -> dict[str, Any]:
    """A field, or the next piece of a large one."""
    title = continued(flat(part.title), number)
    return {"title": title, "measures": [measure(entry) for entry in part.entries]}


def continued(title: str, number: int) -> str:
    """The heading of a piece: all but the first go on."""
    return _("%(title)s (Fortsetzung)") % {"title": title} if number else title


def measure(entry: Entry) -> dict[str, Any]:
    """A measure; a short one is not parted by the end of a page."""
    shown = _measure(entry)
    return shown | {"whole": len(str(shown)) < SHORT}


def _measure(entry: Entry) -> dict[str, Any]:
    return {
        "title": named(entry),
        "light": entry.light,
        "light_label": lit(entry),
        "status": entry.status_label,
        "lead": flat(entry.lead),
        "decision": flat(entry.decision.words) if entry.decision else "",
        "standing": standing(entry.standing) if entry.standing else None,
        "costs": [
            [_("Geplante Kosten"), money(entry.planned)],
            [_("Ist-Kosten"), money(entry.actual)],
            [_("Gesicherte Mittel"), money(entry.secured)],
        ],
        "plan": [
            [_("Geplantes Ende"), day(entry.ends_on)],
            [_("Meilensteine"), milestones(entry)],
        ],
        "orders": [
            [flat(each.holder), flat(each.text), day(each.due_on), str(each.state.label)]
            for each in entry.orders
        ],
    }


def lit(entry: Entry) -> str:
    """For example "Rot (bisher Grün)"."""
    for change in entry.changes:
        if change.kind == ChangeKind.LIGHT:
            values = {"light": entry.light_label, "before": change.before}
            return _("%(light)s (bisher %(before)s)") % values
    return entry.light_label


def milestones(entry: Entry) -> str:
    """For example "1 von 2"."""
    values = {"reached": entry.reached, "all": entry.milestones}
    return _("%(reached)d von %(all)d") % values if entry.milestones else day(None)


def standing(report: Standing) -> dict[str, str]:
    return {
        "day": day(report.day),
        "text": flat(report.text),
        "progress": _("%(progress)d %%") % {"progress": report.progress},
        "next_step": flat(report.next_step),
    }
