import ast
import re
import sys
import tokenize
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in [ROOT / "dashboard.py", *sorted(ROOT.glob("assess/**/*.py")), *sorted(ROOT.glob("pages/*.py"))]
}
PAGES = [name for name in MODULES if name.startswith("pages/")]
PURE = [
    "access",
    "action",
    "acts",
    "assessment",
    "benchmark",
    "board",
    "compare",
    "form",
    "framework",
    "portfolio",
    "position",
    "programme",
    "scoring",
    "voices",
    "words",
]
ON_SCREEN = {
    "dashboard.py",
    *(
        f"assess/{name}.py"
        for name in (
            "frame",
            "ui",
            "sheet",
            "rating",
            "setup",
            "promise",
            "board_sheet",
            "portfolio_sheet",
            "data_sheet",
        )
    ),
    *PAGES,
}
# They measure the whole from outside, and nothing but the command line knows them.
MEASURING = {"assess/bench.py", "assess/bench_large.py", "assess/bench_others.py", "assess/client.py"}
STORE = {name for name in MODULES if name.startswith("assess/store/")}
DATABASES = {"assess/database.py", "assess/embedded.py", "assess/postgresql.py"}
SQL = re.compile(
    r"\bSELECT\b[^.]*\bFROM\b|\bSELECT 1\b|\bINSERT INTO\b|\bDELETE FROM\b|\bUPDATE\s+\w+\s+SET\b|"
    r"\b(CREATE|ALTER|DROP) TABLE\b"
)


def imports(name: str) -> set[str]:
    """Return the modules that a file imports by their full names: `assess.store`, `streamlit`."""
    found = set()
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "assess":
            found |= {f"assess.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their module in full"
            found.add(str(node.module))
    return found


def importers(package: str) -> set[str]:
    return {name for name in MODULES if package in {module.partition(".")[0] for module in imports(name)}}


def ours(name: str) -> set[str]:
    """Return the files of the project that a file imports."""
    named = [module.replace(".", "/") for module in imports(name) if module.startswith("assess.")]
    return {f"{each}{end}" for each in named for end in (".py", "/__init__.py")} & MODULES.keys()


def texts(name: str) -> Iterator[str]:
    """Give every text in a file that is no docstring; an f-string as one."""
    tree = MODULES[name]
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)  # type: ignore[misc]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def test_imports_run_one_way() -> None:
    graph = {name: ours(name) for name in MODULES}
    assert set(TopologicalSorter(graph).static_order()) == MODULES.keys()


def test_what_is_no_screen_imports_no_screen() -> None:
    for name in MODULES.keys() - ON_SCREEN - MEASURING:
        assert not ours(name) & ON_SCREEN, name
    assert not [name for name in MODULES if any(page.startswith("pages") for page in imports(name))]


def test_nothing_but_the_command_line_knows_what_measures() -> None:
    knowing = {name for name in MODULES.keys() - MEASURING if ours(name) & MEASURING}
    assert knowing <= {"assess/__main__.py"}


def test_only_screens_know_streamlit() -> None:
    assert importers("streamlit") - MEASURING <= ON_SCREEN


def test_only_the_charts_know_altair() -> None:
    assert importers("altair") <= {"assess/charts.py"}


@pytest.mark.parametrize(("package", "knowing"), [("duckdb", "embedded"), ("psycopg", "postgresql")])
def test_each_home_is_known_to_one_module(package: str, knowing: str) -> None:
    assert importers(package) - MEASURING == {f"assess/{knowing}.py"}


def test_only_the_store_and_the_database_speak_sql() -> None:
    speaking = {name for name in MODULES if any(SQL.search(text) for text in texts(name))}
    assert speaking - MEASURING <= STORE | DATABASES


def test_a_name_means_one_thing_in_all_modules_of_the_store() -> None:
    classes = [node for name in STORE for node in MODULES[name].body if isinstance(node, ast.ClassDef)]
    methods = [each.name for node in classes for each in node.body if isinstance(each, ast.FunctionDef)]
    assert len(classes) == len(STORE)
    assert {name for name in methods if methods.count(name) > 1} == {"__init__"}


