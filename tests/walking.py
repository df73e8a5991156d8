"""Finding one's way in the pages: what journeys through a browser have in common."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Locator, Page, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from shipped import CATALOGUE

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
# For rules that pass, one example is enough; describing every element takes longer than checking it.
AXE_OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
RULES_ABOUT_COLOURS = ["color-contrast", "link-in-text-block"]
COLOURS = {"runOnly": {"type": "rule", "values": RULES_ABOUT_COLOURS}, "resultTypes": ["violations"]}
VIOLATIONS = "async options => { const { violations } = await axe.run(options); return { violations }; }"
# What a phone does not show, and is looked at in a wide window and the dark theme: the menu and the steps of a service
# in `test_accessibility.py`, tables in `test_compare.py` and `test_portfolio.py`. The words in a drawing are pictures.
LOOKED_AT_ELSEWHERE = "[data-testid=stSidebar], .journey, .signs table, svg"
SHOWN = """() => {
    window.shown = [...document.querySelectorAll("[data-testid=stApp] *")].filter(element =>
        [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()) && element.checkVisibility());
}"""
SHOWN_NO_MORE = """elsewhere => window.shown
    .filter(element => element.isConnected && !element.checkVisibility() && !element.closest(elsewhere))
    .map(element => element.textContent)"""
# Resolves when the script has ended and the page has not changed for a while: nothing is drawn, moves or fades.
STILL = """milliseconds => new Promise(done => {
    let last = performance.now();
    const watch = new MutationObserver(() => { last = performance.now(); });
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    const check = () => {
        const state = document.querySelector("[data-test-script-state]")?.dataset.testScriptState;
        const moves = document.getAnimations().some(
            one => one.playState === "running" && one.effect?.getComputedTiming().endTime !== Infinity
        );
        if (state !== "running" && state !== "rerunRequested" && !moves && performance.now() - last >= milliseconds) {
            watch.disconnect();
            done(true);
        } else {
            setTimeout(check, 30);
        }
    };
    check();
})"""

# Fulfilled when every chart that is to be seen is drawn, and nothing stands in its place.
DRAWN = """() => [...document.querySelectorAll("[data-testid=stVegaLiteChart], [data-testid=stSkeleton]")]
    .filter(place => place.checkVisibility()).every(chart => chart.querySelector("svg, canvas"))"""

# Opens a URL as the browser's own buttons do.
GO = """url => {
    history.pushState({}, "", url);
    dispatchEvent(new PopStateEvent("popstate"));
}"""
# How often a server has run its script for a page, as its messages say: what is drawn may look as before.
_RUNS: WeakKeyDictionary[Page, int] = WeakKeyDictionary()

# What people who answer meet first.
WELCOME = re.compile(r"^What is .* like for you\?$")
FIRST_QUESTION = "Most of the time, how do staff here work with you?"


def still(page: Page) -> None:
    """Wait until a page has stayed as it is for a while: charts draw themselves after the page says it is done.

    It takes longer than `focus.js`, which looks 300 ms after a click or a resize whether a table now scrolls.
    """
    page.wait_for_function(STILL, arg=400)


def count_runs(page: Page) -> Page:
    """Count from now on how often a server runs its script for a new page; return the page."""
    _RUNS[page] = 0

    def heard(frame: str | bytes) -> None:
        # Only the messages that draw something are long.
        if isinstance(frame, bytes) and len(frame) < 200:
            message = ForwardMsg.FromString(frame)
            is_end = message.WhichOneof("type") == "script_finished"
            _RUNS[page] += is_end and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN

    page.on("websocket", lambda socket: socket.on("framereceived", heard))
    return page


@contextmanager
def one_run(page: Page) -> Iterator[None]:
    """Wait, after what is done meanwhile, until the server has run the page's script for it."""
    before, deadline = _RUNS[page], monotonic() + 20
    yield
    while _RUNS[page] == before:
        assert monotonic() < deadline, "the server has not run the script"
        page.wait_for_timeout(40)
    run_has_ended(page)


def go(page: Page, url: str) -> None:
    """Open a page with a menu in the session that a tab has with its server: to load Streamlit takes a second more."""
    before, after = urlsplit(page.url), urlsplit(url)
    if page in _RUNS and before.netloc == after.netloc:
        if before.path == after.path:
            # The page would keep what was chosen on it; another one between, which is short, forgets it.
            _step(page, "/links" if after.path == "/accessibility" else "/accessibility")
        _step(page, url)
    else:
        page.goto(url)
    settled(page)


def _step(page: Page, url: str) -> None:
    with one_run(page):
        page.evaluate(GO, url)


def settled(page: Page) -> None:
    """Wait until a page is drawn, and the menu beside it where the window has room for it."""
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    if (page.viewport_size or {"width": 0})["width"] > 1000:
        # The menu is drawn for itself; until it is, there is a place to scroll with nothing in it. While another role's
        # menu takes its place, both are there.
        expect(page.get_by_test_id("stSidebar").get_by_role("link", name="Guide").first).to_be_visible()
    page.wait_for_function(DRAWN, polling=50)
    still(page)


