"""The portfolio: what the store counts equals what single rows come to, within what a viewer may see."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from assess import wording
from assess.core import portfolio
from assess.core.access import Grant, Viewer, local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.framework import Framework
from assess.core.portfolio import Choice
from assess.core.voices import lower_median
from assess.database.opening import Home
from assess.present import charts, tables
from assess.screen import session
from assess.store import Store

ME = local_viewer()
ALL = Choice("principles")
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def examples(example_home: Callable[[str], Home], catalogue: Catalogue) -> Iterator[Store]:
    with closing(Store(example_home("fictional"), catalogue)) as one:
        yield one


@pytest.fixture(scope="module")
def raw(examples: Store) -> pd.DataFrame:
    """Every position with its service and round, from the store's plain questions."""
    rows = []
    for service in examples.services.visible_to(ME):
        rounds = {each.key: each for each in examples.rounds.of(ME, service.programme)}
        who = (service.key, service.name, service.kind, service.area, service.organisation)
        rows += [
            (*who, rounds[p.round].opens, p.round, p.framework, p.item, p.level, p.service_level, p.people_level)
            for p in examples.positions.of_service(ME, service.key)
            if p.voice != "people"
        ]
    columns = ["service", "name", "kind", "area", "organisation", "opens", "round", "framework", "item", "level"]
    return pd.DataFrame(rows, columns=[*columns, "own", "people"])


def newest(raw: pd.DataFrame, back: int = 1) -> pd.DataFrame:
    ranks = raw.groupby("service")["opens"].rank(method="dense", ascending=False)
    return raw[ranks == back]


@pytest.mark.parametrize("grouping", ["kind", "area", "organisation"])
def test_groups_are_what_pandas_counts(examples: Store, raw: pd.DataFrame, grouping: str) -> None:
    latest = newest(raw)
    rated = latest[(latest["framework"] == "principles") & latest["level"].notna()]
    expected = rated.groupby([grouping, "item", "level"]).size().to_dict()
    found = examples.portfolio.levels_by(ME, ALL, grouping)
    flat = {
        (name, item, float(level)): n
        for name, items in found.items()
        for item, levels in items.items()
        for level, n in levels.items()
    }
    assert flat == expected
    rows = portfolio.grouped(examples.catalogue["principles"], found)
    for row in rows:
        name = row.name
        assert row.counted == f"({rated[rated[grouping] == name].groupby('item').size().max()})"
        for item, cell in row.cells.items():
            own = rated[(rated[grouping] == name) & (rated["item"] == item)]["level"].astype(int)
            assert cell.text == (str(lower_median(list(own))) if len(own) else portfolio.BLANK)


def test_who_improved_and_slipped_is_what_pandas_counts(examples: Store, raw: pd.DataFrame) -> None:
    keys = ["service", "framework", "item"]
    both = newest(raw).merge(newest(raw, 2), on=keys, suffixes=("", "_before"))
    steps = (both["level"] > both["level_before"]).astype(int) - (both["level"] < both["level_before"]).astype(int)
    net = steps.groupby(both["service"]).sum()
    up = {one.service.key: one.number for one in examples.portfolio.most_improved(ME, ALL, 100)}
    down = {one.service.key: one.number for one in examples.portfolio.slipped(ME, ALL, 100)}
    assert up == net[net > 0].to_dict()
    assert down == net[net < 0].to_dict()
    assert list(up.values()) == sorted(up.values(), reverse=True)


def test_the_widest_gaps_are_what_pandas_counts(examples: Store, raw: pd.DataFrame) -> None:
    latest = newest(raw)
    wide = latest[(latest["own"] - latest["people"]).abs() >= 2].groupby("service").size().to_dict()
    assert {one.service.key: one.number for one in examples.portfolio.widest_gaps(ME, ALL, 100)} == wide
    assert wide


