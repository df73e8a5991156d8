"""What the served app does that a page cannot: headers on every answer, and keeping clicks quick."""

import asyncio
import gc
import socket
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assess.core.errors import AssessError
from assess.core.logs import LOG

HEADERS = {
    # Words that people type are shown as text; this keeps any picture or script in them from being fetched.
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws: wss:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
READY = "/readyz"


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


class OwnHosts(TrustedHostMiddleware):
    """Refuses whoever asks by another host name, but for `READY`: what watches a server knows it by its number."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        asks = self.app if scope["type"] == "http" and scope["path"] == READY else super().__call__
        await asks(scope, receive, send)


def ready(check: Callable[[], object]) -> Route:
    """Return the route of the health check: it answers 200 `ready`, or 503 if `check` raises.

    Any unknown path answers 200 with a page, so a monitor must compare the body. The reason is only in the log,
    because strangers can ask too.
    """

    async def answer(_: Request) -> PlainTextResponse:
        try:
            await asyncio.to_thread(check)
        except AssessError as error:
            LOG.error("not ready: %s", error)
            return PlainTextResponse("The database cannot be read.", status_code=503)
        return PlainTextResponse("ready")

    return Route(READY, answer)


def keep_clicks_quick() -> None:
    """Take three delays out of clicks; call it once, when the server is about to listen.

    What is imported by then stays for good, so no later collection need look at it (80 ms). A page makes ten
    thousands of objects and lets go of them without the collector, which need not look after every 700 of them
    (half of the time that comparing ten thousand services takes). And the server makes its socket so that the
    event loop does not see that it is TCP and lets small messages wait for each other (40 ms); connections
    inherit the option from the socket that listens.
    """
    gc.set_threshold(50_000, 10, 10)
    gc.collect()
    for found in gc.get_objects():
        if isinstance(found, socket.socket) and found.family in (socket.AF_INET, socket.AF_INET6):
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    gc.freeze()
