import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assess import __main__ as command_line
from assess.core.access import Viewer
from assess.core.catalogue import EARLIER, FOLDER, Catalogue
from assess.core.dates import date_of
from assess.store import Store
from assess.tasks import fictional, papers
from served import ROOT


def run(*arguments: str | Path, database: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command in this process, which has imported everything already."""
    given, out, err = [*map(str, arguments)], io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setenv("ASSESS_DATABASE", str(database or ""))
        try:
            code = command_line.main(given)
        except SystemExit as end:  # of the parser
            code = int(end.code or 0)
    return subprocess.CompletedProcess(given, code, out.getvalue(), err.getvalue())


def run_alone(*arguments: str | Path, database: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command as a person would."""
    environment = {key: value for key, value in os.environ.items() if key != "ASSESS_DATABASE"}
    if database is not None:
        environment["ASSESS_DATABASE"] = str(database)
    return subprocess.run(
        [sys.executable, "-m", "assess", *map(str, arguments)],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**environment, "PYTHONIOENCODING": "utf-8"},
        timeout=120,
    )


def test_a_time_zone_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESS_TIME_ZONE", "London")
    done = run("check", FOLDER)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "ASSESS_TIME_ZONE is “London”; it must be a name such as Europe/London.\n"


@pytest.fixture
def frameworks(tmp_path: Path) -> Path:
    return shutil.copytree(FOLDER, tmp_path / "frameworks")


def test_a_good_folder_has_a_line_for_each_file() -> None:
    done = run("check", FOLDER)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    files = [*sorted(FOLDER.glob("*.toml")), *sorted((FOLDER / EARLIER).glob("*.toml"))]
    assert [line.split(":")[0] for line in lines] == [path.name for path in files]
    assert "ladder.toml: ok, 7 levels, 5 items" in lines


def test_one_item_is_one_item(frameworks: Path) -> None:
    text = (frameworks / "ladder.toml").read_text(encoding="utf-8")
    second = text.index("[[items]]", text.index("[[items]]") + 1)
    (frameworks / "ladder.toml").write_text(text[:second], encoding="utf-8")
    assert "ladder.toml: ok, 7 levels, 1 item\n" in run("check", frameworks).stdout


def test_a_faulty_folder_is_refused_with_a_sentence_for_each_fault(frameworks: Path) -> None:
    (frameworks / "principles.toml").rename(frameworks / "values.toml")
    with (frameworks / "ladder.toml").open("a", encoding="utf-8") as file:
        file.write('\n[colours]\nred = "stop"\n')
    done = run("check", frameworks)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "ladder.toml: colours: unknown key",
        "values.toml: key 'principles' differs from the file's name 'values'",
    ]
    assert "milestones.toml: ok" in done.stdout
    assert "ladder.toml" not in done.stdout


def test_an_earlier_version_is_checked_beside_the_current_one(frameworks: Path) -> None:
    text = (frameworks / "ladder.toml").read_text(encoding="utf-8")
    version = re.search(r"^version = (\d+)$", text, re.MULTILINE)
    assert version is not None
    (frameworks / EARLIER).mkdir(exist_ok=True)
    (frameworks / EARLIER / f"ladder-{version[1]}.toml").write_text(text, encoding="utf-8")
    done = run("check", frameworks)
    assert done.returncode == 2
    name = f"ladder-{version[1]}.toml"
    assert done.stderr == f"earlier/{name}: version {version[1]} is there twice; ladder.toml has it too\n"
    assert f"{name}: ok, 7 levels, 5 items" in done.stdout.splitlines()