def test_who_has_not_submitted_is_named_with_how_many_they_are(examples: Store, raw: pd.DataFrame) -> None:
    missing = examples.portfolio.not_counted(ME, ALL, 100)
    for service in examples.services.visible_to(ME):
        begun = [each for each in examples.rounds.of(ME, service.programme) if each.opens <= session.today()]
        there = begun[-1].key in set(raw[raw["service"] == service.key]["round"])
        assert there == (service.key not in {one.service.key for one in missing})
    assert {one.number for one in missing} == {len(missing)}


def test_who_submitted_late_is_told_from_who_did_not_submit(empty_store: Store) -> None:
    store, answer = empty_store, Answer("principles", "equal", 2)
    store.programmes.add(ME, "Open Doors")
    keys = {}
    for name in ("Early", "Late", "Never"):
        keys[name] = store.services.add(ME, name, "Fernshire Council", "day centre", "North", "open-doors").key
    round_ = store.rounds.open(ME, "open-doors", "Spring", date(2026, 3, 1), date(2026, 5, 31))
    for name, month in (("Early", 4), ("Late", 6)):
        with store.at(datetime(2026, month, 9, 12, tzinfo=UTC)):
            response = store.ratings.start(ME, keys[name], round_.key)
            store.ratings.save(ME, response.key, [answer])
            store.ratings.submit(ME, response.key)
    never, late = store.portfolio.not_counted(ME, ALL, 5)
    assert (never.service.name, never.is_late, late.service.name, late.is_late) == ("Never", False, "Late", True)
    assert {(one.number, one.late) for one in (never, late)} == {(2, 1)}
    assert [one.late for one in store.portfolio.not_counted(ME, replace(ALL, search="Never"), 5)] == [0]
    turnout = store.voices.turnout(ME, round_.key)
    services = [store.services.get(ME, key) for key in keys.values()]
    said = [row["Service's own answers"] for row in wording.rounds.who_is_in(services, turnout, ())]
    assert said == [
        "submitted on 9 April 2026",
        "submitted on 9 June 2026, after the close: it does not count",
        "not begun",
    ]
    assert wording.rounds.how_many_are_in(services, turnout, ()).startswith(
        "2 of 3 services have submitted (1 of them late), 1 not yet."
    )


def test_services_are_sorted_by_an_item_the_lowest_first_and_the_unrated_last(examples: Store) -> None:
    entries = examples.portfolio.page(ME, replace(ALL, column="equal"))
    levels = [entry.now["equal"].level if "equal" in entry.now else None for entry in entries]
    known = [level for level in levels if level is not None]
    assert known == sorted(known)
    assert None not in levels[: len(known)]
    by_name = [entry.service.name for entry in examples.portfolio.page(ME, ALL)]
    assert by_name == sorted(by_name)


def test_pages_have_every_service_once(examples: Store) -> None:
    seen = examples.portfolio.seen(ME, ALL)
    pages = [examples.portfolio.page(ME, replace(ALL, page=page)) for page in range(portfolio.pages(seen.services))]
    keys = [entry.service.key for page in pages for entry in page]
    assert sorted(keys) == sorted(service.key for service in examples.services.visible_to(ME))
    assert seen.services == len(keys) == 40


def test_a_search_takes_signs_as_they_are(examples: Store) -> None:
    assert {entry.service.name for entry in examples.portfolio.page(ME, replace(ALL, search="LARKRISE sit"))} == {
        "Larkrise Sitting Service"
    }
    assert examples.portfolio.page(ME, replace(ALL, search="%")) == []
    assert examples.portfolio.page(ME, replace(ALL, search="' OR 1=1 --")) == []


COUNTS = st.dictionaries(
    st.text("abc", min_size=1, max_size=4),
    st.dictionaries(st.sampled_from(["equal", "holistic"]), st.dictionaries(st.integers(0, 4), st.integers(1, 9))),
    max_size=60,
)


