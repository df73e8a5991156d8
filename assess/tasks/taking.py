"""The import of one table, row by row: the effect of each row, and why one is refused."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Literal, TypeVar

from assess.core.access import Viewer
from assess.core.brought import Finished
from assess.core.dates import date_of
from assess.core.errors import AssessError, InputError
from assess.core.framework import INDICATOR_LEVELS, Framework
from assess.core.programme import Programme, Round, Service
from assess.store import Store
from assess.tasks.cells import level_read
from assess.tasks.columns import TableRow
from assess.tasks.framework_versions import Versions
from assess.tasks.row_versions import VERSION_COLUMN, changes, is_about, version
from assess.tasks.sheets import folded

What = Literal["added", "changed", "there already", "not edited", "left blank", "refused"]
Line = tuple[int, TableRow]
Named = TypeVar("Named", Programme, Service, Round)
# Columns that identify a row; not every table has all of them.
_NAMING = ("name", "service", "round", "voice", "item", "what")


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What one row does; `why` says why it is refused, `change` from what to what it changes something.

    A row `is_late` that is submitted after its round has closed: it is kept and does not count.
    """

    file: str
    line: int
    table: str
    what: What
    why: str = ""
    about: str = ""
    change: str = ""
    is_late: bool = False

    def __str__(self) -> str:
        """Return it as a sentence that names the culprit."""
        return f"{self.file}, line {self.line}: {self.effect}"

    @property
    def effect(self) -> str:
        """What it does, or why it does not."""
        late = "; late, so it will not count" if self.is_late else ""
        return self.why or f"{self.what}{f': {self.change}' if self.change else ''}{late}"


class Wordings:
    """The frameworks of rounds, asked of the store once for each: a round that is there is never changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._of: dict[str, Sequence[Framework]] = {}
        self._frameworks: dict[str, dict[str, Framework]] = {}
        self._items: dict[int, dict[str, str]] = {}

    def of(self, round_: Round) -> Sequence[Framework]:
        """Return the frameworks of a round."""
        if round_.key not in self._of:
            self._of[round_.key] = self._store.rounds.frameworks(round_.key)
        return self._of[round_.key]

    def asked(self, row: TableRow, round_: Round) -> tuple[Framework, str]:
        """Return the framework and the item's key that a row names by their keys or titles."""
        frameworks = self.of(round_)
        if round_.key not in self._frameworks:
            self._frameworks[round_.key] = {
                folded(name): each for each in frameworks for name in (each.title, each.key)
            }
        names = self._frameworks[round_.key]
        framework = names.get(folded(row["framework"]))
        if framework is None:
            known = ", ".join(dict.fromkeys(each.key for each in names.values()))
            raise InputError(f"“{round_.name}” does not ask about “{row['framework'][:40]}”; it asks about {known}.")
        if id(framework) not in self._items:
            named = {folded(name): each.key for each in framework.items for name in (each.title, each.key)}
            self._items[id(framework)] = named
        return framework, self._items[id(framework)].get(folded(row["item"]), row["item"].strip().lower())


