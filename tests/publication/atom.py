"""Reading a feed as a program reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from defusedxml import ElementTree
from django.test import Client

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Feed:
    """The elements of a feed, its entries in their order."""

    root: Any

    @property
    def entries(self) -> list[Any]:
        return list(self.root.findall(f"{ATOM}entry"))

    @property
    def ids(self) -> list[str]:
        return [said(entry, "id") for entry in self.entries]

    @property
    def titles(self) -> list[str]:
        return [said(entry, "title") for entry in self.entries]

    def entry(self, title: str) -> Any:
        """The only entry of this title."""
        [found] = [entry for entry in self.entries if said(entry, "title") == title]
        return found

    def link(self, rel: str) -> str:
        return next(
            str(each.get("href"))
            for each in self.root.findall(f"{ATOM}link")
            if each.get("rel") == rel
        )


def said(element: Any, name: str) -> str:
    """What the one child of this name says."""
    [found] = element.findall(f"{ATOM}{name}")
    return found.text or ""


def feed(path: str, **headers: str) -> Feed:
    """What a visitor gets who has not logged in."""
    answer = Client().get(path, headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (
        200,
        "application/atom+xml; charset=utf-8",
    )
    return Feed(ElementTree.fromstring(answer.content))
