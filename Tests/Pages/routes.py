# SPDX-License-Identifier: Apache-2.0
"""The pages that a server says that it has, and which of them nobody's way led to.

    routes.py LOG [PATH ...]    prints the patterns of the pages in the log of a server, at log.level=debug, that none of the paths is
"""

import json
import pathlib
import sys


def declared(log):
    """The patterns of the pages that can be looked at, from what a server logs of its operations when it starts."""
    entries = [json.loads(line) for line in pathlib.Path(log).read_text().splitlines() if line.startswith("{")]
    return {
        entry["pattern"] for entry in entries
        if entry.get("surface") == "page" and entry["method"] == "GET" and not entry["pattern"].startswith("/static/")}


def meant(patterns, path):
    """The pattern that the server takes a path for: words go before parameters, from the left on."""
    segments = path.split("?")[0].split("/")

    def fits(pattern):
        words = pattern.split("/")
        return len(words) == len(segments) and all(
            word == segment or word.startswith("{") and segment for word, segment in zip(words, segments))

    return min(filter(fits, patterns), key=lambda pattern: [word[:1] == "{" for word in pattern.split("/")], default=None)


def missed(patterns, paths):
    """The patterns that none of the paths is meant for."""
    return sorted(set(patterns) - {meant(patterns, path) for path in paths})


if __name__ == "__main__":
    print("\n".join(missed(declared(sys.argv[1]), sys.argv[2:])))
