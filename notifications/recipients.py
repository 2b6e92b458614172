"""Who is told: from the audiences of a step to the people who are meant at that moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from core import access
from core.access import people_with, substitutes_with
from core.models import Consultation, Follow, JournalEntry, Measure, Organization, Person
from core.steps import Audience

Find = Callable[[JournalEntry], list[Person]]
Kind = Organization.Kind
Units = Callable[[JournalEntry], set[int]]
FINDERS: dict[Audience, Find] = {}
ANNOUNCING = {"publish", "correct"}
DECIDING = {"adopt", "urgent"}


@dataclass(frozen=True)
class Recipient:
    """A person, the role in which they are told, whether they may see the measure.

    And whom they stand in for: a substitute is told besides the absent person.
    """

    person: Person
    audience: Audience
    sees: bool
    on_behalf_of: Person | None = None

    @property
    def addressed(self) -> dict[str, Any]:
        """What a notice, a mail and the event for it are made with."""
        names = ("person", "audience", "on_behalf_of")
        return {name: getattr(self, name) for name in names}


def recipients(entry: JournalEntry, audiences: Iterable[str]) -> list[Recipient]:
    """Everybody in the audiences, each person once; never the one who acted.

    In several audiences, the first one in the order of `Audience` counts.
    """
    named = {*audiences, *told_besides(entry)}
    found: dict[int, tuple[Person, Audience]] = {}
    for audience in (each for each in Audience if each in named):
        for person in FINDERS[audience](entry):
            found.setdefault(person.pk, (person, audience))
    return [
        Recipient(person, audience, sees(person, entry.measure), person.represents)
        for person, audience in found.values()
        if person.pk != entry.actor_id
    ]


def sees(person: Person, measure: Measure) -> bool:
    return person.is_active and Measure.objects.visible_to(person).filter(pk=measure.pk).exists()


def still_meant(person: Person, audience: str, entry: JournalEntry) -> bool:
    """Whoever is told for a right, their own or passed on, holds it still; others see, and may.

    Asked at the unit of the measure they can have been told for, as it is now.
    """
    mine = access.organizations(person)
    if audience == Audience.NETWORK:
        return bool(mine["network"])
    if audience not in BY_RIGHT:
        return True
    units, rights = BY_RIGHT[Audience(audience)]
    names = rights or (entry.detail["data"]["permission"],)
    return bool(units(entry) & {unit for name in names for unit in mine.get(name, ())})


def told_besides(entry: JournalEntry) -> set[Audience]:
    """Followers learn of everything that is told; an objection concerns the lead as well."""
    objects = entry.action == "cosign" and entry.detail["data"].get("answer") == "object"
    return {Audience.FOLLOWERS} | ({Audience.LEAD} if objects else set())


def finds(audience: Audience) -> Callable[[Find], Find]:
    """Declare how the people of an audience are found."""

    def declare(find: Find) -> Find:
        FINDERS[audience] = find
        return find

    return declare


def holders(organizations: Iterable[int], *permissions: str) -> list[Person]:
    """People holding one of the permissions on one of the organizations, and their substitutes.

    Each once; a right of one's own comes before one that is passed on.
    """
    ids = set(organizations)
    found = {person.pk: person for name in permissions for person in people_with(name, ids)}
    for name in permissions:
        for person, absent in substitutes_with(name, ids):
            if person.pk not in found:
                person.represents = absent
                found[person.pk] = person
    return list(found.values())


def secretaries(stations: Iterable[Consultation]) -> list[Person]:
    return holders((station.organization_id for station in stations), "record")


# ---- for which right, and where --------------------------------------------------------------


def _signing(entry: JournalEntry) -> set[int]:
    return {signature.organization_id for signature in entry.measure.signatures}


def _hearing(entry: JournalEntry) -> set[int]:
    return {station.organization_id for station in entry.measure.stations}


def _ordered(entry: JournalEntry) -> set[int]:
    return set(entry.measure.orders.values_list("organization", flat=True))


def _highest(_entry: JournalEntry) -> set[int]:
    """Council and main committee, as they exist today."""
    today = Organization.objects.valid(on=localdate())
    found = today.filter(kind__in=[Kind.COUNCIL, Kind.MAIN_COMMITTEE])
    return set(found.values_list("pk", flat=True))


def _named(entry: JournalEntry) -> set[int]:
    return {entry.detail["data"]["organization"]}


BY_RIGHT: dict[Audience, tuple[Units, tuple[str, ...]]] = {
    Audience.LEAD: (lambda entry: {entry.measure.lead_id}, ("propose", "implement")),
    Audience.OFFICE: (lambda entry: {entry.measure.office_id}, ("check", "release")),
    Audience.TREASURY: (lambda entry: {entry.measure.treasury_id}, ("fund",)),
    Audience.ASKED: (_signing, ("cosign",)),
    Audience.OBJECTOR: (_signing, ("cosign",)),
    **dict.fromkeys(
        (Audience.SECRETARIATS, Audience.NEXT_BODY, Audience.BODIES, Audience.DECIDING_BODY),
        (_hearing, ("record",)),
    ),
    Audience.COUNCIL: (_highest, ("record",)),
    Audience.ORDERED: (_ordered, ("implement",)),
    Audience.HOLDER: (_named, ()),  # the right stands in the entry
    Audience.HEAD: (_named, ("withdraw",)),
}


def _of(audience: Audience, entry: JournalEntry) -> list[Person]:
    """Everybody who holds the right of the audience at all of its units."""
    units, rights = BY_RIGHT[audience]
    return holders(units(entry), *(rights or (entry.detail["data"]["permission"],)))


# ---- who is meant ----------------------------------------------------------------------------


@finds(Audience.LEAD)
def lead(entry: JournalEntry) -> list[Person]:
    return _of(Audience.LEAD, entry)


@finds(Audience.OFFICE)
def office(entry: JournalEntry) -> list[Person]:
    return _of(Audience.OFFICE, entry)


@finds(Audience.TREASURY)
def treasury(entry: JournalEntry) -> list[Person]:
    return _of(Audience.TREASURY, entry)


@finds(Audience.ASKED)
def asked(entry: JournalEntry) -> list[Person]:
    """Those this very step asked to co-sign, otherwise everybody who was ever asked."""
    signatures = entry.measure.signatures
    now = [signature for signature in signatures if signature.asked_at == entry.at]
    return holders((signature.organization_id for signature in now or signatures), "cosign")


@finds(Audience.OBJECTOR)
def objector(entry: JournalEntry) -> list[Person]:
    """The organization whose objection was just overruled."""
    overruled = [s for s in entry.measure.signatures if f"cosignature:{s.pk}" == entry.object]
    return holders((signature.organization_id for signature in overruled), "cosign")


@finds(Audience.SECRETARIATS)
def secretariats(entry: JournalEntry) -> list[Person]:
    """The bodies whose stations this very step opened, otherwise those of all open ones."""
    stations = open_after(entry)
    return secretaries([s for s in stations if s.opened_at == entry.at] or stations)


@finds(Audience.NEXT_BODY)
def next_body(entry: JournalEntry) -> list[Person]:
    """The bodies whose turn came with this result: next in order, or referred to."""
    heard = [s for s in entry.measure.stations if f"consultation:{s.pk}" == entry.object]
    last = max((station.order for station in heard), default=0)
    due = first_of_each_paper(station for station in open_after(entry) if station.blocks)
    return secretaries(s for s in due if s.order > last or s.opened_at == entry.at)


def open_after(entry: JournalEntry) -> list[Consultation]:
    """The stations that were open when the step was done, however late its letters are written."""
    return [
        station
        for station in entry.measure.stations
        if station.opened_at
        and station.opened_at <= entry.at
        and (station.closed_at is None or station.closed_at > entry.at)
    ]


def first_of_each_paper(stations: Iterable[Consultation]) -> list[Consultation]:
    ordered = sorted(stations, key=lambda station: station.order)
    first = {station.paper_id: station.order for station in reversed(ordered)}
    return [station for station in ordered if station.order == first[station.paper_id]]


@finds(Audience.BODIES)
def bodies(entry: JournalEntry) -> list[Person]:
    """Every body that has had it on its route."""
    return secretaries(station for station in entry.measure.stations if station.opened_at)


@finds(Audience.DECIDING_BODY)
def deciding_body(entry: JournalEntry) -> list[Person]:
    """The body that decided, or is to decide."""
    deciding = [station for station in entry.measure.stations if station.authoritative]
    return secretaries([station for station in deciding if station.published_at] or deciding)


@finds(Audience.COUNCIL)
def council(entry: JournalEntry) -> list[Person]:
    """Council and main committee, as they exist today."""
    return _of(Audience.COUNCIL, entry)


@finds(Audience.NETWORK)
def network(entry: JournalEntry) -> list[Person]:
    """Members of the network group, on public measures of the fields it follows."""
    field = entry.measure.field
    if not entry.measure.public or field is None or not field.concerns_network:
        return []
    members = Person.objects.filter(memberships__organization__kind=Kind.NETWORK_GROUP)
    return list(members.filter(is_active=True).distinct().order_by("pk"))


@finds(Audience.ORDERED)
def ordered(entry: JournalEntry) -> list[Person]:
    """Those this very step gave an order to or changed one of."""
    orders = entry.measure.orders.filter(given_at=entry.at)
    return holders(orders.values_list("organization", flat=True), "implement")


@finds(Audience.HOLDER)
def holder(entry: JournalEntry) -> list[Person]:
    """Those who may do the task the entry is about."""
    return _of(Audience.HOLDER, entry)


@finds(Audience.HEAD)
def head(entry: JournalEntry) -> list[Person]:
    """The heads of the organization that holds the task."""
    return _of(Audience.HEAD, entry)


@finds(Audience.FOLLOWERS)
def followers(entry: JournalEntry) -> list[Person]:
    """Who follows the measure or what it belongs to, as far as they may see it now."""
    follows = Follow.objects.concerning(entry.measure)
    people = Person.objects.filter(is_active=True, follows__in=follows).distinct().order_by("pk")
    return [person for person in people if sees(person, entry.measure)]


@finds(Audience.MENTIONED)
@finds(Audience.NOBODY)
def nobody(entry: JournalEntry) -> list[Person]:
    """No step tells those whom a comment mentions."""
    return []


@finds(Audience.TOLD)
def told(entry: JournalEntry) -> list[Person]:
    """Everybody who was told the decision now corrected or objected to, and who published it."""
    wrong = announcement_before(entry)
    people = Person.objects.filter(is_active=True)
    heard = Q(notices__entry=wrong) | Q(pk=wrong.actor_id) if wrong else Q(pk=None)
    found = list(people.filter(heard).distinct().order_by("pk"))
    return found or everybody_concerned(entry)


def announcement_before(entry: JournalEntry) -> JournalEntry | None:
    """The newest earlier entry on the same result, or without one the newest decision."""
    wanted = ANNOUNCING if entry.object else DECIDING
    earlier = entry.measure.journal.filter(number__lt=entry.number).order_by("-number")
    told_of = (each for each in earlier if wanted & set(each.detail.get("fired", ())))
    return next((each for each in told_of if entry.object in ("", each.object)), None)


def everybody_concerned(entry: JournalEntry) -> list[Person]:
    return [*lead(entry), *office(entry), *treasury(entry), *bodies(entry)]
