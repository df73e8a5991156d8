"""The Python files of the project as the tests of its architecture read them, and what those look for."""

import ast
import gc
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The folders of the code from the top down: a layer imports those below it. `pages/` lies beside `assess/`.
LAYERS = ("pages", "screen", "tasks", "present", "wording", "store", "server", "database", "core")

# SQL in capitals: none of these words stands in a sentence, a label or a style sheet.
_WORDS = re.compile(
    r"\b(SELECT|INSERT INTO|DELETE FROM|UPDATE\s+\S+\s+SET|SET \w+|(CREATE|ALTER|DROP|TRUNCATE)\s+(TEMP\s+)?TABLE"
    r"|FROM|JOIN|WHERE|(ORDER|GROUP|PARTITION) BY|HAVING|UNION|EXCEPT|INTERSECT|LIMIT|OFFSET|IS (NOT )?NULL|LIKE"
    r"|ATTACH|COPY|PRAGMA|AND|OR|DESC|ASC|VARCHAR|INTEGER|TIMESTAMP)\b"
)
# The place of a bound value: `= ?`, `(?, `, `LIMIT ?`. In a regular expression, other characters surround a question
# mark.
_BOUND = re.compile(
    r"([=<>]\s*|\(|,\s+|\b(in|like|or|and|not|limit|offset|values)\s+)(\?|\$\d)(?=[\s,):]|$)", re.IGNORECASE
)
_FUNCTIONS = re.compile(
    r"\b(list_contains|list_has_\w+|unnest|strpos|coalesce|nullif|string_agg|array_agg|row_number|lead|lag"
    r"|(count|sum|min|max|avg)(?=\((\*|distinct\b|[a-z]\.[a-z]{2})))\s*\(",
    re.IGNORECASE,
)
# Columns by the letter of their table: `s.key, s.name`, `s.programme = d.programme`, `s.kind` alone.
_COLUMNS = re.compile(r"\b[a-z]\.[a-z_]{2,}\s*([,=<>]|(in|is|between)\b)|\A\s*[a-z]\.[a-z_]{2,}\s*\Z", re.IGNORECASE)
# Statements in small letters, which prose could begin like: “select a service from the list”.
_SMALL = re.compile(
    r"\bselect\b.+\bfrom\s+\S+(\s+\w)?\s+(where|join|left|order by|group by|limit)\b"
    r"|\A\s*select\s+(\*|distinct\b|[\w.]+(\s*,\s*[\w.]+)*)\s+from\s+\S+\s*\Z"
    r"|\binsert into\s+\S+\s*(\(|select\b|values\b)"
    r"|\bdelete from\s+\S+\s+where\b|\A\s*delete from\s+\S+\s*\Z"
    r"|\bupdate\s+\S+\s+set\s+\w+\s*="
    r"|\bwhere\s+[\w.]+\s*([=<>]|in\s*\(|is\s+(not\s+)?null\b)"
    r"|\A\s*(order|group|partition) by\s+[\w.]+(\s*,\s*[\w.]+)*(\s+(asc|desc|limit|having)\b|\s*\Z)"
    r"|\bcreate (temp )?table\s+\w+",
    re.DOTALL,
)
_REWRITES = re.compile(
    r"\b(?:UPDATE\s+(?!SET\b)(\S+)\s+SET|(?:DELETE FROM|DROP TABLE(?: IF EXISTS)?|TRUNCATE(?: TABLE)?|MERGE INTO"
    r"|INSERT OR REPLACE INTO)\s+([\w{}]+)|INSERT INTO\s+(\S+)\b.*\bDO UPDATE\b)",
    re.IGNORECASE | re.DOTALL,
)
_TEMPORARY = re.compile(r"\bCREATE TEMP TABLE (\w+)")
_REWRITING = {"replace", "update", "upsert", "delete"}
_WRITING = _REWRITING | {"insert", "insert_row"}


