"""What a server has written, while it runs."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from assess.store import Store
from served import Server
from shipped import CATALOGUE


@contextmanager
def store_of(server: Server) -> Iterator[Store]:
    """A store on a copy of the DuckDB file of a server that has nothing left to write.

    Only one process can open the file itself. The newest rows are in the log beside it.
    """
    assert isinstance(server.database, Path)
    with TemporaryDirectory() as folder:
        copy = Path(shutil.copy(server.database, folder))
        log = server.database.with_name(f"{server.database.name}.wal")
        if log.exists():
            shutil.copy(log, folder)
        with closing(Store(copy, CATALOGUE)) as store:
            yield store
