"""The rights matrix the office signs: state × role × relation × step, as the engine offers it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from django.db import transaction

from core.lifecycle import steps
from core.models import Measure, Person
from workflow import engine
from workflow.models import Process
from workflow.offers import Offer

from .situations import SITUATIONS, Cast, built, cast

Rows = list[list[str]]
FILE = Path(__file__).with_name("rights_matrix.csv")
LEGEND = [
    "# Rechtematrix: Wer darf in welchem Zustand welchen Schritt tun?",
    "# ja = erlaubt · R-nn = berechtigt, aber diese Regeln sind noch nicht erfüllt",
    "# . = sichtbar, aber nicht berechtigt (403) · x = unsichtbar, wie nicht vorhanden (404)",
    "# o = berechtigt oder nicht: zurzeit liegt dafür nichts vor",
    "# Was in einem Zustand keine Zeile hat, kann dort niemand tun (sichtbar: R-00, sonst 404).",
    "# Die öffentliche Maßnahme hat die Leitung vorgelegt, die interne die Person mit zwei Rollen.",
]
# public or not, and who submitted it: so each role with a right meets its own and the other's
RELATIONS = {"öffentlich": (True, "lead_head"), "intern": (False, "double")}
ROLES = {
    "lead_head": "Leitung Federführung",
    "lead_clerk": "Sachbearbeitung Federführung",
    "double": "Doppelrolle Federführung und Büro",
    "other_head": "Leitung anderer Fachbereich",
    "checker": "Büro, hat geprüft",
    "coordinator": "Büro, zweite Person",
    "treasurer": "Kämmerei",
    "signer": "um Mitzeichnung gebeten",
    "secretary_due": "Sitzungsdienst erste Station",
    "secretary_later": "Sitzungsdienst Rat",
    "secretary_other": "Sitzungsdienst ohne Station",
    "network": "Vernetzungsgruppe",
    "administrator": "Administration",
    "nobody": "ohne Rolle",
}
HEAD = ["Lage", "Maßnahme", "Schritt", *ROLES.values()]
HIDDEN, FOREIGN, NOTHING, YES, NOT_NOW = "x", ".", "o", "ja", "R-00"
SYMBOLS = {"R-00": NOT_NOW, "R-06": NOTHING}


@dataclass(frozen=True)
class View:
    """What one person is offered on one measure."""

    role: str
    person: Person
    visible: bool
    offers: dict[str, Offer]

    def symbol(self, step: str) -> str:
        if not self.visible:
            return HIDDEN
        offer = self.offers[step]
        if offer.allowed:
            return YES
        numbers = [reason.number for reason in offer.reasons]
        if "R-05" in numbers:
            return FOREIGN
        return SYMBOLS.get(numbers[0]) or " ".join(numbers)


def views(measure: Process, people: Cast) -> Iterator[View]:
    for role in ROLES:
        person = people.fresh(role)
        visible = Measure.objects.visible_to(person).filter(pk=measure.pk).exists()
        offers = {offer.name: offer for offer in engine.available(measure, person)}
        yield View(role, person, visible, offers)


def measure_of(situation: str, relation: str, people: Cast) -> Process:
    public, submitter = RELATIONS[relation]
    return built(people, situation, public=public, submitter=submitter)


def lines(situation: str, relation: str, measure: Process, seen: list[View]) -> Rows:
    """The lines of one measure: each step possible in its state, as everybody is offered it."""
    possible = [s for s in steps().values() if measure.status in s.sources and not s.follows]
    return [
        [situation, relation, step.name, *(view.symbol(step.name) for view in seen)]
        for step in possible
    ]


def written(rows: Rows) -> str:
    """The matrix as text: legend, head, one line per situation, relation and step."""
    text = io.StringIO()
    text.write("".join(f"{line}\n" for line in LEGEND))
    csv.writer(text, delimiter=";", lineterminator="\n").writerows([HEAD, *rows])
    return text.getvalue()


def signed() -> dict[tuple[str, str], Rows]:
    """The committed matrix: its lines by situation and relation."""
    rows = [row for row in FILE.read_text().splitlines() if not row.startswith("#")]
    found: dict[tuple[str, str], Rows] = {}
    for row in csv.reader(rows[1:], delimiter=";"):
        found.setdefault((row[0], row[1]), []).append(row)
    return found


def drawn() -> str:
    """The whole matrix as the engine offers it now, in a database that is thrown away."""
    rows: Rows = []
    for situation, relation in product(SITUATIONS, RELATIONS):
        with transaction.atomic():
            people = cast()
            measure = measure_of(situation, relation, people)
            rows += lines(situation, relation, measure, list(views(measure, people)))
            transaction.set_rollback(True)
    return written(rows)
