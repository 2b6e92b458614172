"""What each step tells each audience: one class per event and audience, found by name."""

from . import bodies, following, mentions, money, news, proposal, work
from .base import Event, Fact, event_for

__all__ = [
    "Event",
    "Fact",
    "bodies",
    "event_for",
    "following",
    "mentions",
    "money",
    "news",
    "proposal",
    "work",
]
