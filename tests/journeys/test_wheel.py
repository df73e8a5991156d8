"""The wheel, installed: one command serves the dashboard from any folder and writes nothing outside that folder."""

import os
import socket
import subprocess
import sys
import sysconfig
import tomllib
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assess.core.access import local_viewer
from assess.core.answers import current
from assess.core.catalogue import Catalogue
from assess.store import Store
from served import ROOT, Server
from walking import asked, headed, tap

ME = local_viewer()
SECRETS = """
[auth]
redirect_uri = "http://localhost/oauth2callback"
cookie_secret = "Wq7vZp2LrX9sKd4TnB8fHy3MgC6jQa5U"
client_id = "id"
client_secret = "secret"
server_metadata_url = "https://id.example.org/.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a new environment and return its command.

    The dependencies are those of the environment that runs the tests.
    """
    built, environment = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("environment")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    alone = ["--no-deps", "--no-index"]
    # As pip would by these lines of the project; pip itself takes longer.
    system = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]
    assert system == {"requires": ["hatchling"], "build-backend": "hatchling.build"}
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", built], cwd=ROOT, check=True)
    venv.create(environment)
    python = environment / "bin" / "python"
    subprocess.run([*pip, "--python", python, "install", *alone, *built.glob("*.whl")], check=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    # Python reads no .pth file in these folders, so an editable install there does not import the checkout.
    dependencies = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "dependencies.pth").write_text("\n".join(dependencies))
    return environment / "bin" / "rung-by-rung"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder; beside it lie an empty home folder and an empty one for temporary files."""
    for name in ("ratings", "home", "temporary"):
        (tmp_path / name).mkdir()
    return tmp_path / "ratings"


@pytest.fixture
def variables(folder: Path) -> dict[str, str]:
    """Return environment variables that point neither to the checkout nor to a database."""
    empty = {name: "" for name in os.environ if name.startswith(("ASSESS_", "STREAMLIT_")) or name == "PYTHONPATH"}
    places = {"HOME": str(folder.with_name("home")), "TMPDIR": str(folder.with_name("temporary"))}
    return {"ASSESS_DATABASE": ""} | empty | places


@pytest.fixture
def server(program: Path, folder: Path, variables: dict[str, str]) -> Iterator[Server]:
    """The installed command in an empty folder, not started yet."""
    database = folder / "data" / "assess.duckdb"
    installed = Server(database, environment=variables, command=(str(program),), folder=folder)
    yield installed
    installed.stop()


def run(program: Path, folder: Path, variables: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *arguments],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def files(folder: Path) -> dict[str, int]:
    """Return the files in a folder and its subfolders, each with the time of its last change."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in found}


def status(server: Server, host: str) -> int:
    """Return the status of the response to a request by this host name."""
    try:
        with urllib.request.urlopen(urllib.request.Request(server.url, headers={"Host": host}), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code


def is_for_this_computer(server: Server) -> None:
    assert status(server, "evil.example") in (400, 403, 421)
    # Another loopback address of this computer stands for its address in the network.
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.2", server.port), timeout=5):
        pass


@pytest.mark.browser
def test_it_looks_as_in_a_checkout_on_this_computer_alone_and_keeps_ratings_in_the_folder_where_it_was_started(
    page: Page, server: Server, program: Path, folder: Path, catalogue: Catalogue
) -> None:
    before = files(program.parents[1])
    server.start()
    assert [status(server, f"{name}:{server.port}") for name in ("localhost", "127.0.0.1")] == [200, 200]
    is_for_this_computer(server)
    # A first deep link would be opened without the frame if the script lay beside `pages`.
    page.goto(f"{server.url}/guide")
    page.get_by_role("link", name="Home", exact=True).click()
    headed(page, "Rung by Rung")  # focus.js has loaded and moved the focus
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "18px"
    page.get_by_label("Name of the service").press("Tab")
    focused = page.locator('[data-testid="stTextInputRootElement"]:has(input:focus)')
    expect(focused).to_have_css("outline-color", "rgb(255, 221, 0)")  # the style sheet
    with urllib.request.urlopen(page.evaluate("document.querySelector('link[rel*=icon]').href"), timeout=10) as icon:
        assert b"<svg" in icon.read()
    for label in ("Name of the service", "Organisation", "Kind of service", "Area"):
        page.get_by_label(label).fill("Larkrise")
    page.get_by_label("Area").press("Enter")
    asked(page, "ladder", "overall")
    tap(page, "ladder", "overall", 3)
    expect(page.get_by_text("1 of 14 answered")).to_be_visible()
    server.stop()
    with closing(Store(folder / "data" / "assess.duckdb", catalogue)) as store:
        ((response, _),) = store.ratings.responses(ME)
        assert {key: answer.level for key, answer in current(store.ratings.log(ME, response.key)).items()} == {
            ("ladder", "overall"): catalogue["ladder"].levels[3].value
        }
    assert set(files(folder)) == {"data/assess.duckdb"}
    assert files(folder.with_name("home")) == files(folder.with_name("temporary")) == {}
    assert files(program.parents[1]) == before


@pytest.mark.browser
def test_an_example_is_loaded_and_shown(
    page: Page, server: Server, program: Path, folder: Path, variables: dict[str, str]
) -> None:
    loaded = run(program, folder, variables, "example", "published")
    assert (loaded.returncode, loaded.stderr) == (0, "")
    assert loaded.stdout.startswith(
        f"Loaded the published example into {folder / 'data' / 'assess.duckdb'}: 9 services"
    )
    assert loaded.stdout.endswith("Open it with: rung-by-rung\n")
    server.start()
    page.goto(f"{server.url}/portfolio")
    expect(page.get_by_text("Our reading of a published report").first).to_be_visible()


def test_settings_of_the_folder_hold_beside_the_ones_that_keep_it_safe(server: Server, folder: Path) -> None:
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "config.toml").write_text(
        '[server]\nallowedHosts = ["evil.example"]\naddress = "0.0.0.0"\n'
        '[logger]\nlevel = "debug"\nmessageFormat = "As the folder says: %(message)s"\n'
    )
    server.log = folder / "log"
    server.start()
    is_for_this_computer(server)
    assert "As the folder says: " in server.log.read_text()


def test_environment_variables_open_it_to_people_who_sign_in_by_the_secrets_of_the_folder(
    server: Server, folder: Path
) -> None:
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(SECRETS)
    server.environment |= {"ASSESS_MODE": "deployed", "STREAMLIT_SERVER_ALLOWED_HOSTS": "rung.example.org localhost"}
    server.start()
    assert status(server, "rung.example.org") == 200


def test_help_names_the_options_and_the_commands(program: Path, folder: Path, variables: dict[str, str]) -> None:
    shown = run(program, folder, variables, "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("usage: rung-by-rung [STREAMLIT OPTION ...]\n")
    assert "--server.port 8600" in shown.stdout
    assert "    export " in shown.stdout
    assert not files(folder)


def test_an_option_that_streamlit_does_not_have_is_refused(
    program: Path, folder: Path, variables: dict[str, str]
) -> None:
    refused = run(program, folder, variables, "--server.prot", "8600")
    assert refused.returncode == 2
    assert "--server.prot" in refused.stderr
