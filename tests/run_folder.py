"""One folder for all files of a run of the tests: it is removed when the run ends, or is interrupted, or killed."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from child import die_with_parent, removed_at_the_end

MEMORY = Path("/dev/shm")  # noqa: S108 - `mkdtemp` makes a folder of its own in it
ENOUGH = 8_000_000_000  # bytes


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder the place of temporary files of this process and all that it starts."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        die_with_parent()
        return
    folder = Path(tempfile.mkdtemp(prefix="rung-by-rung-run-", dir=_place()))
    folder.chmod(0o711)  # PostgreSQL has a user of its own, who must reach its folder in this one
    watch = removed_at_the_end(folder)
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)

    def end() -> None:
        watch.communicate()

    config.add_cleanup(end)


def _place() -> Path:
    """Return where the folder is: in memory if nobody has chosen a place and there is room, for no test needs a disk.

    There a database confirms a write in half the time.
    """
    if "TMPDIR" in os.environ or not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ENOUGH:
        return Path(tempfile.gettempdir())
    return MEMORY
