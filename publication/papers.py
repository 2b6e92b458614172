"""A paper (Drucksache) as it is printed: head, number, sections in their order, signature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import override

from core import cost_table as table
from core.models import Organization, Paper
from core.templatetags.laufzettel import money

from .printing import as_pdf
from .text import blocks

MOTION, REASON = "Antrag", "Begründung der Neufassung"
GENDER, CLIMATE = "Berücksichtigung von Gender-Aspekten", "Ergebnis der Klimawirkungsprüfung"
COSTS, GROUNDS = "Kostentabelle", "Begründung"
ORDER = (MOTION, REASON, GENDER, CLIMATE, COSTS)
NO_COSTS = "Es entstehen keine finanziellen Auswirkungen."
NEUTER = ("amt", "büro", "gremium")
FEMININE = ("versammlung", "kommission", "kämmerei", "gruppe")


@override("de")
def paper_pdf(paper: Paper) -> bytes:
    return as_pdf("paper", printed(paper))


def printed(paper: Paper) -> dict[str, Any]:
    """Everything that is printed, as plain data."""
    return {
        "kind": paper.get_kind_display(),
        "reference": paper.reference,
        "title": paper.title,
        "annexes": paper.annexes,
        "top": "",
        "addresses": list(addresses(paper)),
        "sections": [
            {"title": title, "blocks": blocks(text), "costs": costs}
            for title, text, costs in sections(paper)
        ],
        "unit": paper.unit or _unit(paper),
        "signed": _signed(paper),
    }


def _unit(paper: Paper) -> str:
    return paper.measure.office.code if paper.measure else ""


def _signed(paper: Paper) -> str:
    place = paper.place or city_name()
    return f"{place} / {paper.dated:%d.%m.%Y}" if paper.dated else place


def city_name() -> str:
    """The city without its rank: Hannover for Landeshauptstadt Hannover."""
    name: str = settings.LAUFZETTEL_CITY
    return name.removeprefix("Landeshauptstadt ").removeprefix("Stadt ")


def addresses(paper: Paper) -> Iterator[str]:
    """In whom the paper is treated, in the order of the route, then who gets a copy.

    A body that another one has followed since keeps its name on old papers.
    """
    rows = paper.consultations.select_related("organization", "asked_as").order_by("order", "pk")
    treating = [row.asked_as or row.organization for row in rows if not row.continues_id]
    yield from (f"In {article(each)} {each.name}" for each in _once(treating))
    copied = paper.copies.all()
    yield from (f"An {article(each)} {each.name} (zur Kenntnis)" for each in _once(copied))


def _once(bodies: Iterable[Organization]) -> list[Organization]:
    return list(dict.fromkeys(bodies))


def article(body: Organization) -> str:
    """The German article after "In" or "An": den Ausschuss, die Ratsversammlung, das Amt."""
    first = body.name.split(" ")[0].rstrip("-").lower()
    if first.endswith("räte") or first.endswith(FEMININE):
        return "die"
    return "das" if first.endswith(NEUTER) else "den"


def sections(paper: Paper) -> list[tuple[str, str, list[list[str]]]]:
    """Heading, text and cost table of each section.

    An imported paper keeps the order it came in; a paper of a measure has the fixed one.
    """
    if paper.measure is None:
        return [(title, text, []) for title, text in paper.sections.items()]
    texts = _texts(paper)
    first = [title for title in ORDER if texts.get(title) or title == COSTS]
    others = [title for title in texts if title not in (*ORDER, GROUNDS)]
    last = [GROUNDS] if texts.get(GROUNDS) else []
    found = []
    for title in (*first, *others, *last):
        text, costs = texts.get(title, ""), []
        if title == COSTS and not text:
            costs = cost_table(paper)
            text = "" if costs else NO_COSTS
        found.append((title, text, costs))
    return found


def _texts(paper: Paper) -> dict[str, str]:
    """What the paper says; what it does not say itself comes from the measure."""
    measure = paper.measure
    own = {
        MOTION: paper.motion if paper.kind != Paper.Kind.INFORMATION else "",
        REASON: paper.reprint_reason,
        CLIMATE: paper.climate_result,
    }
    given = {title: text for title, text in own.items() if text}
    known = {GENDER: measure.gender_aspects, GROUNDS: measure.justification} if measure else {}
    return known | given | {title: text for title, text in paper.sections.items() if text}


def cost_table(paper: Paper) -> list[list[str]]:
    """The lines year by year, each year closed by its balance, and all of them by the whole."""
    lines = list(paper.measure.cost_lines.all()) if paper.measure else []
    rows: list[list[str]] = []
    years = table.years(lines)
    for each in years:
        rows += [[str(each.year), table.named(line), money(line.amount)] for line in each.lines]
        rows.append([str(each.year), "Saldo", money(each.balance)])
    if len(years) > 1:
        rows.append(["", "Saldo gesamt", money(table.balance(lines))])
    if table.follow_up(lines):
        rows.append(["", "davon Folgekosten", money(table.follow_up(lines))])
    return rows
