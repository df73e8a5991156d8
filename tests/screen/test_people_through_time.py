"""Whether things get better for people: where only what they say moves, every page and paper says so, and else none."""

import html
import re
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from apps import new_app
from assess.core.access import guest, local_viewer
from assess.core.answers import Answer
from assess.core.brought import Brought
from assess.core.catalogue import Catalogue
from assess.core.position import Whose
from assess.core.programme import Round
from assess.present.annex import annex
from assess.present.board_paper import Facts, paper
from assess.present.document import Document, Paragraph
from assess.present.workbook import Worksheet, sheets
from assess.screen import session
from assess.store import Store
from assess.tasks import papers
from set_clock import SetClock

ME = local_viewer()
NOW = datetime.now(UTC)
TODAY = NOW.astimezone().date()
RUNG, EQUAL, HOLISTIC = ("ladder", "overall"), ("principles", "equal"), ("principles", "holistic")
SERVICES = ("Ash", "Birch", "Cedar")
Said = tuple[int, int]  # people's level of EQUAL in spring and in autumn


def round_with(store: Store, clock: SetClock, name: str, days: int, people: int) -> Round:
    """Let all services and five people each answer in a round that closed so many days ago."""
    (programme,) = store.programmes.visible_to(ME)
    clock.now = NOW - timedelta(days=days + 5)
    first, last = (TODAY - timedelta(days=days + back) for back in (9, 0))
    round_ = store.rounds.open(ME, programme.key, name, first, last)
    for service in store.services.visible_to(ME):
        response = store.ratings.start(ME, service.key, round_.key).key
        store.ratings.save(ME, response, [Answer(*RUNG, 4), Answer(*EQUAL, 2), Answer(*HOLISTIC, 3)])
        store.ratings.submit(ME, response)
        one = Brought(None, [Answer(*RUNG, 3), Answer(*EQUAL, people)])
        store.voices.bring_people(ME, service.key, round_.key, [one] * 5)
    return round_


def write(store: Store, said: Said) -> None:
    """Write a programme in which autumn differs from spring only in what people say of EQUAL."""
    store.clock = clock = SetClock()
    clock.now = NOW - timedelta(days=300)
    programme = store.programmes.add(ME, "Fernshire").key
    for name in SERVICES:
        store.services.add(ME, name, f"{name} Trust", "home care", "North", programme)
    round_with(store, clock, "Spring", 200, said[0])
    round_with(store, clock, "Autumn", 20, said[1])
    clock.now = NOW
    store.positions.reveal_closed_rounds()


@pytest.fixture
def written(shared: Callable[..., Any]) -> Callable[[Said], Store]:
    """Open such a programme as the pages open it."""

    def of(said: Said) -> Store:
        shared(write, said)
        return session.store()

    return of


def read(page: str, **choices: str) -> str:
    """Return what a page says, heading and tables of signs."""
    app = new_app()
    app.switch_page(f"../../pages/{page}.py")
    for name, choice in choices.items():
        app.query_params[name] = choice
    app.run()
    assert not app.exception
    bodies = [element.proto.body for element in app.get("html")]
    plain = [str(each.value) for each in (*app.title, *app.markdown)]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", " ".join([*plain, *bodies])))).replace("\\", "")


def facts(store: Store, whose: Whose = "") -> Facts:
    programme, before, after = papers.rounds_to_compare(store, ME, TODAY)
    return papers.facts(store, ME, programme, before, after, TODAY, whose=whose)


def text_of(document: Document) -> str:
    return " ".join([document.title, *(block.text for block in document.blocks if isinstance(block, Paragraph))])


def worksheets(found: Facts) -> dict[str, Worksheet]:
    return {one[0]: one for one in sheets(found)}


