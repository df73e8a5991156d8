"""The portfolio: the store's counts equal those of single rows, within what a viewer may see."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from apps import new_app
from assess import wording
from assess.core import catalogue as frameworks
from assess.core import portfolio
from assess.core.access import Grant, Viewer, local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.portfolio import Choice, Rated, Show
from assess.core.position import Position
from assess.core.voices import lower_median
from assess.database.opening import Home
from assess.screen import session
from assess.store import Store
from assess.store.positions import POSITION
from load import bench

ME = local_viewer()
ALL = Choice(rows=1_000)
CORE = frameworks.read().core
VIEW = portfolio.view(CORE, CORE[0])
KEY = ["service", "framework", "item"]


@pytest.fixture(scope="module")
def examples(example_home: Callable[[str], Home], catalogue: Catalogue) -> Iterator[Store]:
    with closing(Store(example_home("fictional"), catalogue)) as one:
        yield one


@pytest.fixture(scope="module")
def raw(examples: Store) -> pd.DataFrame:
    """Every position with its service and round, from the store's simple queries."""
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


@pytest.fixture(scope="module")
def facts(raw: pd.DataFrame) -> pd.DataFrame:
    """Each service's newest round beside the one before, on the items that are columns, with places and thirds."""
    columns = pd.DataFrame(
        [
            (framework.key, item.key, value, place, framework.third(value), (framework.key, item.key) == VIEW.headline)
            for framework, item in VIEW.columns
            for place, value in enumerate(framework.values)
        ],
        columns=["framework", "item", "level", "place", "third", "is_headline"],
    )
    scaled = [newest(raw, back).merge(columns, on=["framework", "item", "level"]) for back in (1, 2)]
    both = scaled[0].merge(scaled[1][[*KEY, "place"]], on=KEY, how="left", suffixes=("", "_before"))
    return both.assign(steps=both["place"] - both["place_before"], gap=both["own"] - both["people"])


@pytest.fixture(scope="module")
def counted(facts: pd.DataFrame) -> pd.DataFrame:
    """The counts for each service, computed in pandas."""
    items, ladder = facts[~facts["is_headline"]], facts[facts["is_headline"]].set_index("service")
    return (
        pd.DataFrame(
            {
                "low": (items["third"] == "low").groupby(items["service"]).sum(),
                "up": (items["steps"] > 0).groupby(items["service"]).sum(),
                "down": (items["steps"] < 0).groupby(items["service"]).sum(),
                "climb": ladder["steps"],
                "rung": ladder["level"],
                "compared": facts["steps"].notna().groupby(facts["service"]).sum(),
                "both": facts["gap"].notna().groupby(facts["service"]).sum(),
                "apart": (facts["gap"].abs() >= 2).groupby(facts["service"]).sum(),
            }
        )
        .fillna({"climb": 0})
        .assign(slipped=lambda one: (one["climb"] < 0) | (one["up"] < one["down"]))
        .assign(rose=lambda one: ~one["slipped"] & ((one["climb"] > 0) | (one["up"] > one["down"])))
    )


def test_what_each_row_counts_is_what_pandas_counts(examples: Store, counted: pd.DataFrame) -> None:
    rated = [one for one in examples.portfolio.page(ME, ALL, VIEW) if one.round]
    for one in rated:
        found, expected = portfolio.figures(VIEW, one), counted.loc[one.service.key]
        assert (found.low, found.up, found.down) == (expected["low"], expected["up"], expected["down"])
        assert (found.climb or 0, found.both, found.apart) == (expected["climb"], expected["both"], expected["apart"])
    assert {one.service.key for one in rated} == set(counted.index)


def test_how_many_slipped_rose_and_heard_people_is_what_pandas_counts(
    examples: Store, raw: pd.DataFrame, counted: pd.DataFrame
) -> None:
    seen = examples.portfolio.seen(ME, ALL, VIEW)
    assert (seen.services, seen.rated) == (40, raw["service"].nunique())
    assert (seen.slipped, seen.rose) == (counted["slipped"].sum(), counted["rose"].sum())
    assert seen.compared == (counted["compared"] > 0).sum()
    assert (seen.both, seen.apart) == ((counted["both"] > 0).sum(), (counted["apart"] > 0).sum())
    assert min(seen.slipped, seen.rose, seen.apart) > 0


@pytest.mark.parametrize("show", ["slipped", "rose", "apart"])
def test_a_filter_leaves_the_services_that_pandas_finds(examples: Store, counted: pd.DataFrame, show: Show) -> None:
    kept = counted["apart"] > 0 if show == "apart" else counted[show]
    found = examples.portfolio.page(ME, replace(ALL, show=show), VIEW)
    assert {one.service.key for one in found} == set(counted[kept].index)
    assert len(found) == examples.portfolio.seen(ME, ALL, VIEW).of(show)


