"""How fast a step is: whole lives through the engine, and the very same writes as raw SQL.

Each step is its own transaction with everything on: permission, version, law, journal, outbox,
tasks. The raw side replays the writes of one recorded life, each step locking the measure's row
first, through the database driver alone. Quote ratios within one run, never milliseconds.
"""

from __future__ import annotations

import argparse
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django
import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

if not apps.ready:
    django.setup()

from core.models import Paper
from tests.factories import City, city
from tests.life import LIFE, Life, counted
from workflow.models import Task

FIRST_KEY = 10_000_000
WRITES = ("INSERT", "UPDATE", "DELETE")
INSERTED = re.compile(r'INSERT INTO "(\w+)" .* RETURNING', re.DOTALL)
LOCK = "SELECT version FROM core_measure WHERE id = %s"


def on_postgresql() -> bool:
    return connection.vendor == "postgresql"


class Clock:
    """Wall and CPU seconds of what runs inside `running`, of this program and of its server."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0
        self.server: Path | None = None
        if on_postgresql():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                found = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
            self.server = found if found.exists() else None

    @contextmanager
    def running(self) -> Iterator[None]:
        wall, cpu, server = time.perf_counter(), time.process_time(), self.server_cpu()
        yield
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu + self.server_cpu() - server

    def server_cpu(self) -> float:
        """CPU seconds of this connection's server process; 0 where nobody can tell."""
        return int(self.server.read_text().split()[0]) / 1e9 if self.server else 0.0


# ---- the engine ------------------------------------------------------------------------------


def live(made: City, clock: Clock) -> None:
    """One life; looking up the task and the actor is not measured."""
    life = Life(made)
    for move in LIFE:
        step = life.prepared(move)
        with clock.running():
            step()


def statements(made: City) -> int:
    """The statements of one life without transaction control."""
    life, total = Life(made), 0
    for move in LIFE:
        step = life.prepared(move)
        with counted() as sent:
            step()
        total += len(sent)
    return total


# ---- the same writes in raw SQL --------------------------------------------------------------


@dataclass
class Recording:
    """The writes of one life, step by step, and the keys that each INSERT among them made."""

    measure: int
    first_task: int
    paper: str = ""
    steps: list[list[tuple[str, Any]]] = field(default_factory=list)
    made: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    @property
    def statements(self) -> int:
        return len(self.steps) + sum(map(len, self.steps))


def first_task(measure: int) -> int:
    """The task a new measure begins with."""
    return Task.objects.open().get(process=measure).pk


def tables() -> list[str]:
    names = connection.introspection.table_names()
    return sorted(name for name in names if name.startswith(("core_", "workflow_")))


def count_from_afar() -> None:
    """Let each table count from a place of its own: a key in a parameter then says whose it is."""
    with connection.cursor() as cursor:
        for place, table in enumerate(tables(), start=1):
            if on_postgresql():
                cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
                cursor.execute("SELECT setval(%s, %s)", [cursor.fetchone()[0], place * FIRST_KEY])
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                values = [table, place * FIRST_KEY]
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", values)


def record(made: City) -> Recording:
    """Live once and keep every write."""
    life = Life(made)
    found = Recording(life.pk, first_task(life.pk))
    before = {table: keys_after(table, 0)[-1:] for table in tables()}
    for move in LIFE:
        step = life.prepared(move)
        with recorded() as writes:
            step()
        found.steps.append(writes)
    found.paper = Paper.objects.get(measure=life.pk).reference
    fresh = {table: iter(keys_after(table, *last)) for table, last in before.items()}
    for place, writes in enumerate(found.steps):
        for number, (sql, params) in enumerate(writes):
            if inserted := INSERTED.match(sql):
                keys = fresh[inserted[1]]
                found.made[place, number] = [next(keys) for _row in range(rows(sql, params))]
    return found


