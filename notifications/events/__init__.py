"""What each step tells each audience: one class per event and audience, found by name."""

from . import bodies, money, proposal, work
from .base import Event, Fact, event_for

__all__ = ["Event", "Fact", "bodies", "event_for", "money", "proposal", "work"]
