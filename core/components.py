"""What the building blocks of a page are given: plain values, prepared by the view.

Each class is the argument of a template tag in `templatetags/laufzettel.py`. Nothing here asks
the database or a permission; a mapping with the same keys works as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Tone = Literal["neutral", "info", "success", "warning", "danger"]
Progress = Literal["done", "current", "open", "skipped"]


@dataclass(frozen=True, kw_only=True)
class Link:
    """Somewhere to go: a button of a step, a tab, a crumb. `count` is shown beside the label."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Badge:
    """A short mark such as a status or a result: never colour alone, always words."""

    label: str
    tone: Tone = "neutral"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage of the stepper above a measure."""

    label: str
    progress: Progress = "open"


@dataclass(frozen=True, kw_only=True)
class Station:
    """One station of the consultation timeline: who treats it when, as what, with which result."""

    organization: str
    role: str = ""
    day: date | None = None
    progress: Progress = "open"
    result: Badge | None = None
    votes: str = ""
    deviation: str = ""
    note: str = ""
    url: str = ""
    provisional: str = ""
    document: str = ""
    sitting: str = ""


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """The one thing to do now: verb, deadline, what follows, one primary button.

    `holder` names who has to act, `on_behalf_of` in whose place the reader would. Without `primary`
    the box says that it waits for them.
    """

    title: str
    holder: str = ""
    on_behalf_of: str = ""
    deadline: date | None = None
    consequence: str = ""
    because: str = ""
    primary: Link | None = None
    others: Sequence[Link] = ()


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A rule that is not met: its number, its sentence, who can resolve it."""

    number: str
    sentence: str
    resolved_by: str = ""


@dataclass(frozen=True, kw_only=True)
class BlockedStep:
    """A step that is not available now, with every reason."""

    label: str
    reasons: Sequence[Reason]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A value before and after."""

    label: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the journal."""

    number: int
    moment: datetime
    actor: str
    label: str
    on_behalf_of: str = ""
    organization: str = ""
    came_from: str = ""
    went_to: str = ""
    reason: str = ""
    followed: str = ""
    changes: Sequence[Change] = ()
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table; `sort` is the name the address uses for ordering by it."""

    label: str
    numeric: bool = False
    sort: str = ""
