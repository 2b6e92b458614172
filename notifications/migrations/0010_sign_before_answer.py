"""A worker gives its first sign before it has asked the mail server anything."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0009_followed_as_before")]

    operations = [
        migrations.AlterField("heartbeat", "reached", models.BooleanField(null=True)),
    ]
