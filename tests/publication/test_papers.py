"""Papers as PDF: what is printed, for whom it can be read aloud, and that it can be read back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from core.models import Consultation, Organization, Paper
from core.paper_import import import_paper
from core.paper_text import PaperText, read_file, read_text
from publication import papers
from tests.factories import City, Walk, city, costs
from tests.papers import REAL_PAPERS, SAMPLE

from .pdf import reader, text_of, words_of

pytestmark = pytest.mark.django_db
FACTS = ("kind", "reference", "title", "annexes", "goals", "fields", "unit", "place", "date")
PAPERS = [SAMPLE, *sorted(REAL_PAPERS.glob("*.txt"))]


def facts(text: PaperText) -> dict[str, object]:
    """Everything the reader finds; copies in no order, white space as it wraps."""
    return {name: getattr(text, name) for name in FACTS} | {
        "treats": [body.name for body in text.bodies if body.role == "treats"],
        "copies": {body.name for body in text.bodies if body.role == "copy"},
        "sections": [(title, " ".join(body.split())) for title, body in text.sections.items()],
        "unread": list(text.unread),
    }


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_a_printed_paper_reads_back_with_the_same_facts(path: Path) -> None:
    source = read_file(path)
    paper = import_paper(source).paper

    assert facts(read_text(text_of(papers.paper_pdf(paper)))) == facts(source)


def test_a_paper_can_be_read_aloud() -> None:
    """PDF/UA-1: tagged, with a language and a title (the standard is checked when it is set)."""
    paper = import_paper(read_file(SAMPLE)).paper

    document = reader(papers.paper_pdf(paper))

    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de-DE"
    assert document.metadata is not None
    assert document.metadata.title == paper.title
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


# ---- a paper of a measure -----------------------------------------------------------------------


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def walk(hall: City) -> Walk:
    earned = {"year": 2027, "kind": "revenue", "amount": Decimal(1000), "product": "36501"}
    lines = [*costs(50000, 2027), earned]
    return Walk(hall, cost_lines=lines).ready(hall.treasury)


def test_the_sections_stand_in_their_fixed_order(hall: City, walk: Walk) -> None:
    walk.routed(
        copies=[hall.notified],
        climate_result="Neutral.",
        sections={"Zeitplan": "Im Frühjahr.", "Begründung": "Die Nachfrage steigt."},
    )
    paper = walk.fresh.paper
    paper.reprint_reason = "Die Summe hat sich geändert."

    assert [title for title, _text, _costs in papers.sections(paper)] == [
        "Antrag",
        "Begründung der Neufassung",
        "Berücksichtigung von Gender-Aspekten",
        "Ergebnis der Klimawirkungsprüfung",
        "Kostentabelle",
        "Zeitplan",
        "Begründung",
    ]
    assert list(papers.addresses(paper)) == [
        "In den Internationaler Ausschuss",
        "In den Verwaltungsausschuss",
        "In die Ratsversammlung",
        "An den Gleichstellungsausschuss (zur Kenntnis)",
    ]


def test_the_cost_table_closes_each_year_with_its_balance(walk: Walk) -> None:
    walk.routed()

    rows = papers.cost_table(walk.fresh.paper)

    assert [[cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in rows] == [
        ["2027", "Aufwand", "50.000,00 €"],
        ["2027", "Ertrag, Produkt 36501", "1.000,00 €"],
        ["2027", "Saldo", "-49.000,00 €"],
    ]
    assert "Saldo" in words_of(papers.paper_pdf(walk.fresh.paper))


def test_without_costs_the_paper_says_so(hall: City) -> None:
    walk = Walk(hall).ready().routed()

    assert "Es entstehen keine finanziellen Auswirkungen." in words_of(
        papers.paper_pdf(walk.fresh.paper)
    )


def test_an_information_paper_has_no_motion(hall: City) -> None:
    walk = Walk(hall).ready().released()
    walk.take("inform", hall.office, title="Stand", text="Gut.", organizations=[hall.notified])
    paper = walk.measure.papers.get(kind=Paper.Kind.INFORMATION)

    titles = [title for title, _text, _costs in papers.sections(paper)]
    assert "Antrag" not in titles
    assert "Information" in titles


def test_an_old_paper_keeps_the_old_name_of_its_body(hall: City) -> None:
    walk = Walk(hall).ready().released((hall.main_committee, "decision", 1))
    old = Organization.objects.create(name="Alter Ausschuss", kind="committee")
    Consultation.objects.filter(measure=walk.measure).update(asked_as=old)

    assert list(papers.addresses(walk.fresh.paper)) == ["In den Alter Ausschuss"]


@pytest.mark.parametrize(
    ("name", "article"),
    [
        ("Kulturausschuss", "den"),
        ("Ausschuss für Grünes", "den"),
        ("Ratsversammlung", "die"),
        ("Stadtbezirksräte 01 - 13", "die"),
        ("Stadtbezirksrat Mitte", "den"),
        ("Kinderbüro", "das"),
    ],
)
def test_every_body_has_its_article(name: str, article: str) -> None:
    assert papers.article(Organization(name=name)) == article


# ---- what people write --------------------------------------------------------------------------

WILD = '#import "x": * $a^2$ @ref *fett* _kursiv_ \\ ] [ // <b> `code` 😀 \x07 Ä'


def test_what_people_write_is_printed_and_never_run() -> None:
    paper = Paper(
        kind="resolution", reference="0001/2026", title=WILD, motion=WILD, dated=dt.date(2026, 1, 2)
    )
    paper.save()
    paper.sections = {"Antrag": WILD, "Leer": "", "Lang": "Wort " * 10_000}

    said = words_of(papers.paper_pdf(paper))

    plain = '#import "x": * $a^2$ @ref *fett* _kursiv_ \\ ] [ // <b> `code` [U+1F600] Ä'
    assert said.count(plain) == 2
    assert said.count("Wort") == 10_000
    assert "Hannover / 02.01.2026 Beschlussdrucksache 0001/2026 – 12 –" in said
