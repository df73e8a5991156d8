"""Streamlit's own files arrive compressed, and their content is unchanged."""

import asyncio
import gzip
import http.client
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli
import pytest
from starlette.datastructures import Headers
from starlette.responses import FileResponse
from starlette.types import Message, Receive, Scope, Send
from streamlit import file_util
from streamlit.web.server.server_util import AUTH_COOKIE_NAME

from assess.screen import show
from assess.server import static
from served import Server

FOLDER = Path(file_util.get_static_dir())
SCRIPT = next((FOLDER / "static" / "js").glob("react-dom.*.js"))
STYLES = next((FOLDER / "static" / "css").glob("index.*.css"))
FONT = next((FOLDER / "static" / "media").glob("SourceSansVF-Upright.*.woff2"))


def ask(server: Server, path: str, method: str = "GET", **headers: str) -> tuple[int, Mapping[str, str], bytes]:
    """Return the status, headers and body of a response as sent over the connection."""
    connection = http.client.HTTPConnection("localhost", server.port, timeout=10)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def name(path: Path) -> str:
    return f"/{path.relative_to(FOLDER).as_posix()}"


@pytest.mark.parametrize(
    ("accepted", "encoding", "read"),
    [("gzip, deflate, br, zstd", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress), ("identity", "", bytes)],
)
def test_a_file_arrives_in_the_best_encoding_that_a_browser_takes(
    laptop: Server, accepted: str, encoding: str, read: Callable[[bytes], bytes]
) -> None:
    whole = SCRIPT.read_bytes()
    for _ in range(2):  # the second response comes from the cache
        status, headers, body = ask(laptop, name(SCRIPT), Accept_Encoding=accepted)
        assert (status, headers.get("content-encoding", ""), read(body)) == (200, encoding, whole)
        assert int(headers["content-length"]) == len(body)
        assert "immutable" in headers["cache-control"]
        assert headers["x-content-type-options"] == "nosniff"
        assert not encoding or (headers["vary"] == "Accept-Encoding" and len(body) < len(whole) / 2.5)


def test_what_asks_for_something_else_than_a_whole_text_file_gets_what_streamlit_sends(laptop: Server) -> None:
    status, _, body = ask(laptop, name(SCRIPT), Accept_Encoding="br", Range="bytes=0-9")
    assert (status, body) == (206, SCRIPT.read_bytes()[:10])
    tag = ask(laptop, name(SCRIPT), Accept_Encoding="br")[1]["etag"]
    assert ask(laptop, name(SCRIPT), Accept_Encoding="br", If_None_Match=tag)[0] == 304
    assert ask(laptop, name(SCRIPT), "HEAD", Accept_Encoding="br")[2] == b""
    assert "content-encoding" not in ask(laptop, name(FONT), Accept_Encoding="br")[1]
    assert "immutable" not in ask(laptop, "/static/nowhere.js", Accept_Encoding="br")[1]["cache-control"]
    assert ask(laptop, "/static/js/..%2F..%2Findex.html", Accept_Encoding="br")[0] == 400


def test_each_page_names_the_files_that_it_is_about_to_need(laptop: Server) -> None:
    files = static.early_files(FOLDER)
    for part in static.EARLY:
        assert [file for file in files if file.startswith(f"{part}.")], f"Streamlit has no {part} any more"
    for path in ("/", "/take_part?code=none"):
        status, headers, body = ask(laptop, path, Accept_Encoding="identity")
        page = body.decode()
        assert (status, headers["cache-control"]) == (200, "no-cache")
        assert headers["x-content-type-options"] == "nosniff"
        for file in files:
            assert (
                page.count(f'<link rel="modulepreload" crossorigin href="./static/js/{file}">') == page.count(file) == 1
            )


@pytest.mark.parametrize(
    ("accepted", "read"), [("gzip, br", brotli.decompress), ("gzip", gzip.decompress), ("identity", bytes)]
)
def test_streamlits_page_arrives_as_ours_at_any_url(
    laptop: Server, accepted: str, read: Callable[[bytes], bytes]
) -> None:
    known = FileResponse(FOLDER / "index.html", stat_result=(FOLDER / "index.html").stat()).headers["etag"]
    for path in ("/", "/rate", "/nowhere", "/no/where"):
        # Also if a browser has cached the page of an earlier version.
        for headers in ({}, {"If_None_Match": known}):
            status, answered, body = ask(laptop, path, Accept_Encoding=accepted, **headers)
            assert status == 200
            assert "etag" not in answered
            assert int(answered["content-length"]) == len(body)
            assert f"<style>{show.STYLE}</style>\n  </body>" in read(body).decode()
    # Responses other than the page are unchanged.
    assert ask(laptop, "/_stcore/health")[2] == b"ok"
    assert ask(laptop, "/manifest.json", Accept_Encoding="identity")[2] == (FOLDER / "manifest.json").read_bytes()


