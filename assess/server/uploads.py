"""Which sessions may upload files, and how much each may hold.

Streamlit takes a file of any session, whether its page asks for one or not, and holds it in memory until the session
ends.
"""

import re
import threading
from collections.abc import Callable
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LIMIT = 60 * 2**20  # bytes per session: three files of the maximum size
# Minimum bytes that a file counts for, so that a session cannot store an unlimited number of empty files.
_LEAST = 2**18
_ADDRESS = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)/?$")


class Uploads:
    """The sessions that may upload, and the sizes of what they hold. Safe to use from several threads."""

    def __init__(self, drop: Callable[[str], None]) -> None:
        """Take the function that deletes all files of a session."""
        self._drop = drop
        self._lock = threading.Lock()
        self._held: dict[str, dict[str, int]] = {}  # bytes, by session and file

    def allow(self, session: str) -> None:
        """Let a session upload from now on."""
        with self._lock:
            self._held.setdefault(session, {})

    def end(self, session: str) -> None:
        """End a session's permission to upload, and delete its files."""
        with self._lock:
            may_upload = self._held.pop(session, None) is not None
        if may_upload:
            self._drop(session)

    def may_upload(self, session: str) -> bool:
        """Return whether a session may upload now."""
        return session in self._held

    def reserve(self, session: str, file: str, size: int) -> bool:
        """Reserve room for a file of so many bytes; return False if the session has it already, or too many bytes."""
        with self._lock:
            held = self._held.get(session, {})
            size = max(size, _LEAST)
            if file in held or sum(held.values()) + size > LIMIT:
                return False
            held[file] = size
            return True

    def release(self, session: str, file: str) -> None:
        """Subtract a file that is not stored any more."""
        with self._lock, suppress(KeyError):
            del self._held[session][file]

    def finish(self, session: str) -> None:
        """Delete a file that arrived after the end of its session."""
        if not self.may_upload(session):
            self._drop(session)


class UploadGuard:
    """Refuses files of sessions that may not upload, and what goes beyond their limit, before it is read."""

    def __init__(self, app: ASGIApp, uploads: Uploads) -> None:
        self._app, self._uploads = app, uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        address = _ADDRESS.search(scope["path"]) if scope["type"] == "http" else None
        if address is None or scope["method"] not in ("PUT", "DELETE"):
            return await self._app(scope, receive, send)
        session, file = address.groups()
        if scope["method"] == "PUT" and (refusal := self._refusal(session, file, Headers(scope=scope))):
            return await refusal(scope, receive, send)
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            return await self._app(scope, receive, watch)
        finally:
            # Only stored files count for the session, so subtract a refused upload and a deleted file.
            if (scope["method"] == "PUT") != (status < 300):
                self._uploads.release(session, file)
            self._uploads.finish(session)

    def _refusal(self, session: str, file: str, headers: Headers) -> PlainTextResponse | None:
        size = headers.get("content-length", "")
        if not self._uploads.may_upload(session):
            return PlainTextResponse("This page takes no files.", status_code=403)
        if not size.isdecimal():
            return PlainTextResponse("Say how large the file is.", status_code=411)
        if not self._uploads.reserve(session, file, int(size)):
            return PlainTextResponse(f"Files of more than {LIMIT // 2**20} MB together.", status_code=413)
        return None
