"""The command that writes the report to the council, and how it answers mistakes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.models import ActionPlan
from tests.factories import City, city

from .council import measure
from .pdf import words_of

pytestmark = pytest.mark.django_db
FIRST_HALF = ("--from", "2026-01-01", "--to", "2026-06-30")


@pytest.fixture
def hall() -> City:
    return city()


def run(*told: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("council_report", *told, stdout=out, **options)
    return out.getvalue()


def refused(*told: str) -> str:
    with pytest.raises(CommandError) as refusal:
        run(*told)
    assert refusal.value.returncode == 2
    return str(refusal.value)


def test_csv_goes_to_standard_output(hall: City) -> None:
    row, hidden = measure(hall), measure(hall, public=False)

    public = run(*FIRST_HALF, "--public", "--format", "csv")
    full = run(*FIRST_HALF, "--full", "--format", "csv")

    assert public.startswith("\ufeffHandlungsfeld;Nummer;")
    assert public.count("\r\n") == 2
    assert (row.reference in public, hidden.reference in public) == (True, False)
    assert (row.reference in full, hidden.reference in full) == (True, True)


def test_other_formats_go_to_a_file_that_is_named(
    hall: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    row = measure(hall)

    name = run(*FIRST_HALF, "--public").strip()

    assert name == "Umsetzungsbericht 2026-01-01 bis 2026-06-30 (öffentlich).pdf"
    assert row.reference in words_of(Path(name).read_bytes())


@pytest.mark.parametrize(("kind", "begins"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_the_file_can_be_chosen(hall: City, tmp_path: Path, kind: str, begins: bytes) -> None:
    target = tmp_path / "bericht"

    said = run(*FIRST_HALF, "--full", "--format", kind, "--output", str(target))

    assert said.strip() == str(target)
    assert target.read_bytes().startswith(begins)


def test_a_period_ends_after_it_begins(hall: City) -> None:
    assert refused("--from", "2026-07-01", "--to", "2026-06-30", "--public") == (
        "Der Zeitraum endet, bevor er beginnt: --from liegt nach --to."
    )


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("30.06.2026", "„30.06.2026“ ist kein Tag: Bitte als JJJJ-MM-TT angeben."),
        ("9999-12-31", "Bitte prüfen Sie das Jahr: 9999."),
    ],
)
def test_days_are_days(hall: City, day: str, said: str) -> None:
    assert refused("--from", "2026-01-01", "--to", day, "--public") == said


def test_without_a_plan_there_is_no_report() -> None:
    assert refused(*FIRST_HALF, "--public").startswith("Es gibt noch kein Handlungskonzept")


def test_of_several_plans_one_is_chosen(hall: City) -> None:
    values = {"office": hall.office, "treasury": hall.treasury}
    other = ActionPlan.objects.create(title="Kultur", **values)
    row = measure(hall)

    said = refused(*FIRST_HALF, "--public")
    assert said.endswith(f"{hall.plan.pk} = {hall.plan.title}; {other.pk} = Kultur")
    assert refused(*FIRST_HALF, "--public", "--plan", "99").startswith(
        "Ein Handlungskonzept 99 gibt es nicht."
    )
    told = (*FIRST_HALF, "--public", "--format", "csv", "--plan")
    assert row.reference in run(*told, str(hall.plan.pk))
    assert row.reference not in run(*told, str(other.pk))


def test_a_file_that_cannot_be_written_is_named(hall: City, tmp_path: Path) -> None:
    target = str(tmp_path / "fehlt" / "bericht.pdf")

    said = refused(*FIRST_HALF, "--public", "--output", target)

    assert said == f"Die Datei „{target}“ lässt sich nicht schreiben: Bitte --output anders wählen."


@pytest.mark.parametrize("version", [(), ("--public", "--full")])
def test_one_version_has_to_be_chosen(hall: City, version: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run(*FIRST_HALF, *version)
