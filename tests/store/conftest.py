"""Databases of several modules of the store."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from acts import do_everything
from assess.core.catalogue import Catalogue
from assess.database.opening import Home
from assess.store import Store


@pytest.fixture(scope="session")
def acted_file(
    tmp_path_factory: pytest.TempPathFactory, empty_file: Callable[[Path], Path], catalogue: Catalogue
) -> Path:
    """A DuckDB file in which everything that people can do was done once."""
    path = empty_file(tmp_path_factory.mktemp("acted") / "assess.duckdb")
    with closing(Store(path, catalogue)) as store:
        do_everything(store)
    return path


@pytest.fixture(scope="session")
def acted_home(request: pytest.FixtureRequest, copied_home: Callable[[], Home], catalogue: Catalogue) -> Home:
    """The same on each engine, to be copied."""
    home = copied_home()
    if isinstance(home, Path):
        file: Path = request.getfixturevalue("acted_file")
        return file
    with closing(Store(home, catalogue)) as store:
        do_everything(store)
    return home
