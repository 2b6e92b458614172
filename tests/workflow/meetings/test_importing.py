"""`manage.py import_meetings`: new, moved, changed, cancelled; a second time nothing."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.models import Meeting
from tests.factories import City, city
from tests.sitting import own, record

pytestmark = pytest.mark.django_db
HEAD = "Gremium;Tag;Beginn;Ort;Nummer;Art;Status;Kennung\n"
FIRST = "Verwaltungsausschuss;3.12.2026;16:00;Saal 1;;;;va-1\n"


@pytest.fixture
def hall() -> City:
    return city()


def follow(hall: City, path: Path, text: str, *args: str, name: str = "x.csv") -> str:
    file, out = path / name, StringIO()
    file.write_text(HEAD + text if name.endswith("csv") else text)
    actor = hall.of(hall.main_committee).username
    call_command("import_meetings", str(file), "--actor", actor, *args, stdout=out, stderr=out)
    return out.getvalue().strip()


def test_the_same_calendar_a_second_time_changes_nothing(hall, tmp_path) -> None:
    assert follow(hall, tmp_path, FIRST) == "neu: 1"
    version = Meeting.objects.get().version

    assert follow(hall, tmp_path, FIRST) == "unverändert: 1"
    assert Meeting.objects.get().version == version


def test_moved_changed_cancelled_and_revived_are_followed(hall, tmp_path) -> None:
    follow(hall, tmp_path, FIRST)

    assert follow(hall, tmp_path, FIRST.replace("3.12", "10.12")) == "verlegt: 1"
    assert Meeting.objects.get().moved_from == dt.date(2026, 12, 3)
    moved = FIRST.replace("3.12", "10.12")
    meeting = Meeting.objects.get()
    meeting.sequence = 0
    meeting.save(update_fields=["sequence"])
    assert follow(hall, tmp_path, moved.replace("Saal 1", "Saal 2")) == "geändert: 1"
    gone = moved.replace(";;;va-1", ";;abgesagt;va-1")
    assert follow(hall, tmp_path, gone) == "abgesagt: 1"
    assert follow(hall, tmp_path, gone) == "unverändert: 1"
    assert follow(hall, tmp_path, moved.replace("Saal 1", "Saal 2")) == "wieder angesetzt: 1"
    assert Meeting.objects.get().state == "planned"


def test_an_event_older_than_what_is_known_is_left_alone(hall, tmp_path) -> None:
    follow(hall, tmp_path, FIRST)
    Meeting.objects.update(sequence=5)

    assert follow(hall, tmp_path, FIRST.replace("3.12", "10.12")) == "älter als bekannt: 1"


def test_a_cancelled_sitting_nobody_knew_is_no_sitting(hall, tmp_path) -> None:
    assert follow(hall, tmp_path, FIRST.replace(";;;va-1", ";;abgesagt;va-1")) == "unverändert: 1"
    assert not Meeting.objects.exists()


def test_a_dry_run_writes_nothing(hall, tmp_path) -> None:
    assert follow(hall, tmp_path, FIRST, "--dry-run") == "neu: 1"
    assert not Meeting.objects.exists()


def test_programs_get_the_numbers(hall, tmp_path) -> None:
    assert json.loads(follow(hall, tmp_path, FIRST, "--json")) == {"new": 1}


def test_an_empty_calendar_says_so(hall, tmp_path) -> None:
    assert follow(hall, tmp_path, "") == "Keine Sitzung gefunden"


def test_what_is_refused_is_named_and_the_rest_is_taken(hall, tmp_path, capsys) -> None:
    rows = (
        FIRST + "Sportausschuss;3.12.2026;;;;;;s\nRatsversammlung;3.12.2026;;;;;;r\nVA;x;;;;;;v\n"
    )
    out = StringIO()
    (tmp_path / "x.csv").write_text(HEAD + rows)
    actor = hall.of(hall.main_committee).username

    with pytest.raises(CommandError, match="3 von 4 Sitzungen sind nicht übernommen") as refusal:
        call_command(
            "import_meetings", str(tmp_path / "x.csv"), "--actor", actor, stdout=out, stderr=out
        )

    assert refusal.value.returncode == 1
    said = out.getvalue()
    assert "Zeile 3 (Sportausschuss): Das Gremium „Sportausschuss“ ist nicht bekannt." in said
    assert "Zeile 4 (Ratsversammlung): Diesen Schritt führt aus: Sitzungsdienst" in said
    assert "„x“ ist kein Tag" in said
    assert Meeting.objects.get().organization == hall.main_committee


def test_a_sitting_that_was_held_is_not_moved_by_a_calendar(hall, tmp_path) -> None:
    today = f"{dt.date.today():%d.%m.%Y}"  # noqa: DTZ011 - the day of the city
    follow(hall, tmp_path, FIRST.replace("3.12.2026", today))
    record(hall, own(hall, Meeting.objects.get(), "Antrag"), outcome="approved")

    with pytest.raises(CommandError, match="1 von 1"):
        follow(hall, tmp_path, FIRST)


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["x.csv", "--actor", "niemand"], "Eine Person mit dem Namen „niemand“ gibt es nicht."),
        (["fehlt.csv", "--actor", "k.ahlers"], "Die Datei „fehlt.csv“ lässt sich nicht lesen."),
    ],
)
def test_misuse_is_one_sentence(hall, args, sentence) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("import_meetings", *args)

    assert (str(refusal.value), refusal.value.returncode) == (sentence, 2)
