"""Milestones that were planned before are agreed for the day they were planned for."""

from typing import Any

from django.db import migrations, models


def agree(apps: Any, schema_editor: Any) -> None:
    milestones = apps.get_model("core", "Milestone").objects.filter(agreed_on=None)
    milestones.update(agreed_on=models.F("planned_on"))


class Migration(migrations.Migration):
    dependencies = [("core", "0009_money_and_follow_through")]

    operations = [migrations.RunPython(agree, migrations.RunPython.noop)]
