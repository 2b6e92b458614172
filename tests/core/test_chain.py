"""The chains read back: what was tampered with is found, and what is whole is left in peace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils.timezone import localdate, now

from core import chain
from core.models import DailySeal, JournalEntry, Measure, Outbox
from tests.factories import City, Walk, city
from tests.flush import lifted_triggers
from workflow.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def walk(hall: City) -> Walk:
    """Return a measure with three entries: create, submit, pass_check."""
    return Walk(hall).ready()


@contextmanager
def the_owner_of_the_database() -> Iterator[None]:
    """Somebody who may lift the triggers."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with lifted_triggers(connection):
        yield


def forge(number: int, **values: Any) -> None:
    with the_owner_of_the_database():
        JournalEntry.objects.filter(number=number).update(**values)


def cut(walk: Walk, number: int) -> None:
    """Remove the entry and, as a careful forger, everything that hangs on it."""
    Outbox.objects.filter(entry__number=number).delete()
    with the_owner_of_the_database():
        JournalEntry.objects.filter(measure=walk.measure.pk, number=number)._raw_delete(
            connection.alias
        )


def faults() -> list[str]:
    return chain.verify().faults


def test_an_untouched_journal_is_whole(walk: Walk, hall: City) -> None:
    Walk(hall)
    chain.anchor(at=now())

    assert chain.verify() == chain.Verdict(rows=4, chains=2, seals=1, faults=[])
    assert chain.verify(reference=walk.fresh.reference) == chain.Verdict(rows=3, chains=1)


