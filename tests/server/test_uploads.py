"""The server accepts uploads only while a session's page asks for them, up to a limit, and then deletes them."""

import http.client
import re
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import FilePayload, Page, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from websockets import ConnectionClosed

from assess.server.uploads import LIMIT, Uploads
from load.client import Client
from served import Server

MIB = 2**20
BOUNDARY = "a-boundary"


class Session(Client):
    """A session that sends files as a browser or a hostile program does."""

    @property
    def key(self) -> str:
        """The server's key of the session."""
        messages = map(ForwardMsg.FromString, self.received or [])
        return next(str(each.new_session.initialize.session_id) for each in messages if each.HasField("new_session"))

    def send(self, size: int, file: str = "a", method: str = "PUT", *, is_chunked: bool = False) -> int:
        """Upload a file of so many bytes and return the status of the response."""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        body = head.encode() + b"x" * size + f"\r\n--{BOUNDARY}--\r\n".encode()
        token = generate_xsrf_token_string()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "X-Xsrftoken": token,
            "Cookie": f"_streamlit_xsrf={token}",
        }
        with closing(http.client.HTTPConnection(self.address, timeout=30)) as connection:
            path = f"/_stcore/upload_file/{self.key}/{file}"
            connection.request(method, path, iter([body]) if is_chunked else body, headers, encode_chunked=is_chunked)
            return connection.getresponse().status


def session(server: Server) -> Session:
    return Session(f"localhost:{server.port}", received=[])


def held(server: Server) -> int:
    """Return how many bytes of uploads the server has in memory."""
    with urllib.request.urlopen(f"{server.url}/_stcore/metrics", timeout=10) as answer:
        figures = re.findall(r'cache_memory_bytes\{cache_type="UploadedFileManager".*\} (\d+)', answer.read().decode())
    return sum(map(int, figures))


def test_a_stranger_uploads_nothing(deployed: Server) -> None:
    with session(deployed) as stranger:
        for page in ("", "data", "take_part", "people"):
            stranger.open(page)
            assert stranger.send(19 * MIB) == 403, page


@pytest.fixture
def measured_once(tmp_path: Path, empty_file: Callable[[Path], Path]) -> Iterator[Server]:
    """A server of which nobody has asked its figures yet: Streamlit repeats an answer for five seconds."""
    server = Server(empty_file(tmp_path / "assess.duckdb"), environment={"ASSESS_METRICS": "on"})
    server.start()
    yield server
    server.stop()


def test_a_page_that_asks_for_no_file_takes_none_and_leaving_the_one_that_does_lets_go_of_all(
    measured_once: Server,
) -> None:
    with session(measured_once) as own:
        own.open("")
        assert own.send(1_000) == 403
        own.open("data")
        assert own.send(1_000) == 204
        own.open("data")
        assert own.send(1_000, "b") == 204
        own.open("guide")
        assert own.send(1_000, "c") == 403
        assert held(measured_once) == 0


def test_one_session_holds_so_much_and_no_more(measured_once: Server) -> None:
    with session(measured_once) as own:
        own.open("data")
        sizes = [own.send(19 * MIB, str(number)) for number in range(5)]
        assert sizes == [204] * 3 + [413] * 2
        assert 3 * 19 * MIB <= held(measured_once) < 4 * 19 * MIB
        assert own.send(0, "empty", "DELETE") == 204
        assert own.send(19 * MIB, "0", "DELETE") == 204
        assert own.send(19 * MIB, "more") == 204
        assert own.send(1_000, "more") == 413  # it is there already
        assert own.send(21 * MIB, "large") == 413
        assert own.send(1_000, "unknown", is_chunked=True) == 411
        own.open("")


def test_another_session_may_not_upload_for_one_that_may(measured: Server) -> None:
    with session(measured) as own, session(measured) as other:
        own.open("data")
        other.open("")
        assert (own.send(10), other.send(10)) == (204, 403)


@pytest.mark.parametrize("size", [3 * MIB, 21 * MIB])
def test_what_widgets_send_is_kept_small_too(measured: Server, size: int) -> None:
    with session(measured) as own:
        own.open("")
        with pytest.raises(ConnectionClosed):
            own.forge("$$ID-unknown", "x" * size)


@pytest.mark.browser
def test_what_was_brought_in_is_let_go_of(measured: Server, page: Page) -> None:
    page.goto(f"{measured.url}/data")
    file = "key,name\n,Far away\n"
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(
        FilePayload(name="programmes.csv", mimeType="text/csv", buffer=file.encode())
    )
    page.locator(".st-key-bring-in button").click()
    expect(page.get_by_text("Brought in")).to_be_visible()
    page.wait_for_timeout(6_000)
    assert held(measured) == 0


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, LIMIT)), max_size=30))
def test_whatever_is_asked_no_session_holds_more_than_its_limit(asked: list[tuple[str, str, int]]) -> None:
    uploads, files = Uploads(lambda _: None), dict[tuple[str, str], int]()
    for key in "ab":
        uploads.allow(key)
    for key, file, size in asked:
        if uploads.reserve(key, file, size):
            files[key, file] = size
        elif (key, file) in files:
            uploads.release(key, file)
            del files[key, file]
        assert sum(size for (of, _), size in files.items() if of == key) <= LIMIT


def test_a_file_that_arrives_after_its_session_has_ended_is_let_go_of() -> None:
    dropped: list[str] = []
    uploads = Uploads(dropped.append)
    uploads.allow("a")
    assert uploads.reserve("a", "x", 1)
    uploads.end("a")
    uploads.finish("a")
    assert dropped == ["a", "a"]
