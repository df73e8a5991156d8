"""What the README and the documents beside it promise is there."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from assess import __main__ as command_line
from programs import needs
from sources import LAYERS, ROOT, Source, nginx_example

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / ".github/CONTRIBUTING.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / ".github/OPERATIONS.md").read_text(encoding="utf-8")
PERFORMANCE = (ROOT / ".github/PERFORMANCE.md").read_text(encoding="utf-8")
OPEN = "python -m pip install -e . && python -m streamlit run dashboard.py"
TEST = 'python -m pip install -e ".[test]" && python -m pytest'


@pytest.mark.parametrize("command", [OPEN, TEST])
def test_each_of_the_two_commands_stands_on_one_line(command: str) -> None:
    assert command in README.splitlines()


def test_the_gate_calls_the_same_test_command() -> None:
    called = (ROOT / ".ci" / "run").read_text()
    assert all(part in called for part in ('python -m pip install --quiet -e ".[test]" && python -m pytest',))
    assert "test" in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]


def map_of(text: str) -> dict[str, str]:
    """Return the paths that the map of the code names, with the words beside them; a folder ends with a slash."""
    block = text.partition("## The map of the code")[2].split("```")[1]
    paths: dict[str, str] = {}
    folders: list[str] = []
    for line in block.strip("\n").splitlines():
        found = re.fullmatch(r"(?P<indent>(?:  )*)(?P<name>\S+)  +(?P<words>\S.*)", line)
        assert found, f"a line of the map is a name, two spaces or more, and some words: {line!r}"
        folders[len(found["indent"]) // 2 :] = [found["name"]]
        paths["".join(folders)] = found["words"]
    return paths


def files_and_folders() -> set[str]:
    """Return what the map must name: the Python files of the app, and the folders that they lie in."""
    files = {ROOT / "dashboard.py", *ROOT.glob("pages/*.py"), *ROOT.glob("assess/**/*.py")}
    folders = {f"{path.parent.relative_to(ROOT).as_posix()}/" for path in files} - {"./"}
    # A package is its folder.
    return folders | {path.relative_to(ROOT).as_posix() for path in files if path.name != "__init__.py"}


def test_the_map_names_all_that_is_there_and_nothing_else() -> None:
    named = map_of(CONTRIBUTING).keys()
    missing = files_and_folders() - named
    unknown = {path for path in named if not (ROOT / path).exists() or (ROOT / path).is_dir() != path.endswith("/")}
    assert not missing, f"the map in .github/CONTRIBUTING.md needs a line for each of {sorted(missing)}"
    assert not unknown, f"the map in .github/CONTRIBUTING.md names what is not there: {sorted(unknown)}"


def test_the_map_has_the_question_of_each_page_as_the_page_has_it() -> None:
    pages = {path: words for path, words in map_of(CONTRIBUTING).items() if re.fullmatch(r"pages/\w+\.py", path)}
    assert pages == {path: Source.read(ROOT / path).docstring.splitlines()[0] for path in pages}


def test_the_map_has_the_layers_from_the_top_down() -> None:
    folders = [path.split("/") for path in map_of(CONTRIBUTING) if path.startswith("assess/") and path.endswith("/")]
    assert [parts[1] for parts in folders if len(parts) == 3] == list(LAYERS[1:])


def test_the_readme_has_the_folders_of_the_map_from_the_top_down() -> None:
    folders = [path for path in map_of(CONTRIBUTING) if path.endswith("/") and path.startswith("assess/")]
    assert [path for path in map_of(README) if path.startswith("assess/")] == [
        path for path in folders if path.count("/") <= 2
    ]


def test_the_readme_is_read_in_one_sitting() -> None:
    assert len(README.split()) <= 1_500


def test_every_setting_is_in_the_operations_document_and_nothing_else() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in [ROOT / "dashboard.py", *ROOT.glob("assess/**/*.py")])
    table = OPERATIONS.partition("## Settings")[2].partition("\n## ")[0]
    named = set(re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE))
    assert named == set(re.findall(r"\bASSESS_[A-Z_]+\b", code)) | {"FORWARDED_ALLOW_IPS"}


@pytest.mark.parametrize("text", [README, CONTRIBUTING, OPERATIONS, PERFORMANCE], ids=["R", "C", "O", "P"])
def test_every_command_and_setting_in_a_document_exists(text: str) -> None:
    for command in re.findall(r"python -m assess ([\w ./:@{}-]+)", text):
        command_line.parser().parse_args(shlex.split(command))
    for command in re.findall(r"^rung (.+)$", text, re.MULTILINE):
        command_line.parser().parse_args(shlex.split(command))
    for script in re.findall(r"python (tests/\S+\.py)", text):
        assert (ROOT / script).is_file()
    assert set(re.findall(r"\bASSESS_[A-Z_]+\b", text)) <= set(re.findall(r"\bASSESS_[A-Z_]+\b", OPERATIONS))


def shell(tmp_path: Path, command: str, settings: str = "") -> subprocess.CompletedProcess[str]:
    """Run a line after the shell function of the operations document, whose places are in a folder here."""
    function = OPERATIONS.partition("```sh\n")[2].partition("```")[0].replace("rung verify\n", "")
    for place, here in {
        "/etc/rung-by-rung.env": tmp_path / "settings",
        "/var/lib/rung-by-rung": tmp_path,
        "/opt/rung-by-rung/.venv/bin/python": sys.executable,
    }.items():
        assert place in function
        function = function.replace(place, str(here))
    (tmp_path / "settings").write_text(settings)
    script = f'sudo() {{ shift 2; "$@"; }}\n{function}{command}\n'
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    return subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False, env=environment)


def test_commands_of_the_operations_document_read_the_settings_of_the_server(tmp_path: Path) -> None:
    settings = 'ASSESS_FIRST_ADMINISTRATOR="https://id.example.org 7"\nASSESS_DATABASE=here.duckdb\n'
    missing = shell(tmp_path, "rung verify", settings)
    assert (missing.returncode, missing.stderr) == (2, "There is no database here.duckdb.\n")


def test_commands_of_the_operations_document_take_names_with_blanks_from_the_folder_of_the_data(tmp_path: Path) -> None:
    (tmp_path / "our frameworks").mkdir()
    checked = shell(tmp_path, 'rung check "our frameworks"')
    assert checked.returncode == 2
    assert "our frameworks" in checked.stderr


def test_no_command_of_the_operations_document_has_a_password() -> None:
    # Everybody on a computer can see the arguments of a running command.
    assert re.findall(r"postgresql://[^@\s]*:[^@\s]*@", OPERATIONS) == []


def test_the_unit_and_the_commands_read_one_file_of_settings() -> None:
    unit = OPERATIONS.partition("```ini\n")[2].partition("```")[0]
    (file,) = re.findall("^EnvironmentFile=(.+)$", unit, re.MULTILINE)
    assert f". {file};" in OPERATIONS.partition("```sh\n")[2].partition("```")[0]
    assert "Environment=" not in unit


def test_the_user_of_the_operations_document_has_no_home_that_the_unit_hides() -> None:
    # Streamlit looks for its settings there, and takes the refusal for a port that is not free.
    (home,) = re.findall(r"useradd .*--home-dir (\S+)", OPERATIONS)
    assert "\nProtectHome=true\n" in OPERATIONS
    assert not Path(home).is_relative_to("/home")
    assert f"\nStateDirectory={Path(home).name}\n" in OPERATIONS


def test_the_settings_of_the_operations_document_name_the_port_of_its_proxy() -> None:
    # Otherwise Streamlit takes the next port that is free.
    assert set(re.findall(r"server [\d.]+:(\d+)", OPERATIONS)) == set(re.findall(r"_SERVER_PORT=(\d+)", OPERATIONS))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_accepts_the_unit_of_the_operations_document(tmp_path: Path) -> None:
    unit = OPERATIONS.partition("```ini\n")[2].partition("```")[0]
    unit = unit.replace("/opt/rung-by-rung/.venv/bin/python", sys.executable)  # it looks whether the program is there
    path = tmp_path / "rung-by-rung.service"
    path.write_text(unit, encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if path.name in line]) == (0, [])


def test_nginx_accepts_the_example_of_the_operations_document(tmp_path: Path) -> None:
    # There is no certificate here, and its own folders are not for everybody.
    example = re.sub(" *ssl_certificate.*\n", "", nginx_example())
    example = example.replace("443 ssl", "8443").replace("listen 80;", "listen 8080;")
    places = [f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")]
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ {' '.join(places)}"
        f"{example.replace('/var/log/nginx', str(tmp_path))} }}"
    )
    command = [needs("nginx"), "-t", "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_proxy_of_the_operations_document_logs_no_code_and_no_secret() -> None:
    (log_format,) = re.findall(r"log_format (\w+) '(.+)';", nginx_example())
    used = set(re.findall("access_log ([^;]+);", nginx_example()))
    assert used == {"off", f"/var/log/nginx/rung.log {log_format[0]}"}
    # A server without a line of its own writes whole addresses into the log of all.
    assert len(re.findall("^server {", nginx_example(), re.MULTILINE)) == nginx_example().count("access_log")
    assert set(re.findall(r"\$\w+", log_format[1])).isdisjoint(
        {"$request", "$request_uri", "$args", "$query_string", "$http_referer"}
    )


def test_a_map_that_is_not_true_is_found() -> None:
    lines = ["a.py    words", "b/      more words", "  c/    words", "    d.py  x", "  e.py  x y", "f.py  x"]
    assert list(map_of("\n".join(["## The map of the code", "```", *lines, "```"]))) == [
        "a.py",
        "b/",
        "b/c/",
        "b/c/d.py",
        "b/e.py",
        "f.py",
    ]
    with pytest.raises(AssertionError, match=r"g\.py"):
        map_of("## The map of the code\n```\ng.py\n```\n")


DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", ".ci/run")),
    *sorted((ROOT / ".github").glob("*.md")),
    *sorted((ROOT / ".github/decisions").glob("*.md")),
]
MADE_BY_READERS = {".streamlit/secrets.toml"}


def named_files(text: str) -> set[str]:
    """Return the files and folders that a text names by their paths, or by their names alone.

    A word in capitals stands for a name of the reader's own: `pages/NAME.py`.
    """
    paths = re.findall(r"(?<![\w/:.-])(?:[\w.*-]+/)*[\w*-]+\.(?:py|sql|toml|md|css|js|typ|svg)\b", text)
    folders = re.findall(r"(?<![\w/:.-])(?:assess|pages|tests|data|\.github|\.ci)/(?:[\w.*-]+/)*(?![\w*])", text)
    return {path for path in [*paths, *folders] if not re.search(r"[A-Z]{4}", path)} | {
        path for path in paths if path.endswith(".md")
    }


def exists(path: str) -> bool:
    """Say whether a file exists: at this path from the root, or with this name anywhere in the code."""
    return any(ROOT.glob(path)) or any(
        any(ROOT.glob(f"{top}/**/{path}")) for top in ("assess", "pages", "tests", "data")
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    named = named_files(document.read_text(encoding="utf-8")) - MADE_BY_READERS
    assert {path for path in named if not exists(path)} == set()


def test_a_file_that_is_not_there_is_found() -> None:
    gone, there = {"assess/frame.py", "gone.py", "tests/gone/"}, {"assess/core/text.py", "text.py", "assess/*/board.py"}
    text = f"See `{'`, `'.join([*sorted(gone), *sorted(there)])}` and pages/NAME.py."
    assert named_files(text) == gone | there
    assert {path for path in named_files(text) if not exists(path)} == gone


def test_its_pictures_exist_and_say_what_they_show() -> None:
    pictures = re.findall(r"!\[(.+)\]\((.+png)\)", README) + [
        (alt, path) for path, alt in re.findall(r'<img src="(.+?)".*? alt="(.+?)"', README)
    ]
    assert len(pictures) >= 2
    assert all(alt and (ROOT / path).is_file() for alt, path in pictures)


def test_every_decision_record_has_its_three_parts() -> None:
    records = list((ROOT / ".github" / "decisions").glob("*.md"))
    assert records
    for record in records:
        assert re.findall("^## (.+)$", record.read_text(), re.MULTILINE) == ["Context", "Decision", "Consequence"]


def test_the_changelog_has_a_place_for_what_is_new() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text()
