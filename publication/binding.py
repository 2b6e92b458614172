"""Binding: documents set one after the other become one PDF that reads as if set at once.

Typst holds a whole document in memory while it sets it, so a long one is set in parts. Pages,
headings and tags of the parts are joined, and it stays PDF/UA-1.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from .typeset import (
    METADATA,
    OUTLINE,
    PAGES,
    STREAM,
    TAGS,
    Move,
    Part,
    UnknownPdf,
    found,
    links,
)

HEAD = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"
# The numbers of the objects that are made anew; those of the parts follow.
CATALOG, ALL_PAGES, ALL_TAGS, DOCUMENT, CONTENTS, ABOUT, INFO, FIRST_FREE = range(1, 9)
ROOTS = {PAGES: ALL_PAGES, TAGS: ALL_TAGS, OUTLINE: CONTENTS, METADATA: ABOUT}


class Binder:
    """Writes the objects of each part under new numbers, and the joined trees at the end.

    `count` is the number of pages so far.
    """

    def __init__(self) -> None:
        self.file = io.BytesIO()
        self.file.write(HEAD)
        self.places: dict[int, int] = {}
        self.free = FIRST_FREE
        self.first: Part | None = None
        self.pages: list[int] = []
        self.count = 0
        self.tops: list[int] = []
        self.headings: list[tuple[int, bytes]] = []
        self.owners: list[tuple[int, int]] = []
        self.cells: list[tuple[bytes, int]] = []

    def add(self, pdf: bytes) -> None:
        """Write a document behind those before it."""
        part = Part.of(pdf)
        self.first = self.first or part
        move = self._move(part)
        apart = {part.catalog, part.info, *part.roots.values(), *part.headings, *part.tops}
        for key in part.objects.keys() - apart:
            self._write(move.to(key), move.written(key))
        self._adopt(move)
        self.headings += [(move.to(key), move.written(key)) for key in part.headings]
        self.owners += [(move.owners + key, move.to(owner)) for key, owner in part.owners]
        self.cells += [(move.prefix + name, move.to(key)) for name, key in part.cells]
        self.count += part.pages
        self.free += max(part.objects)

    def finished(self) -> bytes:
        """The bound document."""
        if self.first is None:
            raise UnknownPdf("nothing to bind")
        self._write_contents()
        self._write_tags(self.first)
        pages = b"<</Type/Pages/Count %d/Kids[%s]>>" % (self.count, listed(self.pages))
        self._write(ALL_PAGES, pages)
        self._write(INFO, self.first.objects[self.first.info])
        self._write(ABOUT, counted(self.first.tree(METADATA), self.count))
        self._write(CATALOG, catalog(self.first))
        self._write_table()
        return self.file.getvalue()

    def _move(self, part: Part) -> Move:
        return Move(
            part=part,
            shift=self.free - 1,
            owners=self.owners[-1][0] + 1 if self.owners else 0,
            prefix=b"P%05d" % len(self.pages),
            roots={part.roots[TAGS]: DOCUMENT, part.roots[OUTLINE]: CONTENTS},
        )

    def _adopt(self, move: Move) -> None:
        """What a part's pages and tags began with hangs below the whole now."""
        key, below = move.part.roots[PAGES], b"<</Parent %d 0 R" % ALL_PAGES
        self._write(move.to(key), move.written(key).replace(b"<<", below, 1))
        self.pages.append(move.to(key))
        for top in move.part.tops:
            self._write(move.to(top), move.written(top).replace(b"/S/Document", b"/S/Part", 1))
            self.tops.append(move.to(top))

    def _write(self, key: int, body: bytes) -> None:
        self.places[key] = self.file.tell()
        self.file.write(b"%d 0 obj\n%s\nendobj\n\n" % (key, body))

    def _write_contents(self) -> None:
        """The headings of all parts follow each other."""
        keys = [key for key, _body in self.headings]
        neighbours = zip([0, *keys], [*keys[1:], 0], strict=False)
        for (key, body), (before, after) in zip(self.headings, neighbours, strict=False):
            self._write(key, linked(body, before=before, after=after))
        ends = keys[0], keys[-1], len(keys)
        self._write(CONTENTS, b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % ends)

    def _write_tags(self, first: Part) -> None:
        """All parts hang below one document; owners and heads of tables are found by name."""
        document = b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>"
        self._write(DOCUMENT, document % (ALL_TAGS, listed(self.tops)))
        roles = found(rb"(/RoleMap<<.*?>>)", first.tree(TAGS))
        owners = b" ".join(b"%d %d 0 R" % pair for pair in self.owners)
        cells = b"".join(b"(%s)%d 0 R" % pair for pair in sorted(self.cells))
        trees = b"/ParentTree<</Nums[%s]>>/IDTree<</Names[%s]>>" % (owners, cells)
        root = b"/K[%d 0 R]/ParentTreeNextKey %d" % (DOCUMENT, self.owners[-1][0] + 1)
        self._write(ALL_TAGS, b"<</Type/StructTreeRoot%s%s%s>>" % (roles, root, trees))

    def _write_table(self) -> None:
        """Where each object stands; numbers nobody took are free."""
        start, size = self.file.tell(), self.free
        kept = ((self.places.get(key, 0), b"nf"[key not in self.places]) for key in range(1, size))
        self.file.write(b"xref\n0 %d\n%010d 65535 f\r\n" % (size, 0))
        self.file.writelines(b"%010d 00000 %c\r\n" % each for each in kept)
        trailer = b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF"
        self.file.write(trailer % (size, CATALOG, INFO, start))


def listed(keys: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % key for key in keys)


def linked(heading: bytes, *, before: int, after: int) -> bytes:
    """A heading between its new neighbours; 0 stands for none."""
    old = links(heading)
    bare = re.sub(rb"/(?:Prev|Next) [0-9]+ 0 R", b"", old)
    new = [b"/%s %d 0 R" % pair for pair in ((b"Prev", before), (b"Next", after)) if pair[1]]
    return bare + b"".join(new) + heading[len(old) :]


def counted(about: bytes, pages: int) -> bytes:
    """The description (XMP) with the number of all pages."""
    head, mark, text = about.partition(STREAM)
    text = re.sub(rb"(NPages>)[0-9]+", rb"\g<1>%d" % pages, text)
    length = len(text.removesuffix(b"\nendstream"))
    return re.sub(rb"/Length [0-9]+", b"/Length %d" % length, head) + mark + text


def catalog(first: Part) -> bytes:
    """The catalog of the first part, whose trees are those of the whole now."""
    body = first.objects[first.catalog]
    for name, key in ROOTS.items():
        body = re.sub(rb"(/%s )[0-9]+" % name, rb"\g<1>%d" % key, body)
    return body
