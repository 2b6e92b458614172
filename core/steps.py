"""The vocabulary of the law.

Statuses, audiences, who may act, and what a declared step knows about itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .rule import Rule

Text = str | Promise


class Status(models.TextChoices):
    """Where a measure stands. Values are stored for ever; labels may change."""

    DRAFT = "draft", _("Entwurf")
    CHECKING = "checking", _("Formale Prüfung")
    REWORK = "rework", _("In Überarbeitung")
    COSIGNING = "cosigning", _("In Mitzeichnung")
    READY = "ready", _("Gremienreif")
    CONSULTING = "consulting", _("In Beratung")
    FUNDING = "funding", _("Finanzierung offen")
    FUNDED = "funded", _("Umsetzungsbereit")
    IMPLEMENTING = "implementing", _("In Umsetzung")
    PAUSED = "paused", _("Ruht")
    CLOSING = "closing", _("Abschluss in Prüfung")
    COMPLETED = "completed", _("Abgeschlossen")
    REJECTED = "rejected", _("Abgelehnt")
    WITHDRAWN = "withdrawn", _("Zurückgezogen")
    ABORTED = "aborted", _("Eingestellt")


S = Status
FINAL = (S.COMPLETED, S.REJECTED, S.WITHDRAWN, S.ABORTED)
LIVING = tuple(status for status in Status if status not in FINAL)
BEFORE_ROUTE = (S.DRAFT, S.CHECKING, S.REWORK, S.COSIGNING, S.READY)
BEFORE_DECISION = (*BEFORE_ROUTE, S.CONSULTING)
WORK = (S.IMPLEMENTING, S.PAUSED)
READY_ON = (S.READY, S.CONSULTING, S.FUNDING, S.FUNDED, *WORK, S.CLOSING)


class Verdict(models.TextChoices):
    """How far the decision is: each measure has one of these, whatever its status."""

    DECIDED = "decided", _("beschlossen")
    PENDING = "pending", _("noch nicht beschlossen")
    DROPPED = "dropped", _("abgelehnt oder zurückgezogen")


class Audience(models.TextChoices):
    """Who is told of a step, or who can clear an unmet rule."""

    LEAD = "lead", _("federführende Stelle")
    OFFICE = "office", _("koordinierendes Büro")
    ASKED = "asked", _("um Mitzeichnung gebetene Stellen")
    OBJECTOR = "objector", _("Stelle mit Einwand")
    TREASURY = "treasury", _("Kämmerei")
    SECRETARIATS = "secretariats", _("Sitzungsdienste der Beratungsfolge")
    NEXT_BODY = "next_body", _("nächstes Gremium")
    BODIES = "bodies", _("beteiligte Gremien")
    DECIDING_BODY = "deciding_body", _("beschließendes Gremium")
    COUNCIL = "council", _("Rat und Verwaltungsausschuss")
    TOLD = "told", _("alle, denen das Ergebnis mitgeteilt wurde")
    NETWORK = "network", _("Vernetzungsgruppe")
    ORDERED = "ordered", _("beauftragte Stellen")
    HOLDER = "holder", _("Stelle, bei der die Aufgabe liegt")
    HEAD = "head", _("Leitung der säumigen Stelle")
    MENTIONED = "mentioned", _("wer in einem Kommentar erwähnt ist")
    FOLLOWERS = "followers", _("wer die Maßnahme beobachtet")
    NOBODY = "nobody", _("niemand: ergibt sich von selbst")


@dataclass(frozen=True)
class Who:
    """A permission on an organization.

    The measure's lead, office or treasury, or the one of the sub-record.
    """

    permission: str
    on: str

    @property
    def audience(self) -> Audience:
        return HOLDERS[self.on]

    @property
    def said(self) -> str:
        """Who that is, in words; some rights only the head of an organization holds."""
        head = f" ({gettext('Leitung')})" if self.permission == "withdraw" else ""
        return f"{self.audience.label}{head}"


HOLDERS = {
    "lead": Audience.LEAD,
    "office": Audience.OFFICE,
    "treasury": Audience.TREASURY,
    "cosignature": Audience.ASKED,
    "station": Audience.SECRETARIATS,
    "order": Audience.ORDERED,
    "none": Audience.NOBODY,
}


NOBODY = Who("", on="none")


@dataclass(frozen=True)
class Step:
    """What is declared about a step.

    Derived from it are buttons, reasons, letters, handbook, diagram and tests.

    `held`: somebody holds it as a task, so it is performed only by answering that task. `free`: it
    may also be done without one. `follows`: nobody presses it, it results from another step.
    `parallel`: others act beside it, so its task alone (not the version of the page) tells whether
    it is still open. `two_people`: a second person confirms it. `aside`: it tells somebody only
    if no other step of the same action has a word for anybody.
    """

    name: str
    label: Text
    sources: tuple[Status, ...]
    targets: tuple[Status, ...]
    who: tuple[Who, ...]
    rules: tuple[Rule, ...] = ()
    tells: tuple[Audience, ...] = ()
    item: str = ""
    held: bool = False
    free: bool = True
    follows: bool = False
    parallel: bool = False
    two_people: bool = False
    aside: bool = False
    explanation: str = ""

    @property
    def stays(self) -> bool:
        """The measure keeps its status, whatever the answer."""
        return not self.targets


def telling(fired: Sequence[Step]) -> list[Step]:
    """Of the steps one action fired those that tell somebody of it."""
    told = [step for step in fired if step.tells]
    return [step for step in told if not step.aside] or told
