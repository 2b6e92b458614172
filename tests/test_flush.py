"""The triggers that guard the evidence are lifted for a flush and back in place after it."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from core.models import Provision
from tests.flush import lifted_triggers, run, switches

GUARD = {
    "sqlite": [
        "CREATE TABLE evidence (id integer)",
        (
            "CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence"
            " BEGIN SELECT RAISE(ABORT, 'evidence stays'); END"
        ),
    ],
    "postgresql": [
        "CREATE TABLE evidence (id integer)",
        (
            "CREATE FUNCTION refuse_evidence() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE EXCEPTION 'evidence stays'; END $$"
        ),
        (
            "CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence"
            " FOR EACH ROW EXECUTE FUNCTION refuse_evidence()"
        ),
        "ALTER TABLE evidence ENABLE ALWAYS TRIGGER evidence_stays",
    ],
}
UNGUARD = {
    "sqlite": ["DROP TABLE evidence"],
    "postgresql": ["DROP TABLE evidence", "DROP FUNCTION refuse_evidence"],
}


@pytest.fixture
def evidence(transactional_db: None) -> Iterator[None]:
    run(connection, [*GUARD[connection.vendor], "INSERT INTO evidence VALUES (1), (2)"])
    yield
    run(connection, UNGUARD[connection.vendor])


def test_triggers_are_back_as_they_were(evidence: None) -> None:
    before = switches(connection)

    with lifted_triggers(connection):
        run(connection, ["DELETE FROM evidence WHERE id = 1"])

    assert switches(connection) == before
    with pytest.raises(DatabaseError, match="evidence stays"):
        run(connection, ["DELETE FROM evidence WHERE id = 2"])


def test_triggers_are_back_after_a_failure(evidence: None) -> None:
    before = switches(connection)

    with pytest.raises(ZeroDivisionError), lifted_triggers(connection):
        raise ZeroDivisionError

    assert switches(connection) == before


def test_legal_grounds_outlive_a_flush(transactional_db: None) -> None:
    before = set(Provision.objects.values_list("key", "paragraph"))

    call_command("flush", interactive=False, verbosity=0)

    assert before
    assert set(Provision.objects.values_list("key", "paragraph")) == before