def test_who_is_not_in_yet_has_nothing_in_the_newest_round_of_its_programme(examples: Store, raw: pd.DataFrame) -> None:
    missing = {one.service.key: one.state for one in examples.portfolio.page(ME, replace(ALL, show="missing"), VIEW)}
    for service in examples.services.visible_to(ME):
        begun = [each for each in examples.rounds.of(ME, service.programme) if each.opens <= session.today()]
        there = begun[-1].key in set(raw[raw["service"] == service.key]["round"])
        assert there == (service.key not in missing)
    assert len(missing) == examples.portfolio.seen(ME, ALL, VIEW).missing


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
    missing = store.portfolio.page(ME, replace(ALL, show="missing"), VIEW)
    assert {one.service.name: one.state for one in missing} == {"Late": "late", "Never": "missing"}
    seen = store.portfolio.seen(ME, ALL, VIEW)
    assert (seen.missing, seen.late) == (2, 1)
    assert store.portfolio.seen(ME, replace(ALL, search="Never"), VIEW).late == 0
    turnout = store.voices.turnout(ME, round_.key)
    services = [store.services.get(ME, key) for key in keys.values()]
    said = [row["Service's own answers"] for row in wording.rounds.who_is_in(services, turnout, ())]
    assert said == [
        "submitted on 9 April 2026",
        "submitted on 9 June 2026, after the close: it does not count",
        "not begun",
    ]
    assert wording.rounds.title([round_], {round_.key: (services, turnout)}, round_.opens) == (
        f"{round_.name}: 2 of 3 services have submitted (1 of them late)"
    )


def test_the_silent_stand_first_in_every_order(examples: Store) -> None:
    for sort in (*portfolio.SORTS, "principles/equal"):
        rounds = [one.round for one in examples.portfolio.page(ME, replace(ALL, sort=sort), VIEW)]
        silent = sum(round_ is None for round_ in rounds)
        assert silent
        assert rounds[:silent] == [None] * silent


def test_rows_are_in_the_order_that_is_chosen(examples: Store, counted: pd.DataFrame) -> None:
    def ordered(sort: str) -> list[str]:
        return [one.service.key for one in examples.portfolio.page(ME, replace(ALL, sort=sort), VIEW) if one.round]

    low = list(counted["low"].loc[ordered("low")])
    assert low == sorted(low, reverse=True)
    rungs = [rung for rung in counted["rung"].loc[ordered("rung")] if not pd.isna(rung)]
    assert rungs == sorted(rungs)
    assert not counted["rung"].loc[ordered("rung")][: len(rungs)].isna().any()
    apart = list(counted["apart"].loc[ordered("voices")])
    assert apart == sorted(apart, reverse=True)
    moved = counted[counted["compared"] > 0].loc[[key for key in ordered("slipped") if counted["compared"][key]]]
    keys = list(zip(moved["climb"], moved["up"] - moved["down"], -moved["down"], strict=True))
    assert keys == sorted(keys)
    names = [one.service.name for one in examples.portfolio.page(ME, replace(ALL, sort="name"), VIEW) if one.round]
    assert names == sorted(names)


def test_services_are_sorted_by_an_item_the_lowest_first_and_the_unrated_last(examples: Store) -> None:
    rated = [one for one in examples.portfolio.page(ME, replace(ALL, sort="principles/equal"), VIEW) if one.round]
    levels = [portfolio.level_of(VIEW, one.now, ("principles", "equal")) for one in rated]
    known = [level for level in levels if level is not None]
    assert known == sorted(known)
    assert None not in levels[: len(known)]


def test_what_stands_over_a_column_is_what_pandas_counts(examples: Store, facts: pd.DataFrame) -> None:
    levels = examples.portfolio.levels_by(ME, ALL, "all")[""]
    for count in portfolio.counts(VIEW, levels):
        own = facts[(facts["framework"] == count.framework.key) & (facts["item"] == count.item.key)]
        assert count.n == len(own)
        assert (count.high, count.low) == ((own["third"] == "high").sum(), (own["third"] == "low").sum())


