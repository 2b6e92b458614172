"""The generic event, and the register of those that have their own words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, NamedTuple

from django.apps import apps
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from core.lifecycle import steps
from core.models import JournalEntry, Measure, Organization, Person
from core.steps import Audience, Status, telling

Text = str | Promise
A = Audience

BECAUSE: dict[str, Text] = {
    A.LEAD: _("Ihre Stelle hat die Federführung."),
    A.OFFICE: _("Ihr Büro koordiniert die Maßnahme."),
    A.ASKED: _("Ihre Stelle ist um Mitzeichnung gebeten."),
    A.OBJECTOR: _("Ihre Stelle hat einen Einwand erhoben."),
    A.TREASURY: _("Die Kämmerei beurteilt die Finanzierung."),
    A.SECRETARIATS: _("Sie betreuen ein Gremium der Beratungsfolge."),
    A.NEXT_BODY: _("Sie betreuen das nächste Gremium der Beratungsfolge."),
    A.BODIES: _("Sie betreuen ein beteiligtes Gremium."),
    A.DECIDING_BODY: _("Sie betreuen das beschließende Gremium."),
    A.COUNCIL: _("Sie betreuen den Rat oder den Verwaltungsausschuss."),
    A.TOLD: _("Ihnen war das frühere Ergebnis mitgeteilt worden."),
    A.ORDERED: _("Ihre Stelle hat einen Auftrag zu dieser Maßnahme."),
    A.HOLDER: _("Die Aufgabe liegt bei Ihrer Stelle."),
    A.HEAD: _("Sie leiten die Stelle, bei der die Aufgabe liegt."),
    A.MENTIONED: _("Sie sind in einem Kommentar erwähnt."),
    A.FOLLOWERS: _("Sie beobachten die Maßnahme, ihr Handlungsfeld oder eine beteiligte Stelle."),
    A.NETWORK: _("Sie gehören zur Vernetzungsgruppe."),
}


class Fact(NamedTuple):
    """One line of a letter: what it is, and what is said."""

    label: Text
    value: Text


class Event:
    """A step as told to an audience. The generic one carries the step's own name.

    `headline` says in a few words what happened, `request` what the recipient may do now; without
    a request the letter is for information.
    """

    headline: Text = ""
    request: Text = ""
    # the page it leads to, where it is about no measure
    page: str = ""
    measure: Measure

    def __init__(
        self,
        *,
        name: str,
        entry: JournalEntry,
        audience: str,
        person: Person,
        on_behalf_of: Person | None = None,
    ) -> None:
        self.name, self.entry, self.audience, self.person = name, entry, audience, person
        self.on_behalf_of = on_behalf_of
        if not self.page:
            self.measure = entry.measure
        self.headline = self.headline or label_of(name)

    @property
    def because(self) -> Text:
        """Why this person is told, and for whom."""
        why = BECAUSE.get(self.audience, "")
        if self.on_behalf_of is None:
            return why
        said = {"why": why, "absent": self.on_behalf_of}
        return _("In Vertretung für %(absent)s: %(why)s") % said

    @property
    def deed(self) -> str:
        """Who did what, when; for example "Zur Prüfung vorlegen – Jana Wolff, 23.11.2026 14:03".

        A substitute is named with whom they stood in for: "Jana Wolff i. V. Carla Mendes".
        """
        at = date_format(localtime(self.entry.at), "SHORT_DATETIME_FORMAT")
        return f"{self.label} – {actor_of(self.entry)}, {at}"

    @property
    def label(self) -> Text:
        """What was done, in a word."""
        return label_of(self.entry.action)

    @property
    def status(self) -> Text:
        """Where the measure stood after the action."""
        return Status(self.entry.target).label

    @property
    def due_on(self) -> dt.date | None:
        """The last day to do what is asked, if there is one."""
        return None

    @cached_property
    def item(self) -> Any:
        """The sub-record the action was about, if it still exists."""
        kind, _colon, pk = self.entry.object.partition(":")
        return apps.get_model("core", kind).objects.filter(pk=pk).first() if pk else None

    @property
    def data(self) -> dict[str, Any]:
        """The answers given with the action."""
        return self.entry.detail.get("data", {})  # type: ignore[no-any-return]  # it is JSON

    def said(self, name: str) -> str:
        """One answer as text; a record by its name."""
        value = self.data.get(name) or ""
        return str(value.get("text", "")) if isinstance(value, dict) else str(value)

    def day_said(self, name: str) -> dt.date | None:
        """One answer as a day."""
        said = self.said(name)
        return dt.date.fromisoformat(said) if said else None

    def facts(self) -> Iterable[Fact]:
        """What else belongs into the letter, in its order; empty values are left out."""
        return ()

    def lines(self) -> list[Fact]:
        """The facts that say something, and the reason given."""
        facts = list(self.facts())
        known = {str(fact.value) for fact in facts}
        if self.entry.reason not in known:
            facts.append(Fact(_("Begründung"), self.entry.reason))
        return [fact for fact in facts if str(fact.value).strip()]


REGISTER: dict[tuple[str, str], type[Event]] = {}


def tells(step: str, *audiences: Audience) -> Callable[[type[Event]], type[Event]]:
    """Enter a class as what the step tells these audiences."""

    def enter(event: type[Event]) -> type[Event]:
        REGISTER.update({(step, audience.value): event for audience in audiences})
        return event

    return enter


def event_for(
    *, entry: JournalEntry, audience: str, person: Person, on_behalf_of: Person | None = None
) -> Event:
    """The event for an audience: that of the last step of the action which tells it."""
    name = telling_step(entry, audience)
    kind = REGISTER.get((name, audience), Event)
    return kind(name=name, entry=entry, audience=audience, person=person, on_behalf_of=on_behalf_of)


def actor_of(entry: JournalEntry) -> str:
    """Who acted, and in whose place; the system by its name."""
    name = str(entry.actor or _("Laufzettel"))
    absent = entry.on_behalf_of
    return _("%(name)s i. V. %(absent)s") % {"name": name, "absent": absent} if absent else name


def telling_step(entry: JournalEntry, audience: str) -> str:
    """Of the steps an action fired (published, thereby adopted) the last one that tells them.

    Who follows is told the weightiest, whomever it tells.
    """
    declared = steps()
    fired: list[str] = [name for name in entry.detail.get("fired", ()) if name in declared]
    told = telling([declared[name] for name in fired])
    follows = audience == Audience.FOLLOWERS
    theirs = [step.name for step in told if follows or audience in step.tells]
    return [entry.action, *fired[:1], *theirs][-1]


def label_of(name: str) -> Text:
    step = steps().get(name)
    return step.label if step else name


def day(value: dt.date | None) -> str:
    return date_format(value, "SHORT_DATE_FORMAT") if value else ""


def names(organizations: Iterable[Organization]) -> str:
    return ", ".join(dict.fromkeys(organization.name for organization in organizations))