@pytest.mark.parametrize(
    ("said", "moved", "services", "steps"),
    [
        ((1, 3), "of 3 levels of items 3 rose and none fell", "of 3 services 3 rose and none slipped", 2),
        ((3, 1), "of 3 levels of items none rose and 3 fell", "of 3 services none rose and 3 slipped", -2),
        ((2, 2), "of 3 levels of items none rose and none fell", "of 3 services none rose and none slipped", 0),
    ],
)
def test_what_people_say_and_nothing_else_moved_is_said_everywhere(
    written: Callable[[Said], Store], said: Said, moved: str, services: str, steps: int
) -> None:
    store = written(said)
    people = f"What people say: {moved}; on the ladder none of 3 rose and none fell."
    way = "holds" if not steps else "climbs" if steps > 0 else "slips"

    assert people in (compared := read("compare"))
    assert compared.startswith("Fernshire holds on the items and on the ladder")
    seen = read("compare", view="people")
    assert f"Fernshire as people see it {way} on the items" in seen
    assert "People were heard in both rounds in 3 of 3 services." in seen
    assert "Fernshire as its services see it holds on the items" in read("compare", view="service")

    assert services in read("portfolio", view="people")
    for view in ("", "service"):
        assert "of 3 services none rose and none slipped" in read("portfolio", view=view)

    counted, heard = facts(store), facts(store, "people")
    assert people in text_of(board := paper(counted))
    assert people in text_of(annex(counted))
    assert heard.headline.startswith(f"Fernshire as people see it {way} on the items")
    assert board.title == "Fernshire holds on the items and on the ladder"

    tables = worksheets(counted)
    about = " ".join(str(cell) for row in tables["About"][2] for cell in row)
    assert people in about
    rows = [row for row in tables["People's moves"][2] if row[2] == "Equal"]
    assert [(row[0], row[3], row[4], row[5], row[6], row[7]) for row in rows] == [
        (name, *said, steps, 5, 5) for name in SERVICES
    ]
    assert [row[5] for row in worksheets(heard)["Moves"][2] if row[2] == "Equal"] == [steps] * 3
    assert {row[5] for row in tables["Moves"][2]} == {0}


# The cells that are seen, and then what is read out.
RESULTS: Mapping[Said, tuple[str, str]] = {
    (1, 3): ("of 1 item 1 rose and none fell; on the ladder same.", "13▲People: 1, 3"),
    (3, 1): ("of 1 item none rose and 1 fell; on the ladder same.", "31▼People: 3, 1"),
    (2, 2): ("of 1 item none rose and none fell; on the ladder same.", "22People: 2, 2"),
}


@pytest.mark.parametrize("said", RESULTS)
def test_a_result_has_what_people_say_round_by_round(written: Callable[[Said], Store], said: Said) -> None:
    written(said)
    result, (sentence, row) = read("result"), RESULTS[said]
    assert f"What people say, since Spring: {sentence}" in result
    assert row in result
    assert "0 items rose, 0 fell since Spring" in result


def test_what_one_of_five_did_not_say_in_time_is_in_no_view(
    tmp_path: Path, catalogue: Catalogue, empty_file: Callable[[Path], Path]
) -> None:
    """Four heads in spring: autumn is shown by itself, and nothing is compared with spring."""
    clock = SetClock()
    clock.now = NOW - timedelta(days=300)
    with closing(Store(empty_file(tmp_path / "few.duckdb"), catalogue, clock)) as store:
        programme = store.programmes.add(ME, "Fernshire").key
        store.services.add(ME, "Ash", "Ash Trust", "home care", "North", programme)
        for name, days, people in (("Spring", 200, 4), ("Autumn", 20, 5)):
            clock.now = NOW - timedelta(days=days + 5)
            first, last = (TODAY - timedelta(days=days + back) for back in (9, 0))
            round_ = store.rounds.open(ME, programme, name, first, last)
            (service,) = store.services.visible_to(ME)
            response = store.ratings.start(ME, service.key, round_.key).key
            store.ratings.save(ME, response, [Answer(*EQUAL, 2)])
            store.ratings.submit(ME, response)
            token = store.invitations.open(ME, service.key, round_.key).token
            for _ in range(people):
                joined = store.invitations.join(token).key
                store.ratings.save(guest(joined), joined, [Answer(*EQUAL, 1)])
                store.ratings.submit(guest(joined), joined)
        clock.now = NOW
        store.positions.reveal_closed_rounds()
        found = facts(store, "people")
        assert not found.comparison.items
        assert not found.people.items
        assert found.comparison.before.distribution(EQUAL) == dict.fromkeys(range(5), 0)
        assert found.comparison.after.distribution(EQUAL)[1] == 1
        assert not worksheets(found)["People's moves"][2]
