# SPDX-License-Identifier: Apache-2.0
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersite.settings")
from django.core.management import execute_from_command_line  # noqa: E402

execute_from_command_line(sys.argv)
