"""What letters are about: the kinds a person chooses by."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.lifecycle import PARTS
from core.lifecycle.bodies import Bodies
from core.lifecycle.money import Money
from core.lifecycle.proposal import Proposal
from core.steps import Audience

if TYPE_CHECKING:
    from .events import Event


class Topic(models.TextChoices):
    """A kind of letter, in words of those who get it."""

    TASK = "task", _("Aufgaben: Sie werden um etwas gebeten")
    DEADLINE = "deadline", _("Fristen: Erinnerungen und versäumte Fristen")
    PROPOSAL = "proposal", _("Vorschlag, Prüfung und Mitzeichnung")
    DECISION = "decision", _("Beratung und Beschluss")
    MONEY = "money", _("Finanzierung")
    WORK = "work", _("Umsetzung, Sachstände und Abschluss")
    FOLLOWED = "followed", _("Beobachtetes: Neues zu dem, was Sie beobachten")
    MENTION = "mention", _("Erwähnungen: Jemand nennt Sie in einem Kommentar")


ESSENTIAL = frozenset({Topic.TASK, Topic.DEADLINE})
DATED = frozenset({"remind", "escalate"})
# what comes for many measures at once: dates, and reports asked for by rounds and intervals
IN_CROWDS = DATED | {"ask_report"}
BY_AUDIENCE: dict[str, Topic] = {
    Audience.FOLLOWERS: Topic.FOLLOWED,
    Audience.MENTIONED: Topic.MENTION,
}
SUBJECTS = {Proposal: Topic.PROPOSAL, Bodies: Topic.DECISION, Money: Topic.MONEY}


@cache
def _by_step() -> dict[str, Topic]:
    return {step: SUBJECTS.get(part, Topic.WORK) for part in PARTS for step in vars(part)}


def comes_in_crowds(event: Event) -> bool:
    """One mail gathers those of a run: of dates and asked reports, and of what time brought."""
    return event.name in IN_CROWDS or event.entry.actor_id is None


def topic_of(event: Event) -> Topic:
    """What asks for something is a task, whatever it is about; reminders are about dates.

    Who only follows is pressed by neither: to them everything is news.
    """
    if event.audience in BY_AUDIENCE:
        return BY_AUDIENCE[event.audience]
    if event.name in DATED:
        return Topic.DEADLINE
    return Topic.TASK if event.request else _by_step().get(event.name, Topic.WORK)
