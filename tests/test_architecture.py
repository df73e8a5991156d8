"""The rules of the code by folder: which way imports run, who knows what, and how long a file may be.

Nothing here lists files, only what is excepted from a rule, with the reason; an exception that nobody needs fails too.
For each rule there is a small made-up file that breaks it.
"""

import ast
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from sources import LAYERS, ROOT, Source, is_sql, method, rewrites, sql, string

PATHS = [ROOT / "dashboard.py", *sorted(ROOT.glob("assess/**/*.py")), *sorted(ROOT.glob("pages/*.py"))]
SOURCES = {source.path: source for source in map(Source.read, PATHS)}
PAGES = [path for path, source in SOURCES.items() if source.layer == "pages"]
STORED = [source for source in SOURCES.values() if source.layer in {"store", "database"}]

# What a layer does not import, though it lies above: pictures, documents and sentences are made of values.
APART = {"present": {"store", "server", "database"}, "wording": {"store", "server", "database"}}
# Where a package may be imported. Each driver of a database has one module: see the test below.
KNOWN_TO = {
    "streamlit": ("dashboard.py", "pages/", "assess/screen/"),
    "altair": ("assess/present/charts/",),
    "jinja2": ("assess/present/signs/",),
    "markupsafe": (),  # what it marks as safe is not escaped
    "duckdb": ("assess/database/",),
    "psycopg": ("assess/database/",),
    "psycopg_pool": ("assess/database/",),
}
# What the core may import: modules that compute, the same for the same arguments.
COMPUTES = {
    *(
        "abc",
        "bisect",
        "collections",
        "csv",
        "dataclasses",
        "datetime",
        "decimal",
        "difflib",
        "enum",
        "fractions",
        "functools",
    ),
    *("hashlib", "heapq", "itertools", "json", "math", "operator", "pydantic", "re", "statistics", "string"),
    *("textwrap", "tomllib", "typing", "unicodedata"),
}
CONVERTS = {"astimezone", "combine", "date", "timetuple"}
# Where it is no matter of a time zone.
CONVERTED = {
    "assess/core/dates.py": {"astimezone", "combine", "date"},
    # Dates in the properties of a document, which has a day alone.
    "assess/present/pdf.py": {"combine"},
    "assess/present/word.py": {"combine"},
    # A cell of a workbook has a day as a moment at midnight.
    "assess/tasks/table_files.py": {"date"},
    # The names of backups are times as clocks showed them.
    "assess/tasks/backup.py": {"date"},
}
CLOCK_AND_FILES = {"now", "utcnow", "today", "fromtimestamp", "open", "print", "input"}
NOT_PURE = {
    # Frameworks are read from files once, here; all other modules receive them as arguments.
    "assess/core/catalogue.py": {"pathlib"},
    "assess/core/framework.py": {"pathlib"},
    # For the type of a hash: it makes no random one.
    "assess/core/audit.py": {"uuid"},
    # It says where files are, and opens none.
    "assess/core/paths.py": {"pathlib"},
    # Every layer may write a line for the operator of the server; its time is the record's own.
    "assess/core/logs.py": {"logging", "sys", "fromtimestamp"},
}
_DERIVED = "derived from answers and submissions; `python -m assess verify` derives it again and compares"
_FROZEN = "a snapshot of the derived tables for benchmarks, replaced by the next one"
# Everything else is only ever appended to. A table in a variable stands here by the function that has it.
REWRITTEN = {
    **dict.fromkeys(("position", "counted", "newest", "latest"), _DERIVED),
    "stale": "the services whose derived rows are out of date; emptied when they are derived again",
    **dict.fromkeys(("peer", "peer_level", "distribution"), _FROZEN),
    "_draw()": "temporary tables of one calculation",
    "pass": "who has a response open is no fact, and is over when the answers are submitted or closed",
    "programme": "a programme is renamed; the log says when",
    "service": "details as they were typed are put right; the log says which of them, and when",
    "response": "people who answer correct how many they are before they submit; the log says when",
    "own_framework": "a framework that no round was ever on is deleted; the log says when",
    "framework_draft": "what is typed of a framework until it is published, or discarded",
    "person": "a person is forgotten: name and sign-in are removed",
    "edition": "version counters of the cache, no facts",
    "migration": "a moment is written as it is, to try whether a commit succeeds again",
    "wrong_try": "wrong codes of the last minute, only to slow down guessing; older ones are removed",
    "forgotten": "the time up to which the sign-ins of somebody forgotten have ended; dropped when none can be so old",
    "signed_out": "the time up to which a person's sign-ins have ended; a later one replaces it",
    "remove_examples()": "a database with nothing but example data is emptied",
    "copy()": "an empty database takes over all rows of another",
    "replace()": "it is given the table",
}
TESTS_OF_THE_WHOLE = {"journeys", "load"}  # a browser walks through several pages; programs that measure


