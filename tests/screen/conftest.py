"""The database that the pages open in a test: a new one, or a copy of the fictional example."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assess.core.catalogue import Catalogue
from assess.screen import session
from assess.server import settings
from assess.store import Store


@pytest.fixture
def database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_file: Callable[[Path], Path], catalogue: Catalogue
) -> Iterator[Path]:
    """A database with empty tables that the pages will open."""
    path = empty_file(tmp_path / "assess.duckdb")
    monkeypatch.setenv("ASSESS_DATABASE", str(path))
    # A server reads the frameworks once; here each test opens a store of its own.
    monkeypatch.setattr(settings, "frameworks", lambda: catalogue)
    yield path
    session.close_store()


@pytest.fixture
def examples(database: Path, example_copy: Callable[[str, Path], Path]) -> Store:
    """The fictional example, opened as the pages open it."""
    example_copy("fictional", database)
    return session.store()
