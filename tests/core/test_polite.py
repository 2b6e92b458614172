"""Commands answer in one sentence, also before the database is set up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import load_command_class
from django.db import DatabaseError

from core.management.polite import UNPREPARED, PoliteCommand, is_behind

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "command",
    [
        ("import_paper", "core/samples/internationales-konzept.txt"),
        ("tick",),
        ("journal", "verify"),
    ],
)
def test_a_database_without_tables_is_named_in_one_sentence(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LAUFZETTEL_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{UNPREPARED}\n")


@pytest.mark.django_db
def test_a_database_that_fails_although_it_is_set_up_is_no_mistake_of_the_caller(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    command = load_command_class("workflow", "tick")
    assert isinstance(command, PoliteCommand)

    def broken(*args: object, **options: object) -> None:
        raise DatabaseError("disk I/O error")

    monkeypatch.setattr(type(command), "handle", broken)
    assert not is_behind()
    with pytest.raises(DatabaseError):
        command.run_from_argv(["manage.py", "tick"])