def against_the_order(source: Source) -> list[str]:
    """Return the imports of a file that run upwards, or into what nothing may import."""
    faults = []
    for name in sorted(source.imports):
        first, *rest = name.split(".")
        there = rest[0] if first == "assess" and rest else first
        below = LAYERS[LAYERS.index(source.layer) :] if source.layer else LAYERS
        allowed = {*below} - {"pages"} - APART.get(source.layer, set())
        if first in {"assess", "pages", "dashboard"} and there not in allowed:
            faults.append(name)
    return faults


def circle(sources: Iterable[Source]) -> list[str]:
    """Return files of which each imports the next one and the last one the first, [] for none."""
    known = {source.path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): source for source in sources}
    graph: dict[str, set[str]] = {}
    for source in known.values():
        # `assess.core.dates.day` is a name in `assess.core.dates`, and `assess.core.dates` no more than that module.
        modules = (name if name in known else name.rpartition(".")[0] for name in source.imports)
        graph[source.path] = {known[module].path for module in modules if module in known} - {source.path}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def strangers(source: Source) -> set[str]:
    """Return the packages that a file imports and should not know."""
    return {package for package in KNOWN_TO.keys() & source.packages if not source.path.startswith(KNOWN_TO[package])}


def impurities(source: Source) -> set[str]:
    """Return what makes a file of the core depend on more than its arguments."""
    ours = {name for name in source.imports if name.startswith("assess.") and not name.startswith("assess.core.")}
    functions = {call.func.id for call in source.calls if isinstance(call.func, ast.Name)}
    calls = functions | {method(call) for call in source.calls}
    return ours | (source.packages - COMPUTES - {"assess"}) | (calls & CLOCK_AND_FILES)


def conversions(source: Source) -> set[str]:
    """Return the calls of a file by which a moment becomes a date or a date a moment, in whatever time zone."""
    return {method(call) for call in source.calls} & CONVERTS


def inherits(source: Source, ours: Iterable[str]) -> list[str]:
    """Return the classes of a file that are based on one of `ours`."""
    classes = (node for node in source.nodes if isinstance(node, ast.ClassDef))
    return [node.name for node in classes if {ast.unparse(base).split(".")[-1] for base in node.bases} & {*ours}]


def callbacks_and_html(source: Source) -> set[str]:
    """Return the arguments with which a widget is given a callback, or Markdown is let through as HTML."""
    given: list[tuple[str, ast.expr]] = []
    for node in source.nodes:
        if isinstance(node, ast.keyword):
            given.append((node.arg or "", node.value))
        elif isinstance(node, ast.Dict):
            # As in `st.button(label, **{"on_click": save})`.
            given += [(string(key) or "", value) for key, value in zip(node.keys, node.values, strict=True) if key]
    # `on_click="ignore"` is not a callback. A callback that does nothing only declares that a component has an event.
    callbacks = {name for name, value in given if name.startswith("on_") and string(value) is None and does(value)}
    return callbacks | {name for name, _ in given if name == "unsafe_allow_html"}


def does(callback: ast.expr) -> bool:
    """Say whether a callback does anything: `lambda: None` does not."""
    return not (
        isinstance(callback, ast.Lambda) and isinstance(callback.body, ast.Constant) and callback.body.value is None
    )


