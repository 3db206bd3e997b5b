# SPDX-License-Identifier: Apache-2.0
# celery-message-consumer needs attrdict, which looks for these where Python had them before 3.10.
import collections
import collections.abc

for name in ("Mapping", "MutableMapping", "Sequence"):
    setattr(collections, name, getattr(collections.abc, name))