def test_the_rounds_over_a_column_are_what_pandas_counts_in_closed_rounds(examples: Store, raw: pd.DataFrame) -> None:
    expected: dict[int, dict[tuple[str, str], Counter[str]]] = {}
    for programme in {service.programme for service in examples.services.visible_to(ME)}:
        rounds = [one for one in examples.rounds.of(ME, programme) if one.has_closed(session.today())]
        counting = [one.key for one in rounds if one.key in set(raw["round"])]
        for back, key in enumerate(reversed(counting), start=1):
            for framework, item in VIEW.columns:
                own = raw[(raw["round"] == key) & (raw["framework"] == framework.key) & (raw["item"] == item.key)]
                thirds = Counter(own["level"].dropna().astype(int).map(framework.third))
                expected.setdefault(back, {}).setdefault((framework.key, item.key), Counter()).update(thirds)
    assert len(expected) > 1
    found = examples.portfolio.trends(ME, ALL, VIEW)
    assert found == {back: {key: dict(n) for key, n in items.items() if n} for back, items in expected.items()}


@pytest.mark.parametrize("grouping", ["kind", "area", "organisation"])
def test_groups_are_what_pandas_counts(examples: Store, facts: pd.DataFrame, grouping: str) -> None:
    levels = examples.portfolio.levels_by(ME, ALL, grouping)
    groups = portfolio.groups(VIEW, levels, ALL)
    assert {group.name for group in groups} == set(facts[grouping])
    for group in groups:
        own = facts[facts[grouping] == group.name]
        assert group.rated == own.groupby(["framework", "item"]).size().max()
        for key, (framework, _) in VIEW.keyed.items():
            at = own[(own["framework"] == key[0]) & (own["item"] == key[1])]["level"].astype(int)
            middle = portfolio.middle(framework, group.levels.get(key, {}))
            assert middle == (lower_median(list(at)) if len(at) else None)


def test_pages_have_every_service_once(examples: Store) -> None:
    small = replace(ALL, rows=15)
    pages = [examples.portfolio.page(ME, replace(small, page=page), VIEW) for page in range(portfolio.pages(40, 15))]
    keys = [entry.service.key for page in pages for entry in page]
    assert keys == [one.service.key for one in examples.portfolio.page(ME, ALL, VIEW)]
    assert sorted(keys) == sorted(service.key for service in examples.services.visible_to(ME))


def test_a_search_takes_signs_as_they_are(examples: Store) -> None:
    found = examples.portfolio.page(ME, replace(ALL, search="LARKRISE sit"), VIEW)
    assert {entry.service.name for entry in found} == {"Larkrise Sitting Service"}
    for nothing in ("%", "' OR 1=1 --", "{item}"):
        assert examples.portfolio.page(ME, replace(ALL, search=nothing), VIEW) == []
        assert examples.portfolio.page(ME, replace(ALL, sort=nothing), VIEW)


def test_one_organisations_services_are_those_that_it_runs_and_the_viewer_sees(examples: Store) -> None:
    services = examples.services.visible_to(ME)
    named = services[0].organisation
    theirs = replace(ALL, organisation=named)
    own = {service.key for service in services if service.organisation == named}
    assert {entry.service.key for entry in examples.portfolio.page(ME, theirs, VIEW)} == own
    assert examples.portfolio.seen(ME, theirs, VIEW).services == len(own) < len(services)
    other = next(service for service in services if service.organisation != named)
    stranger = Viewer("v", "V", (Grant("commissioner", "service", other.key),))
    assert examples.portfolio.page(stranger, theirs, VIEW) == []


