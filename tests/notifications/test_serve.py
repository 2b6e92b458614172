"""The server: told by options, loopback only in the demo, the letters' worker beside it."""

import pytest
from django.core.management import CommandError, call_command

from notifications.management.commands.serve import address, gunicorn_settings

OPTIONS = {"host": "127.0.0.1", "port": 8000, "threads": 8, "processes": 1, "worker": False}


@pytest.mark.parametrize(
    ("host", "shown", "bind"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("::1", "http://[::1]:8000", "[::1]:8000"),
    ],
)
def test_address_is_bound_and_shown(host: str, shown: str, bind: str) -> None:
    assert address(host=host, port=8000) == shown
    assert gunicorn_settings({**OPTIONS, "host": host})["bind"] == bind


def test_worker_runs_only_on_request() -> None:
    assert "post_worker_init" not in gunicorn_settings(OPTIONS)
    assert "post_worker_init" in gunicorn_settings({**OPTIONS, "worker": True})


def test_demo_is_not_served_to_others(settings) -> None:
    settings.DEMO = True

    with pytest.raises(CommandError, match="nur auf diesem Rechner"):
        call_command("serve", "--host", "0.0.0.0")
