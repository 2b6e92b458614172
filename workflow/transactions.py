"""One action, one transaction.

Retried when the database asks for it, a clear word when a lock is held too long.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

from .refusals import Busy

P = ParamSpec("P")
R = TypeVar("R")
RETRIES = 3
AGAIN = ("40001", "40P01")  # serialization failure, deadlock
LOCKED = ("55P03",)  # lock_timeout


def state_of(error: OperationalError) -> str:
    """The SQLSTATE of an error; SQLite's "database is locked" counts as a lock held too long."""
    code = getattr(error.__cause__, "sqlstate", None)
    return code or ("55P03" if "locked" in str(error) else "")


def one_transaction(action: Callable[P, R]) -> Callable[P, R]:
    """Run the action in one transaction.

    Up to three times after a deadlock, then or on a lock timeout: Busy.
    """

    @wraps(action)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        left = 1 if connection.in_atomic_block else RETRIES
        while True:
            left -= 1
            try:
                with transaction.atomic():
                    return action(*args, **kwargs)
            except OperationalError as error:
                state = state_of(error)
                if state in AGAIN and left:
                    continue
                if state in (*AGAIN, *LOCKED):
                    raise Busy from error
                raise

    return whole
