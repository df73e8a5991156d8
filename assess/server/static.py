"""Streamlit's own files: compressed once, and those that each page needs named before it asks for them.

Streamlit sends them as they are, since it would compress them anew for each request. A phone on a slow line waits more
than twice as long for that.
"""

import asyncio
import gzip
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# By the name under which a browser asks for each, the smallest first.
ENCODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=10),
    "gzip": lambda body: gzip.compress(body, 9),
}
# What a page is drawn with before its first heading stands. Streamlit loads each when the server first names it.
EARLY = ("Html", "BidiComponent")
KEPT = 1_000
_TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")
_FOLDER = "/static/"  # a name in it stands for one content for ever
_IMPORT = re.compile(r"""(?<!\()["'`]\./([\w.-]+\.js)["'`]""")  # not what a call loads later
_UNLIKE = ("range", "if-none-match", "if-modified-since")  # headers of a request for something else than a whole file


class EarlyFiles:
    """Names these script files in a header of each page, so that the browser loads them beside those of the page."""

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self._app = app
        self._link = ", ".join(f'<./static/js/{name}>; rel="modulepreload"; crossorigin' for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and the header with a page that comes back."""

        async def with_link(message: Message) -> None:
            if message["type"] == "http.response.start" and _has_type(message, ("text/html",)):
                MutableHeaders(scope=message)["Link"] = self._link
            await send(message)

        await self._app(scope, receive, with_link if scope["type"] == "http" and self._link else send)


class CompressedFiles:
    """Sends a text file of Streamlit's folder in an encoding that the browser takes.

    It is compressed when it is first asked for, and then kept: there are a few hundred files, 6 MiB in all. Where a
    file is found under many names, by "." in its path, only the first `KEPT` are kept.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[tuple[str, str], list[Message]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with a compressed file; pass on what is not for one."""
        encoding = _encoding(scope)
        if not encoding:
            return await self._app(scope, receive, send)
        key, answer = (scope["path"], encoding), list[Message]()
        if key not in self._kept:

            async def keep(message: Message) -> None:
                answer.append(message)

            await self._app(scope, receive, keep)
            if not _is_text_file(answer[0]):
                for message in answer:
                    await send(message)
                return None
            answer = await asyncio.to_thread(_compressed, answer, encoding)
            if len(self._kept) < KEPT:
                self._kept[key] = answer
        for message in self._kept.get(key, answer):
            await send(message)
        return None


def early_files(folder: Path, names: Iterable[str] = EARLY) -> list[str]:
    """Return the script files of these parts of Streamlit, with all that they import and no page loads by itself.

    `folder` is Streamlit's static folder. A part that is not there is left out.
    """
    loaded = (folder / "index.html").read_text(encoding="utf-8")
    scripts, files = folder / "static" / "js", dict[str, None]()
    wanted = [path.name for name in names for path in scripts.glob(f"{name}.*.js")]
    while wanted:
        name = wanted.pop()
        if name not in files and name not in loaded:
            files[name] = None
            wanted += _IMPORT.findall((scripts / name).read_text(encoding="utf-8"))
    return sorted(files)


def _encoding(scope: Scope) -> str:
    """Return the encoding in which a request for a whole file may be answered, "" for none and for other requests."""
    if scope["type"] != "http" or scope["method"] != "GET" or _FOLDER not in scope["path"]:
        return ""
    headers = Headers(scope=scope)
    accepted = {name.strip() for name in headers.get("accept-encoding", "").split(",")}
    return "" if any(map(headers.__contains__, _UNLIKE)) else next(filter(accepted.__contains__, ENCODINGS), "")


def _is_text_file(start: Message) -> bool:
    """Say whether an answer is a text file that never changes: under an unknown name Streamlit sends a page."""
    headers = Headers(raw=start["headers"])
    lasts = "immutable" in headers.get("cache-control", "")
    return start["status"] == 200 and lasts and _has_type(start, _TEXT) and "content-encoding" not in headers


def _has_type(start: Message, types: tuple[str, ...]) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith(types)


def _compressed(answer: list[Message], encoding: str) -> list[Message]:
    start, *rest = answer
    body = ENCODINGS[encoding](b"".join(message.get("body", b"") for message in rest))
    headers = MutableHeaders(scope=start)
    headers["Content-Encoding"], headers["Content-Length"] = encoding, str(len(body))
    headers.add_vary_header("Accept-Encoding")
    return [start, {"type": "http.response.body", "body": body}]
