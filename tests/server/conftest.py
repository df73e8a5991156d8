"""Servers for all tests that leave nothing in their databases."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from served import Server
from served import deployed as deployed_server


@pytest.fixture(scope="session")
def laptop(tmp_path_factory: pytest.TempPathFactory, empty_file: Callable[[Path], Path]) -> Iterator[Server]:
    """A server without sign-in."""
    folder = tmp_path_factory.mktemp("laptop")
    yield from _running(Server(empty_file(folder / "assess.duckdb"), log=folder / "log"))


@pytest.fixture(scope="session")
def measured(tmp_path_factory: pytest.TempPathFactory, empty_file: Callable[[Path], Path]) -> Iterator[Server]:
    """A server without sign-in that gives its figures, such as how much memory uploads take."""
    path = empty_file(tmp_path_factory.mktemp("measured") / "assess.duckdb")
    yield from _running(Server(path, environment={"ASSESS_METRICS": "on"}))


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory, empty_file: Callable[[Path], Path]) -> Iterator[Server]:
    """A server to which people sign in."""
    folder = tmp_path_factory.mktemp("deployed")
    yield from _running(deployed_server(empty_file(folder / "assess.duckdb"), folder))


def _running(server: Server) -> Iterator[Server]:
    server.start()
    yield server
    server.stop()
