"""Fixtures of several tests, named for their state."""

import fcntl
import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

import many_rounds
from assess.core.access import Viewer, local_viewer
from assess.core.actions import Action
from assess.core.catalogue import Catalogue
from assess.database.opening import Home
from assess.server import settings as server_settings
from assess.store import Store
from assess.tasks import backup, example, fictional
from assess.tasks.columns import TableRow
from assess.tasks.export_tables import exported
from postgres import Postgres, program
from run_folder import pytest_configure  # noqa: F401 - a hook
from served import FORKS, PORTS, Server
from set_clock import SetClock
from shipped import CATALOGUE
from walking import count_runs

expect.set_options(timeout=20_000)
# The headless build has no window to manage, which saves a tenth of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
# Chromium sends background requests to its makers' servers; a test must not depend on the answers.
# The pages of all servers share a process, in which Streamlit's scripts are compiled once.
QUIET = [
    "--no-sandbox",
    "--process-per-site",
    "--font-render-hinting=none",  # text is as wide as in a browser with a window
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# The time per example depends on the machine more than on the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect the tests without the garbage collector, which finds nothing in what stays until the end.

    It takes a third of that time, and would go through all of it again while the tests run. Then it visits objects that
    live long a tenth as often as by default, since it frees few of them.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(700, 10, 100)
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs PostgreSQL; put what drives a browser first, for at the end one core would wait for the other."""
    for item in items:
        if {"postgres", "own_server"} & {*getattr(item, "fixturenames", ())} or "[PostgreSQL" in item.name:
            item.add_marker("postgres")
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def pytest_unconfigure() -> None:
    """End the process of which the servers were copies."""
    FORKS.stop()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return CATALOGUE


@pytest.fixture
def frameworks_read_once(monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> None:
    """Give each store the same frameworks: a server reads them once, and in a test many stores are opened."""
    monkeypatch.setattr(server_settings, "frameworks", lambda: catalogue)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server without a database of ours."""
    if program("initdb") is None:
        assert "CI" not in os.environ, "the gate must run the tests on PostgreSQL, and there is none"
        pytest.skip("no PostgreSQL server on this machine: install postgresql to run its tests")
    # No test turns the computer's power off, so nothing must reach the disk before a write is confirmed. And no
    # database of a test lasts long enough to be tidied up.
    with Postgres(settings=("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off")) as server:
        yield server


@pytest.fixture(scope="session", params=["file", "PostgreSQL"])
def new_home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Home]:
    """A function that returns a new home: a new file, or a new database of a PostgreSQL server."""
    if request.param == "file":
        return lambda: tmp_path_factory.mktemp("home") / "assess.duckdb"
    server: Postgres = request.getfixturevalue("postgres")
    return server.address


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Callable[[Path], Path]:
    """Put a DuckDB file with empty tables at a path, and return the path.

    The tables are created once and copied, which takes a tenth of the time.
    """
    original = tmp_path_factory.mktemp("empty") / "assess.duckdb"
    Store(original, catalogue).close()

    def copy(path: Path) -> Path:
        assert not path.exists(), f"{path} would be replaced"
        return Path(shutil.copy(original, path))

    return copy


@pytest.fixture(scope="session")
def copied(request: pytest.FixtureRequest, new_home: Callable[[], Home]) -> Callable[[Home], Home]:
    """Copy a database that no store has open, and return where the copy is."""

    def copy(original: Home) -> Home:
        if isinstance(original, Path):
            return Path(shutil.copy(original, new_home()))
        server: Postgres = request.getfixturevalue("postgres")
        return server.address(copy_of=original)

    return copy


@pytest.fixture(scope="session")
def copied_home(
    new_home: Callable[[], Home], copied: Callable[[Home], Home], catalogue: Catalogue
) -> Callable[[], Home]:
    """A function that returns a home whose tables exist already: they are created once and copied, which is faster."""
    original = new_home()
    Store(original, catalogue).close()
    return lambda: copied(original)


