"""A first round on one screen: read and taken away before there is a second one."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import many_rounds
from assess.core.catalogue import Catalogue
from assess.store import Store
from assess.tasks import example
from served import Server
from walking import assert_accessible, height, settled

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def one_round(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[Server]:
    """A server on twelve services in their first round, which is open."""
    path, today = tmp_path_factory.mktemp("first") / "assess.duckdb", datetime.now(UTC).date()
    with closing(Store(path, catalogue)) as store:
        example.write_example(many_rounds.of_sizes(catalogue, today, [(12, 1)]), store)
    server = Server(path)
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize(("width", "most"), [(1280, 1_500), (390, 3_200)])
def test_a_first_round_is_accessible_and_short_and_its_paper_is_taken_away(
    open_tab: Callable[..., Page], one_round: Server, width: int, most: int
) -> None:
    page = open_tab(width, 900, "light")
    page.goto(f"{one_round.url}/compare")
    expect(page.get_by_role("heading", level=1)).to_contain_text("first round so far")
    expect(page.get_by_role("table", name="Every service")).to_be_visible()
    expect(page.get_by_role("heading", name="Lowest now")).to_be_visible()
    settled(page)
    assert height(page) <= most
    page.get_by_role("button", name="Board paper and data").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Paper to read (PDF)").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")
    page.keyboard.press("Escape")
    assert_accessible(page)
