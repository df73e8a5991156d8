"""The command line: `rung-by-rung`, or `python -m assess`.

Without a command it serves the dashboard. What a command refuses ends with one sentence for each fault on stderr and
exit code 2.
"""

import argparse
import runpy
import secrets
import shlex
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from assess.core import catalogue, dates, framework, paths
from assess.core.access import local_viewer
from assess.core.audit import parsed_hash
from assess.core.catalogue import Catalogue
from assess.core.errors import AssessError, FrameworkError, InputError, StoreError
from assess.core.framework import Framework
from assess.core.text import counted
from assess.database import opening, private
from assess.database.opening import Home
from assess.server import settings
from assess.store import Store
from assess.tasks import backup, example, export_tables, fictional, import_tables, table_files
from assess.tasks.example import Example

_MOST_REFUSED = 20  # rows that are named
_HOME = "a new file, or postgresql://… of an empty database"
_PAPERS = ("docx", "pdf", "xlsx")  # as in `papers`, which is imported for the report alone


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments ask and return the exit code: 0 done, 2 refused."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help")):
        return _serve(given)
    options = parser().parse_args(given)
    try:
        dates.use_zone(settings.time_zone())
        options.run(options)
    except AssessError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _serve(options: Sequence[str]) -> int:
    """Become `streamlit run` of the dashboard, which reads `.streamlit/config.toml` beside the script."""
    sys.argv = ["streamlit", "run", str(paths.PROGRAM / "dashboard.py"), *options]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    return 0


def parser() -> argparse.ArgumentParser:
    """Return what the command line takes: a command with its options."""
    arguments = argparse.ArgumentParser(
        prog="rung-by-rung",
        usage="%(prog)s [STREAMLIT OPTION ...]\n       %(prog)s COMMAND ...",
        description="Without a command, serve the dashboard and print its address. Options are passed to Streamlit: "
        " --server.port 8600 chooses another port.",
        epilog="COMMAND --help tells more. What a command refuses ends with a sentence for each fault and exit code 2.",
    )
    commands = arguments.add_subparsers(required=True, metavar="COMMAND", prog="rung-by-rung")

    checking = commands.add_parser("check", help="say whether a folder's framework files keep the rules")
    checking.add_argument("folder", type=Path, metavar="FOLDER")
    checking.set_defaults(run=_check)

    loading = commands.add_parser("example", help="put example data into a new database")
    loading.add_argument("name", choices=["published", "fictional"])
    loading.add_argument(
        "--database", type=opening.named_by, metavar="HOME", help="by default ASSESS_DATABASE, or data/assess.duckdb"
    )
    loading.set_defaults(run=_load_example)

    reporting = commands.add_parser(
        "report", help="write the board's paper on two rounds or a first one, or the data behind it"
    )
    reporting.add_argument("--programme", default="", metavar="KEY", help="by default the first one")
    reporting.add_argument("--before", default="", metavar="ROUND", help="by default the last closed round but one")
    reporting.add_argument("--after", default="", metavar="ROUND", help="by default the last closed round")
    reporting.add_argument("--format", choices=_PAPERS, help="by default what the file's name ends with")
    reporting.add_argument("--annex", action="store_true", help="write the paper's annex: notes, tables, and the basis")
    reporting.add_argument("--out", type=Path, required=True, metavar="FILE")
    reporting.set_defaults(run=_report)

    verifying = commands.add_parser(
        "verify", help="say whether the database is whole: its log, what the log says is kept, and every position"
    )
    verifying.add_argument(
        "--expect", default="", metavar="HASH", help="also whether the log still has the act that was its newest once"
    )
    verifying.set_defaults(run=_verify)

    backing_up = commands.add_parser("backup", help="write a checked copy of the database")
    backing_up.add_argument("--out", type=Path, metavar="FOLDER", help="by default the folder of the nightly backups")
    backing_up.set_defaults(run=_backup)

    restoring = commands.add_parser("restore", help="make a new database from a backup")
    restoring.add_argument("backup", type=Path, metavar="BACKUP")
    restoring.add_argument("--to", type=opening.named_by, required=True, metavar="HOME", help=_HOME)
    restoring.set_defaults(run=_restore)

    moving = commands.add_parser("move", help="copy everything into another home, from a file to PostgreSQL or back")
    moving.add_argument("--to", type=opening.named_by, required=True, metavar="HOME", help=_HOME)
    moving.set_defaults(run=_move)

    exporting = commands.add_parser("export", help="write all tables as spreadsheet files")
    exporting.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    exporting.add_argument("--format", choices=list(table_files.TABLE_FORMATS), default="csv")
    exporting.set_defaults(run=_export)

    importing = commands.add_parser("import", help="bring tables in: all their rows, or none when one is refused")
    importing.add_argument("path", type=Path, metavar="PATH", help="a file, or a folder of files")
    importing.add_argument("--dry-run", action="store_true", help="say what every row would do and change nothing")
    importing.set_defaults(run=_import)

    making = commands.add_parser("secret", help="print a new cookie_secret for .streamlit/secrets.toml")
    making.set_defaults(run=lambda _: print(secrets.token_urlsafe(32)))

    return arguments