def test_nothing_that_is_true_is_updated_in_place() -> None:
    updates = [
        text
        for name in STORE | DATABASES
        for text in texts(name)
        if re.search(r"\bUPDATE\s+\w+\s+SET\b", text, re.IGNORECASE)
    ]
    # But the name of somebody who is to be forgotten.
    assert [text.partition(" WHERE ")[0] for text in updates] == ["UPDATE x SET x = ?"]


@pytest.mark.parametrize("name", PURE)
def test_the_core_knows_no_clock_no_file_no_store_and_no_screen(name: str) -> None:
    name = f"assess/{name}.py"
    allowed = {"assess.errors", *(f"assess.{pure}" for pure in PURE)}
    assert {module for module in imports(name) if module.startswith("assess.")} <= allowed
    assert not imports(name) & {"time", "os", "random", "streamlit", "duckdb", "altair", "pandas"}
    called = (node.func for node in ast.walk(MODULES[name]) if isinstance(node, ast.Call))
    calls = {function.attr for function in called if isinstance(function, ast.Attribute)}
    assert not calls & {"now", "utcnow", "today", "fromtimestamp"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_at_a_glance(name: str) -> None:
    assert len(code_lines(ROOT / name)) <= 60


def code_lines(path: Path) -> set[int]:
    """Return the numbers of the lines that hold more than a comment or nothing."""
    aside = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING}
    with tokenize.open(path) as file:
        tokens = [token for token in tokenize.generate_tokens(file.readline) if token.type not in aside]
    return {line for token in tokens[:-1] for line in range(token.start[0], token.end[0] + 1)}


@pytest.mark.parametrize("name", MODULES)
def test_every_file_says_what_it_is(name: str) -> None:
    said = ast.get_docstring(MODULES[name])
    assert said
    assert not name.startswith("pages/") or said.splitlines()[0].endswith("?"), "a page answers a question"


@pytest.mark.parametrize("name", MODULES)
def test_nothing_is_written_in_a_callback_and_no_page_has_html_of_its_own(name: str) -> None:
    # A callback is lost when the server has forgotten the session, though the screen shows the choice as made.
    keywords = (node for node in ast.walk(MODULES[name]) if isinstance(node, ast.keyword))
    # A word such as "ignore" is no callback.
    named = {
        node.arg or "" for node in keywords if not isinstance(node.value, ast.Constant) or node.value.value is True
    }
    assert not {each for each in named if each.startswith("on_") and each != "on_release"}
    assert "unsafe_allow_html" not in named


def test_every_page_is_in_the_menu() -> None:
    assert {Path(name).stem for name in PAGES} <= {Path(text).stem for text in texts("assess/frame.py")}


# What a checkout has: what tools leave behind has a name that begins with a dot or is built.
LEFT_BEHIND = {"__pycache__", "build", "dist"}
KEPT_DOTS = {".streamlit", ".github", ".ci", ".gitignore", ".pre-commit-config.yaml"}


def written() -> Iterator[tuple[str, str]]:
    """Give the text files of the project with what they hold."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        aside = any(part in LEFT_BEHIND or (part[0] == "." and part not in KEPT_DOTS) for part in parts)
        if path.is_file() and not aside and not any(part.endswith(".egg-info") for part in parts):
            try:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    places = {str(ROOT), str(Path.home())} | ({sys.prefix} if sys.prefix != sys.base_prefix else set())
    here = re.compile("|".join(rf"(?<![\w./-]){re.escape(each)}(?![\w-])" for each in places))
    of_a_person = re.compile(r"(?<![\w.])/(home|Users)/\w+|\b[A-Z]:\\Users\\")
    assert {
        name: found
        for name, text in written()
        if (found := here.findall(text) + of_a_person.findall(text)) and name != "tests/test_architecture.py"
    } == {}
