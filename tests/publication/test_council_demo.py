"""The report of the demo city: its CSV is the database, and no page of its PDF is blank."""

from __future__ import annotations

import csv
import io
import json
import struct
import zlib
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import typst
from django.conf import settings as django_settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import override

from core.models import ActionPlan, Measure
from publication.council_report import Period, collect, report_file
from publication.council_report.printed import parts
from publication.printing import TEMPLATES
from workflow.demo import build

from .pdf import reader

pytestmark = pytest.mark.django_db
DOTS_PER_INCH = 36
# Below it stands the footer, which every page has.
BODY = 0.9


@pytest.fixture
def period(settings, tmp_path) -> Period:
    """The whole story of the demo city until today."""
    settings.DEMO, settings.MEDIA_ROOT = True, tmp_path
    build(today=localdate())
    return Period(localdate() - timedelta(days=400), localdate())


def written(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}".replace(".", ",")


def expected(measure: Measure) -> dict[str, str]:
    """What the database says of a measure."""
    reports = measure.reports.filter(state="approved").order_by("-written_at", "-pk")
    light = reports[0].get_light_display() if reports else "kein Sachstand"
    stated = [each.actual_cost for each in reports if each.actual_cost is not None]
    ended = measure.status in ("completed", "aborted") and measure.actual_cost is not None
    spent = measure.cost_lines.filter(kind__in=["expense", "payment"])
    return {
        "Nummer": measure.reference,
        "Titel": measure.title,
        "Zustand": measure.get_status_display(),
        "Ampel": light,
        "Geplante Kosten in Euro": written(sum((line.amount for line in spent), Decimal(0))),
        "Ist-Kosten in Euro": written(measure.actual_cost if ended else next(iter(stated), None)),
    }


def pictures(data: dict[str, Any]) -> list[bytes]:
    """The pages of one part of the printed report, drawn instead of printed."""
    names = {"main.typ": "council_report.typ", "city.typ": "city.typ"}
    several: Any = {name: (TEMPLATES / file).read_bytes() for name, file in names.items()}
    whole = {"city": django_settings.LAUFZETTEL_CITY, "logo": "", "first_page": 1} | data
    text = json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False)
    options = {"format": "png", "ppi": DOTS_PER_INCH, "ignore_system_fonts": True}
    made: Any = typst.compile(several, sys_inputs={"data": text}, **options)
    return made if isinstance(made, list) else [made]


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        yield kind, png[at + 8 : at + 8 + length]
        at += 12 + length


def different_lines(png: bytes) -> int:
    """How many lines of a page differ from each other; on a blank one hardly any does."""
    found = list(chunks(png))
    height = struct.unpack(">I", dict(found)[b"IHDR"][4:8])[0]
    pixels = zlib.decompress(b"".join(body for kind, body in found if kind == b"IDAT"))
    width = len(pixels) // height
    lines = [pixels[at : at + width] for at in range(0, int(height * BODY) * width, width)]
    return len(set(lines))


def test_the_report_of_the_demo_city_is_the_database_and_has_no_blank_page(period: Period) -> None:
    plan = ActionPlan.objects.get()
    files = {kind: report_file(kind, plan, period, public=False).content for kind in ("csv", "pdf")}
    decided = Q(decided_on__isnull=False) | Q(in_force=True) | ~Q(decided_by="")
    measures = Measure.objects.filter(decided)

    rows = csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig")), delimiter=";")
    found = {row["Nummer"]: row for row in rows}

    wanted = {each.reference: expected(each) for each in measures}
    assert len(wanted) > 10
    told = {key: {name: row[name] for name in wanted[key]} for key, row in found.items()}
    assert told == wanted
    assert {row["Ampel"] for row in told.values()} > {"Grün", "Gelb", "Rot"}

    with override("de"):
        report = collect(plan, period.since, period.until, public=False)
        drawn = [page for part in parts(report) for page in pictures(part)]
    assert len(drawn) == len(reader(files["pdf"]).pages) > 3
    assert min(map(different_lines, drawn)) > 20
    [blank] = pictures_of_nothing()
    assert different_lines(blank) < 5


def pictures_of_nothing() -> list[bytes]:
    """What a blank page looks like, so that the measure can fail."""
    nothing: Any = {"main.typ": b"#set page(footer: [Seite 1])"}
    made: Any = typst.compile(nothing, format="png", ppi=DOTS_PER_INCH)
    return made if isinstance(made, list) else [made]
