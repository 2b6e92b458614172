"""What every page is given: the city, whether this is the demo, the menu and who is logged in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from . import navigation
from .models import Membership, Person


def page(request: HttpRequest) -> dict[str, Any]:
    """The frame of a page; the database is asked once, and only if a template shows it."""
    frame: dict[str, Any] = {"city": settings.LAUFZETTEL_CITY, "demo": settings.DEMO}
    person = getattr(request, "user", None)
    if isinstance(person, Person) and person.is_authenticated:
        frame["nav"] = SimpleLazyObject(lambda: menu(person, request.path))
        frame["person"] = SimpleLazyObject(lambda: somebody(person))
    return frame


def menu(person: Person, path: str) -> list[dict[str, Any]]:
    """The main menu; the page one is on, or inside, is marked."""
    found = navigation.entries("main", person)
    around = {url: entry.url for entry in found for url in (entry.url, entry.also) if url}
    current = around.get(_current(list(around), path))
    return [
        {
            "label": entry.label,
            "url": entry.url,
            "current": entry.url == current,
            "count": entry.counted(person),
        }
        for entry in found
    ]


def _current(urls: list[str], path: str) -> str:
    """The longest address the path lies under; the start page counts for itself alone."""
    around = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(around, key=len, default="")


def somebody(person: Person) -> dict[str, Any]:
    """The person in the corner: name, roles, unread notices."""
    notices = navigation.entries("notices", person)
    return {
        "name": str(person),
        "unit": roles(person),
        "notices_url": notices[0].url if notices else "",
        "unread": notices[0].counted(person) if notices else "",
    }


def roles(person: Person) -> str:
    """For example: Leitung, 23 Fachbereich Wirtschaft."""
    held = Membership.objects.filter(person=person).select_related("organization").order_by("pk")
    return "; ".join(f"{each.get_role_display()}, {each.organization}" for each in held)
