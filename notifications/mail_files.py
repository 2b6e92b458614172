"""Mails as they lie in files: one in each, or many in an mbox."""

from __future__ import annotations

import mailbox
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

MBOX = b"From "


class Mail(NamedTuple):
    """A mail, and where the office finds it again: the file, in an mbox with the number."""

    place: str
    content: bytes


def mails_in(path: Path) -> Iterator[Mail]:
    """The mails of a file, or of the files of a folder by name."""
    files = sorted(each for each in path.iterdir() if each.is_file()) if path.is_dir() else [path]
    for file in files:
        yield from _mails_of(file, file.name)


def mails_on_standard_input() -> Iterator[Mail]:
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(sys.stdin.buffer.read())
        copy.flush()
        yield from _mails_of(Path(copy.name), _("Standardeingabe"))


def _mails_of(file: Path, name: str) -> Iterator[Mail]:
    if not _is_mbox(file):
        yield Mail(name, file.read_bytes())
        return
    with closing(mailbox.mbox(file, create=False)) as box:
        for number, key in enumerate(box.keys(), start=1):
            place = _("%(file)s, Nr. %(number)d") % {"file": name, "number": number}
            yield Mail(place, box.get_bytes(key))


def _is_mbox(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(MBOX)) == MBOX
