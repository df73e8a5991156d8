"""A participant's first visit on a slow phone: when the first heading stands, and how much is loaded until then.

It is measured beside the same pages as Streamlit sends them, one visit after the other, each in an empty browser. Run
it as `python tests/load/first_visit.py`.
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, CDPSession, sync_playwright

sys.path[:0] = [str(Path(__file__).parents[1])]

from assess.core import catalogue
from assess.core.access import local_viewer
from assess.store import Store
from served import Server

# A phone on a slow line: 1.6 Mbit/s, 150 ms there and back, a quarter of this computer's speed.
LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 96_000}
SLOWER = 4
MOST_KIB, MOST_OF_STOCK = 800, 0.4


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: seconds until the first heading, KiB until then, and KiB and requests in all."""

    seconds: float
    kib: float
    in_all: float
    requests: int


def visit(browser: Browser, link: str, encodings: list[str] | None) -> Visit:
    """Open a link in an empty browser that takes these encodings, all that it knows when none is named."""
    with closing(browser.new_context(viewport={"width": 390, "height": 844})) as phone:
        page = phone.new_page()
        session = phone.new_cdp_session(page)
        sizes: list[float] = []
        _slow(session, encodings, sizes)
        begin = time.monotonic()
        page.goto(link, wait_until="commit", timeout=120_000)
        page.locator("h1").first.wait_for(timeout=120_000)
        seconds, kib = time.monotonic() - begin, sum(sizes) / 1024
        page.wait_for_load_state("networkidle", timeout=120_000)
        return Visit(seconds, kib, sum(sizes) / 1024, len(sizes))


def _slow(session: CDPSession, encodings: list[str] | None, sizes: list[float]) -> None:
    """Make a page's line and processor slow, and note the size of what it loads."""

    def loaded(event: Mapping[str, Any]) -> None:
        sizes.append(event["encodedDataLength"])

    session.on("Network.loadingFinished", loaded)
    session.on(
        "Network.webSocketFrameReceived", lambda event: sizes.append(len(event["response"]["payloadData"]) * 0.75)
    )
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": False})
    if encodings is not None:
        session.send("Network.setExtraHTTPHeaders", {"headers": {"Accept-Encoding": ", ".join(encodings)}})
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


@contextmanager
def invitation(base: str = "") -> Iterator[str]:
    """Serve one service with an open invitation; yield its link.

    Under a base URL Streamlit sends its own page: the dashboard answers the URLs of pages at the root alone.
    """
    me = local_viewer()
    with tempfile.TemporaryDirectory() as folder:
        served = Server(Path(folder) / "assess.duckdb", base=base)
        with closing(Store(served.database, catalogue.read())) as store:
            service, round_ = store.services.add_first(me, "Oak Lodge", "Fernshire Council", "day centre", "North")
            code = store.invitations.open(me, service.key, round_.key).token
        served.start()
        try:
            yield f"{served.url}/take_part?code={code}"
        finally:
            served.stop()


def lines(times: int = 3) -> Iterator[str]:
    """Visit both in turns; yield a line for each visit, and at last the medians and limits."""
    with sync_playwright() as playwright, invitation("/stock") as plain, invitation() as link:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        visits: dict[str, list[Visit]] = {"as Streamlit sends it": [], "as we send it": []}
        for _ in range(times):
            for name, url, encodings in zip(visits, (plain, link), (["identity"], None), strict=True):
                visits[name].append(visit(browser, url, encodings))
                yield f"{name}: {visits[name][-1]}"
    stock, ours = (median(one.seconds for one in found) for found in visits.values())
    kib = median(one.kib for one in visits["as we send it"])
    verdict = "ok" if ours <= MOST_OF_STOCK * stock and kib <= MOST_KIB else "OVER"
    yield (
        f"first heading after {ours:.1f} s, {ours / stock:.2f} of {stock:.1f} s (limit {MOST_OF_STOCK}); "
        f"{kib:.0f} KiB by then (limit {MOST_KIB})  {verdict}"
    )


if __name__ == "__main__":
    for line in lines():
        print(line, flush=True)
