"""Importing tables: what every row would do, and then that it is done."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assess.core.text import counted, listed
from assess.screen import session, show, uploads
from assess.tasks import import_tables, table_files
from assess.tasks.columns import Tables
from assess.tasks.table_files import Read
from assess.tasks.taking import RowVerdict

LABELS: Mapping[str, str] = {"xlsx": "Excel", "csv": "CSV", "parquet": "Parquet"}
MOST = 200  # rows listed
CHANGED = "Something was changed here meanwhile, so nothing was brought in. See below what each row would do now."


@dataclass(frozen=True, slots=True)
class Preview:
    """The effect of files, by the keys of their upload, and remarks on how they were read."""

    key: Sequence[str]
    remarks: Sequence[str]
    verdicts: Sequence[RowVerdict]


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
        _bring(files, faults)
    return faults


def _bring(files: Sequence[UploadedFile], faults: list[str]) -> None:
    preview = _preview(files)
    if st.session_state.pop("import-changed", False):
        faults.append(CHANGED)
    for remark in preview.remarks:
        show.info(remark, icon="table_view")
    verdicts = preview.verdicts
    if refused := _of(verdicts, "refused"):
        _rows(refused)
        count = f"{len(refused):,} of {len(verdicts):,}"
        faults.append(f"{count} rows cannot come in, so nothing does. They are listed below.")
        return
    show.say(f"These files have {counted(len(verdicts), 'row')}. {_effect(verdicts)}")
    unread = [verdict for verdict in _of(verdicts, "left blank") if verdict.change]
    _rows([*_of(verdicts, "changed"), *unread, *_of(verdicts, "not edited"), *_of(verdicts, "added")])
    if st.button("Bring them in", type="primary", key="bring-in"):
        with show.attempt(faults, at="bring-in") as attempt:
            kept = _import_uploads(_read_uploads(files), shown=verdicts)
            if kept == list(verdicts):
                attempt.done = f"Brought in: {_counts(kept)}."
                st.session_state["imports"] += 1
                uploads.drop()
            else:
                st.session_state["import-changed"] = True


def _preview(files: Sequence[UploadedFile]) -> Preview:
    """Return the effect of the files. A rerun does not compute it again; another upload of the same file does."""
    key = tuple(file.file_id for file in files)
    preview: Preview | None = st.session_state.get("import-preview")
    if preview is None or preview.key != key:
        read = _read_uploads(files)
        remarks = tuple(remark for table in read.values() for remark in table.remarks)
        preview = Preview(key, remarks, tuple(_import_uploads(read)))
        st.session_state["import-preview"] = preview
    return preview


def _read_uploads(files: Sequence[UploadedFile]) -> Mapping[str, Read]:
    return table_files.read_files(
        {file.name: file.getvalue() for file in files}, session.store().catalogue.every_version
    )


def _import_uploads(read: Mapping[str, Read], shown: Sequence[RowVerdict] | None = None) -> list[RowVerdict]:
    """Try the rows, or import them if they still do what was shown, under a progress bar."""
    # A preview is shown only once: the rerun after an import, or after a refused one, tries the rows again.
    st.session_state.pop("import-preview", None)
    text = "Trying every row" if shown is None else "Importing the rows"
    bar = st.progress(0.0, text)

    def progress(share: float) -> None:
        bar.progress(share, text)

    is_kept = shown is not None
    verdicts = import_tables.import_rows(
        session.store(), session.viewer(), read, keep=is_kept, shown=shown, progress=progress
    )
    bar.empty()
    return verdicts


def _of(verdicts: Sequence[RowVerdict], *kinds: str) -> list[RowVerdict]:
    return [verdict for verdict in verdicts if verdict.what in kinds]


def _rows(verdicts: Sequence[RowVerdict]) -> None:
    if not verdicts:
        return
    rows = [
        {
            "Row": f"{verdict.file}, line {verdict.line}",
            "About": verdict.about,
            "What it would do": _would(verdict),
        }
        for verdict in verdicts[:MOST]
    ]
    show.uncached_rows(rows, "What each row would do")
    if len(verdicts) > MOST:
        show.say(f"And {len(verdicts) - MOST:,} more.")


def _would(verdict: RowVerdict) -> str:
    if verdict.what == "not edited":
        since = f"; {verdict.change}" if verdict.change else ""
        return f"It would change nothing: nobody edited it{since}."
    return verdict.why or f"It would be {verdict.effect}."


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
