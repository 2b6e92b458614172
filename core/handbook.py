"""The lifecycle as a table: what the handbook shows and the office signs, read from the law."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from .lifecycle import lifecycle_version, steps
from .rules import RULES
from .steps import FINAL, LIVING, Status, Step


@dataclass(frozen=True)
class Row:
    """One step as people read it."""

    step: Step
    sources: str
    targets: str
    who: str
    rules: str
    tells: str

    @property
    def label(self) -> str:
        return str(self.step.label)

    @property
    def explanation(self) -> str:
        return self.step.explanation

    @property
    def kind(self) -> str:
        """How the step comes about: as a task, by somebody's own doing, or by itself."""
        if self.step.follows:
            return _("folgt von selbst")
        return _("Aufgabe") if self.step.held else _("jederzeit möglich")

    def cells(self) -> list[str]:
        shown = [self.label, self.step.name, self.kind, self.sources, self.targets]
        return [*shown, self.who, self.rules, self.tells, self.explanation]


def headings() -> list[str]:
    return [
        _("Schritt"),
        _("Kennung"),
        _("Art"),
        _("von"),
        _("nach"),
        _("wer"),
        _("Regeln"),
        _("wird benachrichtigt"),
        _("Erklärung"),
    ]


def rows() -> list[Row]:
    """All steps in the order of the law."""
    return [row_of(step) for step in steps().values()]


def row_of(step: Step) -> Row:
    return Row(
        step=step,
        sources=_states(step.sources),
        targets=_states(step.targets) or _("bleibt"),
        who=", ".join(_holders(step)),
        rules=" ".join(rule.number for rule in step.rules),
        tells=", ".join(str(audience.label) for audience in step.tells),
    )


def _states(states: tuple[Status, ...]) -> str:
    everywhere = {tuple(Status): _("alle"), LIVING: _("alle außer den endgültigen")}
    return everywhere.get(states) or ", ".join(str(status.label) for status in states)


def _holders(step: Step) -> Iterator[str]:
    for who, name in zip_longest(step.who, names(step)):
        yield f"{name} ({who.permission})" if who and who.permission else name


def names(step: Step) -> list[str]:
    """Who takes the step, without the codes of rights."""
    second = [_("mit zweiter Person")] if step.two_people else []
    return [*(who.said for who in step.who), *second]


# ---- formats ---------------------------------------------------------------------------------


def as_markdown() -> str:
    """States, steps and rules as tables for the handbook and the README."""
    states = [[str(s.label), s.value, _("ja") if s in FINAL else ""] for s in Status]
    rules = [[number, str(r.sentence), str(r.resolved_by.label)] for number, r in RULES.items()]
    version = _("Fassung %(version)s, %(states)d Zustände, %(steps)d Schritte.") % {
        "version": lifecycle_version(),
        "states": len(Status),
        "steps": len(steps()),
    }
    parts = [
        f"# {_('Der Weg einer Maßnahme')}\n\n{version}",
        f"## {_('Zustände')}",
        _table([_("Zustand"), _("Kennung"), _("endgültig")], states),
        f"## {_('Schritte')}",
        _table(headings(), [row.cells() for row in rows()]),
        f"## {_('Regeln')}",
        _table([_("Regel"), _("Satz"), _("klärt")], rules),
    ]
    return "\n\n".join(parts) + "\n"


def _table(head: list[str], body: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def as_csv() -> str:
    """Write one line a step, for the office's own table."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headings())
    writer.writerows(row.cells() for row in rows())
    return text.getvalue()


def as_data() -> dict[str, Any]:
    """Everything declared, in codes, for programs."""
    return {
        "version": lifecycle_version(),
        "states": [
            {"code": status.value, "label": str(status.label), "final": status in FINAL}
            for status in Status
        ],
        "steps": [_step_data(step) for step in steps().values()],
        "rules": [
            {
                "number": number,
                "sentence": str(rule.sentence),
                "resolved_by": rule.resolved_by.value,
            }
            for number, rule in RULES.items()
        ],
    }


def _step_data(step: Step) -> dict[str, Any]:
    flags = ("held", "free", "follows", "parallel", "two_people")
    return {
        "name": step.name,
        "label": str(step.label),
        "sources": [status.value for status in step.sources],
        "targets": [status.value for status in step.targets],
        "who": [{"permission": who.permission, "on": who.on} for who in step.who],
        "rules": [rule.number for rule in step.rules],
        "tells": [audience.value for audience in step.tells],
        "item": step.item,
        "explanation": step.explanation,
    } | {flag: getattr(step, flag) for flag in flags}
