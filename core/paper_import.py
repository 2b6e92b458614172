"""Bring a council paper that was read into the database: bodies, plan, goals, fields, stations.

What already stands there as the paper says is left alone, so the second import writes nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from .models import ActionPlan, Consultation, FieldOfAction, Goal, Organization, Paper
from .paper_number import matter, reprint
from .paper_text import PaperKind, PaperText, UnreadablePaper

Kind = Organization.Kind
Role = Consultation.Role
Row = TypeVar("Row", bound=models.Model)

MAX_TITLE = 300
MAX_UNIT = 20
UNITS = (Kind.OFFICE, Kind.DEPARTMENT, Kind.DIRECTORATE)
OFFICE_NAMES = {"15.2": "Büro für internationale Angelegenheiten"}
TREASURY = {"name": "Kämmerei", "code": "20"}
BODY_KINDS = {
    "Verwaltungsausschuss": Kind.MAIN_COMMITTEE,
    "Rat": Kind.COUNCIL,
    "Ratsversammlung": Kind.COUNCIL,
    "Stadtbezirksrat": Kind.DISTRICT_COUNCIL,
    "Stadtbezirksräte": Kind.DISTRICT_COUNCIL,
}
TURNS = (Kind.DISTRICT_COUNCIL, Kind.COMMITTEE, Kind.MAIN_COMMITTEE, Kind.COUNCIL)
DECIDING = (Kind.COUNCIL, Kind.MAIN_COMMITTEE)

_QUOTED = re.compile(r"Handlungskonzept [\"„»“](?P<name>[^\"„“”»«]+)[\"“”«»]")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made or found; a paper without goals and fields belongs to no plan."""

    plan: ActionPlan | None
    paper: Paper
    changed: bool


class Changes:
    """Writes what differs and nothing else; `made` tells whether anything did."""

    def __init__(self) -> None:
        self.made = False

    def put(self, row: Row, **values: Any) -> Row:
        differing = {name: value for name, value in values.items() if getattr(row, name) != value}
        if row.pk is None or differing:
            for name, value in differing.items():
                setattr(row, name, value)
            row.save()
            self.made = True
        return row

    def get(self, model: type[Row], *, values: dict[str, Any], **key: Any) -> Row:
        """Find the row of that key, or make it with these values."""
        row, created = model._default_manager.get_or_create(**key, defaults=values)
        self.made |= created
        return row

    def drop(self, rows: models.QuerySet[Any]) -> None:
        self.made |= bool(rows.delete()[0])


def preview(text: PaperText) -> Imported:
    """Tell what an import would do; nothing stays written."""
    with transaction.atomic():
        found = import_paper(text)
        transaction.set_rollback(True)
    return found


@transaction.atomic
def import_paper(text: PaperText) -> Imported:
    """Write a paper as it was read, all or nothing; refuses the number of a paper of a measure."""
    changes = Changes()
    known = Paper.objects.select_for_update(of=("self",)).filter(reference=text.reference).first()
    _refuse_foreign(known)
    plan = _plan(changes, text, known=known)
    paper = _paper(changes, text, known=known or Paper(reference=text.reference), plan=plan)
    _copies(changes, paper, text)
    _stations(changes, paper, text)
    return Imported(plan=plan, paper=paper, changed=changes.made)


def _refuse_foreign(paper: Paper | None) -> None:
    """A paper of a measure is moved by the office, never by an import."""
    if paper is not None and paper.measure is not None:
        raise UnreadablePaper(
            _(
                "Die Drucksache %(paper)s gehört schon zur Maßnahme %(measure)s: "
                "Sie wird dort bearbeitet."
            )
            % {"paper": paper.reference, "measure": paper.measure.reference}
        )


def _plan(changes: Changes, text: PaperText, *, known: Paper | None) -> ActionPlan | None:
    """The concept a paper with goals or fields of action lays down."""
    if not (text.goals or text.fields):
        return known.plan if known else None
    title = plan_title(text.title)
    plan = ActionPlan.objects.filter(title=title).first() or (known.plan if known else None)
    if plan is None:
        office, treasury = _office(changes, text), _treasury(changes)
        plan = ActionPlan(office=office, treasury=treasury)
    changes.put(plan, title=title)
    _numbered(changes, Goal, plan=plan, titles=text.goals)
    _numbered(changes, FieldOfAction, plan=plan, titles=text.fields)
    return plan


def plan_title(title: str) -> str:
    """The name of the concept: what the paper's title says in quotation marks, or all of it."""
    quoted = _QUOTED.fullmatch(title)
    return quoted["name"].strip() if quoted else title


def _numbered(
    changes: Changes, model: type[Goal | FieldOfAction], *, plan: ActionPlan, titles: Iterable[str]
) -> None:
    """Goals or fields by number; one the paper no longer names stays while measures serve it."""
    rows: models.QuerySet[Any] = model._default_manager.filter(plan=plan)
    number = 0
    for number, title in enumerate(titles, start=1):
        row = rows.filter(number=number).first() or model(plan=plan, number=number)
        changes.put(row, title=title[:MAX_TITLE])
    changes.drop(rows.filter(number__gt=number, measures=None))


