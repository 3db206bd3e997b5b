# SPDX-License-Identifier: Apache-2.0
import uuid

from django.db import models
from django.utils import timezone


class Device(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    serial = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=256)
    last_seen = models.DateTimeField()
    notes = models.TextField(blank=True, null=True)

    def touch(self):
        self.last_seen = timezone.now()
        self.save()


class Message(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    timestamp = models.DateTimeField(auto_now_add=True, editable=False)
    payload = models.TextField()
    device = models.ForeignKey(Device, on_delete=models.SET_NULL, null=True)
