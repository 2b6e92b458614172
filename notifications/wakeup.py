"""The letters' delivery woken by Celery, for those who run it anyway (extra `celery`).

The truth stays in the database: a task carries nothing, and one that is lost or comes twice does
no harm. `celery -A notifications.wakeup worker -B` drains every ten seconds.
"""

from __future__ import annotations

import os

from celery import Celery

EVERY = 10.0

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")
app = Celery("laufzettel", broker=os.environ.get("CELERY_BROKER_URL"), set_as_current=False)
app.conf.update(
    task_ignore_result=True,
    beat_schedule={
        "letters": {"task": "letters", "schedule": EVERY, "options": {"expires": EVERY}}
    },
)


@app.task(name="letters")
def letters() -> None:
    """Fan out and send what is due: the same drain as `notify_worker --once`."""
    from .worker import drain  # noqa: PLC0415 - Celery sets Django up after this module is read

    drain()