def test_a_cache_that_asks_for_the_headers_alone_gets_those_of_our_page(laptop: Server) -> None:
    for path in ("/", "/rate"):
        page, head = (ask(laptop, path, method, Accept_Encoding="br") for method in ("GET", "HEAD"))
        assert (head[0], head[2]) == (200, b"")
        assert {**head[1], "date": ""} == {**page[1], "date": ""}
        assert "Cookie" in head[1]["vary"]


def test_text_does_not_wait_for_its_font(laptop: Server) -> None:
    page = ask(laptop, "/take_part", Accept_Encoding="identity")[2].decode()
    assert 'as="font"' in (FOLDER / "index.html").read_text(encoding="utf-8")
    assert 'as="font"' not in page
    face = page.partition("@font-face")[2].partition("</style>")[0]
    assert "font-display: swap" in face
    assert f"src: url(./static/media/{FONT.name})" in face
    # Streamlit's own declaration of the same font, which this one replaces.
    assert "font-family:Source Sans;font-weight:100 900;font-style:normal" in STYLES.read_text(encoding="utf-8")
    assert page.index("@font-face") > page.index(STYLES.name)


def test_a_browser_connects_at_once_unless_somebody_is_signed_in(laptop: Server) -> None:
    page = ask(laptop, "/take_part", Accept_Encoding="identity")[2].decode()
    said = json.loads(page.partition("HOST_CONFIG: ")[2].partition("}</script>")[0])
    host = json.loads(ask(laptop, "/_stcore/host-config")[2])
    assert said == {name: host[name] for name in ("allowedOrigins", "useExternalAuthToken")}
    _, headers, signed_in = ask(laptop, "/take_part", Accept_Encoding="identity", Cookie="_streamlit_user=2|1:0|x")
    assert b"HOST_CONFIG" not in signed_in
    assert "Cookie" in headers["vary"]
    assert AUTH_COOKIE_NAME.startswith(static.SIGNED_IN)


def test_the_name_of_the_start_page_leads_to_it(laptop: Server) -> None:
    status, headers, _ = ask(laptop, "/home?service=oak-lodge&round=spring")
    assert (status, headers["location"]) == (307, "./?service=oak-lodge&round=spring")


def test_files_that_are_named_early_are_there_with_all_that_they_import() -> None:
    scripts, loaded = FOLDER / "static" / "js", (FOLDER / "index.html").read_text(encoding="utf-8")
    files = static.early_files(FOLDER)
    assert all((scripts / file).is_file() for file in files)
    assert static.early_files(FOLDER, ["NoSuchPart"]) == []
    for file in files:
        imported = [part.partition('"')[0] for part in (scripts / file).read_text().split('from"./')[1:]]
        assert all(one in files or one in loaded for one in imported)


def asks_at_once(paths: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[list[bytes], int]:
    """Ask for a file by all these paths at the same time; return what came of each, and how often it was compressed."""
    compressed: list[bytes] = []

    def compress(body: bytes) -> bytes:
        compressed.append(body)
        return gzip.compress(body)

    async def files(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/javascript"), (b"cache-control", b"immutable")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"one ", "more_body": True})
        await send({"type": "http.response.body", "body": b"and two"})

    monkeypatch.setattr(static, "ENCODINGS", {"gzip": compress})
    app = static.CompressedFiles(files)

    async def get(path: str) -> bytes:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        await app(
            {"type": "http", "method": "GET", "path": path, "headers": [(b"accept-encoding", b"gzip")]}, receive, send
        )
        body = b"".join(message.get("body", b"") for message in sent)
        return gzip.decompress(body) if "content-encoding" in Headers(raw=sent[0]["headers"]) else body

    async def every() -> list[bytes]:
        given_up = asyncio.create_task(get(paths[0]))
        await asyncio.sleep(0)
        others = asyncio.gather(*map(get, paths))
        await asyncio.sleep(0)
        given_up.cancel()
        return await others

    # In a thread of its own: with a browser open, a loop of Playwright's runs in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, every()).result(), len(compressed)


def test_a_file_under_endlessly_many_names_costs_no_work_and_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [f"/static/{'./' * times}js/a.js" for times in range(1, 5)] + ["/static//js/a.js", "/static/js/./a.js"]
    assert asks_at_once(paths, monkeypatch) == ([b"one and two"] * 6, 0)


def test_a_file_is_compressed_once_for_all_who_ask_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asks_at_once(["/static/js/a.js"] * 5, monkeypatch) == ([b"one and two"] * 5, 1)
