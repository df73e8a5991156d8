"""Requests of a stranger over real connections: they are refused before Streamlit sees them."""

import http.client
from contextlib import closing, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import HTTPConnection
from websockets import InvalidStatus, Origin, Subprotocol
from websockets.sync.client import connect

from assess.server import guards
from served import Server

PATHS = ["/", "/rate", "/_stcore/health", "/_stcore/host-config", "/media/a.csv", "/readyz"]
PROXY_HEADERS = [
    *("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Server"),
    *("Forwarded", "X-Real-IP", "Via", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP", "CDN-Loop"),
]
# A proxy may send one of these without the others.
MORE_HEADERS = [
    *("CF-Ray", "CF-IPCountry", "CF-Visitor", "X-Envoy-External-Address", "X-Envoy-Expected-Rq-Timeout-Ms"),
    *("X-Amzn-Trace-Id", "X-Amz-Cf-Id", "X-Cloud-Trace-Context", "X-Request-Id", "X-B3-TraceId", "X-ProxyUser-Ip"),
    *("X_Forwarded_For", "X_Real_IP", "Client-IP", "Proxy-Connection", "WL-Proxy-Client-IP", "Fly-Region"),
    *("Forwarded-For", "Tailscale-User-Login", "Akamai-Origin-Hop", "Ngrok-Auth-User-Email", "Traceparent"),
]
# What Chromium and Firefox send to a page on this computer, and Streamlit's script with its requests.
BROWSER_HEADERS = [
    *("Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "Connection", "Content-Type", "Cookie", "DNT"),
    *("If-Modified-Since", "If-None-Match", "Pragma", "Priority", "Range", "Referer", "Save-Data", "Sec-CH-UA"),
    *("Sec-GPC", "Sec-Fetch-Dest", "Sec-WebSocket-Key", "TE", "Upgrade-Insecure-Requests", "User-Agent"),
    *("X-Xsrftoken", "X-XSRF-TOKEN", "X-Requested-With", "X-DevTools-Emulate-Network-Conditions-Client-Id"),
]


def asked(server: Server, path: str = "/", method: str = "GET", **headers: str) -> tuple[int, str]:
    """Request a path like a stranger's program; return the status and the text of the response."""
    with closing(http.client.HTTPConnection("localhost", server.port, timeout=10)) as connection:
        connection.putrequest(method, path, skip_host=True)
        for name, value in {"Host": f"localhost:{server.port}", **headers}.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")


def opens_websocket(server: Server, origin: str | None, **headers: str) -> bool:
    with (
        suppress(InvalidStatus),
        connect(
            f"ws://localhost:{server.port}/_stcore/stream",
            origin=None if origin is None else Origin(origin),
            subprotocols=[Subprotocol("streamlit")],
            additional_headers=headers,
        ),
    ):
        return True
    return False


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("host", ["rung.example.org", "10.0.0.7:8501", "localhost.example.org", "0.0.0.0", "", "[::1"])  # noqa: S104
def test_without_sign_in_another_host_name_is_refused_everywhere(laptop: Server, path: str, host: str) -> None:
    assert asked(laptop, path, Host=host)[0] in (400, 403)


@pytest.mark.parametrize("header", PROXY_HEADERS)
def test_without_sign_in_what_a_proxy_passes_on_is_refused(laptop: Server, header: str) -> None:
    for path in PATHS:
        status, text = asked(laptop, path, **{header: "127.0.0.1"})
        assert (status, "without sign-in" in text) == (403, True), path
    assert not opens_websocket(laptop, laptop.url, **{header: "127.0.0.1"})


def is_answered(*names: str) -> bool:
    headers = [(b"host", b"localhost:8501"), *((name.lower().encode(), b"127.0.0.1") for name in names)]
    request = {"type": "http", "method": "GET", "path": "/", "headers": headers, "client": ("127.0.0.1", 1)}
    return not guards.from_this_computer(HTTPConnection(request))


@given(st.sets(st.sampled_from(BROWSER_HEADERS)), st.sampled_from([*PROXY_HEADERS, *MORE_HEADERS]), st.booleans())
def test_one_header_of_a_proxy_is_enough_however_it_is_spelled(of_browser: set[str], name: str, under: bool) -> None:
    assert is_answered(*of_browser)
    assert not is_answered(*of_browser, name.replace("-", "_") if under else name)


@pytest.mark.parametrize("header", ["CF-Ray", "X-Amzn-Trace-Id"])
def test_a_header_that_a_proxy_sends_alone_is_refused_over_a_connection(laptop: Server, header: str) -> None:
    assert asked(laptop, **{header: "1"})[0] == 403
    assert not opens_websocket(laptop, laptop.url, **{header: "1"})


def test_this_computer_is_answered_by_each_of_its_names(laptop: Server) -> None:
    for host in (f"localhost:{laptop.port}", "127.0.0.1", "localhost"):
        assert asked(laptop, Host=host)[0] == 200


def test_a_program_that_listens_more_widely_by_itself_still_refuses_other_computers() -> None:
    def is_answered(client: str) -> bool:
        headers = [(b"host", b"localhost:8501")]
        request = {"type": "http", "method": "GET", "path": "/", "headers": headers, "client": (client, 1)}
        return not guards.from_this_computer(HTTPConnection(request))

    assert [is_answered(client) for client in ("127.0.0.1", "::1", "10.0.0.9", "2001:db8::1")] == [True] * 2 + [
        False
    ] * 2


def test_behind_a_proxy_people_sign_in_as_before(deployed: Server) -> None:
    assert asked(deployed, X_Forwarded_For="10.0.0.9", X_Forwarded_Proto="https")[0] == 200


@pytest.mark.parametrize("kind", ["laptop", "deployed"])
def test_a_page_of_another_port_or_host_opens_no_websocket(kind: str, request: pytest.FixtureRequest) -> None:
    server: Server = request.getfixturevalue(kind)
    assert opens_websocket(server, server.url)
    assert opens_websocket(server, None)  # a program that is no browser
    for origin in (
        f"http://localhost:{server.port + 1}",
        "http://localhost",
        f"http://127.0.0.1:{server.port}",
        "http://evil.example",
        "null",
        "",
    ):
        assert not opens_websocket(server, origin), origin


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_a_page_of_another_port_changes_nothing(laptop: Server, method: str) -> None:
    origin = f"http://localhost:{laptop.port + 1}"
    assert asked(laptop, "/_stcore/upload_file/a/b", method, Origin=origin) == (
        403,
        "This was asked for by a page of another address.",
    )


@pytest.mark.parametrize("kind", ["laptop", "deployed"])
@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics/", "/%5Fstcore/metrics"])
def test_figures_on_sessions_and_memory_are_nobodys(kind: str, path: str, request: pytest.FixtureRequest) -> None:
    status, text = asked(request.getfixturevalue(kind), path)
    assert status == 403
    assert "ASSESS_METRICS" in text


def test_figures_are_given_where_they_were_asked_for(measured: Server) -> None:
    status, text = asked(measured, "/_stcore/metrics")
    assert (status, "# EOF" in text) == (200, True)


@given(st.text(), st.text(), st.sampled_from(["GET", "PUT"]))
def test_no_host_and_no_origin_makes_a_check_fail(host: str, origin: str, method: str) -> None:
    headers = [(name, value.encode("utf-8", "surrogatepass")) for name, value in ((b"host", host), (b"origin", origin))]
    request = HTTPConnection({"type": "http", "method": method, "path": "/", "headers": headers, "client": None})
    for check in (guards.from_this_computer, guards.from_own_origin, guards.without_metrics):
        assert isinstance(check(request), str)
