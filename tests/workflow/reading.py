"""What a person reads on a page and a program in an answer, for comparison with the engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

from django.db.models import Model

Blocked = dict[str, list[tuple[str, str]]]


class Page(HTMLParser):
    """The step buttons of a page, and the steps that are not possible with all their reasons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.buttons: set[str] = set()
        self.blocked: Blocked = {}
        self._lists, self._reading, self._words, self._label = 0, "", "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        link = given.get("href") or ""
        if tag == "a" and "/schritt/" in link:
            self.buttons.add(link)
        if tag == "dl" and given.get("class") == "lz-why":
            self._lists += 1
        if self._lists and tag in {"dt", "li"}:
            self._reading, self._words = tag, ""

    def handle_data(self, data: str) -> None:
        if self._reading:
            self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "dl" and self._lists:
            self._lists -= 1
        if tag != self._reading:
            return
        words = " ".join(self._words.partition("Klärt:")[0].split())
        if tag == "dt":
            self._label = words
        else:
            number, _space, sentence = words.partition(" ")
            self.blocked.setdefault(self._label, []).append((number, sentence))
        self._reading = ""


def as_json(value: Any) -> Any:
    """An answer as a program would send it: keys for records, ISO days, amounts as text."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {name: as_json(each) for name, each in value.items()}
    return [as_json(each) for each in value] if isinstance(value, list | tuple) else value


def body_of(answer: Any) -> Any:
    return json.loads(answer.content)
