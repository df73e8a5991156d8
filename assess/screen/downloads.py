"""Files that are made when a download is clicked, and kept until the browser has fetched them.

Streamlit hands out the address of a made file, and removes the file once two runs of any sessions have ended: with many
people that is before the browser asks for it. A file that a session shows is not removed, so each made file counts as
one for a minute. Its address has a hash of the whole file, which nobody can guess who does not have the file.
"""

import logging
import threading
from itertools import count
from time import monotonic

from streamlit import runtime

SECONDS = 60.0  # seconds for which a file is kept
KIND = "application/octet-stream"

_WARNINGS = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
_KEEPING_LOCK = threading.Lock()
_MADE: dict[str, float] = {}  # when each file was made, by its coordinates in a page that nobody has open
_FREE: list[str] = []  # coordinates that can be used again
_PLACES = map("made-{}".format, count())


def keep(file: bytes, name: str) -> bytes:
    """Keep a file that was just made under this name, and return it."""
    if runtime.exists():
        with _KEEPING_LOCK:
            place = _FREE.pop() if _FREE else next(_PLACES)
            _MADE[place] = monotonic()
            _put(file, place, name)
    return file


def release() -> None:
    """Delete the files that were made more than `SECONDS` ago."""
    with _KEEPING_LOCK:
        for place in [place for place, made in _MADE.items() if monotonic() - made > SECONDS]:
            _put(b"", place, "")
            del _MADE[place]
            _FREE.append(place)


def _put(file: bytes, place: str, name: str) -> None:
    # Streamlit logs a warning for each file that is added outside a page run.
    _WARNINGS.disabled = True
    try:
        runtime.get_instance().media_file_mgr.add(file, KIND, place, file_name=name, is_for_static_download=True)
    finally:
        _WARNINGS.disabled = False