def _office(changes: Changes, text: PaperText) -> Organization:
    """The unit that signed the paper; its code may stand behind its directorate's."""
    code = re.split(r"[ /,]+", text.unit)[-1]
    known = Organization.objects.filter(kind__in=UNITS, code=code)
    if unit := _of_the_day(known, on=_date(text)):
        return unit
    name = OFFICE_NAMES.get(code) or f"Organisationseinheit {code}"
    key = {"kind": Kind.OFFICE, "name": name.strip(), "valid_to": None}
    return changes.get(Organization, values={"code": code}, **key)


def _treasury(changes: Changes) -> Organization:
    known = Organization.objects.filter(kind=Kind.TREASURY, valid_to=None).first()
    return known or changes.put(Organization(kind=Kind.TREASURY), **TREASURY)


def _of_the_day(known: models.QuerySet[Organization], *, on: dt.date | None) -> Organization | None:
    """The one that existed on the day of the paper, else the one that exists now."""
    of_then = known.filter(pk__in=Organization.objects.valid(on=on)) if on else known.none()
    return of_then.first() or known.filter(valid_to=None).first()


def _body(changes: Changes, name: str, *, on: dt.date | None) -> Organization:
    kind = BODY_KINDS.get(name.split(" ", 1)[0], Kind.COMMITTEE)
    body = _of_the_day(Organization.objects.filter(kind=kind, name=name), on=on)
    return body or changes.get(Organization, values={}, kind=kind, name=name, valid_to=None)


def _bodies(changes: Changes, text: PaperText, *, role: str) -> list[Organization]:
    """The bodies of the head in that role, each once, in the order of the head."""
    names = dict.fromkeys(body.name for body in text.bodies if body.role == role)
    return [_body(changes, name, on=_date(text)) for name in names]


def _paper(changes: Changes, text: PaperText, *, known: Paper, plan: ActionPlan | None) -> Paper:
    version = reprint(text.reference)
    return changes.put(
        known,
        kind=text.kind.value,
        plan=plan,
        title=text.title,
        version=version,
        replaces=_replaced(text.reference) if version else None,
        motion=text.sections.get("Antrag", ""),
        climate_result=text.sections.get("Ergebnis der Klimawirkungsprüfung", ""),
        reprint_reason=text.sections.get("Begründung der Neufassung", ""),
        sections=text.sections,
        annexes=text.annexes,
        unit=text.unit[:MAX_UNIT],
        place=text.place,
        dated=_date(text),
    )


def _replaced(reference: str) -> Paper | None:
    """The newest earlier version of the matter, if it is known here."""
    number = matter(reference)
    same = models.Q(reference=number) | models.Q(reference__startswith=f"{number} N")
    return Paper.objects.filter(same).exclude(reference=reference).order_by("version").last()


def _date(text: PaperText) -> dt.date | None:
    """The day the paper was signed; a mistyped one is none."""
    try:
        return dt.date.fromisoformat(text.date)
    except ValueError:
        return None


def _copies(changes: Changes, paper: Paper, text: PaperText) -> None:
    wanted = {body.pk for body in _bodies(changes, text, role="copy")}
    if wanted != set(paper.copies.values_list("pk", flat=True)):
        paper.copies.set(wanted)
        changes.made = True


def _stations(changes: Changes, paper: Paper, text: PaperText) -> None:
    """The bodies that treat the paper, in their turns; those with a result are left as they are."""
    bodies = _bodies(changes, text, role="treats")
    kept = []
    for order, body in turns(bodies, kind=text.kind):
        key = {"paper": paper, "organization": body}
        station = paper.consultations.filter(organization=body).first() or Consultation(**key)
        changes.put(station, order=order, role=role_of(body, among=bodies, kind=text.kind))
        kept.append(station.pk)
    changes.drop(paper.consultations.filter(outcome="").exclude(pk__in=kept))


def turns(bodies: list[Organization], *, kind: PaperKind) -> list[tuple[int, Organization]]:
    """Who is heard when: an information goes round in the order of its head, all else by rank.

    Head order is no order of sittings: district councils come first, then the committees side by
    side, then the main committee, then the council.
    """
    if kind == PaperKind.INFORMATION:
        return list(enumerate(bodies, start=1))
    present = [turn for turn in TURNS if any(body.kind == turn for body in bodies)]
    return [(present.index(Kind(body.kind)) + 1, body) for body in bodies]


def role_of(body: Organization, *, among: list[Organization], kind: PaperKind) -> Role:
    """The council decides, or the main committee if the council is not asked; the rest advise."""
    if kind == PaperKind.INFORMATION:
        return Role.INFORMATION
    kinds = {each.kind for each in among}
    deciding = next((each for each in DECIDING if each in kinds), None)
    if body.kind == deciding or len(among) == 1:
        return Role.DECISION
    return Role.HEARING if body.kind == Kind.DISTRICT_COUNCIL else Role.ADVICE
