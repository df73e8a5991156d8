"""Databases of several modules of the store."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from acts import ME, do_everything, submit
from assess.core.catalogue import Catalogue
from assess.core.programme import Round, Service
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


@pytest.fixture(scope="session")
def inviting(copied_home: Callable[[], Home], catalogue: Catalogue) -> Home:
    """A database with a service that has submitted in an open round, and has invited people: to be copied."""
    home = copied_home()
    with closing(Store(home, catalogue, lambda: datetime(2026, 6, 3, 12, tzinfo=UTC))) as store:
        programme = store.programmes.add(ME, "Fernshire").key
        service = store.services.add(ME, "Larkrise", "Fernbridge", "home care", "North", programme)
        round_ = store.rounds.open(ME, programme, "Summer", date(2026, 6, 1), date(2026, 6, 11))
        submit(store, service, round_, 5)
        store.invitations.open(ME, service.key, round_.key)
    return home


@pytest.fixture
def place(store: Store) -> tuple[Service, Round]:
    """The service of `inviting` and its round."""
    service = store.services.get(ME, "larkrise")
    return service, store.rounds.of(ME, service.programme)[0]
