"""Amounts of euros as papers and people write them, read into one Decimal and written one way.

`1.970.000,--`, `5.800,-€`, `-5.800,00 €`, `12 500`, `1234.50`: what could mean two things is none.
"""

from __future__ import annotations

import re
from decimal import Decimal

CENT = Decimal("0.01")
MINUS = str.maketrans("−–—‐‑", "-----")
BLANKS = re.compile(r"\s+")
# The currency stands before or behind the figures, inside of a sign or outside of it.
BEFORE = re.compile(r"^([-+]?) ?(?:€|Euro|EUR)", re.IGNORECASE)
BEHIND = re.compile(r"(?:€|Euro|EUR) ?(-?)$", re.IGNORECASE)
# Thousands in groups of three, parted by dots or blanks; or plain figures.
WHOLE = r"(?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+|\d+)"
GERMAN = re.compile(rf"(?P<whole>{WHOLE})(?:,(?P<cents>\d{{1,2}}|--?))?", re.ASCII)
ENGLISH = re.compile(r"(?P<whole>\d+)\.(?P<cents>\d{1,2})", re.ASCII)
LONGEST = 40


class UnreadableAmount(ValueError):
    """Text that is no amount, or could be two."""


def read_amount(typed: str) -> Decimal:
    """The amount in euros; UnreadableAmount for what is none, has parts of a cent or is ambiguous.

    A minus may stand before or behind; a dot before three figures parts thousands.
    """
    bare = _without_currency(BLANKS.sub(" ", typed).translate(MINUS).strip()).strip()
    before, after = bare.startswith("-"), _ends_negative(bare)
    bare = bare.removeprefix("-").removeprefix("+").strip()
    bare = bare[:-1].strip() if after else bare
    found = GERMAN.fullmatch(bare) or ENGLISH.fullmatch(bare)
    if found is None or (before and after) or len(bare) > LONGEST:
        raise UnreadableAmount(typed)
    cents = (found["cents"] or "").strip("-").ljust(2, "0")
    amount = Decimal(f"{re.sub('[. ]', '', found['whole'])}.{cents}")
    return -amount if before or after else amount


def _without_currency(written: str) -> str:
    """Take the currency away, once; inside of the figures it stays and makes them unreadable."""
    bare, found = BEFORE.subn(r"\1", written)
    return bare if found else BEHIND.sub(r"\1", written)


def _ends_negative(bare: str) -> bool:
    """Tell `5.800,00-` from `5.800,-`, whose dash stands for no cents."""
    return bare.endswith("-") and not re.search(r",\s*--?$", bare)


def write_amount(amount: Decimal | int) -> str:
    """Write it one way: -5.800,00."""
    return f"{Decimal(amount):,.2f}".translate(str.maketrans(",.", ".,"))
