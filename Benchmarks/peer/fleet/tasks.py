# SPDX-License-Identifier: Apache-2.0
import json

from event_consumer import message_handler

from .models import Device, Message


@message_handler("sensorgnome-management")
def on_message(body):
    # What says that it is JSON comes as what stands in it.
    data = body if isinstance(body, dict) else json.loads(body if isinstance(body, str) else bytes(body))
    device = Device.objects.get(serial=data["id"])
    Message(payload=data["message"], device=device).save()  # a transaction of its own
    device.touch()  # another
