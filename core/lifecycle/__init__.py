"""The law: which steps a measure may take, by whom, under which rules, and who is told.

Each step is a django-fsm transition whose `custom` carries its `Step`. Its docstring is the
handbook's sentence. The parts follow the way of a measure: proposal, bodies, money, implementation,
follow-through, ending.
"""

from __future__ import annotations

import hashlib
from functools import cache

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from core.steps import Status, Step

from .bodies import Bodies
from .ending import Ending
from .following import Following
from .implementation import Implementation
from .money import Money
from .proposal import Proposal

PARTS = (Proposal, Bodies, Money, Implementation, Following, Ending)


class Lifecycle(Proposal, Bodies, Money, Implementation, Following, Ending, models.Model):
    """The mixin that gives a measure its status and its steps.

    Only these methods assign the status.
    """

    status = FSMField(_("Zustand"), default=Status.DRAFT, choices=Status.choices, protected=True)

    class Meta:
        abstract = True


@cache
def steps() -> dict[str, Step]:
    """All declared steps by name, in the order of their declaration."""
    found = {}
    for part in PARTS:
        for name, method in vars(part).items():
            declared = getattr(method, "_django_fsm", None)
            if declared is not None:
                found[name] = next(iter(declared.transitions.values())).custom["step"]
    return found


@cache
def lifecycle_version() -> str:
    """A short digest of the declared steps; every measure remembers the one it started under."""
    facts = [
        (
            name,
            sorted(each.sources),
            sorted(each.targets),
            [(who.permission, who.on) for who in each.who],
            [rule.number for rule in each.rules],
            sorted(each.tells),
        )
        for name, each in steps().items()
    ]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