@pytest.fixture
def empty_home(copied_home: Callable[[], Home]) -> Home:
    """A database with empty tables."""
    return copied_home()


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands at nine in the morning of 3 June 2026 until a test sets it."""
    return SetClock()


@pytest.fixture
def empty_store(empty_home: Home, catalogue: Catalogue) -> Iterator[Store]:
    with closing(Store(empty_home, catalogue)) as store:
        yield store


@pytest.fixture
def me() -> Viewer:
    return local_viewer()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        assert "CI" not in os.environ, "the gate must run the browser tests, and there is no Chromium"
        pytest.skip("no Chromium on this machine: install it from your distribution to run the browser tests")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield launched
        launched.close()


@pytest.fixture(autouse=True)
def _no_page_is_left_open(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close what a test opened in contexts of its own: a page whose server has stopped tries to connect for ever."""
    tabs: BrowserContext | None = request.getfixturevalue("tabs") if "browser" in request.fixturenames else None
    yield
    if tabs is not None and tabs.browser is not None:
        for context in tabs.browser.contexts:
            if context is not tabs:
                context.close()


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Iterator[BrowserContext]:
    """The browser context of all pages that need no context of their own.

    A first page stays open in it, so that the browser keeps Streamlit's files: a page in a new context takes half as
    long again.
    """
    context = browser.new_context()
    first = context.new_page()
    first.route("**/*", lambda route: route.fulfill(body=""))
    first.goto("http://localhost/")
    yield context
    context.close()


@pytest.fixture
def open_tab(tabs: BrowserContext) -> Iterator[Callable[..., Page]]:
    """Open a page of a width and a height in pixels, in the theme `light` or `dark`."""
    pages: list[Page] = []

    def new(width: int = 1280, height: int = 900, theme: Literal["light", "dark"] = "light") -> Page:
        page = count_runs(tabs.new_page())
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)
        page.set_default_timeout(20_000)
        return page

    yield new
    for page in pages:
        page.close()
    tabs.clear_cookies()
    forget = tabs.new_cdp_session(tabs.pages[0])
    for port in PORTS:
        where = {"origin": f"http://localhost:{port}", "storageTypes": "local_storage"}
        forget.send("Storage.clearDataForOrigin", where)
    forget.detach()


@pytest.fixture(scope="module")
def walkers(tabs: BrowserContext) -> Iterator[Callable[..., Page]]:
    """Pages by their number, each of which goes from page to page in all tests of a module."""
    pages: dict[int, Page] = {}

    def numbered(number: int, width: int = 1280) -> Page:
        if number not in pages:
            pages[number] = count_runs(tabs.new_page())
            pages[number].set_default_timeout(20_000)
        page = pages[number]
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light", media="screen")
        return page

    yield numbered
    for page in pages.values():
        page.close()


@pytest.fixture
def walked(walkers: Callable[..., Page]) -> Page:
    """The page with which all tests of a module look at pages, in a wide window and in the light theme."""
    return walkers(1)


@pytest.fixture
def beside(walkers: Callable[..., Page]) -> Page:
    """Another such page, of somebody else."""
    return walkers(2)


@pytest.fixture
def small(walkers: Callable[..., Page]) -> Page:
    """Such a page in a window that was never wide: the menu of one that was lies over it until somebody closes it."""
    return walkers(3, 390)


@pytest.fixture
def requested(walked: Page) -> Iterator[list[str]]:
    """The URLs that this page requests while a test runs."""
    urls: list[str] = []

    def keep(request: Request) -> None:
        urls.append(request.url)

    walked.on("request", keep)
    yield urls
    walked.remove_listener("request", keep)