@pytest.mark.parametrize(
    "sql", ["UPDATE core_journalentry SET reason = 'x'", "DELETE FROM core_journalentry"]
)
def test_the_database_refuses_to_change_evidence(walk: Walk, sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert faults() == []


def test_a_changed_reason_is_found(walk: Walk) -> None:
    forge(2, reason="anders")

    assert faults() == [f"{walk.fresh.reference}, Eintrag 2: Der Inhalt ist verändert."]


def test_a_changed_time_is_found(walk: Walk) -> None:
    forge(2, at=now())

    assert faults() == [f"{walk.fresh.reference}, Eintrag 2: Das Siegel passt nicht."]


def test_a_forged_seal_breaks_its_own_entry_and_the_next(walk: Walk) -> None:
    forge(2, seal="0" * 64)

    assert faults() == [
        f"{walk.fresh.reference}, Eintrag 2: Das Siegel passt nicht.",
        f"{walk.fresh.reference}, Eintrag 3: Das Siegel passt nicht.",
    ]


def test_a_missing_entry_is_found(walk: Walk) -> None:
    cut(walk, 2)

    assert faults() == [
        f"{walk.fresh.reference}: Auf Eintrag 1 folgt Eintrag 3.",
        f"{walk.fresh.reference}, Eintrag 3: Das Siegel passt nicht.",
    ]


def test_a_cut_off_end_is_found_by_the_head(walk: Walk) -> None:
    cut(walk, 3)

    assert faults() == [
        f"{walk.fresh.reference}: Das Journal endet bei 2, die Maßnahme steht bei 3.",
        f"{walk.fresh.reference}: Das Siegel der Maßnahme ist nicht das des letzten Eintrags.",
        f"{walk.fresh.reference}: Der Zustand ist nicht der des letzten Eintrags.",
    ]


def test_a_state_set_past_the_journal_is_found(walk: Walk) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_measure SET status = 'completed'")

    assert faults() == [f"{walk.fresh.reference}: Der Zustand ist nicht der des letzten Eintrags."]


def test_a_measure_without_journal_is_found(walk: Walk, hall: City) -> None:
    bare = Measure.objects.create(
        reference="M-1", plan=hall.plan, lead=hall.lead, office=hall.office, treasury=hall.treasury
    )

    assert faults() == ["M-1: Das Journal fehlt."]
    assert chain.verify(reference=bare.reference).faults == ["M-1: Das Journal fehlt."]
    assert chain.verify(reference=walk.fresh.reference).faults == []


def test_a_careful_cut_is_found_by_the_daily_seal(walk: Walk) -> None:
    chain.anchor(at=now())
    cut(walk, 3)
    kept = JournalEntry.objects.get(number=2)
    Measure.objects.update(version=2, seal=kept.seal)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_measure SET status = 'checking'")

    misfit = "Es passt nicht zu den 1 vorgefundenen Ketten (gesiegelt: 1)."
    assert faults() == [f"Tagessiegel vom {localdate():%d.%m.%Y}: {misfit}"]


def test_a_vanished_measure_is_found_by_the_daily_seal(walk: Walk, hall: City) -> None:
    other = Walk(hall)
    chain.anchor(at=now())
    Task.objects.filter(process=other.measure).delete()
    cut(other, 1)
    Measure.objects.get(pk=other.measure.pk).delete()

    assert len(faults()) == 1
    assert "1 vorgefundenen Ketten (gesiegelt: 2)" in faults()[0]


def test_later_steps_and_later_seals_leave_an_older_seal_valid(walk: Walk, hall: City) -> None:
    yesterday = now() - dt.timedelta(days=1)
    first = chain.anchor(at=yesterday)
    walk.take("send_back", hall.office, reason="Zu kurz.")
    Walk(hall)
    second = chain.anchor(at=now())

    assert (first.heads, second.heads) == (1, 2)
    assert first.upto < second.upto
    assert chain.verify() == chain.Verdict(rows=5, chains=2, seals=2, faults=[])


def test_a_removed_daily_seal_is_found_by_the_next(walk: Walk) -> None:
    first = chain.anchor(at=now() - dt.timedelta(days=1))
    chain.anchor(at=now())
    first.delete()

    assert len(faults()) == 1


def test_the_second_anchor_of_a_day_is_the_first(walk: Walk, hall: City) -> None:
    first = chain.anchor(at=now())
    Walk(hall)

    assert chain.anchor(at=now()) == first
    assert DailySeal.objects.count() == 1


def test_an_empty_journal_can_be_sealed() -> None:
    seal = chain.anchor(at=now())

    assert (seal.heads, seal.upto) == (0, 0)
    assert chain.verify() == chain.Verdict(seals=1)


# ---- the command -----------------------------------------------------------------------------


def said(*args: str) -> str:
    out = StringIO()
    call_command("journal", *args, stdout=out)
    return out.getvalue()


def test_verify_says_that_all_is_well(walk: Walk) -> None:
    text = said("verify")

    assert "3 Einträge in 1 Ketten und 0 Tagessiegel geprüft" in text
    assert "Alles ist, wie es gesiegelt wurde." in text


def test_verify_ends_with_1_and_one_sentence_per_fault(walk: Walk) -> None:
    forge(2, reason="anders")

    with pytest.raises(CommandError) as refused:
        said("verify", "--measure", walk.fresh.reference)

    assert refused.value.returncode == 1
    assert str(refused.value) == f"{walk.fresh.reference}, Eintrag 2: Der Inhalt ist verändert."


def test_verify_of_an_unknown_measure_is_one_sentence(walk: Walk) -> None:
    with pytest.raises(CommandError) as refused:
        said("verify", "--measure", "M-1900-001")

    assert refused.value.returncode == 2
    assert str(refused.value) == "Die Maßnahme M-1900-001 gibt es nicht."


def test_the_anchor_is_appended_once_and_verified(walk: Walk, tmp_path: Path) -> None:
    file = tmp_path / "anker.txt"

    line = said("anchor", "--file", str(file))
    said("anchor", "--file", str(file))

    assert file.read_text() == line
    assert line.startswith(f"{localdate().isoformat()} 1 ")
    assert said("anchor") == line
    assert "Alles ist" in said("verify", "--file", str(file))


def test_a_rewritten_database_does_not_fit_its_anchor(walk: Walk, tmp_path: Path) -> None:
    file = tmp_path / "anker.txt"
    said("anchor", "--file", str(file))
    DailySeal.objects.all().delete()

    with pytest.raises(CommandError, match="Anker, Zeile 1: Die Datenbank kennt dieses Siegel"):
        said("verify", "--file", str(file))


def test_an_unusable_file_is_one_sentence(tmp_path: Path) -> None:
    binary = tmp_path / "bild.png"
    binary.write_bytes(b"\x89PNG\xff\xfe\n")

    for what, file in (("verify", "keine.txt"), ("anchor", "nein/x.txt"), ("verify", "bild.png")):
        with pytest.raises(CommandError) as refused:
            said(what, "--file", str(tmp_path / file))
        assert refused.value.returncode == 2


def test_an_anchor_that_cannot_wait_longer_says_so(
    walk: Walk,
) -> None:
    def locked(*statement: Any) -> None:
        raise OperationalError("canceling statement due to lock timeout")

    with (
        connection.execute_wrapper(locked),
        pytest.raises(CommandError, match="gleich noch einmal"),
    ):
        said("anchor")