@dataclass
class Taking:
    """The import of one table."""

    store: Store
    viewer: Viewer
    table: str
    file: str
    progress: Callable[[], None]  # called for each row
    versions: Versions
    # By the keys of service and round; the ratings of people are taken with it.
    turnouts: dict[tuple[str, str], "TurnoutRead"] = field(default_factory=dict)
    verdicts: list[RowVerdict] = field(default_factory=list)

    def take(self, lines: Sequence[Line]) -> None:
        """Import rows, each with its line."""
        for line in lines:
            self.progress()
            with self.refusing(line):
                self.row(line)

    def row(self, line: Line) -> None:
        """Import one row and note its effect."""
        raise NotImplementedError

    def note(self, line: Line, what: What, change: str = "", *, is_late: bool = False) -> None:
        """Note the effect of a row."""
        number, row = line
        self.verdicts.append(
            RowVerdict(self.file, number, self.table, what, about=_about_row(row), change=change, is_late=is_late)
        )

    @contextmanager
    def refusing(self, *lines: Line) -> Iterator[None]:
        """Note that these rows are refused if the block raises."""
        try:
            yield
        except AssessError as error:
            why = f"{str(error).rstrip('.')}."
            self.verdicts += [
                RowVerdict(self.file, number, self.table, "refused", why, _about_row(row)) for number, row in lines
            ]

    def is_unedited(self, row: TableRow, asked: TableRow, there: TableRow) -> bool:
        """Say whether a row is as it was when its file was made.

        `asked` is the row with the keys of what it names, and `there` what stands. An InputError for a row that was
        edited while what stands was changed too.
        """
        as_of = row.get(VERSION_COLUMN, "").strip()
        if not as_of or not is_about(as_of, self.table, asked):
            return False
        if as_of == version(self.table, asked):
            return True
        if as_of != version(self.table, there):
            raise InputError(
                "This has changed here since the file was made, and now the row would mean "
                f"{changes(self.table, there, asked)}. Take a new export or template, or clear the row's "
                f"“{VERSION_COLUMN}” to bring it in all the same."
            )
        return False

    def read_level(self, row: TableRow, name: str, framework: Framework, item: str) -> int | None:
        """Return the level in a cell, on the scale of an item or of an indicator."""
        is_indicator = any(item in each.indicator_keys for each in framework.items)
        labels = INDICATOR_LEVELS if is_indicator else {level.value: level.label for level in framework.levels}
        return level_read(row[name], labels)

    @cached_property
    def wordings(self) -> Wordings:
        """The frameworks of the rounds."""
        return Wordings(self.store)

    @cached_property
    def services(self) -> list[Service]:
        """All services."""
        return self.store.services.visible_to(self.viewer)

    @cached_property
    def _rounds(self) -> dict[str, list[Round]]:
        return {}

    def rounds_in(self, programme: str) -> list[Round]:
        """Return the rounds of a programme, read once a table; whoever adds one appends it."""
        if programme not in self._rounds:
            self._rounds[programme] = self.store.rounds.of(self.viewer, programme)
        return self._rounds[programme]

    def _rounds_of(self, service: Service) -> Sequence[Round]:
        if self.store.members.moves(self.viewer, service.key):
            return self.store.rounds.of_service(self.viewer, service)
        return self.rounds_in(service.programme)

    @cached_property
    def _places(self) -> dict[tuple[str, str], tuple[Service, Round]]:
        return {}

    def place(self, row: TableRow) -> tuple[Service, Round]:
        """Return the service and the round that a row names; a blank round is the one that is open now."""
        cells = row["service"], row["round"]
        if cells not in self._places:
            service = named(row["service"], self.services, "service")
            rounds = self._rounds_of(service)
            is_named = bool(row["round"].strip())
            what = f"round of {service.name}"
            round_ = named(row["round"], rounds, what) if is_named else _open_now(rounds, service)
            self._places[cells] = service, round_
        return self._places[cells]


@dataclass(frozen=True, slots=True)
class TurnoutRead:
    """How many people came about a service in a round, as the row at `line` of a table says."""

    service: Service
    round: Round
    finished: Finished
    taking: Taking
    line: Line

    def refusing(self) -> AbstractContextManager[None]:
        """Note that its row is refused if the block raises."""
        return self.taking.refusing(self.line)


def _about_row(row: TableRow) -> str:
    return ", ".join(filter(None, (row.get(column, "") for column in _NAMING)))


def _open_now(rounds: Sequence[Round], service: Service) -> Round:
    today = date_of(datetime.now(UTC))
    found = [round_ for round_ in rounds if round_.is_open(today)]
    if len(found) != 1:
        number = "No round" if not found else "More than one round"
        raise InputError(f"{number} of {service.name} is open now. Say which one in a column “round”.")
    return found[0]


def named(text: str, known: Sequence[Named], what: str) -> Named:
    """Return the thing that a cell names, by its key or else its name."""
    plain = " ".join(text.split())
    found = [one for one in known if one.key == plain] or [
        one for one in known if one.name.casefold() == plain.casefold()
    ]
    if len(found) != 1:
        problem = "There is no" if not found else "There is more than one"
        raise InputError(f"{problem} {what} “{text[:60]}”.")
    return found[0]
