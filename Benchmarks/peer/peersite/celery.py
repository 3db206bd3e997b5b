# SPDX-License-Identifier: Apache-2.0
import os

import django
from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersite.settings")
os.environ.setdefault("EVENT_CONSUMER_APP_CONFIG", "peersite.settings")
django.setup()

from event_consumer.handlers import AMQPRetryConsumerStep  # noqa: E402

app = Celery("peersite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["consumer"].add(AMQPRetryConsumerStep)
app.autodiscover_tasks()
