"""A daily seal names the last entry it covers, so that it can be computed again at any time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_journal_guard")]

    operations = [
        migrations.AddField(
            model_name="dailyseal",
            name="upto",
            field=models.PositiveBigIntegerField(default=0),
            preserve_default=False,
        ),
    ]