def assert_no_violation(page: Page, *, colours_alone: bool = False) -> None:
    """Check what is on the screen against WCAG 2.0 to 2.2, A and AA, or the rules about colours alone."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    results = AxeResults(page.evaluate(VIOLATIONS, COLOURS if colours_alone else AXE_OPTIONS))
    assert not results.response["violations"], results.generate_report()


def assert_accessible(page: Page) -> None:
    """Check a page with axe as it is, and in the dark theme on a small phone, where it does not scroll sideways either.

    A theme differs in its colours alone, and these do not depend on the width.
    """
    still(page)
    assert_no_violation(page)
    page.evaluate(SHOWN)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 800})
    still(page)
    assert_no_violation(page)
    hidden = page.evaluate(SHOWN_NO_MORE, LOOKED_AT_ELSEWHERE)
    assert not hidden, f"a phone does not show this, and nothing checks it in the dark theme: {hidden}"
    assert sideways(page) <= 0
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def height(page: Page) -> int:
    """Return how high a page is, in pixels."""
    return int(page.get_by_test_id("stMain").evaluate("element => element.scrollHeight"))


def sideways(page: Page) -> int:
    """Return by how many pixels a page scrolls to the side."""
    return int(page.get_by_test_id("stMain").evaluate("element => element.scrollWidth - element.clientWidth"))


def rating(page: Page, framework: str, item: str) -> Locator:
    return page.locator(f'[class*="st-key-rating-{framework}-{item}-"]')


def option(page: Page, framework: str, item: str, place: int) -> Locator:
    return rating(page, framework, item).get_by_test_id("stRadioOption").nth(place)


def question(framework: str, item: str) -> str:
    """Return what a service is asked of an item, which is the heading of its page."""
    return CATALOGUE[framework].item(item).question


def asked(page: Page, framework: str, item: str) -> None:
    """Wait for the page of a question in a service's form."""
    headed(page, question(framework, item))


def choose(page: Page, framework: str, item: str, place: int) -> None:
    """Choose a level as a keyboard does: the page stays."""
    option(page, framework, item, place).locator("input").press("Space")


def tap(page: Page, framework: str, item: str, place: int) -> None:
    """Tap on a level: where the question had no answer, the next one opens. Wait until the page takes taps again."""
    takes_taps(page)
    option(page, framework, item, place).click()
    takes_taps(page)


def takes_taps(page: Page) -> None:
    """Wait until a tap is none that came too early for the next question."""
    page.wait_for_timeout(20)
    page.wait_for_function("() => window.rungByRungOnward && !window.rungByRungOnward.waits")


def answer_is_kept(page: Page) -> None:
    """Wait until an answer of people is kept: then it can be taken out."""
    expect(button(page, "clear")).to_be_visible()


def look_at_answers(page: Page) -> None:
    """Go from a question of people's form to all their answers."""
    button(page, "stop").click()
    headed(page, "Your answers are kept")
    button(page, "go-on").click()
    headed(page, "Welcome back")
    button(page, "look").click()
    headed(page, "Your answers")


def button(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key} button")


def unfold(page: Page, title: str) -> None:
    """Open what is folded up under a title, and wait until it is open: a click into it while it grows may miss."""
    page.get_by_text(title).click()
    still(page)


def unfold_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details:not([open]) > summary').forEach(panel => panel.click())")


def headed(page: Page, title: str | re.Pattern[str]) -> None:
    """Wait for a page, and for the focus on its heading; the page before may still be there for a moment."""
    expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_focused()
    expect(page.locator("h1")).to_have_count(1)
    run_has_ended(page)


def run_has_ended(page: Page) -> None:
    """Wait until the server has sent the whole page: what is typed into a field that it replaces is lost."""
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()


def confirmed(page: Page, sentence: str) -> None:
    """Wait for the one message that a write is done: in view, and with the focus."""
    message = page.locator(".st-key-done").filter(has_text=sentence)
    expect(message).to_be_focused()
    expect(message).to_be_in_viewport(ratio=1)
    # The one before stays on the screen until the page is redrawn.
    expect(page.locator(".st-key-done")).to_have_count(1)
    run_has_ended(page)


def make_link(page: Page) -> str:
    """Make a link to what a page shows, and return its URL as it can be copied."""
    page.locator(".st-key-share button").first.click()
    still(page)
    button(page, "make-link").click()
    confirmed(page, "The link is made. It opens until")
    return page.get_by_test_id("stCode").locator("code").inner_text().strip()


class Keyboard:
    """Counts the keys, and watches that the focus never falls to the body."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
            self.keys += 1
            assert self.has_focus(), f"the focus fell to the body after {key}"

    def has_focus(self) -> bool:
        """Say whether something has the focus; what was drawn away hands it on within the same instant."""
        for _ in range(10):
            if self.page.evaluate("document.activeElement.tagName") != "BODY":
                return True
            self.page.wait_for_timeout(20)
        return False

    def tab_to(self, what: Locator, most: int = 12) -> None:
        for _ in range(most):
            if what.evaluate("element => element.contains(document.activeElement)"):
                return
            self.press("Tab")
        pytest.fail(f"{what} is not within {most} tabs")


def heard(page: Page) -> list[bytes]:
    """Record every message that the server sends this page from now on."""
    messages: list[bytes] = []

    def keep(said: str | bytes) -> None:
        messages.append(said.encode() if isinstance(said, str) else said)

    page.on("websocket", lambda socket: socket.on("framereceived", keep))
    return messages
