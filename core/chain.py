"""The journal read back: do its chains still say what was sealed, and none of them is missing.

Every measure has a chain of its own, from its first entry to the measure's own seal. A daily seal
covers the heads of all chains up to one entry (`upto`), so a chain cut off at its end and a measure
that has vanished show there. Kept outside as well (an anchor), it holds even against the owner of
the database.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from .models import DailySeal, JournalEntry, Measure, digest_of

CHUNK = 2000


@dataclass
class Heads:
    """The heads of all chains, taken up in the order of their measures and sealed together."""

    upto: int
    count: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, measure: int, number: int, seal: str) -> None:
        self.count += 1
        self.digest.update(f"{measure} {number} {seal}\n".encode())

    def take_up(self, chain: list[Any]) -> None:
        """Add the head this chain had when the seal was made, if it had begun by then."""
        then = [entry for entry in chain if entry.pk <= self.upto]
        if then:
            self.add(then[-1].measure_id, then[-1].number, then[-1].seal)

    def sealed(self, *, day: dt.date, previous: str) -> str:
        return digest_of([previous, day, self.upto, self.count, self.digest.hexdigest()])


@dataclass
class Verdict:
    """What a verification found: one sentence per fault, none if all is as it was sealed."""

    rows: int = 0
    chains: int = 0
    seals: int = 0
    faults: list[str] = field(default_factory=list)


# ---- one seal a day --------------------------------------------------------------------------


@transaction.atomic
def anchor(*, at: dt.datetime) -> DailySeal:
    """Seal the heads of all chains for the day; the second time that day the same seal."""
    day = localdate(at)
    known = DailySeal.objects.filter(day=day).first()
    return known or _seal(day=day, at=at)


def _seal(*, day: dt.date, at: dt.datetime) -> DailySeal:
    hold_still()
    last = JournalEntry.objects.aggregate(last=Max("pk"))["last"] or 0
    heads = Heads(upto=last)
    chains = Measure.objects.filter(version__gt=0).order_by("pk")
    for head in chains.values_list("pk", "version", "seal").iterator(CHUNK):
        heads.add(*head)
    before = DailySeal.objects.filter(day__lt=day).order_by("day").last()
    return DailySeal.objects.create(
        day=day,
        upto=last,
        heads=heads.count,
        seal=heads.sealed(day=day, previous=before.seal if before else ""),
        made_at=at,
    )


def hold_still() -> None:
    """Wait for the steps under way and let none begin until commit; SQLite writes one by one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {JournalEntry._meta.db_table} IN SHARE MODE")


def as_line(seal: DailySeal) -> str:
    """The seal as it is kept outside: day, number of heads, last entry, seal."""
    return f"{seal.day.isoformat()} {seal.heads} {seal.upto} {seal.seal}"


def append(seal: DailySeal, *, path: Path) -> bool:
    """Append the seal to the file unless it stands there already."""
    line = as_line(seal)
    with path.open("a+", encoding="utf-8") as file:
        file.seek(0)
        if line in file.read().splitlines():
            return False
        file.write(line + "\n")
        return True


# ---- reading back ----------------------------------------------------------------------------


def verify(*, reference: str = "", anchors: Path | None = None) -> Verdict:
    """Recompute all chains and daily seals; with a reference the chain of that measure only.

    `anchors` names the file outside the database that the daily seals must agree with. One
    statement reads all entries with their heads, so steps taken meanwhile raise no false alarm.
    """
    verdict = Verdict()
    daily = [] if reference else list(DailySeal.objects.order_by("day"))
    heads = [Heads(upto=seal.upto) for seal in daily]
    entries = _entries(reference)
    for _measure, rows in groupby(entries, key=lambda entry: entry.measure_id):
        chain = list(rows)
        verdict.rows += len(chain)
        verdict.chains += 1
        verdict.faults.extend(chain_faults(chain))
        for each in heads:
            each.take_up(chain)
    verdict.seals = len(daily)
    verdict.faults.extend(_without_journal(reference))
    verdict.faults.extend(_daily_faults(daily, heads))
    if anchors:
        verdict.faults.extend(_anchor_faults(daily, anchors))
    return verdict


def _entries(reference: str) -> Iterator[Any]:
    rows = JournalEntry.objects.order_by("measure_id", "number").annotate(
        reference=F("measure__reference"),
        head=F("measure__seal"),
        version=F("measure__version"),
        acted=F("actor__pseudonym"),
        stood_in=F("on_behalf_of__pseudonym"),
        stands=F("measure__status"),
    )
    return (rows.filter(measure__reference=reference) if reference else rows).iterator(CHUNK)


def people_of(entry: Any) -> str:
    """The pseudonyms of the people an entry names now, as they were sealed."""
    return " ".join(str(each) for each in (entry.acted, entry.stood_in) if each) or "system"


def chain_faults(chain: list[Any]) -> Iterator[str]:
    """What is wrong with the entries of one measure, which carry its present head."""
    previous, number = "", 0
    for entry in chain:
        place = {"measure": entry.reference, "number": entry.number, "before": number}
        if entry.number != number + 1:
            yield _("%(measure)s: Auf Eintrag %(before)d folgt Eintrag %(number)d.") % place
        if entry.digest != entry.content_digest():
            yield _("%(measure)s, Eintrag %(number)d: Der Inhalt ist verändert.") % place
        if entry.pseudonym != people_of(entry):
            yield _("%(measure)s, Eintrag %(number)d: Die handelnde Person ist vertauscht.") % place
        if entry.seal != entry.seal_after(previous):
            yield _("%(measure)s, Eintrag %(number)d: Das Siegel passt nicht.") % place
        previous, number = entry.seal, entry.number
    yield from _head_faults(chain[-1])


def _head_faults(last: Any) -> Iterator[str]:
    place = {"measure": last.reference, "number": last.number, "version": last.version}
    if last.version != last.number:
        yield (
            _("%(measure)s: Das Journal endet bei %(number)d, die Maßnahme steht bei %(version)d.")
            % place
        )
    if last.head != last.seal:
        yield _("%(measure)s: Das Siegel der Maßnahme ist nicht das des letzten Eintrags.") % place
    if last.stands != last.target:
        yield _("%(measure)s: Der Zustand ist nicht der des letzten Eintrags.") % place


def _without_journal(reference: str) -> Iterator[str]:
    bare = Measure.objects.filter(journal=None).order_by("pk")
    bare = bare.filter(reference=reference) if reference else bare
    for name in bare.values_list("reference", flat=True):
        yield _("%(measure)s: Das Journal fehlt.") % {"measure": name}


def _daily_faults(daily: list[DailySeal], heads: list[Heads]) -> Iterator[str]:
    befores = ["", *(seal.seal for seal in daily)]
    for seal, found, before in zip(daily, heads, befores, strict=False):
        if seal.seal != found.sealed(day=seal.day, previous=before):
            yield _(
                "Tagessiegel vom %(day)s: Es passt nicht zu den %(found)d vorgefundenen Ketten "
                "(gesiegelt: %(heads)d)."
            ) % {"day": seal.day.strftime("%d.%m.%Y"), "found": found.count, "heads": seal.heads}


def _anchor_faults(daily: list[DailySeal], path: Path) -> Iterator[str]:
    known = {as_line(seal) for seal in daily}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line not in known:
            yield _("Anker, Zeile %(number)d: Die Datenbank kennt dieses Siegel nicht.") % {
                "number": number
            }
