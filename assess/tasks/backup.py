"""Copies of the database that are known to be whole: made, checked, kept for a while, and restored to a new file.

An open database cannot be copied as a file: its last commits would be missing without a word. So the database
itself writes the copy, under a name that says it is not finished; only when the copy has been opened and found to
hold the same is it given its own.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, time, timedelta
from glob import escape
from itertools import islice
from pathlib import Path

from assess.core import dates
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, StoreError
from assess.database import private
from assess.database.opening import Home
from assess.store import Store

DAYS, WEEKS, MONTHS = 7, 4, 12
_NAME = "assess-%Y-%m-%d-%H%M.duckdb"


def make(store: Store, now: datetime, out: Path | None = None) -> Path:
    """Write a checked copy into `backups` beside the database, or into another folder, and return where it is.

    Older ones there are removed when their time is over (`copies_to_keep`). A StoreError says why there is no copy.
    """
    folder = store.backups
    finished = folder / now.strftime(_NAME)
    unfinished = finished.with_suffix(".part")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        private.make_private(folder.glob("assess-*.duckdb"))
        unfinished.unlink(missing_ok=True)
        store.copy_to(unfinished)
        _check_copy(unfinished, store)
        if out is not None and out.resolve() != folder.resolve():
            return _hand_over(unfinished, out / finished.name)
        unfinished.replace(finished)
        _tidy(folder, now)
        _tidy_older_layouts(Path(store.place), now)
    except OSError as error:
        where = error.filename or folder
        raise StoreError(f"No backup was made: {where}: {error.strerror}. Nothing else was changed.") from error
    finally:
        for left in folder.glob(f"{unfinished.name}*"):
            left.unlink()
    return finished


def restore(backup: Path, to: Home, catalogue: Catalogue) -> None:
    """Create a database from a backup, which is checked first; never over an existing one."""
    if not backup.is_file():
        raise InputError(f"There is no backup {backup}.")
    with _new(to) as place, tempfile.TemporaryDirectory() as folder:
        # A backup is never changed, even if an older version made it.
        opened = Path(folder) / "restored.duckdb" if isinstance(place, str) else place
        shutil.copyfile(backup, opened)
        with _naming(backup, opened):
            store = Store(opened, catalogue)
        with closing(store) as restored:
            with _naming(backup, opened):
                faults = restored.faults()
            if faults:
                raise StoreError(f"{backup.name} is not whole: {faults[0]} It was not restored.")
            if isinstance(place, str):
                _write_all(restored, place)


@contextmanager
def _naming(backup: Path, copy: Path) -> Iterator[None]:
    """Name the backup in a StoreError about a copy of it."""
    try:
        yield
    except StoreError as error:
        reason, _, _ = str(error).partition(". ")
        raise StoreError(f"{reason.removesuffix('.').replace(copy.name, backup.name)}. It was not restored.") from error


def move_database(store: Store, to: Home) -> None:
    """Copy everything into another home that is empty, and check the copy; the old home stays unchanged."""
    with _new(to) as place:
        _write_all(store, place)


def _write_all(store: Store, place: Home) -> None:
    with closing(Store(place, store.files)) as empty:
        store.move_to(empty)
    _check_copy(place, store)


@contextmanager
def _new(to: Home) -> Iterator[Home]:
    """Yield the place to write to; a file gets its name only when the block ends, and never replaces another."""
    if isinstance(to, str):
        yield to
        return
    if to.exists():
        raise InputError(f"{to} exists. Name a new file; nothing was changed.")
    if (log := to.with_name(f"{to.name}.wal")).exists():
        # DuckDB would add the changes in it to the new file.
        raise InputError(f"{log} exists. Move it elsewhere, or name a new file; nothing was changed.")
    unfinished = to.with_name(f"{to.name}.part")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        yield unfinished
        unfinished.replace(to)
    except OSError as error:
        raise StoreError(f"{to} was not written: {error.strerror}.") from error
    finally:
        # If the backup is from an older version, migrating it leaves copies beside it.
        for left in to.parent.glob(f"{escape(to.name)}*.part"):
            left.unlink()


def copies_to_keep(taken: Iterable[datetime], now: datetime) -> set[datetime]:
    """Return which copies to keep: the newest of each of the last 7 days, 4 weeks and 12 months that have one."""
    newest_first = sorted((each for each in taken if each <= now), reverse=True)
    spans: Sequence[tuple[int, Callable[[datetime], object]]] = (
        (DAYS, lambda each: each.date()),
        (WEEKS, lambda each: each.isocalendar()[:2]),
        (MONTHS, lambda each: (each.year, each.month)),
    )
    found: set[datetime] = set()
    for most, span in spans:
        # The first backup in a time span is its newest.
        of_span = {span(each): each for each in reversed(newest_first)}
        found |= set(islice(sorted(of_span.values(), reverse=True), most))
    return found


def until(at: time, now: datetime) -> float:
    """Return the seconds from now to the next time that clocks show `at`."""
    today = dates.date_of(now)
    nights = (dates.moment(day, at) for day in (today, today + timedelta(days=1)))
    return next(night - now for night in nights if night > now).total_seconds()


def _check_copy(copy: Home, store: Store) -> None:
    with closing(Store(copy, store.files)) as written:
        faults, events = written.faults(), written.audit.events()
        if not faults and events != store.audit.events()[: len(events)]:
            faults = ["its log of acts is another one."]
    if faults:
        raise StoreError(f"The copy is not whole: {faults[0]} It must not be used.")


def _hand_over(unfinished: Path, to: Path) -> Path:
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_suffix(".part")
    try:
        shutil.copyfile(unfinished, part)
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
    return to


def _tidy(folder: Path, now: datetime) -> None:
    taken: dict[datetime, Path] = {}
    for path in folder.glob("assess-*.duckdb"):
        try:
            taken[datetime.strptime(path.name, _NAME).replace(tzinfo=now.tzinfo)] = path
        except ValueError:
            # A file that does not belong to this program.
            continue
    for moment in taken.keys() - copies_to_keep(taken, now):
        taken[moment].unlink()


def _tidy_older_layouts(database: Path, now: datetime) -> None:
    # A forgotten name must not survive in a copy that nobody looks at.
    for path in database.parent.glob(f"{escape(database.stem)}-before-step-*{escape(database.suffix)}"):
        if now.timestamp() - path.stat().st_mtime > timedelta(days=366).total_seconds():
            path.unlink()