@given(counts=COUNTS, column=st.sampled_from(["", "equal", "holistic"]))
def test_pages_have_every_group_once_sorted_by_name_or_by_an_item_the_lowest_first(
    catalogue: Catalogue, counts: dict[str, dict[str, dict[int, int]]], column: str
) -> None:
    pages = [
        portfolio.grouped(catalogue["principles"], counts, column, page) for page in range(portfolio.pages(len(counts)))
    ]
    assert all(len(page) <= portfolio.PAGE for page in pages)
    rows = [row for page in pages for row in page]
    assert sorted(row.name for row in rows) == sorted(counts)
    texts = [row.cells[column].text if column else "" for row in rows]
    # A blank comes after every digit.
    assert [(text, row.name) for text, row in zip(texts, rows, strict=True)] == sorted(
        (text, row.name) for text, row in zip(texts, rows, strict=True)
    )


def test_one_organisations_services_are_those_that_it_runs_and_the_viewer_sees(examples: Store) -> None:
    services = examples.services.visible_to(ME)
    named = services[0].organisation
    theirs = replace(ALL, organisation=named)
    own = {service.key for service in services if service.organisation == named}
    assert {entry.service.key for entry in examples.portfolio.page(ME, theirs)} == own
    assert examples.portfolio.seen(ME, theirs).services == len(own) < len(services)
    other = next(service for service in services if service.organisation != named)
    stranger = Viewer("v", "V", (Grant("commissioner", "service", other.key),))
    assert examples.portfolio.page(stranger, theirs) == []


