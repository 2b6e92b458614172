"""Not a word, not a number of what is not public comes into the public report, in any format."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pypdf
import pytest
from django.db import models

from core.models import (
    Comment,
    Consultation,
    Indicator,
    Measure,
    Organization,
    Paper,
    Person,
    ReportRequest,
)
from publication.council_report import Period, report_file
from tests.factories import City, city

from .council import (
    BEFORE,
    SINCE,
    UNTIL,
    WITHIN,
    at,
    costs,
    measure,
    milestone,
    money,
    move,
    order,
    paper,
    report,
    told,
    vote,
)
from .pdf import reader, words_of

pytestmark = pytest.mark.django_db
BIRD = "Zimtvogel"
SHOWN = "Regenpfeifer"
SEALS = {"seal", "text_seal", "digest", "lifecycle_version", "media_type", "status"}


def marked(row: models.Model) -> models.Model:
    """The row with the canary in every text somebody can write."""
    texts = {
        field.name: f"{BIRD} {row.pk}"[: field.max_length]
        for field in row._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in SEALS
    }
    json = {f.name: {BIRD: BIRD} for f in row._meta.fields if isinstance(f, models.JSONField)}
    type(row)._base_manager.filter(pk=row.pk).update(**texts, **json)
    found: models.Model = type(row)._base_manager.get(pk=row.pk)
    return found


def surrounded(hall: City, row: Measure, unit: Organization) -> list[models.Model]:
    """Everything that can stand beside a measure."""
    writer: Person = hall.people[hall.lead.pk][0]
    rows: list[models.Model] = [
        vote(hall, row, BEFORE),
        vote(hall, row, WITHIN, organization=unit),
        report(hall, row, BEFORE, "green", actual_cost="7777.77"),
        report(hall, row, WITHIN, "red", actual_cost="8888.88"),
        report(hall, row, WITHIN, "red", state="submitted"),
        order(hall, row, WITHIN, organization=unit),
        milestone(row, "Auftakt", WITHIN),
        costs(row, "7777.77"),
        money(row, "7777.77"),
        Comment.objects.create(measure=row, author=writer, text="x"),
        Indicator.objects.create(measure=row, name="x", unit="x", target=Decimal("7777.77")),
        ReportRequest.objects.create(measure=row, due_on=WITHIN, asked_at=at(WITHIN)),
    ]
    return rows + list(Paper.objects.filter(measure=row))


@pytest.fixture
def hall() -> City:
    """A public measure, whose report everybody may read."""
    made = city()
    row = measure(made, title=SHOWN)
    vote(made, row)
    report(made, row, WITHIN, "yellow", text=SHOWN)
    return made


@pytest.fixture
def unit(hall: City) -> Organization:
    """A unit only the hidden measure has to do with."""
    kind = Organization.Kind.DEPARTMENT
    return Organization.objects.create(name=f"Fachbereich {BIRD}", code="99", kind=kind)


def content(hall: City, kind: str, *, public: bool) -> bytes:
    """All a format holds: unpacked, or as it is read in a viewer."""
    made = report_file(kind, hall.plan, Period(SINCE, UNTIL), public=public).content
    return {"csv": bytes, "xlsx": unpacked, "pdf": read}[kind](made)


def unpacked(made: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        return b"".join(name.encode() + packed.read(name) for name in packed.namelist())


def read(made: bytes) -> bytes:
    """The words of all pages, and every text its objects hold: headings, tags, metadata."""
    book = reader(made)
    objects = [book.get_object(number) for number in range(1, int(book.trailer["/Size"]))]
    dictionaries = [each for each in objects if isinstance(each, pypdf.generic.DictionaryObject)]
    texts = [
        str(value)
        for each in dictionaries
        for value in each.values()
        if isinstance(value, pypdf.generic.TextStringObject)
    ]
    about = book.trailer["/Root"]["/Metadata"].get_data().decode()
    return "\n".join([words_of(made), about, *texts]).encode()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_no_word_of_a_hidden_measure_is_told(hall: City, unit: Organization, kind: str) -> None:
    before = told(hall)
    hidden = measure(hall, public=False, lead=unit)
    for row in surrounded(hall, hidden, unit):
        marked(row)
    marked(hidden)
    move(hidden, "implementing", "paused", WITHIN)

    public, whole = (content(hall, kind, public=each).decode() for each in (True, False))

    assert SHOWN in public
    assert (BIRD in public, "7777" in public, "7.777" in public) == (False, False, False)
    assert BIRD in whole
    # neither a count nor a sum has changed
    assert told(hall) == before
    assert told(hall, public=False) != before


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_no_word_of_a_hidden_paper_is_told(hall: City, unit: Organization, kind: str) -> None:
    row = Measure.objects.get()
    secret = paper(row, public=False)
    decided = vote(hall, row, WITHIN, paper=secret, organization=unit)
    assigned = order(hall, row, WITHIN, station=decided, organization=unit)
    for each in (secret, decided, assigned):
        marked(each)
    Paper.objects.filter(pk=secret.pk).update(reference="04711/2026")
    Measure.objects.update(decision_reference="04711/2026", decided_on=WITHIN)

    public, whole = (content(hall, kind, public=each).decode() for each in (True, False))

    assert SHOWN in public
    assert (BIRD in public, "4711" in public) == (False, False)
    assert BIRD in whole
    assert "4711" in whole


def test_the_canary_is_everywhere(hall: City, unit: Organization) -> None:
    """The test before is worth what it marks: every text column but seals and choices."""
    hidden = measure(hall, public=False, lead=unit)
    row = marked(vote(hall, hidden))

    assert isinstance(row, Consultation)
    assert BIRD in row.verbatim
    assert BIRD in row.change_text
    told_of = marked(hidden)
    assert isinstance(told_of, Measure)
    texts = (told_of.title, told_of.decided_by, told_of.decision_reference, told_of.reference)
    assert [BIRD in text for text in texts] == [True] * 4
