"""A client of the served app without a browser, for measuring: it uses Streamlit's own protocol."""

import time
import urllib.request
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets import Origin, Subprotocol
from websockets.sync.client import ClientConnection, connect


@dataclass
class Client:
    """One session, like a browser tab: use it in a `with` block, then `open` pages and `choose` answers."""

    address: str  # host:port
    cookies: Mapping[str, str] = field(default_factory=dict)  # of somebody who has signed in
    headers: Mapping[str, str] = field(default_factory=dict)  # what a proxy would add
    title: str = ""  # the main heading of the open page
    _socket: ClientConnection = field(init=False)
    _opened: ExitStack = field(default_factory=ExitStack)
    _widgets: dict[str, WidgetState] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)
    _options: dict[str, list[str]] = field(default_factory=dict)
    _shown: dict[str, int | None] = field(default_factory=dict)
    _files: dict[str, str] = field(default_factory=dict)  # the file of each download button
    received: list[bytes] | None = None  # gets every message that the server sends, when there is a list
    _query: str = ""
    _session: str = ""
    _page: str = ""

    def __enter__(self) -> Self:
        """Connect."""
        # Who has signed in is believed only together with the token against forged requests.
        token = self.cookies.get("_streamlit_xsrf", "")
        self._socket = self._opened.enter_context(
            connect(
                f"ws://{self.address}/_stcore/stream",
                subprotocols=[Subprotocol(each) for each in ("streamlit", token) if each],
                origin=Origin(f"http://{self.address}"),
                additional_headers={
                    "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                    **self.headers,
                },
                max_size=None,
            )
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Disconnect without a message, as a closed tab does."""
        self._opened.close()

    def open(self, page: str, query: str = "") -> float:
        """Open a page by its URL; return the milliseconds until it is drawn."""
        self._widgets.clear()
        self._page, self._query = page, query
        return self._rerun()

    def sent(self, page: str, query: str = "") -> bytes:
        """Open a page by its URL; return what the server sent for it, and keep what it sends from then on."""
        self.received = []
        self.open(page, query)
        return b"".join(self.received)

    def choose(self, key: str, option: str) -> float:
        """Choose an option of the radio whose key has this prefix; return the milliseconds until the page is drawn."""
        widget = self.widget(key)
        self._widgets[widget] = WidgetState(id=widget, string_value=option)
        return self._rerun()

    def tick(self, key: str, value: bool) -> float:
        """Tick or clear a checkbox; return the milliseconds until the page is drawn."""
        widget = self.widget(key)
        self._widgets[widget] = WidgetState(id=widget, bool_value=value)
        return self._rerun()

    def press(self, key: str) -> float:
        """Press the button of this key; return the milliseconds until the page is drawn."""
        widget = self.widget(key)
        self._widgets[widget] = WidgetState(id=widget, trigger_value=True)
        taken = self._rerun()
        del self._widgets[widget]
        return taken

    def press_twice(self, key: str, gap: float) -> float:
        """Press a button like `press`, and again after so many seconds, whether or not the server is ready."""
        widget = self.widget(key)
        self._widgets[widget] = WidgetState(id=widget, trigger_value=True)
        self._socket.send(self._message())
        time.sleep(gap)
        taken = self._rerun()
        del self._widgets[widget]
        return taken

    def download(self, key: str) -> bytes:
        """Click the download button whose key has this prefix, and return the file; an HTTPError if it is missing."""
        return self.fetch(self.click_download(key))

    def fetch(self, path: str) -> bytes:
        """Return the file at a path that `click_download` has returned; an HTTPError if it is missing."""
        with urllib.request.urlopen(f"http://{self.address}{path}", timeout=30) as answer:
            return bytes(answer.read())

    def click_download(self, key: str) -> str:
        """Click the download button whose key has this prefix, and return where the file is, which has been made."""
        message = BackMsg()
        request = message.backend_operation_request
        request.request_id, request.session_id = key, self._session
        request.deferred_file.file_id = self._files[self.widget(key)]
        self._socket.send(message.SerializeToString())
        while True:
            raw = self._socket.recv(timeout=60)
            said = ForwardMsg.FromString(raw if isinstance(raw, bytes) else raw.encode())
            if said.WhichOneof("type") == "backend_operation_response":
                break
        response = said.backend_operation_response
        if response.error_msg:
            raise LookupError(response.error_msg)
        return str(response.deferred_file.url)

    def forge(self, widget: str, option: str) -> float:
        """Send a choice of a widget that this page may not have, as a hostile program would."""
        self._widgets[widget] = WidgetState(id=widget, string_value=option)
        return self._rerun()

    def options(self, key: str) -> list[str]:
        """Return the options of the radio whose key has this prefix, as the server sent them."""
        return self._options[self.widget(key)]

    def shown(self, key: str) -> int | None:
        """Return the index of the selected option when the radio with this key prefix was sent, None without one."""
        return self._shown[self.widget(key)]

    @property
    def query(self) -> str:
        """The query parameters of the URL, as the server last set them."""
        return self._query

    def widget(self, key: str) -> str:
        """Return the ID of the widget whose key has this prefix; a LookupError if the page has none."""
        for known, identity in self._ids.items():
            if known.startswith(key):
                return identity
        raise LookupError(f"no widget {key!r} on this page; there are: {', '.join(sorted(self._ids))}")

    def _message(self) -> bytes:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name = self._query, self._page
        state.widget_states.widgets.extend(self._widgets.values())
        return bytes(message.SerializeToString())

    def _rerun(self) -> float:
        self._ids.clear()
        began = time.perf_counter()
        self._socket.send(self._message())
        while True:
            raw = self._socket.recv(timeout=60)
            told = raw if isinstance(raw, bytes) else raw.encode()
            if self.received is not None:
                self.received.append(told)
            said = ForwardMsg.FromString(told)
            kind = said.WhichOneof("type")
            if kind == "new_session":
                self._session = said.new_session.initialize.session_id
            elif kind == "delta":
                self._remember(said)
            elif kind == "page_info_changed":
                self._query = said.page_info_changed.query_string
            elif kind == "script_finished" and said.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return 1000 * (time.perf_counter() - began)

    def _remember(self, said: ForwardMsg) -> None:
        element = said.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "heading" and element.heading.tag == "h1":
            self.title = element.heading.body.replace("\\", "")  # before what would be formatted
        identity = getattr(getattr(element, kind), "id", "") if kind else ""
        # An identity ends with the key that the page gave: $$ID-<hash>-<key>.
        if isinstance(identity, str) and identity.startswith("$$ID-"):
            self._ids[identity.split("-", 2)[2]] = identity
            if kind == "download_button":
                self._files[identity] = element.download_button.deferred_file_id
            if kind == "radio":
                self._options[identity] = list(element.radio.options)
                self._shown[identity] = element.radio.default if element.radio.HasField("default") else None
