"""Importing tables: what every row would do, and then that it is done."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from assess.core.text import counted, listed
from assess.screen import session, show, uploads
from assess.tasks import import_tables, table_files
from assess.tasks.columns import Tables
from assess.tasks.table_files import Read
from assess.tasks.taking import RowVerdict

LABELS: Mapping[str, str] = {"xlsx": "Excel", "csv": "CSV", "parquet": "Parquet"}
MOST = 200  # rows listed


def made(write: Callable[[Tables], bytes], tables: Callable[[], Tables]) -> bytes:
    """Return a file of tables."""
    return write(tables())


def bring() -> list[str]:
    """Ask for files, show what each row would do, and import them on a click; return the faults of the files."""
    show.done("bring-in")
    faults: list[str] = []
    # The upload's key changes with each import, so that it is empty again.
    imports = st.session_state.setdefault("imports", 0)
    files = st.file_uploader(
        "Files to bring in",
        type=["xlsx", "csv", "parquet", "zip"],
        accept_multiple_files=True,
        key=f"uploads-{imports}",
    )
    if not files:
        return faults
    with show.collect(faults):
        frameworks = session.store().catalogue
        tables = table_files.read_files({file.name: file.getvalue() for file in files}, frameworks)
        _bring(tables, faults)
    return faults


def _bring(tables: Mapping[str, Read], faults: list[str]) -> None:
    verdicts = import_tables.import_rows(session.store(), session.viewer(), tables, keep=False)
    for remark in [remark for read in tables.values() for remark in read.remarks]:
        show.info(remark, icon="table_view")
    if refused := _of(verdicts, "refused"):
        _rows(refused)
        count = f"{len(refused):,} of {len(verdicts):,}"
        faults.append(f"{count} rows cannot come in, so nothing does. They are listed below.")
        return
    show.say(f"These files have {counted(len(verdicts), 'row')}. {_effect(verdicts)}")
    _rows([*_of(verdicts, "changed"), *_of(verdicts, "added", "not edited")])
    if st.button("Bring them in", type="primary", key="bring-in"):
        with show.attempt(faults, at="bring-in") as attempt:
            kept = import_tables.import_rows(session.store(), session.viewer(), tables, keep=True)
            # A row may be refused by now; the rerun then shows it.
            if not _of(kept, "refused"):
                attempt.done = f"Brought in: {_counts(kept)}."
                st.session_state["imports"] += 1
                uploads.drop()


def _of(verdicts: Sequence[RowVerdict], *kinds: str) -> list[RowVerdict]:
    return [verdict for verdict in verdicts if verdict.what in kinds]


def _rows(verdicts: Sequence[RowVerdict]) -> None:
    if not verdicts:
        return
    rows = [
        {
            "Row": f"{verdict.file}, {verdict.table}, line {verdict.line}",
            "About": verdict.about,
            "What it would do": verdict.why or f"It would be {verdict.effect}.",
        }
        for verdict in verdicts[:MOST]
    ]
    show.uncached_rows(rows, "What each row would do")
    if len(verdicts) > MOST:
        show.say(f"And {len(verdicts) - MOST:,} more.")


def _effect(verdicts: Sequence[RowVerdict]) -> str:
    counts = Counter(verdict.what for verdict in verdicts)
    kinds = (("add", counts["added"]), ("change", counts["changed"]))
    would = listed([f"{verb} {counted(count, 'row')}" for verb, count in kinds if count]) or "change nothing"
    late = sum(verdict.is_late for verdict in verdicts)
    counts_not = f" {counted(late, 'row')} came after the round closed: late, so not counted." if late else ""
    others = [verdict for verdict in verdicts if verdict.what not in ("added", "changed")]
    return f"Importing would {would}.{counts_not}{f' The others: {_counts(others)}.' if others else ''}"


def _counts(verdicts: Sequence[RowVerdict]) -> str:
    counts = Counter(verdict.what for verdict in verdicts)
    return ", ".join(f"{count:,} {what}" for what, count in counts.items())
