"""The served app: `streamlit run dashboard.py`.

The script that draws the pages is `assess/frame.py`: with a script beside `pages/`, Streamlit's older router
would open a deep link such as /result without the frame, its menu and its checks.
"""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assess import ui
from assess.errors import AssessError

HEADERS = {
    # Words that people type are shown as text; this keeps any picture or script in them from being fetched.
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws: wss:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class SecurityHeaders:
    """Adds the headers to every answer of the server."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and the headers with what comes back."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


@asynccontextmanager
async def _open_store(_: st.App) -> AsyncIterator[None]:
    try:
        ui.store()
    except AssessError as error:
        # The pages say it too; a server that did not start could not.
        logging.getLogger("assess").error("%s", error)  # noqa: TRY400 - the sentence is all there is to say
    # What is imported by now stays for good: leaving it out of every later collection keeps clicks quick.
    gc.collect()
    gc.freeze()
    yield
    ui.close_store()


app = st.App("assess/frame.py", middleware=[Middleware(SecurityHeaders)], lifespan=_open_store)
