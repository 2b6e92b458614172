"""Reading a feed as a program reads it, and a sitting worth telling of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from defusedxml import ElementTree
from django.test import Client

from core.models import Meeting, Organization
from tests.factories import City, Walk
from tests.sitting import planned, publish, record, taken_up

ATOM = "{http://www.w3.org/2005/Atom}"
PROVISIONAL = "<p>Vorläufig: noch nicht gegen die Niederschrift bestätigt.</p>"
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


def at(body: Organization) -> str:
    return f"/gremien/{body.pk}.atom"


def held(hall: City, body: Organization, *walks: Walk) -> Meeting:
    """A sitting of today on these measures, all agreed to and published."""
    meeting = planned(body)
    for item in taken_up(hall, meeting, *walks):
        record(hall, item, outcome="approved", object="execution")
    publish(hall, meeting)
    return meeting
