# SPDX-License-Identifier: Apache-2.0
import os
from urllib.parse import urlparse

SECRET_KEY = "for measuring only"
DEBUG = False
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "fleet"]
_database = urlparse(os.environ["DATABASE_URL"])
_age = os.environ.get("CONN_MAX_AGE", "0")
DATABASES = {"default": {
    "ENGINE": "django.db.backends.postgresql", "HOST": _database.hostname, "PORT": _database.port,
    "NAME": _database.path[1:], "USER": _database.username, "PASSWORD": _database.password,
    "CONN_MAX_AGE": None if _age == "none" else int(_age),
}}
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = os.environ.get("AMQP_URL", "")
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
EVENT_CONSUMER_USE_DJANGO = True
EVENT_CONSUMER_PREFETCH_COUNT = int(os.environ.get("PREFETCH", "1"))  # 1 is the library's default
EVENT_CONSUMER_EXCHANGES = {"default": {"name": "sensorgnome-exchange", "type": "fanout"}}
