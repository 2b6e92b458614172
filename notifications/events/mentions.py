"""The letter to somebody whom a comment mentions. A comment is no step and has no entry."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.models import Comment, JournalEntry
from core.steps import Audience

from .base import Event, Text, actor_of, tells

MENTION = "mention"


def as_entry(comment: Comment) -> JournalEntry:
    """The comment in the form letters are written from; never saved, it belongs to no chain."""
    return JournalEntry(
        measure=comment.measure,
        at=comment.written_at,
        actor=comment.author,
        action=MENTION,
        target=comment.measure.status,
        reason=comment.text,
    )


@tells(MENTION, Audience.MENTIONED)
class Mentioned(Event):
    """Names who wrote; the letter adds what they wrote, and asks for nothing."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        names = {"name": actor_of(self.entry), "absent": self.on_behalf_of}
        yours = _("%(name)s hat Sie in einem Kommentar erwähnt")
        theirs = _("%(name)s hat %(absent)s in einem Kommentar erwähnt")
        self.headline = (theirs if self.on_behalf_of else yours) % names

    @property
    def label(self) -> Text:
        return _("Kommentar")
