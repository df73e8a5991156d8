"""Take the pictures of the README anew: `python tests/pictures.py`.

It serves the fictional example on a database of its own, and photographs each page as somebody would first see it. It
needs Chromium, as the tests do.
"""

import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from assess.core import catalogue, dates
from assess.core.access import local_viewer
from assess.store import Store
from assess.tasks import example, fictional
from conftest import CHROMIUM, QUIET
from served import ROOT, Server

FOLDER = ROOT / ".github" / "pictures"
SERVICE = "hedgelight-garden-days"
ITEM = "principles-equal"


@dataclass(frozen=True)
class Picture:
    """A picture: its file, the URL below the server's, and the size of the window in pixels."""

    name: str
    url: str
    width: int = 1280
    height: int = 900


def main() -> None:
    """Take every picture."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "assess.duckdb")
        pictures = pictures_of(Path(folder) / "assess.duckdb")
        server.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
                for picture in pictures:
                    take(browser, server, picture)
        finally:
            server.stop()


def pictures_of(path: Path) -> list[Picture]:
    """Write the example into a new database; return what is to be photographed."""
    known, me = catalogue.read(), local_viewer()
    with closing(Store(path, known)) as store:
        example.write_example(fictional.generate(known, dates.date_of(datetime.now(UTC))), store)
        draft = next(response.key for response, state in store.ratings.responses(me) if state == "draft")
    return [
        Picture("result", f"result?service={SERVICE}"),
        Picture("question", f"rate?assessment={draft}&step={ITEM}", 390, 844),
        Picture("compare", "compare?programme=good-days"),
        Picture("portfolio", "portfolio"),
    ]


def take(browser: Browser, server: Server, picture: Picture) -> None:
    """Open one page in the light theme and save what stands in the window."""
    size = {"width": picture.width, "height": picture.height}
    context = browser.new_context(viewport=size, color_scheme="light", reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{server.url}/{picture.url}")
    settle(page)
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    context.close()


def settle(page: Page) -> None:
    """Wait until the page and its charts stand."""
    page.locator("h1").wait_for()
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached")
    page.wait_for_timeout(2_000)  # until charts have their size


if __name__ == "__main__":
    main()
