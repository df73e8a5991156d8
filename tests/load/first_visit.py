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
RUN = ("run", "dashboard.py")
# Streamlit's page and files as Streamlit sends them.
STOCK = """
from assess.server import static
static.QuickPage.__call__ = static.CompressedFiles.__call__ = lambda self, *request: self._app(*request)
"""
MOST_KIB, MOST_OF_STOCK = 800, 0.4


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: seconds until the first heading, KiB until then, and KiB and requests in all."""

    seconds: float
    kib: float
    in_all: float
    requests: int


def visit(browser: Browser, link: str) -> Visit:
    """Open a link in an empty browser."""
    with closing(browser.new_context(viewport={"width": 390, "height": 844})) as phone:
        page = phone.new_page()
        session = phone.new_cdp_session(page)
        sizes: list[float] = []
        _slow(session, sizes)
        begin = time.monotonic()
        page.goto(link, wait_until="commit", timeout=120_000)
        page.locator("h1").first.wait_for(timeout=120_000)
        seconds, kib = time.monotonic() - begin, sum(sizes) / 1024
        page.wait_for_load_state("networkidle", timeout=120_000)
        return Visit(seconds, kib, sum(sizes) / 1024, len(sizes))


def _slow(session: CDPSession, sizes: list[float]) -> None:
    """Throttle a page's network and processor, and record the size of what it loads."""

    def loaded(event: Mapping[str, Any]) -> None:
        sizes.append(event["encodedDataLength"])

    session.on("Network.loadingFinished", loaded)
    session.on(
        "Network.webSocketFrameReceived", lambda event: sizes.append(len(event["response"]["payloadData"]) * 0.75)
    )
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": False})
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


@contextmanager
def invitation(start: str = "") -> Iterator[str]:
    """Serve one service with an open invitation; yield its link. `start` is Python code that the server runs first."""
    me = local_viewer()
    with tempfile.TemporaryDirectory() as folder:
        served = Server(Path(folder) / "assess.duckdb")
        served.command = (sys.executable, "-c", f"{start}\nfrom streamlit.web.cli import main; main()", *RUN)
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
    with sync_playwright() as playwright, invitation(STOCK) as stock_link, invitation() as link:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        visits: dict[str, list[Visit]] = {"as Streamlit sends it": [], "as we send it": []}
        for _ in range(times):
            for name, url in zip(visits, (stock_link, link), strict=True):
                visits[name].append(visit(browser, url))
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