def _check(options: argparse.Namespace) -> None:
    faults: list[str] = []
    current = _checked(catalogue.framework_files(options.folder), faults)
    earlier = _checked(catalogue.earlier_files(options.folder), faults, is_earlier=True)
    faults += catalogue.version_faults(current, earlier)
    if faults:
        raise FrameworkError(faults)


def _checked(files: Iterable[Path], faults: list[str], *, is_earlier: bool = False) -> list[Framework]:
    """Return the frameworks of the files that are good, each printed; the faults of the others are added."""
    good: list[Framework] = []
    for path in files:
        try:
            good.append(framework.load_framework(path, is_earlier=is_earlier))
            print(f"{path.name}: ok, {_size(good[-1])}")
        except FrameworkError as error:
            faults.extend(error.faults)
    return good


@contextmanager
def _open_store() -> Iterator[Store]:
    where = settings.database()
    if isinstance(where, Path) and not where.exists():
        raise StoreError(f"There is no database {where}.")
    with closing(Store(where, settings.frameworks())) as store:
        yield store


def _verify(options: argparse.Namespace) -> None:
    with _open_store() as store:
        faults, place = store.faults(), store.place
        (events, last, newest), older = store.audit.newest_hash(), store.audit.answers_without_digest()
        if options.expect and parsed_hash(options.expect) is None:
            raise InputError(
                f"“{options.expect}” is no hash of an act. Copy it from the last line that verify printed."
            )
        if options.expect and not store.audit.contains(options.expect):
            faults.append(f"the log of acts does not have {options.expect}: its newest acts were cut off or rewritten.")
    if faults:
        raise StoreError("\n".join(faults))
    print(f"{place} is whole: its log of {counted(events, 'act')} is unbroken, all that it records is as written,")
    print("and every position is what the answers come to.")
    if older:
        print(
            f"Of {counted(older, 'answer')} given in an earlier version the levels are checked, and the notes are not."
        )
    if newest:
        # A copy that was made without the last changes is complete too.
        print(f"Its last act is of {last:%Y-%m-%d %H:%M:%S} UTC: {newest}")
        print("Keep this line somewhere else: verify --expect with its hash tells later whether acts were cut off.")


def _backup(options: argparse.Namespace) -> None:
    with _open_store() as store:
        made = backup.make(store, dates.local(datetime.now(UTC)), options.out)
    print(f"Wrote {made}, opened it and found it whole.")


def _restore(options: argparse.Namespace) -> None:
    backup.restore(options.backup, options.to, settings.frameworks())
    print(f"Restored {options.backup}. Open it with: {_opening(options.to)}")


def _move(options: argparse.Namespace) -> None:
    with _open_store() as store:
        backup.move_database(store, options.to)
        place = store.place
    print(f"Copied everything and found it whole. {place} stays as it is; open the other with: {_opening(options.to)}")


