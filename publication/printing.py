"""Typesetting: a template of ours and plain data become an accessible PDF (PDF/UA-1).

What people wrote reaches the template as JSON, never as code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from .binding import Binder

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "publication"
STANDARD: Final = "ua-1"
UNPRINTABLE = re.compile(r"the text `\"(?P<text>.+?)\"` could not be displayed", re.DOTALL)
PROBE = b'#set document(title: "-")\n#set text(font: "Libertinus Serif")\n#sys.inputs.data'
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


class UnprintableDocument(Exception):
    """The document cannot be set; the message is Typst's."""


def as_pdf(template: str, data: dict[str, Any]) -> bytes:
    """Set a document. Characters no font of ours has are named instead: [U+1F600]."""
    files = {
        "main.typ": (TEMPLATES / f"{template}.typ").read_bytes(),
        "city.typ": (TEMPLATES / "city.typ").read_bytes(),
    }
    whole = {"city": settings.LAUFZETTEL_CITY, "logo": _logo(files)} | data
    text = json.dumps(_clean(whole), cls=DjangoJSONEncoder, ensure_ascii=False)
    return _printed(files, text)


def _printed(files: dict[str, bytes], text: str) -> bytes:
    try:
        return _set(files, text)
    except typst.TypstError as error:
        found = UNPRINTABLE.search(str(error))
        named = _without(text, {*found["text"], *_unprintable(text)}) if found else text
        if named == text:
            raise UnprintableDocument(str(error)) from error
    return _printed(files, named)


def as_long_pdf(template: str, parts: Iterable[dict[str, Any]]) -> bytes:
    """Set a document part by part, so that memory is held for few pages at a time.

    Each part begins a page and is told its number as `first_page`.
    """
    binder = Binder()
    for data in parts:
        binder.add(as_pdf(template, data | {"first_page": binder.count + 1}))
    return binder.finished()


def _set(files: dict[str, bytes], text: str) -> bytes:
    several: Any = files  # its stubs know a single file only
    made: bytes = typst.compile(
        several,
        format="pdf",
        sys_inputs={"data": text},
        pdf_standards=STANDARD,
        ignore_system_fonts=True,
    )
    return made


def _logo(files: dict[str, bytes]) -> str:
    """The city's mark, if one is configured; its name among the files of the document."""
    path = settings.LAUFZETTEL_LOGO
    if not path:
        return ""
    name = f"logo{Path(path).suffix.lower()}"
    files[name] = Path(path).read_bytes()
    return name


def _unprintable(text: str) -> set[str]:
    """All characters no font of ours has, found by setting each by itself."""
    return {each for each in set(text) if not each.isascii() and not _is_printable(each)}


@lru_cache(maxsize=65_536)
def _is_printable(character: str) -> bool:
    try:
        _set({"main.typ": PROBE}, character)
    except typst.TypstError:
        return False
    return True


def _without(text: str, unknown: set[str]) -> str:
    """Name the characters instead; letters every font has are left alone."""
    for each in {each for each in unknown if not each.isascii()}:
        text = text.replace(each, f"[U+{ord(each):04X}]")
    return text


def _clean(value: Any) -> Any:
    """The same data without control characters, which no page can show."""
    if isinstance(value, dict):
        return {name: _clean(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return CONTROLS.sub("", value) if isinstance(value, str) else value
