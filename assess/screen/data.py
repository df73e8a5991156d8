"""What an administrator sees of tables that are brought in: what every row would do, and then that it is done."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from assess.core.errors import AssessError
from assess.core.text import counted
from assess.screen import session, show
from assess.tasks import import_tables, table_files
from assess.tasks.export_tables import TableRow, Tables
from assess.tasks.import_tables import RowVerdict
from assess.tasks.table_files import Read

LABELS: Mapping[str, str] = {"xlsx": "Excel", "csv": "CSV", "parquet": "Parquet"}
MOST = 200  # rows named one by one
# The columns that say what a row is about, where it has them.
NAMING = ("name", "service", "round", "voice", "item", "what")


def made(write: Callable[[Tables], bytes], tables: Callable[[], Tables]) -> bytes:
    """Make a file of tables."""
    return write(tables())


def bring() -> list[str]:
    """Ask for files, show what each row would do, and do it when it is asked for; return what is wrong with them."""
    if done := st.session_state.pop("brought-in", ""):
        st.success(show.escaped(done), icon=":material/check:")
    place = st.session_state.setdefault("uploads", 0)
    files = st.file_uploader(
        "Files to bring in",
        type=["xlsx", "csv", "parquet", "zip"],
        accept_multiple_files=True,
        key=f"uploads-{place}",
    )
    if not files:
        return []
    try:
        tables = table_files.read_files({file.name: file.getvalue() for file in files})
        verdicts = import_tables.import_rows(session.store(), session.viewer(), tables, keep=False)
    except AssessError as error:
        return str(error).splitlines()
    refused = [each for each in verdicts if each.what == "refused"]
    if refused:
        _rows(refused, tables)
        return [f"{len(refused):,} of {len(verdicts):,} rows cannot come in, so nothing does. They are listed below."]
    show.say(f"These files have {counted(len(verdicts), 'row')}. To bring them in would mean: {_counts(verdicts)}.")
    _rows([each for each in verdicts if each.what in ("added", "changed")], tables)
    if st.button("Bring them in", type="primary", key="bring-in"):
        try:
            kept = import_tables.import_rows(session.store(), session.viewer(), tables, keep=True)
        except AssessError as error:
            return str(error).splitlines()
        if not any(each.what == "refused" for each in kept):
            st.session_state["brought-in"] = f"Brought in: {_counts(kept)}."
            st.session_state["uploads"] = place + 1
        st.rerun()
    return []


def _rows(verdicts: Sequence[RowVerdict], tables: Mapping[str, Read]) -> None:
    if not verdicts:
        return
    told = {(table, line): row for table, read in tables.items() for line, row in read.rows}
    rows = [
        {
            "Row": f"{one.file}, {one.table}, line {one.line}",
            "About": _name(told[one.table, one.line]),
            "What it would do": one.why or f"It would be {one.what}.",
        }
        for one in verdicts[:MOST]
    ]
    st.table(show.plain(rows), alt="What each row would do", hide_index=True)
    if len(verdicts) > MOST:
        show.say(f"And {len(verdicts) - MOST:,} more.")


def _name(row: TableRow) -> str:
    return ", ".join(filter(None, (row.get(column, "") for column in NAMING)))


def _counts(verdicts: Sequence[RowVerdict]) -> str:
    counts = Counter(each.what for each in verdicts)
    return ", ".join(f"{number:,} {what}" for what, number in counts.items())
