"""What is refused before Streamlit sees it.

A check takes a request, or the request that would open a websocket, and returns a sentence when it must be refused,
else "".
"""

from collections.abc import Callable, Sequence

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assess.server.starting import is_loopback

Check = Callable[[HTTPConnection], str]

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_METRICS = "/_stcore/metrics"
# Prefixes of the headers in which proxies pass on the original request, with hyphens. A browser sends none of them; X-
# headers of a browser come only from scripts or its own tools.
_OF_PROXIES = (
    *("x-", "forwarded", "via", "client-ip", "true-client-ip", "real-ip", "remote-addr", "proxy-", "wl-proxy-"),
    *("cdn-", "cf-", "fastly-", "fly-", "akamai-", "ali-", "eagleid", "incap-", "ngrok-", "tailscale-", "surrogate-"),
    *("http-", "traceparent", "tracestate", "b3", "uber-trace-id", "max-forwards", "early-data"),
)
_OF_BROWSERS = ("x-xsrf", "x-requested-with", "x-devtools-")


class Guard:
    """Answers 403 with a sentence to each request that a check refuses, and passes the others on."""

    def __init__(self, app: ASGIApp, checks: Sequence[Check]) -> None:
        self._app, self._checks = app, checks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        request = HTTPConnection(scope)
        refusal = next(filter(None, (check(request) for check in self._checks)), "")
        answer = PlainTextResponse(refusal, status_code=403) if refusal else self._app
        return await answer(scope, receive, send)


def from_this_computer(request: HTTPConnection) -> str:
    """Refuse what comes from another computer, by another host name or through a proxy: nobody signs in here."""
    hosts = request.headers.getlist("host")
    client = request.client.host if request.client else "localhost"
    if len(hosts) == 1 and is_loopback(hosts[0]) and _is_own(client) and not any(map(_is_of_proxy, request.headers)):
        return ""
    return (
        "Rung by Rung runs without sign-in here, so it answers this computer alone, and nothing that comes through a "
        "proxy. For others to use it, set ASSESS_MODE=deployed."
    )


def from_own_origin(request: HTTPConnection) -> str:
    """Refuse websockets and changes that a page of another host or another port asks for.

    Cookies do not tell ports apart, and Streamlit takes a websocket from every page of localhost.
    """
    origin = request.headers.get("origin")
    if origin is None or request.scope.get("method") in _SAFE_METHODS:
        return ""
    if request.headers.getlist("host") == [origin.partition("://")[2]]:
        return ""
    return "This was asked for by a page of another address."


def without_metrics(request: HTTPConnection) -> str:
    """Refuse Streamlit's figures on sessions and memory."""
    is_asked = request.scope["path"].rstrip("/").endswith(_METRICS)
    return "Figures are given only where ASSESS_METRICS is on." if is_asked else ""


def _is_own(client: str) -> bool:
    return is_loopback(f"[{client}]" if ":" in client else client)


def _is_of_proxy(header: str) -> bool:
    name = header.replace("_", "-").lower()
    return name.startswith(_OF_PROXIES) and not name.startswith(_OF_BROWSERS)