def docstring_fault(source: Source) -> str:
    """Return what is wrong with the docstring of a file, "" for nothing."""
    if not source.docstring:
        return "it has no docstring"
    is_question = source.docstring.splitlines()[0].endswith("?")
    return "" if is_question or source.layer != "pages" else "a page's docstring is the question that it answers"


def pages_in_no_menu(pages: Iterable[str], screens: Iterable[Source]) -> set[str]:
    """Return the pages that are missing in the menu: the one file of `screen/` that names most of them."""
    stems = {Path(page).stem for page in pages}
    return min((stems - {Path(text).stem for _, text in source.strings} for source in screens), key=len)


def folders(root: Path) -> set[str]:
    """Return the folders below `root` that hold Python files, without itself."""
    return {path.parent.relative_to(root).as_posix() for path in root.rglob("*.py")} - {"."}


PLACES = {str(ROOT), str(Path.home())} | ({sys.prefix} if sys.prefix != sys.base_prefix else set())
HERE = re.compile("|".join(rf"(?<![\w./-]){re.escape(place)}(?![\w-])" for place in PLACES))
OF_A_PERSON = re.compile(r"(?<![\w.])/(?:home|Users)/\w+|\b[A-Z]:\\Users\\")
# What tools leave behind has a name that begins with a dot or is built.
LEFT_BEHIND = {"__pycache__", "build", "dist"}
KEPT_DOTS = {".streamlit", ".github", ".ci", ".gitignore", ".pre-commit-config.yaml"}


def machine_folders(text: str) -> list[str]:
    """Return the folders of this machine, or of anybody's, that a text names."""
    here = HERE.findall(text) if any(place in text for place in PLACES) else []
    return here + (OF_A_PERSON.findall(text) if "/home/" in text or "Users" in text else [])


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


# The rules.


def test_every_folder_is_a_layer() -> None:
    assert {folder.split("/")[0] for folder in folders(ROOT / "assess")} == {*LAYERS} - {"pages"}


def faulty(rule: Callable[[Source], Collection[str]]) -> dict[str, Collection[str]]:
    """Return what breaks a rule in each file that breaks it."""
    return {path: faults for path, source in SOURCES.items() if (faults := rule(source))}


def test_imports_run_down_the_layers() -> None:
    assert faulty(against_the_order) == {}


def test_no_file_imports_itself_by_way_of_others() -> None:
    assert circle(SOURCES.values()) == []


def test_nothing_that_is_installed_imports_the_tests() -> None:
    tests = {"tests"} | {path.stem for path in ROOT.glob("tests/**/*.py")}
    assert {path: names for path, source in SOURCES.items() if (names := source.packages & tests)} == {}


def test_only_their_folders_know_streamlit_altair_and_the_drivers() -> None:
    assert faulty(strangers) == {}


@pytest.mark.parametrize("driver", ["duckdb", "psycopg"])
def test_each_driver_of_a_database_is_known_to_one_module(driver: str) -> None:
    assert len([path for path, source in SOURCES.items() if driver in source.packages]) == 1


def test_the_core_knows_no_clock_no_file_no_store_and_no_screen() -> None:
    core = [source for source in SOURCES.values() if source.layer == "core"]
    assert {source.path: names for source in core if (names := impurities(source))} == NOT_PURE


def test_a_moment_becomes_a_date_in_one_file() -> None:
    assert {path: calls for path, source in SOURCES.items() if (calls := conversions(source))} == CONVERTED


def test_only_the_store_and_the_database_have_sql() -> None:
    assert faulty(sql).keys() <= {source.path for source in STORED}


def test_sql_in_files_of_its_own_is_the_databases() -> None:
    assert all(path.is_relative_to(ROOT / "assess/database/sql") for path in ROOT.glob("assess/**/*.sql"))


def test_nothing_that_is_true_is_updated_in_place() -> None:
    assert {table for source in STORED for table in rewrites(source)} == REWRITTEN.keys()


