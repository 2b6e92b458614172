"""The city of the demo: its units and bodies, its people, and the dated rules it works by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from core import access
from core.models import (
    ActionPlan,
    BudgetAmount,
    BudgetItem,
    BudgetYear,
    ClosedDays,
    Condition,
    Consultation,
    CoSignatureRule,
    DeadlineRule,
    Membership,
    Organization,
    Person,
    RoutingRule,
    Tolerance,
)
from core.paper_import import import_paper
from core.paper_text import read_file

Kind = Organization.Kind
Role = Membership.Role
Duty = DeadlineRule.Duty
DEADLINES = {
    Duty.PROPOSE: 20,
    Duty.CHECK: 5,
    Duty.OVERRULE: 5,
    Duty.RELEASE: 10,
    Duty.JUDGE_REPORT: 10,
    Duty.CLOSE: 15,
}

CONCEPT = Path(settings.BASE_DIR) / "core" / "samples" / "internationales-konzept.txt"
OFFICE, TREASURY, NETWORK = "15.2", "20", "Vernetzungsgruppe"
PERSONNEL, ECONOMY, SCHOOL, CULTURE, GREEN = "18", "23", "40", "41", "67"

COUNCIL, MAIN, DISTRICT = "Ratsversammlung", "Verwaltungsausschuss", "Stadtbezirksrat Linden-Limmer"
INTERNATIONAL = (
    "Ausschuss für Integration, Europa und Internationale Kooperation (Internationaler Ausschuss)"
)
LABOUR = "Ausschuss für Arbeitsmarkt-, Wirtschafts- und Liegenschaftsangelegenheiten"
ARTS, SCHOOLS, NATURE = (
    "Kulturausschuss",
    "Schul- und Bildungsausschuss",
    "Ausschuss für Umweltschutz und Grünflächen",
)
EQUALITY, STAFF, YOUTH = (
    "Gleichstellungsausschuss",
    "Organisations- und Personalausschuss",
    "Jugendhilfeausschuss",
)

# What the budget of every year holds, in euros; culture plans more than it has.
BUDGET = {
    "11101": ("Ratsangelegenheiten", 100_000),
    "11105": ("Europa", 250_000),
    "11120": ("Personalentwicklung", 200_000),
    "11130": ("Digitale Dienste", 120_000),
    "24301": ("Schulische Aufgaben", 90_000),
    "28101": ("Kulturförderung", 140_000),
    "36201": ("Jugendarbeit", 150_000),
    "55101": ("Grünflächen", 60_000),
    "55401": ("Klimaschutz", 180_000),
    "57101": ("Wirtschaftsförderung", 200_000),
}
# What several products share.
CORRIDOR = ("15.2-K", "Finanzkorridor Internationales", 120_000)
DIRECTORATES = {
    "OB": "Dezernat des Oberbürgermeisters",
    "I": "Dezernat für Personal, Digitalisierung und Recht",
    "II": "Dezernat für Finanzen und Ordnung",
    "IV": "Dezernat für Bildung und Kultur",
    "V": "Dezernat für Wirtschaft und Umwelt",
}
DEPARTMENTS = {
    PERSONNEL: ("Fachbereich Personal und Organisation", "I"),
    ECONOMY: ("Fachbereich Wirtschaft", "V"),
    SCHOOL: ("Fachbereich Schule", "IV"),
    CULTURE: ("Fachbereich Kultur", "IV"),
    GREEN: ("Fachbereich Umwelt und Stadtgrün", "V"),
}
BODIES = {
    MAIN: Kind.MAIN_COMMITTEE,
    COUNCIL: Kind.COUNCIL,
    DISTRICT: Kind.DISTRICT_COUNCIL,
    STAFF: Kind.COMMITTEE,
    YOUTH: Kind.COMMITTEE,
}
# Two people for every role; one secretariat serves several bodies.
PEOPLE: list[tuple[tuple[str, str], Role, tuple[str, ...]]] = [
    (("Miriam Schröder", "Tobias Lindner"), Role.COORDINATOR, (OFFICE,)),
    (("Ayla Demir", "Jonas Petersen"), Role.CLERK, (OFFICE,)),
    (("Katharina Wegner", "Henrik Brandes"), Role.HEAD, (OFFICE,)),
    (("Sabine Kröger", "Emre Yildiz"), Role.CLERK, (PERSONNEL,)),
    (("Ulrike Hansen", "Matthias Vogt"), Role.HEAD, (PERSONNEL,)),
    (("Lena Bartels", "Paul Nowak"), Role.CLERK, (ECONOMY,)),
    (("Claudia Reimers", "Stefan Ahrens"), Role.HEAD, (ECONOMY,)),
    (("Fatma Özkan", "Nils Harms"), Role.CLERK, (SCHOOL,)),
    (("Birgit Wulf", "Oliver Kaminski"), Role.HEAD, (SCHOOL,)),
    (("Carla Mendes", "Felix Rohde"), Role.CLERK, (CULTURE,)),
    (("Annette Siebert", "Daniel Okafor"), Role.HEAD, (CULTURE,)),
    (("Julia Behrens", "Tim Wieczorek"), Role.CLERK, (GREEN,)),
    (("Ruth Oltmanns", "Jens Meinecke"), Role.HEAD, (GREEN,)),
    (("Petra Heitmann", "Markus Sander"), Role.TREASURER, (TREASURY,)),
    (("Dagmar Pohl", "Thomas Eggers"), Role.HEAD, (TREASURY,)),
    (("Gisela Lorenz", "Andreas Thiele"), Role.SECRETARY, (MAIN, COUNCIL)),
    (("Nadine Kruse", "Robert Meyer"), Role.SECRETARY, (INTERNATIONAL, ARTS, SCHOOLS)),
    (("Svenja Dierks", "Hamid Rahimi"), Role.SECRETARY, (LABOUR, STAFF, NATURE, EQUALITY, YOUTH)),
    (("Monika Gerlach", "Kai Steffens"), Role.SECRETARY, (DISTRICT,)),
    (("Elena Popescu", "Christian Bode"), Role.MEMBER, (NETWORK,)),
]
ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass
class City:
    """What the stories know: organizations by code or name, people by organization and role."""

    plan: ActionPlan
    today: dt.date
    organizations: dict[str, Organization]
    people: dict[tuple[str, str], list[Person]] = field(default_factory=dict)

    def person(self, organization: str, role: str, number: int = 0) -> Person:
        return self.people[organization, role][number]


def found_city(*, today: dt.date, password: str | None = None) -> City:
    """Make the city around the concept; what exists already is used as it is."""
    import_paper(read_file(CONCEPT))
    plan = ActionPlan.objects.get()
    plan.climate_required_from = dt.date(today.year - 2, 1, 1)
    plan.save(update_fields=["climate_required_from"])
    _found_units(plan)
    for name, kind in BODIES.items():
        Organization.objects.get_or_create(kind=kind, name=name, valid_to=None)
    city = City(plan=plan, today=today, organizations=_by_name())
    _settle_people(city, password=make_password(password))
    _write_rules(city, since=dt.date(today.year - 3, 1, 1))
    _make_budget(range(today.year - 1, today.year + 2))
    _tolerate(dt.date(today.year - 3, 1, 1))
    _set_deadlines(today)
    return city


def _make_budget(years: Iterable[int]) -> None:
    for year in years:
        BudgetYear.objects.get_or_create(year=year, defaults={"effective": True})
        for code, (name, amount) in BUDGET.items():
            item, _made = BudgetItem.objects.get_or_create(code=code, defaults={"name": name})
            BudgetAmount.objects.get_or_create(item=item, year=year, defaults={"amount": amount})
        code, name, amount = CORRIDOR
        facts = {"name": name, "kind": BudgetItem.Kind.CORRIDOR}
        item, _made = BudgetItem.objects.get_or_create(code=code, defaults=facts)
        BudgetAmount.objects.get_or_create(item=item, year=year, defaults={"amount": amount})


def _tolerate(since: dt.date) -> None:
    facts = {"cost_percent": 10, "cost_amount": 5_000, "days": 60}
    reason = "Rundverfügung zur Umsetzungskontrolle"
    Tolerance.objects.get_or_create(valid_from=since, defaults=facts | {"reason": reason})


def _set_deadlines(today: dt.date) -> None:
    """How long the office may take, and the days between the years on which the hall is closed."""
    since, reason = dt.date(today.year - 3, 1, 1), "Dienstanweisung Maßnahmenverfahren"
    for duty, days in DEADLINES.items():
        facts = {"working_days": days, "reason": reason}
        DeadlineRule.objects.get_or_create(duty=duty, valid_from=since, defaults=facts)
    for year in range(today.year - 1, today.year + 2):
        first, last = dt.date(year, 12, 28), dt.date(year, 12, 30)
        facts = {"ends_on": last, "reason": "Betriebsruhe zwischen den Jahren"}
        ClosedDays.objects.get_or_create(begins_on=first, defaults=facts)


def _found_units(plan: ActionPlan) -> None:
    """Directorates, departments, the network group; office and treasury came with the plan."""
    above = {
        code: Organization.objects.get_or_create(
            kind=Kind.DIRECTORATE, name=name, valid_to=None, defaults={"code": code}
        )[0]
        for code, name in DIRECTORATES.items()
    }
    for code, (name, directorate) in DEPARTMENTS.items():
        facts = {"code": code, "parent": above[directorate]}
        Organization.objects.get_or_create(
            kind=Kind.DEPARTMENT, name=name, valid_to=None, defaults=facts
        )
    Organization.objects.filter(pk=plan.office_id).update(parent=above["OB"])
    Organization.objects.filter(pk=plan.treasury_id).update(parent=above["II"])
    Organization.objects.get_or_create(
        kind=Kind.NETWORK_GROUP, name="Vernetzungsgruppe Europa und Internationales", valid_to=None
    )


def _by_name() -> dict[str, Organization]:
    """Units by their code, bodies by their name."""
    found = {each.code or each.name: each for each in Organization.objects.filter(valid_to=None)}
    group = Organization.objects.get(kind=Kind.NETWORK_GROUP, valid_to=None)
    return found | {NETWORK: group}


def _settle_people(city: City, *, password: str) -> None:
    for names, role, places in PEOPLE:
        people = [_person(name, password=password) for name in names]
        for place in places:
            city.people[place, role] = people
            access.settle(people=people, organization=city.organizations[place], role=role)
    administrator = _person("Frank Hoppe", password=password, username="admin")
    administrator.is_staff = administrator.is_superuser = True
    administrator.save(update_fields=["is_staff", "is_superuser"])


def _person(name: str, *, password: str, username: str = "") -> Person:
    first, last = name.split(" ")
    username = username or f"{first[0]}.{last}".lower().translate(ASCII)
    facts = {
        "first_name": first,
        "last_name": last,
        "email": f"{username}@stadt.example",
        "password": password,
    }
    return Person.objects.get_or_create(username=username, defaults=facts)[0]


def _write_rules(city: City, *, since: dt.date) -> None:
    for co_signing in _cosignature_rules(city, since=since):
        CoSignatureRule.objects.get_or_create(**co_signing)
    for routing in _routing_rules(city, since=since):
        RoutingRule.objects.get_or_create(**routing)


def _cosignature_rules(city: City, *, since: dt.date) -> Iterator[dict[str, Any]]:
    outward, culture = city.plan.fields.get(number=3), city.plan.fields.get(number=4)
    ground = "Allgemeine Geschäftsanweisung, Abschnitt Mitzeichnung"
    common = {"reason": ground, "valid_from": since}
    silent = {"working_days": 5, "silence": CoSignatureRule.Silence.APPROVE}
    unit = city.organizations
    yield common | {"organization": unit[ECONOMY], "condition": Condition.FIELD, "field": outward}
    yield common | {"organization": unit[CULTURE], "condition": Condition.FIELD, "field": culture}
    yield (
        common
        | silent
        | {
            "organization": unit[PERSONNEL],
            "condition": Condition.AMOUNT,
            "amount_from": 100_000,
        }
    )


def _routing_rules(city: City, *, since: dt.date) -> Iterator[dict[str, Any]]:
    stations = Consultation.Role
    body = city.organizations
    yield {
        "organization": body[INTERNATIONAL],
        "role": stations.ADVICE,
        "condition": Condition.ALWAYS,
        "reason": "Zuständigkeitsordnung der Ausschüsse",
        "valid_from": since,
    }
    yield {
        "organization": body[COUNCIL],
        "role": stations.DECISION,
        "condition": Condition.AMOUNT,
        "amount_from": 100_000,
        "reason": "§ 58 Abs. 1 NKomVG und Hauptsatzung",
        "valid_from": since,
    }
    yield {
        "organization": body[DISTRICT],
        "role": stations.HEARING,
        "condition": Condition.DISTRICT,
        "reason": "§ 94 Abs. 1 NKomVG",
        "valid_from": since,
    }
