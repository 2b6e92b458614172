"""The main menu: each application enters its pages when it is ready, and core knows none of them.

An entry says who sees it and how much waits behind it; both are asked only when a page is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.urls import reverse

from .steps import Text

if TYPE_CHECKING:
    from .models import Person

MOST = 99


def everybody(person: Person) -> bool:
    return True


def is_staff(person: Person) -> bool:
    return person.is_staff


def holds(*permissions: str) -> Callable[[Person], bool]:
    """Entries for people who hold one of the permissions on any organization."""

    def asks(person: Person) -> bool:
        from .access import pairs  # noqa: PLC0415 - entries are made before the models are there

        return any(permission in permissions for permission, _organization in pairs(person))

    return asks


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One page of the menu. `name` is the name of its address; `notices` stand with the person.

    `also` is where more pages lie that belong to it.
    """

    name: str
    label: Text
    order: int
    menu: Literal["main", "notices"] = "main"
    count: Callable[[Person], int] | None = None
    shown: Callable[[Person], bool] = everybody
    also: str = ""

    @property
    def url(self) -> str:
        return reverse(self.name)

    def counted(self, person: Person) -> str:
        """How much waits there, 99+ beyond that; empty for none."""
        number = self.count(person) if self.count else 0
        return f"{MOST}+" if number > MOST else str(number or "")


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Enter a page; the same name again replaces it."""
    _entries[entry.name] = entry


def entries(menu: str, person: Person) -> list[Entry]:
    """The pages of a menu this person sees, in order."""
    found = sorted(_entries.values(), key=lambda entry: entry.order)
    return [entry for entry in found if entry.menu == menu and entry.shown(person)]
