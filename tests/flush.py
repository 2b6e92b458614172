"""Emptying the database between tests, although triggers refuse to delete evidence.

A test that commits (transactional_db, live_server) ends with a flush of every table. Only for that
flush the triggers are lifted; what a test itself does meets them. What a migration had written
(the legal grounds) is written again, or the next test would meet a database nobody has.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

SQLITE_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
POSTGRESQL_TRIGGERS = """
    SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname),
           format('ALTER TABLE %s ENABLE %s TRIGGER %I', tgrelid::regclass,
                  CASE tgenabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' ELSE '' END, tgname)
      FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'
"""


def switches(database: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """List for every trigger the statement that lifts it and the one that puts it back."""
    postgresql = database.vendor == "postgresql"
    with database.cursor() as cursor:
        cursor.execute(POSTGRESQL_TRIGGERS if postgresql else SQLITE_TRIGGERS)
        rows = cursor.fetchall()
    return rows if postgresql else [(f'DROP TRIGGER "{name}"', sql) for name, sql in rows]


@contextmanager
def lifted_triggers(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Lift every trigger and put each back as it was, whatever happens in between."""
    found = switches(database)
    run(database, [off for off, _ in found])
    try:
        yield
    finally:
        run(database, [on for _, on in found])


def run(database: BaseDatabaseWrapper, statements: list[str]) -> None:
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture(scope="session", autouse=True)
def flush_lifts_triggers() -> Iterator[None]:
    """Let Django's own flush, and nothing else, pass the triggers.

    On every connection: beside a browser a test's own connection is another one.
    """
    kind = type(connection.ops)
    flush = kind.execute_sql_flush

    def execute_sql_flush(operations: Any, sql_list: list[str]) -> None:
        with lifted_triggers(operations.connection):
            flush(operations, sql_list)
        import_module("core.migrations.0006_provisions").write(apps, None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "execute_sql_flush", execute_sql_flush)
        yield
