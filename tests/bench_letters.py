"""How fast one worker sends: letters to a mail server of this machine, each in its own process.

The letters are real: entries of measures on their way, rendered with the rights of the recipient.
Quote the rate with the machine and its load.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils.timezone import now

if not apps.ready:
    django.setup()

from notifications.models import Delivery
from notifications.outbox import fan_out_all
from tests.factories import Walk, city, person, settle

COLLEAGUES = 100
ROOT = Path(__file__).resolve().parent.parent
SINK = """
import asyncio, sys
from aiosmtpd.smtp import SMTP

class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"

async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink(), loop=loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""
MEASURED = """
import resource, sys, time
from django.core.management import execute_from_command_line

began = time.perf_counter()
execute_from_command_line(["manage.py", "notify_worker", "--once"])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(time.perf_counter() - began, time.process_time(), peak)
"""


def fill(number: int) -> None:
    """Have exactly so many letters wait: one measure after the other proposed to a large office."""
    made = city()
    for each in range(min(COLLEAGUES, number)):
        settle(people=[person(f"Kollege {each}")], organization=made.office, role="coordinator")
    while Delivery.objects.count() < number:
        Walk(made).submitted()
        fan_out_all(now=now())
    surplus = Delivery.objects.order_by("pk").values_list("pk", flat=True)[number:]
    Delivery.objects.filter(pk__in=list(surplus)).delete()


def measured(database: str) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and largest memory in MB of one worker that sends everything."""
    sink = subprocess.Popen([sys.executable, "-c", SINK], stdout=subprocess.PIPE, text=True)
    assert sink.stdout is not None
    try:
        port = int(sink.stdout.readline())
        told = {"DATABASE_URL": database, "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        run = subprocess.run(
            [sys.executable, "-c", MEASURED],
            cwd=ROOT,
            env=os.environ | told,
            capture_output=True,
            check=True,
            text=True,
        )
    finally:
        sink.kill()
        sink.communicate()
    wall, cpu, peak = map(float, run.stdout.splitlines()[-1].split())
    return wall, cpu, peak


def report(database: str) -> str:
    """One line: letters, rate, CPU and memory of the worker, load of the machine."""
    load = os.getloadavg()[0]
    wall, cpu, peak = measured(database)
    sent = Delivery.objects.filter(state="sent").count()
    return (
        f"{connection.vendor}: {sent} letters in {wall:.1f} s = {sent / wall:.0f}/s, "
        f"CPU {1000 * cpu / sent:.1f} ms each, peak {peak:.0f} MB (load before: {load:.1f})"
    )


def main() -> None:
    """Bench in a database of its own, which is removed afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=10_000, help="default 10000")
    number = parser.parse_args().letters
    own = str(settings.VAR_DIR / "bench-letters.sqlite3")
    connection.settings_dict["TEST"]["NAME"] = own
    usual = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        began = time.perf_counter()
        fill(number)
        print(f"filled in {time.perf_counter() - began:.0f} s")  # noqa: T201 - the result
        print(report(f"sqlite:///{own}"))  # noqa: T201 - the result of the program
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)


if __name__ == "__main__":
    main()
