"""Home as each role meets it: a manager with one, five and many services, a board, a commissioner, somebody new."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from apps import new_app, opened
from assess.core.access import Grant, Viewer, local_viewer
from assess.core.catalogue import Catalogue
from assess.screen import board, home_many, session
from assess.store import Store
from five_services import ME, met_and_promised, rated, write_five

WHAT_IT_IS = "climb, round after round"


@pytest.fixture
def written(database: Path, written_once: Callable[..., Any]) -> Callable[..., None]:
    def write(*services: str) -> None:
        written_once(database, write_five, services or ("birch", "elm", "oak", "ash", "rowan"))

    return write


@pytest.fixture
def seen(shared: Callable[..., Any]) -> Callable[..., None]:
    """The same for tests that change nothing."""

    def look(*services: str) -> None:
        shared(write_five, services or ("birch", "elm", "oak", "ash", "rowan"))

    return look


def signs(app: AppTest) -> list[str]:
    """The templates on the page, as they are read."""
    return [html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body))).strip() for body in bodies(app)]


def bodies(app: AppTest) -> list[str]:
    return [each.proto.body for each in app.get("html") if 'class="signs' in each.proto.body]


def links(app: AppTest) -> dict[str, str]:
    found = re.findall(r'<a href="([^"]*)" data-page="\w+"[^>]*><bdi[^>]*>(.*?)</bdi>', "".join(bodies(app)))
    return {html.unescape(text): html.unescape(href) for href, text in found}


def title(app: AppTest) -> str:
    return str(app.title[0].value).replace("\\", "")


def test_home_of_one_service_says_its_state_its_steps_and_the_one_thing_to_do(seen: Callable[..., None]) -> None:
    seen("oak")
    app = opened(view_as="Manager")
    steps, then, last = signs(app)
    assert title(app) == "Oak Lodge: too few people have answered yet"
    assert steps.startswith("✓Rate done today")
    assert "2Invite: now, too few yet, till " in steps
    assert bodies(app)[0].count("<li") == 6
    assert bodies(app)[0].count("aria-current=step") == 1
    assert then.startswith("Next Invite more people What people say is shown when 5 have answered.")
    assert bodies(app)[1].count("<a ") == 2
    assert links(app)["Invite people"] == "invite?service=oak&round=autumn"
    assert "Autumn: rung 3 of 7, Informing" in last
    assert "Next step, Equal, from Starting to Developing: " in last


def test_what_comes_next_is_what_to_do_and_not_what_it_looks_like(
    seen: Callable[..., None], catalogue: Catalogue
) -> None:
    seen("oak")
    equal = next(item for item in catalogue["principles"].items if item.key == "equal")
    assert equal.to_do[2] in signs(opened())[-1]


def test_home_of_five_services_names_the_most_urgent_and_has_a_row_for_each(seen: Callable[..., None]) -> None:
    seen()
    app = opened(view_as="Manager")
    then, table = signs(app)
    assert title(app) == "Three of your five services wait for you this week"
    assert then.startswith("Next Birch Day Centre: meet and agree 14 people have answered, and answering has ended.")
    assert table.startswith("All five, the most urgent first")
    names = ["Birch Day Centre", "Elm Court", "Oak Lodge", "Ash Home Visits", "Rowan Respite"]
    assert [table.index(name) for name in names] == sorted(table.index(name) for name in names)
    rows = bodies(app)[1].split("<tr")[2:]
    assert [row.count("class=mark") for row in rows] == [6] * 5
    assert [len(re.findall('class="now"', row)) for row in rows] == [1] * 5
    assert [row.count("<a ") for row in rows] == [2] * 5
    assert links(app)["Go on: 2 of 14 answered"].startswith("rate?assessment=")


def test_of_forty_services_the_five_most_urgent_come_first_and_a_link_shows_all(seen_examples: Store) -> None:
    app = opened()
    assert re.fullmatch(r"\w+ of your 40 services waits? for you this week", title(app))
    assert "The five most urgent" in signs(app)[1]
    assert links(app)["See all 40 services"] == "home?page=all"
    assert bodies(app)[1].count("<tr") == 6
    assert bodies(every())[1].count("<tr") == 41


def every() -> AppTest:
    app = new_app()
    app.query_params["page"] = "all"
    return app.run()


@pytest.mark.parametrize("view_as", ["Manager", "Programme board", "Commissioner"])
def test_what_the_product_is_for_stays_on_home(seen: Callable[..., None], view_as: str) -> None:
    seen()
    assert any(WHAT_IT_IS in str(each.value) for each in opened(view_as=view_as).markdown)


def test_a_board_sees_the_finding_of_its_programme_what_it_is_asked_and_what_waits(seen_examples: Store) -> None:
    app = opened(view_as="Programme board")
    compared = opened("compare", "Programme board", programme="good-days")
    assert title(app) == title(compared)
    (said,) = signs(app)
    assert "What the board is asked" in said
    assert "What waits for you" in said
    for words in (
        "have submitted; Autumn 2026 closes on",
        "have invited nobody yet",
        "gave a sheet back to people after",
    ):
        assert words in said
    assert links(app)["See the promises"] == "compare?programme=good-days&tab=Promises"
    assert links(app)["See who is missing"] == "rounds?programme=good-days"


def test_a_board_of_several_programmes_chooses_one(seen_examples: Store) -> None:
    app = opened(view_as="Programme board", programme="open-doors")
    assert title(app) == title(opened("compare", "Programme board", programme="open-doors"))
    assert app.selectbox[0].label == "Programme"
    app.selectbox[0].select("two-shores").run()
    assert title(app) == title(opened("compare", "Programme board", programme="two-shores"))


def test_a_board_whose_programme_has_one_round_sees_who_is_in(written: Callable[..., None]) -> None:
    written("birch", "elm", "oak")
    app = opened(view_as="Programme board")
    assert title(app) == "Autumn: 2 of 3 services have submitted"
    assert "2 of 3 have submitted; Autumn closes on" in signs(app)[0]
    assert "1 service has invited nobody yet" in signs(app)[0]


def test_a_commissioner_sees_what_is_low_and_which_services_to_look_at_first(seen_examples: Store) -> None:
    app = opened(view_as="Commissioner")
    (said,) = signs(app)
    assert re.match(r"Weak everywhere: Resourced, low in \d+ of \d+ services", title(app))
    assert said.index("Low in most services") < said.index("Look at first")
    found = links(app)
    assert found["Slipped"] == "portfolio?show=slipped"
    assert found["Not in yet"] == "portfolio?show=missing"
    assert found["See all 40 services"] == "portfolio"
    portfolio = opened("portfolio", "Commissioner")
    count = re.search(r"low in (\d+ of \d+)", title(app))
    assert count is not None
    assert count[1] in title(portfolio)


def test_home_shows_a_board_and_a_commissioner_what_is_in_their_scope_alone(
    seen_examples: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Viewer("b", "B", (Grant("board", "programme", "open-doors"),))
    monkeypatch.setattr(session, "viewer", lambda: one)
    monkeypatch.setattr("assess.screen.pages.is_linked", lambda _: True)
    found, programme = home_many.board_finding()
    assert programme.key == "open-doors"
    others = {each.name for each in seen_examples.services.visible_to(local_viewer()) if each.programme != "open-doors"}
    shown = f"{found} {home_many.commissioner_finding()}"
    assert not [name for name in others if name in shown]
    assert board.rounds_begun(programme)


def test_who_may_see_nothing_yet_is_told_so(database: Path) -> None:
    store = session.store()
    store.programmes.add(ME, "Good Days")
    for view_as in ("Programme board", "Commissioner"):
        assert "here yet" in opened(view_as=view_as).info[0].value


def test_the_journey_heads_each_page_on_the_way(written: Callable[..., None]) -> None:
    written()
    for page, service in (
        ("rate", "oak"),
        ("invite", "oak"),
        ("agree", "birch"),
        ("actions", "ash"),
        ("give_back", "ash"),
        ("result", "rowan"),
    ):
        lines = [body for body in bodies(opened(page, "Manager", service=service)) if "journey line" in body]
        assert len(lines) == 1, page
        assert "Step " in lines[0]


def test_who_only_looks_at_a_result_is_not_led_on_a_managers_way(written: Callable[..., None]) -> None:
    written("oak")
    assert not [body for body in bodies(opened("result", "Commissioner", service="oak")) if "journey" in body]


def test_when_the_next_round_is_due_what_was_promised_comes_first_and_last_answers_are_offered(database: Path) -> None:
    store = session.store()
    service, first = store.services.add_first(ME, "Oak Lodge", "Council", "care home", "North")
    rated(store, service.key, first.key, people=6)
    invitation = store.invitations.current(ME, service.key, first.key)
    assert invitation is not None
    store.invitations.close(ME, invitation)
    met_and_promised(store, service.key, first.key)
    today = session.today()
    # It opens on the same day as the round before.
    again = store.rounds.open(ME, service.programme, "Again", today, today + timedelta(120), carries=True, key="z")
    response = store.ratings.start(ME, service.key, again.key).key
    home = opened()
    assert title(home) == "Oak Lodge: 0 of 14 answered"
    assert signs(home)[-1].startswith("What we said, what we did 1 promised: 0 done.")
    result = signs(opened("result", service=service.key))[0]
    assert result.startswith("What we said, what we did: 1 promised: 0 done. Again is open till ")
    # The page of the actions counts them itself.
    assert signs(opened("actions", service=service.key))[0].startswith("Again is open till ")
    form = opened("rate", assessment=response)
    assert next(each.value for each in form.header) == "What we said, what we did"
    assert "last time you said" in "".join(
        str(each.value) for each in opened("rate", assessment=response, step="ladder").markdown
    )


def test_a_reading_of_a_report_asks_nobody_to_promise(written: Callable[..., None]) -> None:
    store = session.store()
    store.programmes.add(ME, "Reports")
    today = session.today()
    store.services.add(
        ME, "Read", "Org", "care home", "North", "reports", notice="Our reading of a report.", key="read"
    )
    round_ = store.rounds.open(ME, "reports", "2025", today - timedelta(9), today, key="r")
    rated(store, "read", round_.key)
    store.rounds.close(ME, "r", "Read by now")
    app = opened(view_as="Manager")
    assert title(app).startswith("Read: ")
    assert "Promise what you will do" not in signs(app)[1]