def rows(sql: str, params: Any) -> int:
    """How many rows an INSERT makes; PostgreSQL gets several as one array per column."""
    return len(params[0]) if "UNNEST" in sql else sql.count("), (") + 1


def keys_after(table: str, last: int = 0) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT id FROM "{table}" WHERE id > %s ORDER BY id', [last])
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def recorded() -> Iterator[list[tuple[str, Any]]]:
    writes: list[tuple[str, Any]] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(WRITES):
            writes.append((sql, tuple(params)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield writes


def in_dialect(found: Recording) -> list[list[tuple[str, Any]]]:
    """The statements as the driver wants them."""
    if on_postgresql():
        return found.steps
    return [[(sql.replace("%s", "?"), params) for sql, params in step] for step in found.steps]


def replay(found: Recording, measure: int, paper: str, clock: Clock) -> None:
    """The writes of the recorded life on another measure, each step one transaction."""
    raw = connection.connection
    cursor: Any = psycopg.Cursor(raw) if on_postgresql() else sqlite3.Cursor(raw)
    lock = f"{LOCK} FOR UPDATE" if on_postgresql() else LOCK.replace("%s", "?")
    begin = "BEGIN" if on_postgresql() else "BEGIN IMMEDIATE"
    keys: dict[Any, Any] = {
        found.measure: measure,
        found.first_task: first_task(measure),
        found.paper: paper,
    }

    def renamed(value: Any) -> Any:
        if isinstance(value, list):
            return [renamed(each) for each in value]
        return keys.get(value, value) if isinstance(value, int | str) else value

    for place, writes in enumerate(in_dialect(found)):
        with clock.running():
            cursor.execute(begin)
            cursor.execute(lock, (measure,)).fetchall()
            for number, (sql, params) in enumerate(writes):
                cursor.execute(sql, tuple(map(renamed, params)))
                if (place, number) in found.made:
                    new = [row[0] for row in cursor.fetchall()]
                    keys.update(zip(found.made[place, number], new, strict=True))
            cursor.execute("COMMIT")


# ---- both, side by side ----------------------------------------------------------------------


def race(lives: int) -> list[str]:
    """Engine and raw SQL in turn: both meet the same weather. The first of each is warm-up."""
    with transaction.atomic():
        made = city()
    count_from_afar()
    live(made, Clock())
    found = record(made)
    replay(found, Life(made).pk, "warm-up", Clock())
    engine, raw = Clock(), Clock()
    for number in range(lives):
        live(made, engine)
        replay(found, Life(made).pk, f"raw-{number}", raw)
    return report(lives, engine, raw, statements(made), found.statements)


def report(lives: int, engine: Clock, raw: Clock, said: int, written: int) -> list[str]:
    steps = lives * len(LIFE)
    head = f"{connection.vendor}: {lives} lives of {len(LIFE)} steps, each its own transaction"
    columns = f"{'':8} {'steps/s':>8} {'CPU ms/step':>12} {'statements/step':>16}"
    rows = [
        f"{name:8} {steps / clock.wall:8.0f} {1000 * clock.cpu / steps:12.2f} {sent:16.1f}"
        for name, clock, sent in (
            ("engine", engine, said / len(LIFE)),
            ("raw SQL", raw, written / len(LIFE)),
        )
    ]
    ratio = f"{'ratio':8} {raw.wall / engine.wall:8.2f} {engine.cpu / raw.cpu:12.1f} "
    return [head, columns, *rows, ratio + f"{said / written:16.1f}"]


def main() -> None:
    """Bench in a database of its own, which is removed afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lives", type=int, default=30, help="lives of each kind, default 30")
    lives = parser.parse_args().lives
    own = "laufzettel_bench" if on_postgresql() else str(settings.VAR_DIR / "bench.sqlite3")
    connection.settings_dict["TEST"]["NAME"] = own
    usual = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        print("\n".join(race(lives)))  # noqa: T201 - the result of the program
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)


if __name__ == "__main__":
    main()
