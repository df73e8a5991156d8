"""Names that would break a page if they were anything but text, and tables that are walked with the keyboard alone."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from served import Server
from walking import go, settled, sideways

pytestmark = pytest.mark.browser

# Names that no form accepts but an older database may contain: a direction mark, and 200 letters in a row.
NAMES = {
    "service": f'<img src=x onerror="window.ran = 1">[a](https://example.org) \u202eעץ{"W" * 200}',
    "programme": f"<script>window.ran = 1</script>**[b](javascript:window.ran=1)** \u202eעץ{'P' * 200}",
    "round": f"&lt;svg onload=window.ran=1&gt; # ![c](https://example.org/c.png) \u202eעץ{'R' * 200}",
}
ABOUT = {
    "result?service=larkrise-sitting-service": ("service", "round"),
    "programmes?programme=good-days": ("service", "programme"),
    "rounds?programme=good-days": ("service", "round"),
    "benchmark?service=larkrise-sitting-service": ("service", "round"),
    "compare?programme=good-days": ("service", "programme", "round"),
    "portfolio": ("service",),
}


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory, example_copy: Callable[[str, Path], Path]) -> Iterator[Server]:
    """The example with such names for one service, its programme and the rounds of that programme."""
    path = example_copy("fictional", tmp_path_factory.mktemp("awkward") / "assess.duckdb")
    with closing(duckdb.connect(str(path))) as database:
        database.execute("UPDATE service SET name = ? WHERE key = 'larkrise-sitting-service'", [NAMES["service"]])
        database.execute("UPDATE programme SET name = ? WHERE key = 'good-days'", [NAMES["programme"]])
        database.execute("UPDATE round SET name = name || ? WHERE programme = 'good-days'", [NAMES["round"]])
    server = Server(path)
    server.start()
    yield server
    server.stop()


def without_signs(text: str) -> str:
    return re.sub("[\u2060\u202a-\u202e\u2066-\u2069]", "", text)


@pytest.mark.parametrize("path", ABOUT)
def test_an_awkward_name_is_shown_as_it_was_typed_runs_nothing_and_moves_nothing_aside(
    walked: Page, requested: list[str], awkward: Server, path: str
) -> None:
    go(walked, f"{awkward.url}/{path}")
    for width in (1280, 390):
        walked.set_viewport_size({"width": width, "height": 900})
        settled(walked)
        assert sideways(walked) == 0, width
    main = walked.get_by_test_id("stMain")
    # Direction marks have no width; those that isolate a text surround parts of a name.
    text = without_signs(main.evaluate("element => element.textContent"))
    for name in ABOUT[path]:
        assert without_signs(NAMES[name]) in text, name
    # A name before our own text does not reverse it.
    heading = walked.locator("h1")
    assert "\u202e" not in heading.inner_text()
    expect(heading.locator("a")).to_have_count(0)
    assert walked.evaluate("window.ran") is None
    expect(main.locator("img[src=x], script, [onload], [onerror], a[href^=javascript]")).to_have_count(0)
    assert [url for url in requested if "example.org" in url or url.endswith("/x")] == []


@pytest.mark.parametrize("path", ["compare?programme=good-days", "rounds?programme=good-days", "portfolio"])
def test_every_link_of_a_table_is_reached_with_the_tab_key_in_the_order_of_its_rows(
    walked: Page, example_server: Callable[[str], Server], path: str
) -> None:
    go(walked, f"{example_server('fictional').url}/{path}")
    table = walked.get_by_role("table").filter(has=walked.get_by_role("link")).last
    links = table.get_by_role("link")
    names = links.all_inner_texts()
    assert len(names) >= 6
    links.first.focus()
    for name in names:
        focused = walked.locator(":focus")
        assert focused.inner_text() == name
        expect(focused).to_be_in_viewport()
        walked.keyboard.press("Tab")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("compare?programme=good-days", r"\d, \d|not answered"),
        ("portfolio", r"\d [A-Z]\w+"),
        ("result?service=larkrise-sitting-service", r"service \d, people \d"),
    ],
)
def test_a_row_says_its_signs_in_words_to_who_hears_it(
    walked: Page, example_server: Callable[[str], Server], path: str, says: str
) -> None:
    go(walked, f"{example_server('fictional').url}/{path}")
    rows = walked.locator(".signs table").first.locator("tbody tr:has(.heard)")
    assert rows.count() >= 3
    heard = rows.evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('.heard')].map(one => one.textContent.trim()).join('; '))"
    )
    assert all(heard)
    assert re.search(says, " ".join(heard))
    # The signs are hidden from screen readers: they would repeat the text as numbers.
    signs = rows.locator(":is(.strip, .stairs, .steps, .arrows, .track, .moved)")
    assert signs.count() > 0
    assert signs.evaluate_all("signs => signs.every(one => one.closest('[aria-hidden=true]'))")
