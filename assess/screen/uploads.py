"""Uploading files: only while the page that asks for them is open."""

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assess.server.uploads import Uploads


def _drop(session: str) -> None:
    if runtime.exists():
        runtime.get_instance().uploaded_file_mgr.remove_session_files(session)


UPLOADS = Uploads(_drop)


def only_if(is_offered: bool) -> None:
    """Let this session upload if the page that is about to be drawn asks for files; else drop what it holds."""
    if context := get_script_run_ctx():
        (UPLOADS.allow if is_offered else UPLOADS.end)(context.session_id)


def drop() -> None:
    """Delete the uploads of this session, such as after an import."""
    only_if(False)