def test_the_store_is_made_of_parts_and_not_by_inheritance() -> None:
    store = [source for source in SOURCES.values() if source.layer == "store"]
    classes = {node.name for source in store for node in source.tree.body if isinstance(node, ast.ClassDef)}
    assert {source.path: names for source in store if (names := inherits(source, classes))} == {}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_read_at_a_glance(path: str) -> None:
    assert SOURCES[path].code_lines <= 60


def test_no_module_is_longer_than_400_lines() -> None:
    long = [source for source in SOURCES.values() if source.text.count("\n") > 400]
    assert [source.path for source in long if source.code_lines > 400] == []


def test_every_file_says_in_its_docstring_what_it_is() -> None:
    assert faulty(docstring_fault) == {}


def test_nothing_is_written_in_a_callback_and_no_page_has_html_of_its_own() -> None:
    # A callback is lost when the server has dropped the session, though the screen shows the choice as made.
    assert faulty(callbacks_and_html) == {}


def test_every_page_is_in_the_menu() -> None:
    assert pages_in_no_menu(PAGES, [source for source in SOURCES.values() if source.layer == "screen"]) == set()


def test_the_tests_lie_in_the_same_folders() -> None:
    expected = folders(ROOT / "assess")
    assert folders(ROOT / "tests") == expected | TESTS_OF_THE_WHOLE
    assert all([*(ROOT / "tests" / folder).glob("test_*.py")] for folder in expected)


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    named = {path: places for path, text in written() if (places := machine_folders(text))}
    assert named.keys() <= {"tests/test_architecture.py"}, named


# Each rule can be broken: a made-up file for each way.


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("assess/core/x.py", "from assess.store.peers import Peers"),
        ("assess/store/x.py", "from assess import wording"),
        ("assess/store/x.py", "import assess.screen.frame"),
        ("assess/database/x.py", "from assess.server import settings"),
        ("assess/tasks/x.py", "def late():\n    from assess.screen import show"),
        ("assess/wording/x.py", "from assess.store.audit import Event"),
        ("assess/present/charts/x.py", "from assess.database.opening import Home"),
        ("assess/screen/x.py", "from pages import rate"),
        ("assess/screen/x.py", "from assess import __main__"),
        ("dashboard.py", "import pages.rate"),
    ],
)
def test_the_detector_finds_an_import_that_runs_upwards(path: str, text: str) -> None:
    assert len(against_the_order(Source(path, text))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pages/x.py", "from assess.screen import show\nfrom assess.core.dates import day"),
        ("assess/store/x.py", "from assess.database import opening\nfrom assess.store.peers import Peers"),
        ("assess/present/charts/x.py", "from assess import wording\nimport altair as alt"),
        ("assess/__main__.py", "from assess.store import Store\nfrom assess.tasks import backup"),
        ("dashboard.py", "from assess.screen import session"),
    ],
)
def test_the_detector_lets_imports_run_down(path: str, text: str) -> None:
    assert against_the_order(Source(path, text)) == []


