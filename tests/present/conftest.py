"""The fictional example as it is today, opened once for all tests that only read it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from assess.core.access import local_viewer
from assess.core.catalogue import Catalogue
from assess.store import Store
from assess.tasks.columns import TableRow
from assess.tasks.export_tables import exported


@pytest.fixture(scope="session")
def example_store(
    example_copy: Callable[[str, Path], Path], tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue
) -> Iterator[Store]:
    path = example_copy("fictional", tmp_path_factory.mktemp("example") / "assess.duckdb")
    with closing(Store(path, catalogue)) as store:
        yield store


@pytest.fixture(scope="session")
def example_tables(example_store: Store) -> Mapping[str, Sequence[TableRow]]:
    """The rows of its export, by table."""
    return exported(example_store, local_viewer())
