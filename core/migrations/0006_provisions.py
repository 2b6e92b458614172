"""The legal grounds as they stand in Lower Saxony's municipal constitution (NKomVG)."""

import datetime as dt
from typing import Any

from django.db import migrations

SINCE = dt.date(2011, 11, 1)  # the day the act came into force
GROUNDS = {
    "urgent_main_committee": (
        "§ 89 Satz 1 NKomVG",
        "anstelle des Rates; beide werden unterrichtet",
    ),
    "urgent_mayor": (
        "§ 89 Satz 2 NKomVG",
        "im Einvernehmen mit einer Stellvertreterin oder einem Stellvertreter",
    ),
    "circulation": ("§ 78 Abs. 3 NKomVG", "wenn kein Mitglied widerspricht"),
    "exclusion": ("§ 41 NKomVG", "bei unmittelbarem Vor- oder Nachteil"),
    "attendance": ("§ 65 NKomVG", "Mehrheit der Mitglieder anwesend"),
    "objection_main_committee": ("§ 79 NKomVG", "binnen einer Woche"),
    "objection_mayor": ("§ 88 NKomVG", "neue Beratung frühestens nach drei Tagen"),
    "preparation": ("§ 76 Abs. 1 NKomVG", "der Verwaltungsausschuss bereitet vor"),
    "hearing": ("§ 94 Abs. 1 NKomVG", "vor der Entscheidung zu hören"),
}


def write(apps: Any, schema_editor: Any) -> None:
    Provision = apps.get_model("core", "Provision")
    Provision.objects.bulk_create(
        Provision(key=key, paragraph=paragraph, text=text, valid_from=SINCE)
        for key, (paragraph, text) in GROUNDS.items()
    )


def erase(apps: Any, schema_editor: Any) -> None:
    apps.get_model("core", "Provision").objects.filter(valid_from=SINCE, key__in=GROUNDS).delete()


class Migration(migrations.Migration):
    dependencies = [("core", "0005_meeting_log_guard")]

    operations = [migrations.RunPython(write, erase)]