def _export(options: argparse.Namespace) -> None:
    with _open_store() as store:
        tables = export_tables.exported(store, local_viewer())
    files = table_files.export_files(tables, options.format)
    unfinished = {name: options.out / f".{name}.part" for name in files}
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            unfinished[name].write_bytes(data)
        for name, whole in unfinished.items():
            whole.replace(options.out / name)
    except OSError as error:
        raise StoreError(f"{options.out} cannot be written: {error.strerror}. Nothing was changed there.") from error
    finally:
        for left in unfinished.values():
            with suppress(OSError):
                left.unlink()
    print(f"Wrote {', '.join(files)} into {options.out}.")


def _import(options: argparse.Namespace) -> None:
    frameworks = settings.frameworks()
    tables = table_files.read_path(options.path, frameworks.every_version)
    for remark in [remark for read in tables.values() for remark in read.remarks]:
        print(remark)
    with closing(Store(settings.database(), frameworks)) as store:
        place = store.place
        verdicts = import_tables.import_rows(store, local_viewer(), tables, keep=not options.dry_run)
    refused = [str(each) for each in verdicts if each.what == "refused"]
    if refused:
        # The first one is often why the others are refused: a round that does not come in refuses each of its ratings.
        more = [f"And {len(refused) - _MOST_REFUSED:,} more rows."] * (len(refused) > _MOST_REFUSED)
        raise InputError("\n".join([*refused[:_MOST_REFUSED], *more, f"Nothing was brought into {place}."]))
    if options.dry_run:
        print("\n".join(map(str, verdicts)))
    counts = Counter(each.what for each in verdicts)
    said = ", ".join(f"{number:,} {what}" for what, number in counts.items()) or "no row"
    print(f"{'Would bring' if options.dry_run else 'Brought'} into {place}: {said}.")


def _report(options: argparse.Namespace) -> None:
    # The libraries that draw and write papers take a second to import, and no other command needs them.
    from assess.tasks import papers  # noqa: PLC0415

    kind = options.format or options.out.suffix.lstrip(".").lower()
    formats = papers.ANNEX_FORMATS if options.annex else papers.PAPER_FORMATS
    if kind not in formats:
        raise InputError(f"{options.out.name} does not say what it is; add --format {', '.join(formats)}.")
    today = dates.date_of(datetime.now(UTC))
    with _open_store() as store:
        store.positions.reveal_closed_rounds()
        programme, before, after = papers.rounds_to_compare(
            store, local_viewer(), today, options.programme, options.before, options.after
        )
        found = papers.facts(store, local_viewer(), programme, before, after, today)
    try:
        options.out.write_bytes(formats[kind](found))
    except OSError as error:
        raise StoreError(f"{options.out} cannot be written: {error.strerror}.") from error
    print(f"Wrote {options.out}: {found.title}")


def _load_example(options: argparse.Namespace) -> None:
    where = options.database or settings.database()
    frameworks = settings.frameworks()
    chosen = _example(options.name, frameworks)
    with closing(Store(where, frameworks)) as store:
        example.write_example(chosen, store)
        place = store.place
    print(f"Loaded the {options.name} example into {place}: {_contents(chosen)}. Open it with: {_opening(where)}")


def _example(name: str, frameworks: Catalogue) -> Example:
    if name == "published":
        return example.published(frameworks)
    return fictional.generate(frameworks, dates.date_of(datetime.now(UTC)))


def _opening(where: Home) -> str:
    # An address contains a password, which must not be printed.
    told = shlex.quote(str(where.resolve())) if isinstance(where, Path) else "postgresql://…"
    named = "" if where == settings.database() else f"ASSESS_DATABASE={told} "
    return f"{named}rung-by-rung"


def _size(checked: Framework) -> str:
    return f"{counted(len(checked.levels), 'level')}, {counted(len(checked.items), 'item')}"


def _contents(loaded: Example) -> str:
    return (
        f"{counted(len(loaded.services), 'service')} in {counted(len(loaded.programmes), 'programme')}, "
        f"{counted(len(loaded.sittings), 'assessment')}"
    )


if __name__ == "__main__":
    private.keep_new_files_private()
    sys.exit(main())
