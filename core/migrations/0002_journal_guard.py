"""The journal is append-only: the database itself refuses to change or delete an entry."""

from typing import Any

from django.db import migrations

TABLE = "core_journalentry"
MESSAGE = "the journal is append-only"

SQLITE = [
    (
        name,
        f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    )
    for name, event in (("journal_no_update", "UPDATE"), ("journal_no_delete", "DELETE"))
]
# INSERT OR REPLACE deletes without firing the DELETE trigger, so a third one closes that hole.
SQLITE.append(
    (
        "journal_no_replace",
        (
            f"CREATE TRIGGER journal_no_replace BEFORE INSERT ON {TABLE} "  # noqa: S608 - own constants
            f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id "
            "OR (measure_id = NEW.measure_id AND number = NEW.number)) "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        ),
    )
)

POSTGRES = [
    (
        "CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
    ),
    (
        f"CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION journal_refuse()"
    ),
    f"CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON {TABLE} EXECUTE FUNCTION journal_refuse()",
    f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER journal_no_change",
    f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER journal_no_truncate",
]
POSTGRES_BACK = [
    f"DROP TRIGGER journal_no_truncate ON {TABLE}",
    f"DROP TRIGGER journal_no_change ON {TABLE}",
    "DROP FUNCTION journal_refuse()",
]


def guard(apps: Any, schema_editor: Any) -> None:
    postgres = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRES if postgres else [sql for _name, sql in SQLITE]:
        schema_editor.execute(statement)


def unguard(apps: Any, schema_editor: Any) -> None:
    postgres = schema_editor.connection.vendor == "postgresql"
    for statement in (
        POSTGRES_BACK if postgres else [f"DROP TRIGGER {name}" for name, _sql in SQLITE]
    ):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
