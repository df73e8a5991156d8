"""Take the screenshots of the README again: `python tests/pictures.py`.

It serves the fictional example on a database of its own, and photographs each page as a visitor first sees it. It needs
Chromium, as the tests do.
"""

import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from assess.core import dates
from assess.core.access import local_viewer
from assess.store import Store
from assess.tasks import example, fictional
from conftest import CHROMIUM, QUIET
from served import ROOT, Server
from shipped import CATALOGUE

FOLDER = ROOT / ".github" / "pictures"
SERVICE = "hedgelight-garden-days"


@dataclass(frozen=True)
class Picture:
    """A picture: its file, the URL below the server's, the size of the window in pixels, and the card to be chosen.

    With a card the URL leads to people's form, whose first question is photographed.
    """

    name: str
    url: str
    width: int = 1280
    height: int = 900
    card: int | None = None


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
    """Write the example into a new database; return the screenshots to take."""
    known = CATALOGUE
    with closing(Store(path, known)) as store:
        example.write_example(fictional.generate(known, dates.date_of(datetime.now(UTC))), store)
        code = open_code(store)
    return [
        Picture("result", f"result?service={SERVICE}"),
        Picture("question", f"take_part?code={code}", 390, 1_280, card=4),
        Picture("compare", "compare?programme=good-days"),
        Picture("portfolio", "portfolio"),
    ]


def open_code(store: Store) -> str:
    """Return a code by which people answer about a service whose round is open."""
    me, today = local_viewer(), dates.date_of(datetime.now(UTC))
    for service in store.services.visible_to(me):
        for round_ in store.rounds.of(me, service.programme):
            if round_.is_open(today) and (invitation := store.invitations.current(me, service.key, round_.key)):
                return invitation.token
    raise LookupError("nobody is invited to an open round of the example")


def take(browser: Browser, server: Server, picture: Picture) -> None:
    """Open one page in the light theme and save a screenshot of the window."""
    size = {"width": picture.width, "height": picture.height}
    context = browser.new_context(viewport=size, color_scheme="light", reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{server.url}/{picture.url}")
    settle(page)
    if picture.card is not None:
        page.locator(".st-key-start button").click()
        page.get_by_test_id("stRadioOption").nth(picture.card).click()
        settle(page)
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    context.close()


def settle(page: Page) -> None:
    """Wait until the page and its charts are drawn."""
    page.locator("h1").wait_for()
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached")
    page.wait_for_timeout(2_000)  # until charts have their size


if __name__ == "__main__":
    main()
