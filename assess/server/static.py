"""Streamlit's own files: compressed once, and its page changed so that a browser loads first what it needs first.

Streamlit sends them as they are, since it would compress them again for each request. A phone on a slow line waits more
than twice as long for that.
"""

import asyncio
import gzip
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from posixpath import normpath

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# By the name under which a browser asks for each, the smallest first.
ENCODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=10),
    "gzip": lambda body: gzip.compress(body, 9),
}
# The files that a page needs before its first heading is drawn. Streamlit loads each when the server first refers to
# it.
EARLY = ("Html", "BidiComponent")
_TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")
SIGNED_IN = "_streamlit_user"  # the prefix of Streamlit's sign-in cookies
_FOLDER = "/static/"  # a file name with a content hash never changes its content
_IMPORT = re.compile(r"""(?<!\()["'`]\./([\w.-]+\.js)["'`]""")  # excludes files that are loaded later by a call
_FONT = re.compile(r"""<link[^>]*href="([^"]+)"[^>]*as="font"[^>]*>""")
_FACE = (
    """<style>@font-face {{ font-family: "Source Sans"; font-weight: 100 900; font-display: swap; """
    """src: url({url}) format("woff2") }}</style>"""
)
# Request headers that ask for part of a file, or for a changed file only.
_UNLIKE = ("range", "if-none-match", "if-modified-since")


class QuickPage:
    """Sends Streamlit's page, at whatever URL, changed so that a first visit is quick.

    The page names the scripts that it is about to need, shows text before its font is there, has the style sheet, and
    says what a browser would ask the server for before it connects. `folder` is Streamlit's static folder, `origins`
    the sites that may frame the dashboard.
    """

    def __init__(self, app: ASGIApp, folder: Path, origins: Sequence[str], style: str) -> None:
        self._app = app
        self._tag = FileResponse(folder / "index.html", stat_result=(folder / "index.html").stat()).headers["etag"]
        self._page = _quick(folder, style)
        self._connecting = self._page.replace("</title>", f"</title>\n    <script>{_connecting(origins)}</script>", 1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; where the answer is Streamlit's page, or that a browser has it, send ours."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return await self._app(scope, receive, send)
        is_page = False

        async def unless_page(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start":
                is_page = Headers(raw=message["headers"]).get("etag") == self._tag
            if not is_page:
                await send(message)

        await self._app(scope, receive, unless_page)
        if is_page:
            await self._answer(Request(scope))(scope, receive, send)
        return None

    def _answer(self, request: Request) -> HTMLResponse:
        # A browser that connects at once has no XSRF token yet, and Streamlit accepts a sign-in only with one.
        page = self._page if any(name.startswith(SIGNED_IN) for name in request.cookies) else self._connecting
        headers, encoding = {"Cache-Control": "no-cache", "Vary": "Cookie, Accept-Encoding"}, _accepted(request.headers)
        if not encoding:
            return HTMLResponse(page, headers=headers)
        return HTMLResponse(_encoded(page, encoding), headers={**headers, "Content-Encoding": encoding})


class CompressedFiles:
    """Sends a text file of Streamlit's folder in an encoding that the browser takes.

    It is compressed when it is first asked for, once for all who wait for it, and then kept: there are a few hundred
    files, 6 MiB in all. Only a request by a file's own name is for a compressed one: by "." or "//" in its path a file
    has endlessly many names, and to compress the largest takes more than ten seconds.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[tuple[str, str], asyncio.Future[list[Message]]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with a compressed file, or pass it on."""
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
            if key not in self._kept:
                self._kept[key] = asyncio.ensure_future(asyncio.to_thread(_compressed, answer, encoding))
        # A request that is given up takes it from no other that waits.
        for message in await asyncio.shield(self._kept[key]):
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


def _quick(folder: Path, style: str) -> str:
    """Return Streamlit's page with early files named, another font until its own is there, and our style sheet."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    links = (f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in early_files(folder))
    fonts = (_FACE.format(url=url) for url in _FONT.findall(page))
    head = "".join(f"  {line}\n  " for line in (*links, *fonts))
    page = _FONT.sub("", page).replace("</head>", f"{head}</head>", 1)
    # Placed in the body, after everything that Streamlit adds to the head, so that our rule wins over an equal one.
    return page.replace("</body>", f"  <style>{style}</style>\n  </body>", 1)


def _connecting(origins: Sequence[str]) -> str:
    """Return a script with which Streamlit connects at once; it asks for the same, and for its health, meanwhile."""
    host = json.dumps({"allowedOrigins": list(origins), "useExternalAuthToken": False})
    return f'window.__streamlit = {{BACKEND_BASE_URL: new URL("./", location.href).href, HOST_CONFIG: {host}}}'


def _encoding(scope: Scope) -> str:
    """Return the encoding in which a request for a whole file may be answered, "" for none and for other requests."""
    if scope["type"] != "http" or scope["method"] != "GET" or _FOLDER not in scope["path"]:
        return ""
    if normpath(scope["path"]) != scope["path"]:
        return ""
    headers = Headers(scope=scope)
    return "" if any(map(headers.__contains__, _UNLIKE)) else _accepted(headers)


def _accepted(headers: Headers) -> str:
    """Return the best encoding that a browser takes, "" for none."""
    accepted = {name.strip() for name in headers.get("accept-encoding", "").split(",")}
    return next(filter(accepted.__contains__, ENCODINGS), "")


@lru_cache(4)
def _encoded(page: str, encoding: str) -> bytes:
    return ENCODINGS[encoding](page.encode())


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
