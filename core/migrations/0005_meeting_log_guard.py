"""The log of a sitting is append-only: the database itself refuses to change or delete a line."""

from typing import Any

from django.db import migrations

TABLE = "core_meetingentry"
MESSAGE = "the log of a sitting is append-only"

SQLITE = {
    name: f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for name, event in (("meeting_log_no_update", "UPDATE"), ("meeting_log_no_delete", "DELETE"))
}
POSTGRES = [
    (
        "CREATE FUNCTION meeting_log_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
    ),
    (
        f"CREATE TRIGGER meeting_log_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION meeting_log_refuse()"
    ),
    f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER meeting_log_no_change",
]
POSTGRES_BACK = [
    f"DROP TRIGGER meeting_log_no_change ON {TABLE}",
    "DROP FUNCTION meeting_log_refuse()",
]


def guard(apps: Any, schema_editor: Any) -> None:
    postgres = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRES if postgres else SQLITE.values():
        schema_editor.execute(statement)


def unguard(apps: Any, schema_editor: Any) -> None:
    postgres = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRES_BACK if postgres else [f"DROP TRIGGER {name}" for name in SQLITE]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("core", "0004_meetings")]

    operations = [migrations.RunPython(guard, unguard)]