@dataclass(frozen=True)
class Source:
    """A Python file: its path from the root of the project, and its text."""

    path: str
    text: str = field(repr=False)

    @classmethod
    def read(cls, path: Path) -> "Source":
        return cls(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))

    @property
    def layer(self) -> str:
        """The folder of the layer that the file belongs to, "" for `dashboard.py` and what lies in `assess/` itself."""
        first, *rest = self.path.split("/")
        return "" if not rest or (first == "assess" and len(rest) == 1) else rest[0] if first == "assess" else first

    @cached_property
    def tree(self) -> ast.Module:
        # Parsing takes a third of the time without the garbage collector, which would find nothing in a tree.
        was_enabled = gc.isenabled()
        gc.disable()
        try:
            return ast.parse(self.text)
        finally:
            if was_enabled:
                gc.enable()

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree."""
        return tuple(ast.walk(self.tree))

    @property
    def docstring(self) -> str:
        return ast.get_docstring(self.tree) or ""

    @cached_property
    def imports(self) -> frozenset[str]:
        """The full names of what the file imports: `streamlit`, `assess.store`, `assess.core.dates.day`."""
        names: set[str] = set()
        for node in self.nodes:
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.path}: an import names its module in full"
                names |= {f"{node.module}.{alias.name}" for alias in node.names}
        return frozenset(names)

    @property
    def packages(self) -> frozenset[str]:
        """The first part of each import: `streamlit` of `streamlit.testing.v1`."""
        return frozenset(name.partition(".")[0] for name in self.imports)

    @cached_property
    def strings(self) -> tuple[tuple[int, str], ...]:
        """Every string that is no docstring, with its line; a value inside an f-string is `{}`."""
        docstrings = {id(node.value) for node in self.nodes if isinstance(node, ast.Expr)}
        inside = {id(part) for node in self.nodes if isinstance(node, ast.JoinedStr) for part in node.values}
        aside = docstrings | inside
        return tuple(
            (node.lineno, text)
            for node in self.nodes
            if isinstance(node, ast.expr) and (text := string(node)) is not None and id(node) not in aside
        )

    @property
    def calls(self) -> Iterator[ast.Call]:
        return (node for node in self.nodes if isinstance(node, ast.Call))

    @property
    def code_lines(self) -> int:
        """The number of lines that hold more than a comment or nothing."""
        aside = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
        tokens = [token for token in tokenize.generate_tokens(StringIO(self.text).readline) if token.type not in aside]
        return len({line for token in tokens[:-1] for line in range(token.start[0], token.end[0] + 1)})


def nginx_example() -> str:
    """Return the part of nginx's configuration that the operations document shows."""
    text = (ROOT / ".github/OPERATIONS.md").read_text(encoding="utf-8")
    return text.partition("With nginx, as")[2].split("```")[1]


def string(node: ast.AST) -> str | None:
    """Return the text of a string or an f-string, None for any other node."""
    if isinstance(node, ast.JoinedStr):
        return "".join(string(part) or "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def method(call: ast.Call) -> str:
    """Return the name of the method that is called, "" for a function."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def table(call: ast.Call) -> str | None:
    """Return the table that a call such as `transaction.insert("service", rows)` writes to, None for other calls.

    `text.replace("a", "b")` is a method of strings: that of a transaction has rows as well, or a dict.
    """
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    name = string(given[0]) if given and method(call) in _WRITING else None
    if name is not None and method(call) == "replace":
        of_text = len(given) < 3 or (isinstance(given[2], ast.Constant) and isinstance(given[2].value, int))
        return None if of_text and not isinstance(given[1], ast.Dict) else name
    return name


def rewrites(source: Source) -> set[str]:
    """Return the tables whose rows a file changes or removes; for a table in a variable, the function: `copy()`.

    Tables that the same file makes as temporary ones are left out.
    """
    functions = [node for node in source.nodes if isinstance(node, ast.FunctionDef)]
    tables = {name for call in source.calls if method(call) in _REWRITING and (name := table(call))}
    for line, text in source.strings:
        within = [node.name for node in functions if node.lineno <= line <= (node.end_lineno or line)]
        for match in _REWRITES.finditer(text):
            name = next(filter(None, match.groups()))
            tables.add(name if "{" not in name else f"{within[-1]}()" if within else name)
    return tables - {name for _, text in source.strings for name in _TEMPORARY.findall(text)}


def is_sql(text: str) -> bool:
    """Say whether a text is SQL or a fragment of it."""
    return any(pattern.search(text) for pattern in (_WORDS, _BOUND, _FUNCTIONS, _COLUMNS, _SMALL))


def sql(source: Source) -> list[str]:
    """Return where a file has SQL, or names a table that it writes to: `12: ORDER BY name`."""
    fragments = [(line, text) for line, text in source.strings if is_sql(text)]
    tables = [(call.lineno, name) for call in source.calls if (name := table(call))]
    return [f"{line}: {' '.join(text.split())}" for line, text in sorted(fragments + tables)]