@pytest.fixture
def page(open_tab: Callable[..., Page]) -> Page:
    return open_tab()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page of a width in pixels on a device of its own: such pages share no cookie and no cache."""
    devices: list[BrowserContext] = []

    def new(width: int = 390) -> Page:
        devices.append(browser.new_context(viewport={"width": width, "height": 844}))
        devices[-1].set_default_timeout(20_000)
        return devices[-1].new_page()

    yield new
    for device in devices:
        device.close()


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Server]:
    """A server that is not started, on a database that does not exist yet: a test may first write what it shows."""
    served = Server(tmp_path / "assess.duckdb")
    yield served
    served.stop()


@pytest.fixture
def server(new_server: Server) -> Server:
    """A server on a database that does not exist yet."""
    new_server.start()
    return new_server


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Return the path of a database by its name; both workers share it, since to make one takes ten seconds."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder

    def of(name: str, make: Callable[[Path], None]) -> Path:
        made = shared / f"{name}.duckdb"
        with made.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                begun = made.with_suffix(".begun")
                make(begun)
                begun.rename(made)
        return made

    return of


@pytest.fixture(scope="session")
def example_copy(made_once: Callable[[str, Callable[[Path], None]], Path], catalogue: Catalogue) -> Callable[..., Path]:
    """Copy the database with the example of that name to a place, as it is on a day, by default today."""
    now = datetime.now(UTC).astimezone().date()

    def copy(name: str, to: Path, day: date = now) -> Path:
        made = made_once(f"{name}-{day}", lambda path: _make_example(path, name, catalogue, day))
        return Path(shutil.copy(made, to))

    return copy


@pytest.fixture(scope="session")
def example_home(
    new_home: Callable[[], Home],
    copied: Callable[[Home], Home],
    example_copy: Callable[..., Path],
    tmp_path_factory: pytest.TempPathFactory,
    catalogue: Catalogue,
) -> Callable[[str], Home]:
    """Put the example of that name into a new home and return where it is."""
    moved: dict[str, Home] = {}

    def of(name: str) -> Home:
        if name not in moved:
            home = new_home()
            moved[name] = example_copy(name, tmp_path_factory.mktemp("moving") / "assess.duckdb")
            if not isinstance(home, Path):
                with closing(Store(moved[name], catalogue)) as store:
                    backup.move_database(store, home)
                moved[name] = home
        return copied(moved[name])

    return of


@pytest.fixture(scope="session")
def example_server(
    tmp_path_factory: pytest.TempPathFactory, example_copy: Callable[..., Path]
) -> Iterator[Callable[[str], Server]]:
    """Servers on a database with an example of that name, one each for the whole session."""
    servers: dict[str, Server] = {}

    def of(name: str) -> Server:
        if name not in servers:
            servers[name] = Server(example_copy(name, tmp_path_factory.mktemp(name) / "assess.duckdb"))
            servers[name].start()
        return servers[name]

    yield of
    for served in servers.values():
        served.stop()


@pytest.fixture(scope="session")
def sizes(
    made_once: Callable[[str, Callable[[Path], None]], Path],
    tmp_path_factory: pytest.TempPathFactory,
    catalogue: Catalogue,
) -> Iterator[Server]:
    """A server with a small programme, a usual one and the largest; the usual one has promises, two of them late."""
    made = made_once("sizes", lambda path: _make_sizes(path, catalogue))
    server = Server(Path(shutil.copy(made, tmp_path_factory.mktemp("sizes") / "assess.duckdb")))
    server.start()
    yield server
    server.stop()


def _make_sizes(path: Path, catalogue: Catalogue) -> None:
    today, me = datetime.now(UTC).date(), local_viewer()
    with closing(Store(path, catalogue)) as store:
        example.write_example(many_rounds.of_sizes(catalogue, today, many_rounds.SIZES), store)
        services = store.services.visible_to(me, programme=many_rounds.key_of(many_rounds.USUAL))
        for service, days in zip(services, (-40, -20, 30), strict=False):
            round_ = store.ratings.submitted(me, service.key)[-1][0]
            due, what = today + timedelta(days=days), "Write down each year what changed"
            facts = (service.key, round_.key, "principles", "resourced", 0, 2, what, "", "", due)
            store.actions.keep(me, Action("", *facts, "to do", today - timedelta(days=100)))


def _make_example(path: Path, name: str, catalogue: Catalogue, day: date) -> None:
    published = name == "published"
    with closing(Store(path, catalogue)) as store:
        example.write_example(example.published(catalogue) if published else fictional.generate(catalogue, day), store)


@pytest.fixture(scope="session")
def example_store(
    example_copy: Callable[[str, Path], Path], tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue
) -> Iterator[Store]:
    """The fictional example as it is today, opened once for all tests that only read it."""
    path = example_copy("fictional", tmp_path_factory.mktemp("example") / "assess.duckdb")
    with closing(Store(path, catalogue)) as store:
        yield store


@pytest.fixture(scope="session")
def example_tables(example_store: Store) -> Mapping[str, Sequence[TableRow]]:
    """The rows of its export, by table."""
    return exported(example_store, local_viewer())
