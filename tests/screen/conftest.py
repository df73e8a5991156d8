"""The database that the pages open in a test: a new one, or the fictional example."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assess.core.catalogue import Catalogue
from assess.screen import session
from assess.store import Store


@pytest.fixture(autouse=True)
def _frameworks_are_read_once(frameworks_read_once: None) -> None:
    """Each test opens a store of its own."""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_file: Callable[[Path], Path]) -> Iterator[Path]:
    """A database with empty tables that the pages will open."""
    path = empty_file(tmp_path / "assess.duckdb")
    monkeypatch.setenv("ASSESS_DATABASE", str(path))
    yield path
    _close(path)


def _close(path: Path) -> None:
    """Close one store of those that tests have open."""
    if opened := session._OPENED.pop(path, None):  # noqa: SLF001 - a server has one, and closes all
        opened.close()
    session._REVEALED.pop(path, None)  # noqa: SLF001


@pytest.fixture(scope="session")
def written_once(
    tmp_path_factory: pytest.TempPathFactory, empty_file: Callable[[Path], Path], catalogue: Catalogue
) -> Callable[..., Any]:
    """Put what a function writes into a store, called with it and the other arguments, into a database file.

    Return what the function returns. It is called once a day, and the file is copied.
    """
    made: dict[object, tuple[Path, object]] = {}

    def put(path: Path, write: Callable[..., object], *arguments: object) -> object:
        key = (write, arguments, session.today())
        if key not in made:
            original = empty_file(tmp_path_factory.mktemp("written") / "assess.duckdb")
            with closing(Store(original, catalogue)) as store:
                made[key] = original, write(store, *arguments)
        original, returned = made[key]
        shutil.copy(original, path)
        return returned

    return put


@pytest.fixture
def examples(database: Path, example_copy: Callable[[str, Path], Path]) -> Store:
    """The fictional example, opened as the pages open it."""
    example_copy("fictional", database)
    return session.store()


@pytest.fixture(scope="module")
def _seen_files() -> Iterator[dict[object, tuple[Path, object]]]:
    files: dict[object, tuple[Path, object]] = {}
    yield files
    for path, _ in files.values():
        _close(path)


@pytest.fixture
def shared(
    _seen_files: dict[object, tuple[Path, object]],
    tmp_path_factory: pytest.TempPathFactory,
    written_once: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Any]]:
    """Open what a function writes, like `written_once`, for a test that changes nothing in it.

    Such tests of a module share one open store.
    """
    looked_at: list[tuple[Store, object]] = []

    def look(write: Callable[..., object], *arguments: object) -> object:
        key = (write, arguments, session.today())
        if key not in _seen_files:
            path = tmp_path_factory.mktemp("seen") / "assess.duckdb"
            _seen_files[key] = path, written_once(path, write, *arguments)
        path, returned = _seen_files[key]
        monkeypatch.setenv("ASSESS_DATABASE", str(path))
        looked_at.append((session.store(), session.store().audit.newest_hash()))
        return returned

    yield look
    for store, before in looked_at:
        assert store.audit.newest_hash() == before, "this test changes a database that others share: `written_once`"


@pytest.fixture(scope="module")
def _seen_file(tmp_path_factory: pytest.TempPathFactory, example_copy: Callable[[str, Path], Path]) -> Iterator[Path]:
    path = example_copy("fictional", tmp_path_factory.mktemp("seen") / "assess.duckdb")
    yield path
    _close(path)


@pytest.fixture
def seen_examples(_seen_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The fictional example for tests that change nothing in it: those of a module share one open store."""
    monkeypatch.setenv("ASSESS_DATABASE", str(_seen_file))
    store = session.store()
    before = store.audit.newest_hash()
    yield store
    assert session.store().audit.newest_hash() == before, "a test that changes the example needs one of its own"