def test_a_folder_without_frameworks_is_refused_in_one_sentence(tmp_path: Path) -> None:
    done = run("check", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{tmp_path}: no framework file (*.toml) in this folder\n"


def test_a_folder_that_is_not_there_is_refused_in_one_sentence(tmp_path: Path) -> None:
    done = run("check", tmp_path / "nowhere")
    assert done.returncode == 2
    assert done.stderr == f"{tmp_path / 'nowhere'}: there is no such folder\n"


def test_the_published_example_goes_into_a_new_file(tmp_path: Path, catalogue: Catalogue, me: Viewer) -> None:
    path = tmp_path / "new" / "example.duckdb"
    done = run_alone("example", "published", "--database", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"Loaded the published example into {path}: 9 services in 4 programmes, 10 assessments. "
        f"Open it with: ASSESS_DATABASE={path} rung-by-rung\n"
    )
    assert len(services(path, catalogue, me)) == 9


def test_an_example_goes_where_the_environment_says(tmp_path: Path, catalogue: Catalogue, me: Viewer) -> None:
    path = tmp_path / "assess.duckdb"
    done = run("example", "published", database=path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "9 services in 4 programmes" in done.stdout
    assert done.stdout.endswith("Open it with: rung-by-rung\n")
    assert len(services(path, catalogue, me)) == 9


def test_the_fictional_example_is_the_one_of_today(catalogue: Catalogue) -> None:
    made = command_line._example("fictional", catalogue)  # noqa: SLF001 - to load it takes ten seconds
    assert made == fictional.generate(catalogue, date_of(datetime.now(UTC)))
    assert command_line._contents(made).startswith("40 services in 4 programmes, ")  # noqa: SLF001


def test_an_example_is_refused_the_second_time(tmp_path: Path, example_copy: Callable[[str, Path], Path]) -> None:
    path = example_copy("published", tmp_path / "example.duckdb")
    again = run("example", "fictional", "--database", path)
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr == "This database already holds an example. Choose a new file, or delete this one first.\n"


def test_an_example_is_refused_beside_real_ratings(
    tmp_path: Path, empty_file: Callable[[Path], Path], catalogue: Catalogue, me: Viewer
) -> None:
    path = empty_file(tmp_path / "real.duckdb")
    store = Store(path, catalogue)
    store.services.add_first(me, "Our Service", "Our Council", "home care", "Here")
    store.close()
    refused = run("example", "published", database=path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("This database holds real ratings;")
    assert services(path, catalogue, me) == ["Our Service"]


def test_an_export_into_a_file_says_so_and_leaves_it(example_copy: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all", encoding="utf-8")
    database = example_copy("published", tmp_path / "assess.duckdb")
    refused = run("export", "--out", tmp_path / "letter.txt", database=database)
    assert refused.returncode == 2
    assert refused.stderr.endswith("letter.txt cannot be written: File exists. Nothing was changed there.\n")
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "Dear all"


def test_a_file_that_is_not_a_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "letter.duckdb"
    path.write_text("Dear all, " * 1000, encoding="utf-8")
    refused = run("example", "published", "--database", path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == "letter.duckdb is not a DuckDB file. It was left as it is.\n"
    assert path.read_text(encoding="utf-8").startswith("Dear all, ")


@pytest.mark.parametrize("arguments", [("dance",), ("example", "real"), ("check",)])
def test_a_command_that_there_is_not_is_refused_with_its_usage(arguments: tuple[str, ...]) -> None:
    refused = run(*arguments)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("usage: rung-by-rung")
    assert "Traceback" not in refused.stderr


def test_help_and_the_operations_document_name_the_same_commands() -> None:
    told = run("--help")
    assert told.returncode == 0
    operations = (ROOT / ".github/OPERATIONS.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^    (\w+) ", told.stdout, re.MULTILINE))
    assert named == set(re.findall(r"`python -m assess (\w+)", operations))


def test_no_command_but_the_report_waits_for_the_libraries_that_write_papers() -> None:
    script = (
        "import sys, assess.__main__; print([name for name in ('altair', 'docx', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_report_is_offered_in_each_format_of_a_paper(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command_line.main(["report", "--help"])
    named = re.findall(r"--format \{(.*?)\}", capsys.readouterr().out)
    assert set(named) == {",".join(papers.PAPER_FORMATS)}


def test_in_a_checkout_the_database_is_in_the_checkout_whatever_the_current_folder_is(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from assess.server import settings; print(settings.database())"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "ASSESS_DATABASE": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(ROOT / "data" / "assess.duckdb")


def services(path: Path, catalogue: Catalogue, me: Viewer) -> list[str]:
    store = Store(path, catalogue)
    names = [service.name for service in store.services.visible_to(me)]
    store.close()
    return names
