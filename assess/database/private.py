"""Files that only the user who runs the program can read: what people answered is not for others on the computer."""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from assess.core.logs import LOG

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_new_files_private() -> None:
    """Let other users read no file or folder that this process creates from now on.

    DuckDB creates files beside the database, whose modes cannot be set one by one.
    """
    os.umask(_OTHERS)


def make_private(paths: Iterable[Path]) -> None:
    """Remove other users' rights to existing files; log the files for which that fails."""
    for path in paths:
        try:
            if path.stat().st_mode & _OTHERS:
                path.chmod(0o600)
        except FileNotFoundError:
            # Another process may have removed it by now.
            continue
        except OSError as error:
            LOG.warning("%s can be read by others: %s", path.name, error.strerror)