def test_the_detector_finds_a_circle() -> None:
    package = Source("assess/wording/__init__.py", "from assess.wording import board")
    assert circle([package, Source("assess/wording/board.py", "from assess import wording")])
    board = Source("assess/wording/board.py", "from assess.wording import people")
    assert not circle([package, board, Source("assess/wording/people.py", "")])
    assert circle(
        [Source("assess/core/a.py", "import assess.core.b"), Source("assess/core/b.py", "import assess.core.a")]
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("assess/tasks/x.py", "from streamlit.testing.v1 import AppTest"),
        ("assess/present/x.py", "import altair as alt"),
        ("assess/wording/x.py", "import jinja2"),
        ("assess/present/signs/x.py", "from markupsafe import Markup"),
        ("assess/store/x.py", "import duckdb"),
        ("assess/server/x.py", "from psycopg import errors"),
        ("pages/x.py", "from psycopg_pool import ConnectionPool"),
    ],
)
def test_the_detector_finds_a_package_in_the_wrong_folder(path: str, text: str) -> None:
    assert len(strangers(Source(path, text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "import random",
        "import pandas as pd",
        "from pathlib import Path",
        "from assess.database.interface import Row",
        "from datetime import date\ndate.today()",
        "datetime.now(UTC)",
        "open('file')",
    ],
)
def test_the_detector_finds_what_makes_the_core_impure(text: str) -> None:
    assert len(impurities(Source("assess/core/x.py", text))) == 1


@pytest.mark.parametrize(
    "text",
    ["datetime.now(UTC).astimezone()", "submission.at.date()", "datetime.combine(round_.closes, time.max)"],
)
def test_the_detector_finds_a_moment_that_becomes_a_date(text: str) -> None:
    assert conversions(Source("assess/tasks/x.py", text))
    assert not conversions(Source("assess/tasks/x.py", "date_of(at), day(at), date(2026, 6, 3)"))


@pytest.mark.parametrize(
    "fragment",
    [
        "SELECT key FROM service",
        "WITH a AS (SELECT 1)",
        "(? OR list_contains(?, s.key) OR list_contains(?, s.programme))",
        "list_contains(?, key)",
        "s.key = ?",
        "key IN (?, ?)",
        "level >= ?",
        "WHERE opens <= closes",
        " AND voice <> 'people'",
        "ORDER BY name",
        "GROUP BY kind, area",
        "{column} LIMIT 10",
        "count(DISTINCT organisation)",
        "max(p.level)",
        "s.key, s.name, s.organisation",
        "s.kind",
        "s.programme = d.programme",
        "DELETE FROM person",
        "INSERT INTO peer",
        "UPDATE service SET name = ?",
        "DROP TABLE IF EXISTS live",
        "SET lock_configuration = true",
        "select key, name from service",
        "select * from service",
        "select s.key from service s where true",
        "insert into peer select number from service",
        "insert into peer (service) values",
        "delete from person where token = 'a'",
        "delete from person",
        "update service set name = 'a'",
        "where name is null",
        "where key = 'a'",
        "order by name desc",
        "order by name",
        "create table own (key varchar)",
    ],
)
def test_the_detector_finds_sql(fragment: str) -> None:
    source = Source("pages/x.py", f'"""Is this a docstring with ORDER BY name?"""\nstatement = {fragment!r}')
    assert sql(source) == [f"2: {fragment.strip()}"]


def test_the_detector_finds_sql_in_an_f_string_as_a_whole() -> None:
    text = (
        'first = f"SELECT {columns} FROM {table}"\nsecond = f"{CONDITION} AND key = ?"\nthird = f"{name} and {other}"'
    )
    assert sql(Source("pages/x.py", text)) == ["1: SELECT {} FROM {}", "2: {} AND key = ?"]


@pytest.mark.parametrize(
    "call",
    [
        'transaction.insert("answer", rows)',
        'transaction.replace("service", {"key": key}, rows)',
        'transaction.replace("service", these, rows)',
        'transaction.replace("service", these={"key": key})',
        'transaction.update("service", {"key": key}, name=name)',
        'transaction.insert(f"round_{name}", rows)',
        'transaction.insert_row("stale", service=key)',
        'transaction.replace("position", {"service": key}, columns, rows)',
    ],
)
def test_the_detector_finds_a_table_that_is_written_to(call: str) -> None:
    assert len(sql(Source("assess/tasks/x.py", call))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Choose a service from the list, or where you work.",
        "Select what to take away from the round that is open.",
        "Updates the set of services (who may see it?)",
        "Delete from here on what you do not need.",
        "Insert into the table what is missing.",
        "Order by name",
        "Where is it kept? What is held, and who sees it?",
        "Is this right (or not)?",
        "e.g. a group, i.e. two people or more",
        r"(?<!\w)name(?!\w)",
        r"(a|b)?,\s?(c)?",
        "report.docx",
        "{}.png",
        "Which round?",
        "max(level) of a scale",
        "5 and 6 or more; not one, like before",
        "color: var(--text); order: 2; content: none",
    ],
)
def test_the_detector_takes_no_prose_for_sql(text: str) -> None:
    assert not is_sql(text)


