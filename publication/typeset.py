"""A PDF as Typst writes it, taken apart, so that its objects can be written into another one.

This reads no other PDF: there is one cross-reference table, there are no object streams and no
named destinations, and the catalog begins four trees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

TREES = PAGES, TAGS, OUTLINE, METADATA = b"Pages", b"StructTreeRoot", b"Outlines", b"Metadata"
TREE = re.compile(rb"/(\w+) [0-9]+ 0 R")
REFERENCE = re.compile(rb"(?<![0-9.])([0-9]+) 0 R")
OWNER_KEY = re.compile(rb"(/StructParents? )([0-9]+)")
OWNER = re.compile(rb"([0-9]+) ([0-9]+) 0 R")
CELL = re.compile(rb"\(([^()\\]+)\)([0-9]+) 0 R")
BEFORE_CELL = re.compile(rb"(?:/ID|/Headers\[[^\]]*)$")
STREAM = b"\nstream\n"


class UnknownPdf(ValueError):
    """The document is not written as Typst writes it."""


def number(pattern: bytes, text: bytes) -> int:
    return int(found(pattern, text))


def found(pattern: bytes, text: bytes) -> bytes:
    match = re.search(pattern, text, re.DOTALL)
    if match is None:
        raise UnknownPdf(pattern.decode())
    return match[1]


@dataclass(frozen=True)
class Part:
    """One document, with a heading at least: its objects by number, and two its trailer names."""

    objects: Mapping[int, bytes]
    catalog: int
    info: int

    @classmethod
    def of(cls, pdf: bytes) -> Part:
        at = max(pdf.rfind(b"trailer"), 0)
        trailer = pdf[at:]
        roots = [number(rb"/" + name + rb" ([0-9]+) 0 R", trailer) for name in (b"Root", b"Info")]
        table = number(rb"startxref\s+([0-9]+)", trailer)
        rows = pdf[table:at].split(b"\n")[3:-1]
        starts = sorted((int(row[:10]), key) for key, row in enumerate(rows, 1))
        ends = [*(start for start, _key in starts[1:]), table]
        objects = {
            key: pdf[start:end].partition(b" 0 obj\n")[2].rpartition(b"\nendobj")[0]
            for (start, key), end in zip(starts, ends, strict=True)
        }
        return cls(objects, *roots).understood()

    def understood(self) -> Part:
        """What else a catalog may begin, such as named places, would not be joined."""
        catalog = self.objects[self.catalog]
        if b"/Names" in catalog or set(TREE.findall(catalog)) != set(TREES):
            raise UnknownPdf(catalog.decode("latin-1"))
        return self

    @cached_property
    def roots(self) -> dict[bytes, int]:
        """The object each tree begins with."""
        catalog = self.objects[self.catalog]
        return {name: number(b"/" + name + rb" ([0-9]+) 0 R", catalog) for name in TREES}

    def tree(self, name: bytes) -> bytes:
        return self.objects[self.roots[name]]

    @property
    def pages(self) -> int:
        return number(rb"/Count ([0-9]+)", self.tree(PAGES))

    @cached_property
    def tops(self) -> list[int]:
        """Where its tags begin."""
        return references(found(rb"/K\[([^\]]*)\]", self.tree(TAGS)))

    @cached_property
    def headings(self) -> list[int]:
        """The headings of the first rank, one after the other."""
        keys = [number(rb"/First ([0-9]+) 0 R", self.tree(OUTLINE))]
        while following := re.search(rb"/Next ([0-9]+) 0 R", links(self.objects[keys[-1]])):
            keys.append(int(following[1]))
        return keys

    @property
    def owners(self) -> list[tuple[int, int]]:
        """Which tag owns which page or link, by key."""
        tree = found(rb"/ParentTree<</Nums\[([^\]]*)\]>>", self.tree(TAGS))
        return [(int(key), int(owner)) for key, owner in OWNER.findall(tree)]

    @property
    def cells(self) -> list[tuple[bytes, int]]:
        """The heads of tables by name."""
        tree = re.search(rb"/IDTree<</Names\[([^\]]*)\]>>", self.tree(TAGS))
        return [(name, int(key)) for name, key in CELL.findall(tree[1])] if tree else []


def references(text: bytes) -> list[int]:
    return [int(key) for key in REFERENCE.findall(text)]


def links(heading: bytes) -> bytes:
    """How a heading is linked with others: what stands before its text."""
    return heading.partition(b"/Title")[0]


@dataclass(frozen=True)
class Move:
    """A part on its way into another document: objects, owners and table heads get new names."""

    part: Part
    shift: int
    owners: int
    prefix: bytes
    roots: Mapping[int, int]

    def to(self, key: int) -> int:
        return self.roots.get(key, key + self.shift)

    def written(self, key: int) -> bytes:
        """An object with its new references; streams and strings stay as they are."""
        body = self.part.objects[key]
        if body.endswith(b"endstream"):
            head, mark, stream = body.partition(STREAM)
            return self._renamed(head) + mark + stream
        return b"".join(self._rewritten(body)) if b"(" in body else self._renamed(body)

    def _rewritten(self, text: bytes) -> Iterator[bytes]:
        before = b""
        for piece in pieces(text):
            if not piece.startswith(b"("):
                before += piece
                yield self._renamed(piece)
            elif BEFORE_CELL.search(before):
                yield b"(" + self.prefix + piece[1:]
            else:
                yield piece

    def _renamed(self, text: bytes) -> bytes:
        if b"/StructParent" in text:
            text = OWNER_KEY.sub(self._owner, text)
        return REFERENCE.sub(self._reference, text)

    def _reference(self, match: re.Match[bytes]) -> bytes:
        return b"%d 0 R" % self.to(int(match[1]))

    def _owner(self, match: re.Match[bytes]) -> bytes:
        return match[1] + b"%d" % (int(match[2]) + self.owners)


def pieces(text: bytes) -> Iterator[bytes]:
    """Strings, each with its brackets, and what stands between them."""
    start = 0
    while (begin := text.find(b"(", start)) >= 0:
        yield text[start:begin]
        start = end_of_string(text, begin)
        yield text[begin:start]
    yield text[start:]


def end_of_string(text: bytes, begin: int) -> int:
    """The place behind a string; brackets in it come in pairs or behind a backslash."""
    depth = 0
    for match in re.compile(rb"\\.|[()]", re.DOTALL).finditer(text, begin):
        depth += {b"(": 1, b")": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    raise UnknownPdf("a string without end")
