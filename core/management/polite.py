"""Commands that answer every mistake of their caller with one German sentence and exit code 2."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

MISUSE = 2
UNPREPARED = gettext_noop(
    "Die Datenbank ist für diese Fassung nicht eingerichtet: Bitte zuerst „manage.py migrate“ "
    "ausführen."
)


class PoliteCommand(BaseCommand):
    """The base of our commands: a refusal is one sentence on stderr, never a usage or a trace.

    Raise `CommandError(sentence, returncode=MISUSE)` for input that cannot be used.
    """

    from_shell = False

    def run_from_argv(self, argv: list[str]) -> None:
        self.from_shell = True
        if complaint := self.complaint(argv):
            name = f"{Path(argv[0]).name} {argv[1]}"
            hint = _("die Hilfe zeigt: %(command)s --help") % {"command": name}
            self.refuse(CommandError(f"{complaint}; {hint}.", returncode=MISUSE))
        super().run_from_argv(argv)

    def complaint(self, argv: list[str]) -> str:
        """What is wrong with the arguments, if anything; asked before Django reads them."""
        try:
            _known, unknown = self.create_parser(argv[0], argv[1]).parse_known_args(argv[2:])
        except CommandError:
            return _("Die Angaben sind unvollständig oder ungültig")
        if unknown:
            return _("Das Argument „%(name)s“ gibt es hier nicht") % {"name": unknown[0]}
        return ""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except CommandError as refusal:
            if not self.from_shell or options["traceback"]:
                raise
            self.refuse(refusal)
        except DatabaseError:
            if not (self.from_shell and is_behind()):
                raise
            self.refuse(CommandError(_(UNPREPARED), returncode=MISUSE))

    def refuse(self, refusal: CommandError) -> NoReturn:
        self.stderr.write(str(refusal))
        sys.exit(refusal.returncode)


def is_behind() -> bool:
    """Tell whether the database lacks migrations of this version."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
