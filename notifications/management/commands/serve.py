"""Serve Laufzettel: gunicorn with threads, and on request the letters' worker beside it."""

import threading
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication
from gunicorn.workers.base import Worker

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Command(BaseCommand):
    """One process, several threads; the demo answers on a loopback address and nowhere else."""

    help = "Startet den Webserver, mit --worker auch den Versand der Benachrichtigungen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=8)
        parser.add_argument("--processes", type=int, default=1)
        parser.add_argument("--worker", action="store_true", help="Benachrichtigungen mitversenden")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if settings.DEMO and host not in LOOPBACK:
            raise CommandError("Die Demo läuft nur auf diesem Rechner: --host 127.0.0.1.")
        self.stdout.write(f"Laufzettel: {address(host=host, port=port)} (Ende mit Strg+C)")
        self.stdout.flush()
        connections.close_all()
        Server(options).run()


def address(*, host: str, port: int) -> str:
    """Write the address as a browser takes it."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server(BaseApplication):
    """gunicorn, told by the command's options and by no file of its own."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in gunicorn_settings(self.options).items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        return get_wsgi_application()


def gunicorn_settings(options: dict[str, Any]) -> dict[str, Any]:
    """Translate the command's options into gunicorn's settings."""
    host = f"[{options['host']}]" if ":" in options["host"] else options["host"]
    told: dict[str, Any] = {
        "bind": f"{host}:{options['port']}",
        "worker_class": "gthread",
        "workers": options["processes"],
        "threads": options["threads"],
        "loglevel": "warning",
        "control_socket_disable": True,
    }
    if options["worker"]:
        letters = Letters()
        told["post_worker_init"] = letters.start
        told["worker_exit"] = letters.stop
    return told


class Letters:
    """The thread that sends letters beside the requests of one server process."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.send, name="letters", daemon=True)

    def send(self) -> None:
        from notifications.worker import run_forever  # noqa: PLC0415 - after the process forked

        run_forever(self.ended)

    def start(self, worker: Worker) -> None:
        self.thread.start()

    def stop(self, server: Any, worker: Worker) -> None:
        """Let the letter at hand be sent; what comes after it waits in the database."""
        self.ended.set()
        self.thread.join(timeout=settings.EMAIL_TIMEOUT)
