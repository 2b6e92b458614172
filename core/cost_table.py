"""The cost table (Kostentabelle): its balance, as pages, papers and exports show it.

Balance (Saldo) = revenues and receipts less expenses and payments: negative when the city pays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from .models import CostLine

NOTHING = Decimal(0)
Nature = CostLine.Nature
FIELDS = ("year", "kind", "budget", "product", "account", "nature", "amount", "committed")


@dataclass(frozen=True)
class Year:
    """The lines of one year with their balance in euros."""

    year: int
    lines: tuple[CostLine, ...]

    @property
    def balance(self) -> Decimal:
        return balance(self.lines)


def balance(lines: Iterable[CostLine]) -> Decimal:
    return -sum((line.need for line in lines), NOTHING)


def years(lines: Iterable[CostLine]) -> list[Year]:
    """The lines year by year, in their order."""
    found: dict[int, list[CostLine]] = {}
    for line in lines:
        found.setdefault(line.year, []).append(line)
    return [Year(year, tuple(found[year])) for year in sorted(found)]


def follow_up(lines: Iterable[CostLine]) -> Decimal:
    """The balance of the running costs that follow, in euros."""
    return balance(line for line in lines if line.nature == Nature.FOLLOW_UP)


def named(line: CostLine) -> str:
    """For example Aufwand, Teilhaushalt 40, Produkt 36501, Konto 4431, Folgekosten."""
    parts = [
        _("Teilhaushalt %(name)s") % {"name": line.budget} if line.budget else "",
        _("Produkt %(name)s") % {"name": line.product} if line.product else "",
        _("Konto %(name)s") % {"name": line.account} if line.account else "",
        line.get_nature_display() if line.nature != Nature.ONCE else "",
    ]
    return ", ".join([line.get_kind_display(), *filter(None, parts)])


def heads() -> list[str]:
    """What the columns are called, in files as on pages."""
    return [
        _("Jahr"),
        _("Art"),
        _("Teilhaushalt"),
        _("Produkt"),
        _("Konto"),
        _("Dauer"),
        _("Betrag in Euro"),
        _("Verpflichtung"),
    ]


def as_rows(lines: Sequence[CostLine]) -> Iterator[list[Any]]:
    """Head and lines as a spreadsheet takes them; read in again they are the same."""
    yield heads()
    for line in lines:
        yield [
            line.year,
            line.get_kind_display(),
            line.budget,
            line.product,
            line.account,
            line.get_nature_display(),
            line.amount,
            _("ja") if line.committed else _("nein"),
        ]