@trying(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nobody_sees_a_service_beyond_their_grants(examples: Store, data: st.DataObject) -> None:
    services = examples.services.visible_to(ME)
    grants = [
        *(Grant("commissioner", "service", service.key) for service in services),
        *(Grant("commissioner", "area", area) for area in {service.area for service in services}),
    ]
    viewer = Viewer("v", "V", tuple(data.draw(st.sets(st.sampled_from(grants), max_size=3))))
    mine = {service.key for service in examples.services.visible_to(viewer)}
    choice = replace(ALL, kind=data.draw(st.sampled_from(["", *sorted({s.kind for s in services})])))
    told = {
        entry.service.key for page in range(2) for entry in examples.portfolio.page(viewer, replace(choice, page=page))
    }
    for found in (
        examples.portfolio.most_improved(viewer, choice, 100),
        examples.portfolio.slipped(viewer, choice, 100),
        examples.portfolio.widest_gaps(viewer, choice, 100),
    ):
        told |= {one.service.key for one in found}
    told |= {one.service.key for one in examples.portfolio.not_counted(viewer, choice, 100)}
    told |= {entry.service.key for entry in examples.portfolio.lesson(viewer, choice, "equal", 2, 100).low}
    assert told <= mine
    organisations = {service.organisation for service in services if service.key in mine}
    assert examples.portfolio.levels_by(viewer, choice, "organisation").keys() <= organisations


def test_who_could_learn_from_whom_is_what_pandas_finds(examples: Store, raw: pd.DataFrame) -> None:
    shares = {service.key for service in examples.services.visible_to(ME) if service.shares_learning}
    both = newest(raw).merge(newest(raw, 2), on=["service", "framework", "item"], how="left", suffixes=("", "_before"))
    for item in portfolio.items(examples.catalogue["principles"]):
        on_it = both[(both["framework"] == "principles") & (both["item"] == item.key)]
        found = examples.portfolio.lesson(ME, ALL, item.key, 2, 200)
        assert {one.service.key for one in found.low} == set(on_it[on_it["level"] < 2]["service"])
        assert {one.number for one in found.low} <= {len(found.low)}
        climbed = on_it[
            (on_it["level"] >= 2) & (on_it["level"] > on_it["level_before"]) & on_it["service"].isin(shares)
        ]
        told = {(service.key, before, now) for service, before, now in found.climbed}
        assert told == set(climbed[["service", "level_before", "level"]].itertuples(index=False, name=None))
        few = examples.portfolio.lesson(ME, ALL, item.key, 2, 1)
        assert [one.number for one in few.low] == [len(found.low)][: len(found.low)]


@pytest.mark.parametrize("layer", portfolio.LAYERS)
@pytest.mark.parametrize("dark", [False, True])
def test_every_cell_prints_its_value_and_says_it(examples: Store, layer: portfolio.Layer, dark: bool) -> None:
    framework = examples.catalogue["principles"]
    rows = portfolio.service_rows(framework, examples.portfolio.page(ME, ALL), layer, TODAY)
    items = portfolio.items(framework)
    spec = charts.specification.spec(charts.portfolio.heat_map(items, rows, layer in portfolio.BOTH_WAYS, dark))
    boxes = [layer for layer in spec["layer"] if layer["mark"]["type"] == "rect"]
    cells = [value for box in boxes for value in box["data"]["values"]]
    assert len(cells) == len(rows) * len(items)
    assert {cell["words"] for cell in cells} == {cell.text for row in rows for cell in row.cells.values()}
    table = tables.heat_table(items, rows, framework.title)
    assert table.shape == (len(rows), len(items))


@pytest.mark.parametrize("layer", portfolio.LAYERS)
def test_what_was_rated_on_another_scale_is_a_blank(examples: Store, layer: portfolio.Layer) -> None:
    framework = examples.catalogue["principles"]
    entries = examples.portfolio.page(ME, ALL)
    facts = framework.model_dump()
    narrower = Framework.model_validate({**facts, "levels": facts["levels"][:3]})
    rows = portfolio.service_rows(narrower, entries, layer, TODAY)
    for entry, row in zip(entries, rows, strict=True):
        for key, cell in row.cells.items():
            if key in entry.now and (entry.now[key].level or 0) > 2:
                assert cell == portfolio.HeatCell("·", "rated on another scale", None)
    assert portfolio.grouped(narrower, examples.portfolio.levels_by(ME, ALL, "kind"))


def test_a_blank_is_a_point_and_no_colour(examples: Store) -> None:
    framework = examples.catalogue["principles"]
    entry = replace(examples.portfolio.page(ME, ALL)[0], now={}, before={})
    (row,) = portfolio.service_rows(framework, [entry], "level", TODAY)
    assert {(cell.text, cell.words, cell.strength) for cell in row.cells.values()} == {("·", "not rated", None)}


def printed(spec: dict[str, Any]) -> list[str]:
    texts = [layer for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    return [value["words"] for layer in texts for value in layer["data"]["values"]]


def test_a_group_shows_its_count_however_long_its_name(examples: Store) -> None:
    framework = examples.catalogue["principles"]
    (row, *_) = portfolio.grouped(framework, examples.portfolio.levels_by(ME, ALL, "organisation"))
    spec = charts.specification.spec(
        charts.portfolio.heat_map(portfolio.items(framework), [replace(row, name="Long " * 20)], False)
    )
    assert any(words.endswith(f"… {row.counted}") for words in printed(spec))


def test_a_column_title_is_whole_or_says_that_it_is_not(examples: Store) -> None:
    (row, *_) = examples.portfolio.page(ME, ALL)
    for framework in examples.catalogue:
        items = portfolio.items(framework)
        rows = portfolio.service_rows(framework, [row], "level", TODAY)
        heads = [
            words.replace("\n", " ")
            for words in printed(charts.specification.spec(charts.portfolio.heat_map(items, rows, False)))
        ]
        cut = [head.removesuffix("…").rstrip() for head in heads if head.endswith("…")]
        for item in items:
            assert item.title in heads or any(item.title.startswith(head) for head in cut if head), item.title


def test_under_more_rows_than_a_screen_shows_the_column_titles_stand_again(examples: Store) -> None:
    items = portfolio.items(examples.catalogue["principles"])
    rows = portfolio.service_rows(examples.catalogue["principles"], examples.portfolio.page(ME, ALL), "level", TODAY)
    assert printed(charts.specification.spec(charts.portfolio.heat_map(items, rows, False))).count("Holistic") == 2
    assert printed(charts.specification.spec(charts.portfolio.heat_map(items, rows[:6], False))).count("Holistic") == 1


def test_no_more_items_stand_side_by_side_than_are_legible() -> None:
    def page() -> None:
        import streamlit

        from assess.core import catalogue
        from assess.screen import portfolio as portfolio_screen

        shown = portfolio_screen.columns(catalogue.read()["readiness"])
        streamlit.text(" ".join(item.key for item in shown))

    app = AppTest.from_function(page).run()
    first = app.text[0].value.split()
    assert len(first) == portfolio.COLUMNS
    app.selectbox[0].select("24").run()
    last = app.text[0].value.split()
    assert (len(last), set(first) & set(last)) == (5, set())


@pytest.fixture
def opened(
    tmp_path: Path, example_copy: Callable[[str, Path], Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., AppTest]]:
    monkeypatch.setenv("ASSESS_DATABASE", str(example_copy("fictional", tmp_path / "assess.duckdb")))

    def page(**choices: str) -> AppTest:
        app = AppTest.from_file(str(session.FRAME), default_timeout=60).run()
        app.switch_page("../../pages/portfolio.py")
        for name, choice in choices.items():
            app.query_params[name] = choice
        app.run()
        assert not app.exception
        assert app.title[0].value == "Portfolio"
        return app

    yield page
    session.close_store()


def said(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in (*app.header, *app.subheader, *app.markdown)).replace("\\", "")


@pytest.mark.parametrize("choices", [{}, {"rows": "area"}, {"layer": "gap"}, {"search": "nowhere"}, {"page": "1"}])
def test_the_page_shows_what_is_chosen(opened: Callable[..., AppTest], choices: dict[str, str]) -> None:
    shown = said(opened(**choices))
    assert ("nowhere” in its name" in shown) == (choices.get("search") == "nowhere")
    assert ("Most improved" in shown) == (choices.get("search") != "nowhere")


def test_where_no_service_is_found_nothing_is_counted(opened: Callable[..., AppTest]) -> None:
    assert "0 of 0" not in said(opened(search="nowhere"))


def test_a_framework_that_nobody_rated_has_no_heat_map(opened: Callable[..., AppTest]) -> None:
    for rows in ("service", "kind"):
        app = opened(framework="readiness", rows=rows, kind="home care")
        assert "Nobody has rated Readiness" in said(app)
        assert "A row for" not in [box.label for box in app.selectbox]


@pytest.mark.parametrize("grouping", ["kind", "area", "organisation"])
def test_from_a_group_one_step_leads_to_its_services(opened: Callable[..., AppTest], grouping: str) -> None:
    app = opened(rows=grouping)
    (behind,) = (box for box in app.selectbox if box.label == "Show each service of")
    behind.select(behind.options[0]).run()
    (rows,) = (box for box in app.selectbox if box.label == "A row for")
    assert (rows.value, app.query_params[grouping]) == ("service", behind.options[0])
    assert portfolio.GROUPINGS[grouping] not in rows.options  # type: ignore[index]


def test_from_one_organisation_one_step_leads_back_to_all(opened: Callable[..., AppTest]) -> None:
    (behind,) = (box for box in opened(rows="organisation").selectbox if box.label == "Show each service of")
    app = opened(organisation=behind.options[0])
    assert "Services shown, of 40" not in [box.label for box in app.selectbox]
    (of,) = (box for box in app.selectbox if box.label == "Organisation")
    of.select("All organisations").run()
    assert "organisation" not in app.query_params
    assert "Services shown, of 40" in [box.label for box in app.selectbox]


def test_an_organisation_that_nobody_knows_has_no_services(opened: Callable[..., AppTest]) -> None:
    assert "There is no service as chosen." in said(opened(organisation="<b>Nobody</b>"))