@trying(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nobody_sees_a_service_beyond_their_grants(examples: Store, data: st.DataObject) -> None:
    services = examples.services.visible_to(ME)
    grants = [
        *(Grant("commissioner", "service", service.key) for service in services),
        *(Grant("commissioner", "area", area) for area in {service.area for service in services}),
    ]
    viewer = Viewer("v", "V", tuple(data.draw(st.sets(st.sampled_from(grants), max_size=3))))
    mine = {service.key for service in examples.services.visible_to(viewer)}
    choice = replace(
        ALL,
        kind=data.draw(st.sampled_from(["", *sorted({s.kind for s in services})])),
        show=data.draw(st.sampled_from(["", "slipped", "rose", "apart", "missing"])),
        sort=data.draw(st.sampled_from([*portfolio.SORTS, "principles/equal"])),
    )
    rated = examples.portfolio.page(viewer, choice, VIEW)
    positions = [position for one in rated for part in (one.now, one.before) for position in part.values()]
    told = {one.service.key for one in rated} | {position.service for position in positions}
    told |= {one.service.key for one in examples.portfolio.lesson(viewer, choice, ("principles", "equal"), 2, 100).low}
    assert told <= mine
    seen = examples.portfolio.seen(viewer, choice, VIEW)
    assert seen.of(choice.show) == len(rated)
    most = max(
        (
            sum(part.values())
            for items in examples.portfolio.trends(viewer, choice, VIEW).values()
            for part in items.values()
        ),
        default=0,
    )
    assert most <= seen.services <= len(mine)
    organisations = {service.organisation for service in services if service.key in mine}
    assert examples.portfolio.levels_by(viewer, choice, "organisation").keys() <= organisations


def test_who_could_learn_from_whom_is_what_pandas_finds(examples: Store, raw: pd.DataFrame) -> None:
    shares = {service.key for service in examples.services.visible_to(ME) if service.shares_learning}
    both = newest(raw).merge(newest(raw, 2), on=KEY, how="left", suffixes=("", "_before"))
    for item in portfolio.items(examples.catalogue["principles"]):
        on_it = both[(both["framework"] == "principles") & (both["item"] == item.key)]
        found = examples.portfolio.lesson(ME, ALL, ("principles", item.key), 2, 200)
        assert {one.service.key for one in found.low} == set(on_it[on_it["level"] < 2]["service"])
        assert {one.number for one in found.low} <= {len(found.low)}
        climbed = on_it[
            (on_it["level"] >= 2) & (on_it["level"] > on_it["level_before"]) & on_it["service"].isin(shares)
        ]
        told = {(service.key, before, now) for service, before, now in found.climbed}
        assert told == set(climbed[["service", "level_before", "level"]].itertuples(index=False, name=None))
        few = examples.portfolio.lesson(ME, ALL, ("principles", item.key), 2, 1)
        assert [one.number for one in few.low] == [len(found.low)][: len(found.low)]


def put(store: Store, services: Sequence[str], rounds: Sequence[str], data: st.DataObject) -> None:
    """Write these positions of services in rounds; a level may be off today's scale."""
    rows = []
    for service, round_ in itertools.product(services, rounds):
        for key in data.draw(st.sets(st.sampled_from([*VIEW.keyed]), max_size=5)):
            values = VIEW.keyed[key][0].values
            level = data.draw(st.sampled_from([*values, None, 9]))
            own, people = (data.draw(st.sampled_from([*values, None])) for _ in range(2))
            at = datetime(2026, 3, 9, 12)  # noqa: DTZ001 - the store's times are UTC and say so
            rows.append(Position(service, round_, *key, level, "service", True, own, people, 0, None, at))
    with store._connection.write() as transaction:  # noqa: SLF001 - no questionnaire leads to all of these
        transaction.run("DELETE FROM position", into="position")
        transaction.insert("position", POSITION.names, rows)
        transaction.insert("stale", ["service"], [(service,) for service in services])
        transaction.rated |= set(services)


def place_in(sort: str, rated: Rated) -> tuple[object, ...]:
    """Return the sort key of a row, computed from its cells."""
    figures = portfolio.figures(VIEW, rated)
    rung = portfolio.level_of(VIEW, rated.now, VIEW.headline)
    climb, net = figures.climb or 0, figures.up - figures.down
    is_compared = figures.climb is not None or figures.up + figures.down + figures.same > 0
    places: dict[str, tuple[object, ...]] = {
        "low": (-figures.low, rung is None, rung or 0),
        "name": (),
        "rung": (rung is None, rung or 0),
        "slipped": (not is_compared, climb, net, -figures.down),
        "voices": (-figures.apart, -figures.both),
    }
    return (rated.round is not None, *places[sort], rated.service.name)


@trying(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_counts_and_orders_are_those_of_single_rows_whatever_was_answered(
    empty_store: Store, data: st.DataObject
) -> None:
    store = empty_store
    if store.is_empty():
        store.programmes.add(ME, "Open Doors")
        for name in "ABCDE":
            store.services.add(ME, name, "Fernshire Council", "day centre", "North", "open-doors")
        for name, month in (("Winter", 1), ("Spring", 3)):
            store.rounds.open(ME, "open-doors", name, date(2026, month, 1), date(2026, month + 1, 28))
    services = [service.key for service in store.services.visible_to(ME)]
    put(store, services, [round_.key for round_ in store.rounds.of(ME, "open-doors")], data)
    for sort in portfolio.SORTS:
        rows = store.portfolio.page(ME, replace(ALL, sort=sort), VIEW)
        assert len(rows) == len(services)
        assert rows == sorted(rows, key=partial(place_in, sort))
    figures = [portfolio.figures(VIEW, row) for row in rows]
    slipped = [(one.climb or 0) < 0 or one.up < one.down for one in figures]
    rose = [
        not fell and ((one.climb or 0) > 0 or one.up > one.down) for one, fell in zip(figures, slipped, strict=True)
    ]
    seen = store.portfolio.seen(ME, ALL, VIEW)
    assert (seen.services, seen.rated) == (len(rows), sum(row.round is not None for row in rows))
    assert (seen.slipped, seen.rose) == (sum(slipped), sum(rose))
    assert seen.compared == sum(one.climb is not None or one.up + one.down + one.same > 0 for one in figures)
    assert (seen.both, seen.apart) == (sum(one.both > 0 for one in figures), sum(one.apart > 0 for one in figures))
    assert seen.missing == sum(row.state == "missing" for row in rows)
    levels = store.portfolio.levels_by(ME, ALL, "all").get("", {})
    for count in portfolio.counts(VIEW, levels):
        key = (count.framework.key, count.item.key)
        assert count.n == sum(portfolio.level_of(VIEW, row.now, key) is not None for row in rows)


# The page


@pytest.fixture(scope="module", autouse=True)
def shown(tmp_path_factory: pytest.TempPathFactory, example_copy: Callable[[str, Path], Path]) -> Iterator[None]:
    """The fictional example as the database of all pages that change nothing."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ASSESS_DATABASE", str(example_copy("fictional", tmp_path_factory.mktemp("shown"))))
        yield
        session.close_store()


def opened(**choices: str) -> AppTest:
    app = new_app()
    app.switch_page("../../pages/portfolio.py")
    for name, choice in choices.items():
        app.query_params[name] = choice
    app.run()
    assert not app.exception
    return app


def tables(app: AppTest) -> str:
    return "\n".join(str(each.proto.body) for each in app.get("html") if "signs" in each.proto.body)


def said(app: AppTest) -> str:
    plain = (*app.title, *app.header, *app.subheader, *app.markdown)
    return "\n".join(str(each.value) for each in plain).replace("\\", "") + tables(app)


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({}, "All: 40 rows. Sorted by: most items low."),
        ({"rows": "area"}, "Area: "),
        ({"layer": "gap"}, "Levels by which the service rates itself"),
        ({"show": "slipped"}, "Sorted by: slipped most."),
        ({"show": "missing", "view": "people"}, "People not heard: "),
        ({"show": "apart", "sort": "principles/equal"}, "Sorted by: equal, lowest first."),
        ({"search": "Larkrise"}, "name has “Larkrise”. All: "),
        ({"search": "nowhere"}, "No service has “nowhere” in its name."),
        ({"organisation": "<b>Nobody</b>"}, "There is no service as chosen."),
        ({"page": "9", "show": "?", "sort": "?", "rows": "?", "framework": "?"}, "All: 40 rows."),
    ],
)
def test_the_page_shows_what_is_chosen(choices: dict[str, str], words: str) -> None:
    assert words in said(opened(**choices))


@pytest.mark.parametrize(
    ("rows", "link"),
    [("", 'data-page="result"'), *((group, f'href="portfolio?{group}=') for group in ("kind", "area", "organisation"))],
)
def test_a_service_leads_to_its_result_and_a_group_to_its_services(rows: str, link: str) -> None:
    assert link in tables(opened(rows=rows))


def test_the_heading_is_the_finding_of_what_is_chosen(facts: pd.DataFrame) -> None:
    low = facts[(facts["item"] == "resourced")]["third"] == "low"
    assert opened().title[0].value == f"Resourced is low in {low.sum()} of {len(low)} services"
    assert opened(kind="home care").title[0].value.endswith("services \\(home care\\)")


def test_the_table_is_filled_again_when_ratings_have_changed(
    tmp_path: Path, example_copy: Callable[[str, Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESS_DATABASE", str(example_copy("fictional", tmp_path)))
    app = opened(sort="name")
    first, store = tables(app), session.store()
    app.run()
    assert tables(app) == first
    draft, *_ = bench.drafts_of(store, session.today())
    store.ratings.save(ME, draft.key, [Answer("principles", "equal", 4)])
    app.run()
    assert tables(app) == first
    store.ratings.submit(ME, draft.key)
    app.run()
    assert tables(app) != first


def test_another_filter_forgets_the_order_and_the_page() -> None:
    app = opened(sort="name", page="0")
    (show,) = (group for group in app.get("button_group") if group.proto.label == "Show")
    show.set_value("slipped").run()  # type: ignore[union-attr]
    assert app.query_params["show"] in (["slipped"], "slipped")
    assert not {"sort", "page"} & set(app.query_params)


def test_from_one_organisation_one_step_leads_back_to_all(raw: pd.DataFrame) -> None:
    app = opened(organisation=raw["organisation"].iloc[0])
    (of,) = (box for box in app.selectbox if box.label == "Organisation")
    of.select("All organisations").run()
    assert "organisation" not in app.query_params
    assert "All: 40 rows." in tables(app)
