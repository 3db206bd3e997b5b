# SPDX-License-Identifier: Apache-2.0
import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("serial", models.CharField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=256)),
                ("last_seen", models.DateTimeField()),
                ("notes", models.TextField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("timestamp", models.DateTimeField(auto_now_add=True)),
                ("payload", models.TextField()),
                ("device", models.ForeignKey(
                    null=True, on_delete=django.db.models.deletion.SET_NULL, to="fleet.device")),
            ],
        ),
    ]
