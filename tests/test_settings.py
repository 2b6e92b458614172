"""Settings are safe by default: read in a process of their own, as a server reads them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READ = "import json; from core import settings; print(json.dumps([{names}], default=str))"


def started(tmp_path: Path, *names: str, **environment: str) -> subprocess.CompletedProcess[str]:
    listed = ", ".join(f"settings.{name}" for name in names)
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", READ.format(names=listed)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LAUFZETTEL_VAR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def read(tmp_path: Path, *names: str, **environment: str) -> list[object]:
    process = started(tmp_path, *names, **environment)
    assert process.returncode == 0, process.stderr
    values: list[object] = json.loads(process.stdout)
    return values


def test_server_is_safe_by_default(tmp_path: Path) -> None:
    names = ["DEBUG", "DEMO", "SECRET_KEY", "ALLOWED_HOSTS", "SECURE_SSL_REDIRECT"]

    assert read(tmp_path, *names) == [False, False, "", [], True]
    assert not (tmp_path / "secret_key").exists()


def test_demo_stays_on_this_computer_and_keeps_its_key(tmp_path: Path) -> None:
    names = ["DEMO", "ALLOWED_HOSTS", "SECURE_SSL_REDIRECT", "SECRET_KEY"]

    first = read(tmp_path, *names, LAUFZETTEL_DEMO="1")

    assert first[:3] == [True, ["127.0.0.1", "localhost", "[::1]"], False]
    assert first == read(tmp_path, *names, LAUFZETTEL_DEMO="1")
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_demo_is_refused_elsewhere(tmp_path: Path) -> None:
    process = started(tmp_path, "DEMO", LAUFZETTEL_DEMO="1", ALLOWED_HOSTS="laufzettel.example")

    assert process.returncode == 1
    assert "The demo answers on a loopback address only" in process.stderr


@pytest.mark.parametrize(
    ("url", "engine", "option", "value"),
    [
        ("sqlite:////tmp/a.sqlite3", "sqlite3", "transaction_mode", "IMMEDIATE"),
        ("postgres://a:b@localhost/c", "postgresql", "prepare_threshold", 5),
    ],
)
def test_database_comes_with_its_locks(
    tmp_path: Path, url: str, engine: str, option: str, value: object
) -> None:
    databases = read(tmp_path, "DATABASES['default']", DATABASE_URL=url)

    assert isinstance(databases[0], dict)
    assert databases[0]["ENGINE"] == f"django.db.backends.{engine}"
    assert databases[0]["OPTIONS"][option] == value


def test_mail_is_read_from_one_address(tmp_path: Path) -> None:
    names = ["EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_HOST_USER"]

    assert read(tmp_path, *names, EMAIL_URL="smtp+tls://clerk:x@mail.example:587") == [
        "mail.example",
        587,
        True,
        "clerk",
    ]
