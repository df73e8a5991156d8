"""Programs and files of the tests: they go with the tests, even when those are killed."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>

# Waits until nobody writes to its input any more. What is killed may write a last file, so it looks again.
_REMOVE = """
cat
while [ -e "$1" ]; do
    kill -KILL $(grep -lsxz "TMPDIR=$1" /proc/[0-9]*/environ | cut -d / -f 3) 2> /dev/null
    rm -rf "$1"
    sleep 0.1
done
"""


def bound(command: Sequence[str], by: str = "KILL") -> list[str]:
    """Return a command whose process receives the signal `by` when its parent dies; Linux sends it.

    The parent is the thread that starts the command, so this thread must not end before its child should.
    """
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", by, *command] if setpriv else list(command)


def die_with_parent() -> None:
    """Let Linux kill this process when its parent dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def removed_at_the_end(folder: Path) -> "subprocess.Popen[bytes]":
    """Remove a folder, and kill all processes that have it as TMPDIR, when this process has ended in whatever way.

    A shell does it, which waits for the end of its input: close that, and it is done at once.
    """
    return subprocess.Popen(
        ["sh", "-c", _REMOVE, "sh", str(folder)],
        env={"PATH": os.environ["PATH"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl+C is for the tests
    )