@pytest.mark.parametrize(
    "call",
    [
        'text.replace("a", "b")',
        'text.replace("a", word)',
        'text.replace("a", word, 1)',
        "names.insert(0, name)",
        "replace(service, name=name)",
        "row.update(name=name)",
    ],
)
def test_the_detector_takes_no_other_method_for_that_of_a_transaction(call: str) -> None:
    assert sql(Source("assess/tasks/x.py", call)) == []


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ('transaction.replace("service", {"key": key}, rows)', {"service"}),
        ('transaction.update("answer", {"key": key})', {"answer"}),
        ('transaction.insert("answer", rows)', set()),
        ('transaction.run("UPDATE answer SET level = ?", [1])', {"answer"}),
        ('transaction.run("update answer set level = 1")', {"answer"}),
        ('SQL = f"DELETE FROM answer WHERE {CONDITION}"', {"answer"}),
        ('SQL = "INSERT INTO answer SELECT ? ON CONFLICT (number) DO UPDATE SET level = 1"', {"answer"}),
        ('SQL = "INSERT OR REPLACE INTO answer VALUES (1)"', {"answer"}),
        ('SQL = "TRUNCATE answer"', {"answer"}),
        ('SQL = ("CREATE TEMP TABLE live (key VARCHAR)", "DELETE FROM live")', set()),
        ('def wipe(table):\n    run(f"DELETE FROM {table}")', {"wipe()"}),
        ('def change(table):\n    run(f"UPDATE {table} SET name = ?")', {"change()"}),
    ],
)
def test_the_detector_finds_what_is_updated_in_place(text: str, tables: set[str]) -> None:
    assert rewrites(Source("assess/store/x.py", text)) == tables


def test_the_detector_finds_a_part_of_the_store_that_is_made_by_inheritance() -> None:
    text = "class Peers(positions.Positions): ...\nclass Event(NamedTuple): ..."
    assert inherits(Source("assess/store/x.py", text), {"Positions", "Peers", "Event"}) == ["Peers"]


@pytest.mark.parametrize(
    "call",
    [
        "st.button('Save', on_click=save)",
        "st.selectbox('Level', levels, on_change=lambda: save())",
        "st.button('Save', **{'on_click': save})",
        "st.dataframe(rows, on_select=True)",
        "st.markdown(text, unsafe_allow_html=True)",
    ],
)
def test_the_detector_finds_callbacks_and_html(call: str) -> None:
    assert len(callbacks_and_html(Source("pages/x.py", call))) == 1
    assert not callbacks_and_html(Source("pages/x.py", "st.download_button('Take away', on_click='ignore')"))
    assert not callbacks_and_html(Source("pages/x.py", "component(on_link_change=lambda: None)"))


def test_the_detector_finds_a_missing_docstring_and_a_page_without_a_question() -> None:
    assert docstring_fault(Source("assess/core/x.py", "import re"))
    assert docstring_fault(Source("pages/x.py", '"""The page of results."""'))
    assert not docstring_fault(Source("assess/core/x.py", '"""Results."""'))
    assert not docstring_fault(Source("pages/x.py", '"""Where do we stand?\n\nMore on this page.\n"""'))


def test_the_detector_finds_a_page_that_is_in_no_menu() -> None:
    screens = [Source("assess/screen/x.py", 'MENU = ["home", "rate"]'), Source("assess/screen/y.py", 'link("result")')]
    assert pages_in_no_menu(["pages/home.py", "pages/rate.py", "pages/result.py"], screens) == {"result"}
    assert pages_in_no_menu(["pages/home.py", "pages/rate.py"], screens) == set()


def test_the_detector_counts_lines_of_code_alone() -> None:
    text = '"""Why?\n\nBecause.\n"""\n\n# A comment.\nvalues = [\n    1,  # one\n\n]\n'
    assert Source("pages/x.py", text).code_lines == 7


def test_the_detector_finds_the_folder_of_a_machine() -> None:
    assert machine_folders(f"see {ROOT}/README.md")
    assert machine_folders("see /home/" + "somebody/work")
    assert not machine_folders("see data/assess.duckdb and pages/home.py")
