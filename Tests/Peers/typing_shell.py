# SPDX-License-Identifier: Apache-2.0
"""Types into a shell as somebody at a terminal does, and ends it once a word was shown.

    typing_shell.py PROMPT LAST TYPED SHELL [ARGUMENT ...]

Waits for the prompt before it types anything, and then for the last word, a minute at most. What the terminal showed goes to standard
output.
"""

import os
import pty
import select
import signal
import sys
import time

prompt, last, typed, *shell = sys.argv[1:]
process, terminal = pty.fork()
if process == 0:
    os.execv(shell[0], shell)
shown, deadline = b"", time.monotonic() + 60


def wait_for(word):
    """Reads on until the terminal shows a word; gives what it showed behind it to the next who waits."""
    global shown
    while word.encode() not in shown:
        readable, _, _ = select.select([terminal], [], [], max(0, deadline - time.monotonic()))
        if not readable:
            os.kill(process, signal.SIGKILL)
            sys.exit(f"“{word}” was not shown, but: {shown.decode(errors='replace')!r}")
        shown += os.read(terminal, 65536)
    before, _, shown = shown.partition(word.encode())
    sys.stdout.write(before.decode(errors="replace"))


wait_for(prompt)
os.write(terminal, typed.encode().decode("unicode_escape").encode())
wait_for(last)
os.kill(process, signal.SIGKILL)
os.waitpid(process, 0)
