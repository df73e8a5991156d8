"""What the served app does that a page cannot: headers on every answer, and keeping clicks quick."""

import asyncio
import gc
import logging
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
    # Typed text is shown as plain text; this policy also blocks any picture or script in it.
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws: wss:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    # No search engine may list a page: a shared link is only for those who got it.
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
}
READY = "/readyz"
PATIENCE = 5.0  # seconds


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
    """Refuses requests by another host name, except for `READY`: a monitor knows the server by its number."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        asks = self.app if scope["type"] == "http" and scope["path"] == READY else super().__call__
        await asks(scope, receive, send)


class Readiness:
    """Answers monitors at `READY`: 200 `ready`, 200 `ready, not writing`, or 503.

    `check` returns whether changes can be saved, and raises an AssessError if the database cannot be read. A database
    that does not answer holds up one check at a time, and each monitor for `PATIENCE` at the most. The reason is only
    in the log, because strangers can ask too.
    """

    def __init__(self, check: Callable[[], bool]) -> None:
        self._check = check
        self._running: asyncio.Future[str] | None = None
        self._logged = {"ready"}

    def route(self) -> Route:
        """Return the route. Any unknown path answers 200 with a page, so a monitor must compare the body."""
        return Route(READY, self._answer)

    async def _answer(self, _: Request) -> PlainTextResponse:
        if self._running is None or self._running.done():
            self._running = asyncio.ensure_future(asyncio.to_thread(self._state))
        try:
            state = await asyncio.wait_for(asyncio.shield(self._running), PATIENCE)
        except TimeoutError:
            state = self._changed_to("The database does not answer.")
        return PlainTextResponse(state, status_code=200 if state.startswith("ready") else 503)

    def _state(self) -> str:
        try:
            return self._changed_to("ready" if self._check() else "ready, not writing")
        except AssessError as error:
            return self._changed_to("The database cannot be read.", error)

    def _changed_to(self, state: str, error: AssessError | None = None) -> str:
        if state not in self._logged:
            LOG.log(logging.INFO if state == "ready" else logging.ERROR, "%s", error or state)
        # A check that takes longer than its monitor waits has two states by turns until the database is back; each is
        # logged once.
        states = {*self._logged, state}
        self._logged = {state} if any(each.startswith("ready") for each in states) else states
        return state


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
