"""What people wish of their mail: by kind how often, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from core.models import Membership, Person

from .models import MailTimes, Preference
from .topics import ESSENTIAL, Topic

Frequency = Preference.Frequency
Role = Membership.Role
# What is addressed to the person themselves
PERSONAL = ESSENTIAL | {Topic.MENTION}
# What roles get unless the person says otherwise; with several roles the most frequent counts.
DEFAULTS: dict[str, dict[Topic, Frequency]] = {
    Role.MEMBER: {topic: Frequency.WEEKLY for topic in Topic if topic not in PERSONAL},
    Role.HEAD: {Topic.WORK: Frequency.DAILY},
}
# What everybody else gets; all other mail comes at once.
USUAL = {Topic.FOLLOWED: Frequency.DAILY}
ORDER = list(Frequency)


def choices(topic: Topic) -> list[tuple[str, str]]:
    """What may be chosen: mail that asks for something can be collected, never switched off."""
    return [
        (each.value, str(each.label))
        for each in Frequency
        if each != Frequency.OFF or topic not in ESSENTIAL
    ]


class Wishes:
    """What some people wish, asked in three statements however many they are."""

    def __init__(self, people: Iterable[Person]) -> None:
        keys = [person.pk for person in people]
        self.times = MailTimes.objects.in_bulk(keys)
        self.said: dict[tuple[int, str], Frequency] = {
            (row.person_id, row.topic): Frequency(row.frequency)
            for row in Preference.objects.filter(person__in=keys)
        }
        self.roles: dict[int, set[str]] = defaultdict(set)
        held = Membership.objects.filter(person__in=keys).values_list("person", "role")
        for person, role in held:
            self.roles[person].add(role)

    def frequency(self, person: Person, topic: Topic) -> Frequency:
        said = self.said.get((person.pk, topic))
        return said or default_for(self.roles[person.pk], topic)

    def times_of(self, person: Person) -> MailTimes:
        return self.times.get(person.pk) or MailTimes(person=person)


def default_for(roles: Iterable[str], topic: Topic) -> Frequency:
    """The most frequent of what the roles get; without a role what is usual."""
    usual = USUAL.get(topic, Frequency.IMMEDIATE)
    given = [DEFAULTS.get(role, {}).get(topic, usual) for role in roles]
    return min(given, key=ORDER.index, default=usual)


def stop_digests(person: Person) -> list[Topic]:
    """Switch off what the person gets collected, but never tasks and dates; say what it was."""
    wishes = Wishes([person])
    collected = (Frequency.DAILY, Frequency.WEEKLY)
    stopped = [
        topic
        for topic in Topic
        if topic not in ESSENTIAL and wishes.frequency(person, topic) in collected
    ]
    for topic in stopped:
        save(person, topic, Frequency.OFF)
    return stopped


def save(person: Person, topic: str, frequency: str) -> None:
    Preference.objects.update_or_create(
        person=person, topic=topic, defaults={"frequency": frequency}
    )
