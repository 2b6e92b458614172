"""Who had chosen the same for every kind of news gets it for what they follow, too.

News for followers went by these kinds until now. Of any other choice none can be guessed: the
default holds, and nothing is lost in the application. Backwards nothing needs to be undone.
"""

from typing import Any

from django.db import migrations

SUBJECTS = {"proposal", "decision", "money", "work"}


def carry_over(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("notifications", "Preference").objects
    said: dict[int, dict[str, str]] = {}
    for person, topic, frequency in rows.values_list("person", "topic", "frequency"):
        said.setdefault(person, {})[topic] = frequency
    for person, chosen in said.items():
        found = {chosen.get(topic) for topic in SUBJECTS}
        if len(found) == 1 and (frequency := found.pop()):
            rows.get_or_create(
                person_id=person, topic="followed", defaults={"frequency": frequency}
            )


class Migration(migrations.Migration):
    dependencies = [("notifications", "0008_mentions")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
