"""Programs that tests start: they end with the tests, even when those are killed."""

import shutil
from collections.abc import Sequence


def bound(command: Sequence[str], by: str = "KILL") -> list[str]:
    """Return a command whose process receives the signal `by` when its parent dies; Linux sends it.

    The parent is the thread that starts the command, so this thread must not end before its child should.
    """
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", by, *command] if setpriv else list(command)
