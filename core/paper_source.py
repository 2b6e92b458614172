"""From a file or a form field to clean text, or one sentence why that cannot be done."""

import os
import re
import unicodedata
from pathlib import Path

from django.utils.translation import gettext as _

MAX_BYTES = 5_000_000
MAX_LINES = 50_000

_FOREIGN_FORMATS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
_WIDE_ENCODINGS = (b"\xff\xfe", b"\xfe\xff")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DECOMPOSED = re.compile("[A-Za-z][\u0300-\u036f]")
_LINE_END = re.compile(r"\r\n?|\n")
_SOFT_HYPHEN_BREAK = re.compile("\u00ad[ \t]*$")

_CONTROLS = (*range(0x09), *range(0x0E, 0x1C), 0x7F)
_DIRECTIONS = (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_INVISIBLE = (0xAD, 0x200B, 0x2060, 0xFEFF)
_HYPHENS: dict[int, str | None] = {0x2010: "-", 0x2011: "-"}
_CLEAN = _HYPHENS | dict.fromkeys((*_CONTROLS, *_DIRECTIONS, *_INVISIBLE))


class UnreadablePaper(ValueError):
    """The input cannot be read as a paper; the text is one sentence that says what to do."""


def file_text(path: Path) -> str:
    """The text of a file, never more than `MAX_BYTES` of it read; refuses all that is no text."""
    name = os.fsencode(path.name).decode("utf-8", "replace")
    return _decoded(_content(path, name=name), name=name)


def content_text(content: bytes, *, name: str) -> str:
    """The text of an uploaded file; refuses what `file_text` refuses."""
    _check_size(len(content), subject=_("Die Datei „%(name)s“") % {"name": name})
    return _decoded(content, name=name)


def check_text(text: str) -> None:
    """Refuse what no paper can be: empty, binary or far too long."""
    if "\0" in text or _SURROGATE.search(text):
        raise UnreadablePaper(
            _("Der Text enthält binäre Zeichen: Bitte fügen Sie reinen Text in UTF-8 ein.")
        )
    if not text.strip().strip("\ufeff"):
        raise UnreadablePaper(
            _("Der Text ist leer: Bitte geben Sie den Wortlaut der Drucksache ein.")
        )
    _check_size(len(text.encode()), subject=_("Der Text"))
    if max(text.count("\n"), text.count("\r")) > MAX_LINES:
        raise UnreadablePaper(
            _("Der Text hat mehr als %(count)d Zeilen: Bitte geben Sie nur die Drucksache ein.")
            % {"count": MAX_LINES}
        )


def clean_lines(text: str) -> list[str]:
    """The lines as an editor counts them, without invisible characters; tabs stay."""
    return [_clean(line) for line in _LINE_END.split(text)]


def _clean(line: str) -> str:
    visible = _SOFT_HYPHEN_BREAK.sub("-", line).translate(_CLEAN)
    return _DECOMPOSED.sub(lambda pair: unicodedata.normalize("NFC", pair[0]), visible)


def _content(path: Path, *, name: str) -> bytes:
    try:
        _check_kind(path, name=name)
        return _limited_bytes(path, name=name)
    except OSError as error:
        raise UnreadablePaper(
            _("Die Datei „%(name)s“ lässt sich nicht öffnen: Bitte prüfen Sie Pfad und Leserechte.")
            % {"name": name}
        ) from error


def _check_kind(path: Path, *, name: str) -> None:
    if path.is_dir():
        raise UnreadablePaper(
            _("„%(name)s“ ist ein Verzeichnis: Bitte geben Sie eine Textdatei an.") % {"name": name}
        )
    if not path.is_file():
        raise UnreadablePaper(
            _("Die Datei „%(name)s“ gibt es nicht: Bitte prüfen Sie den Pfad.") % {"name": name}
        )


def _limited_bytes(path: Path, *, name: str) -> bytes:
    subject = _("Die Datei „%(name)s“") % {"name": name}
    _check_size(path.stat().st_size, subject=subject)
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    _check_size(len(content), subject=subject)
    return content


def _check_size(size: int, *, subject: str) -> None:
    if size > MAX_BYTES:
        megabytes = f"{size / 1_000_000:.1f}".replace(".", ",")
        raise UnreadablePaper(
            _("%(subject)s ist mit %(size)s MB zu groß: Erlaubt sind höchstens %(limit)d MB.")
            % {"subject": subject, "size": megabytes, "limit": MAX_BYTES // 1_000_000}
        )


def _decoded(content: bytes, *, name: str) -> str:
    if not content.strip():
        raise UnreadablePaper(
            _("Die Datei „%(name)s“ ist leer: Bitte geben Sie den Text der Drucksache an.")
            % {"name": name}
        )
    if content.startswith(_WIDE_ENCODINGS):
        raise UnreadablePaper(_not_utf8(name))
    if b"\0" in content or content.startswith(_FOREIGN_FORMATS):
        raise UnreadablePaper(
            _("Die Datei „%(name)s“ ist keine Textdatei: Bitte speichern Sie sie als Text (UTF-8).")
            % {"name": name}
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadablePaper(_not_utf8(name)) from error


def _not_utf8(name: str) -> str:
    return _("Die Datei „%(name)s“ ist nicht in UTF-8: Bitte speichern Sie sie als UTF-8.") % {
        "name": name
    }
