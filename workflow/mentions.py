"""Comments, and the people they mention with an @: told once, if they may see the measure."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.timezone import localdate, now

from core.models import Comment, Person, Substitution
from notifications.outbox import tell_mentioned
from notifications.recipients import sees

from .models import Process

# An @ that begins a word; the one in an address of mail does not.
MARK = re.compile(r"(?<![\w@.+-])@(?=\w)")
# A name ends where no letter follows, nor a sign that goes on with one.
ENDS = re.compile(r"(?!\w|[.@+’'-]\w)")
# What is quoted of a name nobody has: its first word, and the next if it is written as a name.
WORD = re.compile(r"\w(?:[\w.+’'-]*\w)?")
LONGEST = 200
DOUBLE_CLICK = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Mentions:
    """Who is told of a comment, and the names in it that reach nobody.

    `standing_in`: who is told besides in the place of somebody mentioned (`represents`).
    """

    reached: list[Person] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    standing_in: list[Person] = field(default_factory=list)


@transaction.atomic
def write(measure: Process, *, by: Person, text: str) -> Mentions:
    """Store a comment and tell whom it mentions; sent twice by a double click, it is as once."""
    Process.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    words = {"measure": measure, "author": by, "text": text}
    found = mentioned(text, measure, by=by)
    if not Comment.objects.filter(**words, written_at__gte=now() - DOUBLE_CLICK).exists():
        told = [*found.reached, *found.standing_in]
        tell_mentioned(Comment.objects.create(**words), told, now=now())
    return found


def mentioned(text: str, measure: Process, *, by: Person) -> Mentions:
    """The people meant by `@Full Name` or `@username`, each once; oneself is not told.

    A name reaches nobody if no active person of that name may see the measure, or several may.
    Which of it is so stays untold.
    """
    said = unicodedata.normalize("NFC", text)
    after = [" ".join(said[mark.end() :][:LONGEST].split()) for mark in MARK.finditer(said)]
    names = _Names(measure, by) if after else None
    reached: dict[int, Person] = {}
    missed: dict[str, None] = {}
    for rest in after:
        person = names.person_at(rest) if names else None
        if person is None:
            missed[_quoted(rest)] = None
        elif person.pk != by.pk:
            reached[person.pk] = person
    return Mentions(list(reached.values()), list(missed), _standing_in(reached, measure, by))


def _standing_in(reached: dict[int, Person], measure: Process, by: Person) -> list[Person]:
    """Today's substitutes of those people who may see the measure, each once; not the writer."""
    rows = Substitution.objects.in_force(on=localdate()).filter(absent__in=reached)
    found: dict[int, Person] = {}
    for row in rows.exclude(substitute__in=[*reached, by.pk]).select_related("substitute"):
        if row.substitute_id not in found and sees(row.substitute, measure):
            row.substitute.represents = reached[row.absent_id]
            found[row.substitute_id] = row.substitute
    return list(found.values())


class _Names:
    """All names that could be meant, and who of their holders may see the measure."""

    def __init__(self, measure: Process, by: Person) -> None:
        self.measure, self.by = measure, by
        self.holders: dict[str, list[Person]] = defaultdict(list)
        for person in Person.objects.filter(is_active=True).order_by("pk"):
            for name in _names_of(person):
                self.holders[name].append(person)
        self.longest_first: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self.holders, key=len, reverse=True):
            self.longest_first[_start(name)].append(name)
        self.meant: dict[str, Person | None] = {}

    def person_at(self, rest: str) -> Person | None:
        """Who is meant by the longest name that stands here."""
        for name in self.longest_first.get(_start(rest), ()):
            if _begins(rest, name):
                return self._only_one(name)
        return None

    def _only_one(self, name: str) -> Person | None:
        """The one of that name who may see the measure; asked once, however often it is said."""
        if name not in self.meant:
            by, holders = self.by.pk, self.holders[name]
            meant = [each for each in holders if each.pk == by or sees(each, self.measure)]
            self.meant[name] = meant[0] if len(meant) == 1 else None
        return self.meant[name]


def _names_of(person: Person) -> Iterator[str]:
    """Username as it is, and the full name, which is found however it is capitalised."""
    yield person.username
    full = unicodedata.normalize("NFC", " ".join(person.get_full_name().split()))
    if full and full != person.username:
        yield full


def _start(text: str) -> str:
    return text[:1].casefold()


def _begins(rest: str, name: str) -> bool:
    """The text begins with the name; of a username every letter must be as it is."""
    folded = rest[: len(name)]
    same = folded == name or (" " in name and folded.casefold() == name.casefold())
    return same and ENDS.match(rest, len(name)) is not None


def _quoted(rest: str) -> str:
    words = [word for part in rest.split(" ")[:2] if (word := WORD.match(part))]
    named = [each[0] for each in words]
    shown = named if len(named) > 1 and named[1][:1].isupper() else named[:1]
    return "@" + " ".join(shown)[:60]
