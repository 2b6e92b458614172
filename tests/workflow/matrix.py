"""`python -m tests.workflow.matrix --write` draws the rights matrix anew.

Without `--write` it only shows what has changed since it was signed.
"""

from __future__ import annotations

import difflib
import os
import sys

import django
from django.db import connection
from django.test.utils import setup_test_environment


def in_memory() -> None:
    """Set Django up with an empty database in memory."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    setup_test_environment()
    connection.settings_dict["TEST"]["NAME"] = None
    connection.creation.create_test_db(verbosity=0)


def main(arguments: list[str]) -> int:
    in_memory()
    from .rights import FILE, drawn  # noqa: PLC0415 - models exist once Django is set up

    before, after = FILE.read_text() if FILE.exists() else "", drawn()
    changes = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    sys.stdout.writelines(f"{line}\n" for line in changes)
    if arguments == ["--write"]:
        FILE.write_text(after)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
