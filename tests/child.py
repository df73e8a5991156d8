"""Programs that tests start: they end when the tests do, also when these are killed."""

import shutil
from collections.abc import Sequence


def bound(command: Sequence[str], by: str = "KILL") -> list[str]:
    """Return a command whose process gets the signal `by` when its parent dies; Linux does that for us.

    The parent is the thread that starts it, which must not end before its child should.
    """
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", by, *command] if setpriv else list(command)
