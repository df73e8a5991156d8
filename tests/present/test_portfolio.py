"""Many services as rows of signs: what each cell prints and says, and the sign for an unknown value."""

from dataclasses import replace
from datetime import date

import pytest

from assess.core import portfolio
from assess.core.portfolio import Choice, Group, Layer, Rated
from assess.core.position import Position
from assess.present import portfolio as shown
from assess.present import signs
from rounds_by_hand import FRAMEWORKS, LADDER
from stood import AUTUMN, LARKRISE, SPRING, voices_on

VIEW = portfolio.view(FRAMEWORKS, LADDER)
EQUAL, HOLISTIC = ("principles", "equal"), ("principles", "holistic")
TODAY = date(2026, 12, 24)
LATE = "changed after people's answers could be seen"


def on(*positions: Position, before: tuple[Position, ...] = ()) -> Rated:
    now, then = ({(one.framework, one.item): one for one in part} for part in (positions, before))
    return Rated(LARKRISE, "autumn", AUTUMN.closes, now, then, {"spring": 4, "autumn": 5})


def line(rated: Rated, layer: Layer = "level", today: date = TODAY) -> shown.Line:
    (one,) = shown.service_lines(VIEW, [rated], [EQUAL, HOLISTIC], layer, {rated.service.key: [SPRING, AUTUMN]}, today)
    return one


@pytest.mark.parametrize(
    ("layer", "text", "words", "tint", "is_strong"),
    [
        ("level", "3▲", "3 Established, up 2", 3, False),
        ("change", "▲2", "up 2", None, True),
        ("gap", "+2", "service 2 higher", None, True),
        ("evidence", "no", "no note or link", None, False),
        ("age", "1", "1 month since the round closed", None, False),
    ],
)
def test_a_cell_prints_its_value_and_says_it(
    layer: Layer, text: str, words: str, tint: int | None, is_strong: bool
) -> None:
    rated = on(voices_on("equal", 3, 1), before=(voices_on("equal", 1, None),))
    cell = shown.square(VIEW, rated, EQUAL, layer, TODAY)
    assert (f"{cell.text}{cell.arrow}", cell.words, cell.tint, cell.is_strong) == (text, words, tint, is_strong)


@pytest.mark.parametrize("layer", portfolio.LAYERS)
def test_what_is_unknown_is_dashed_and_says_why(layer: Layer) -> None:
    cell = shown.square(VIEW, on(), EQUAL, layer, TODAY)
    assert (cell.text, cell.words, cell.tint) == ("", "not rated", None)
    elsewhere = on(voices_on("equal", 9, None))
    assert shown.square(VIEW, elsewhere, EQUAL, layer, TODAY).words == "rated on another scale"
    if layer in ("change", "gap"):
        alone = shown.square(VIEW, on(voices_on("equal", 3, None)), EQUAL, layer, TODAY)
        assert alone.text == ""
        assert alone.words in ("not rated before on this scale", "too few people answered")


@pytest.mark.parametrize("layer", ["level", "change", "gap"])
def test_a_level_that_was_changed_late_says_so(layer: Layer) -> None:
    late = voices_on("equal", 3, 1)._replace(changed_after=True)
    cell = shown.square(VIEW, on(late, before=(voices_on("equal", 3, None),)), EQUAL, layer, TODAY)
    assert cell.words.endswith(LATE)
    assert LATE in cell.heard


def test_a_row_counts_its_items_and_names_its_lows() -> None:
    row = line(on(voices_on("equal", 1, 3), voices_on("holistic", 2, 2), before=(voices_on("equal", 2, None),)))
    assert (row.moved.says if row.moved else "") == "0 rose, 1 fell, 0 stayed"
    assert (row.voices, row.is_wide, row.round, row.is_older) == ("1 of 2", True, "Aut 26", False)
    assert row.low == "Low: Equal 1."
    assert row.link.href == "result?service=larkrise&round=autumn"


def test_the_rungs_are_those_of_closed_rounds_and_the_last_one_is_todays() -> None:
    closed, still_open = line(on()), line(on(), today=date(2026, 10, 1))
    assert (closed.path.says if closed.path else "", closed.ends) == ("4, 5", "4→5")
    assert (still_open.path.says if still_open.path else "", still_open.ends) == ("4", "4→5")
    elsewhere = line(replace(on(), round="spring"), today=date(2026, 10, 1))
    assert elsewhere.ends == "4"


@pytest.mark.parametrize(
    ("changes", "label", "words"),
    [
        ({"state": "missing"}, "Aut 26", "Autumn 2026; not in the newest round yet"),
        (
            {"state": "late"},
            "Aut 26, late",
            "Autumn 2026; the newest round was submitted late and does not count",
        ),
        ({"round": None, "state": "missing"}, "never", "never answered"),
        (
            {"round": None, "state": "late"},
            "never, late",
            "never answered; the newest round was submitted late and does not count",
        ),
    ],
)
def test_an_older_round_says_why_it_is_not_the_newest(changes: dict[str, object], label: str, words: str) -> None:
    row = line(replace(on(), **changes))  # type: ignore[arg-type]
    assert (row.round, row.round_words, row.is_older) == (label, words, True)
    assert (row.moved.says if row.moved else "") == "not comparable"


def test_an_agreed_level_has_a_star_and_the_services_own_in_a_list() -> None:
    rated = on(voices_on("equal", 4, 1, agreed=2))
    assert shown.square(VIEW, rated, EQUAL, "level", TODAY).text == "2*"
    (row,) = shown.agreed(VIEW, [rated])
    assert (row["Item"], row["Level"]) == (
        "Equal",
        "2 Developing, agreed; the service said 4 Gold standard description met",
    )


def test_a_group_stands_at_its_middle_service_and_links_to_its_services() -> None:
    group = Group("home care", {EQUAL: {0: 1, 1: 1, 3: 1}, HOLISTIC: {9: 2}})
    (row,) = shown.group_lines(VIEW, [group], [EQUAL, HOLISTIC], "kind", Choice(area="North", search="a&b"))
    equal, holistic = row.cells
    assert (equal.text, equal.words, holistic.text) == ("1", "1 Starting, middle of 3", "")
    assert (row.low, row.round) == ("Low: Equal 1.", "3")
    assert row.link.href == "portfolio?area=North&search=a%26b&kind=home+care"


def test_over_each_column_stand_its_rounds_the_oldest_first() -> None:
    counts = portfolio.counts(VIEW, {EQUAL: {0: 2, 3: 1}})
    heads = shown.heads(VIEW, counts, {1: {EQUAL: {"low": 2, "high": 1}}, 2: {EQUAL: {"low": 3}}})
    head = heads[EQUAL]
    assert head.trend.counts == ((0, 3, 3), (1, 2, 3))
    assert (head.high, head.low, head.n, head.is_weak) == (1, 2, 3, True)
    assert [one.starts for one in heads.values()].count(True) == len(FRAMEWORKS)


def test_a_hostile_name_stays_text_in_the_table() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    row = line(replace(on(), service=replace(LARKRISE, name=hostile)))
    facts = {"keys": [], "label": hostile, "caption": hostile, "first": "Service", "grouped": False, "services": "1"}
    heads = [shown.Head("Equal", True, signs.Trend(((1, 0, 1),)), 1, 0, 1, False)] * 2
    html = signs.render(
        "portfolio.html",
        {**facts, "rounds": "1 round", "has_trends": True, "heads": heads, "groups": [{"title": "", "lines": [row]}]},
    )
    assert "<img" not in html
    assert html.count("&lt;img") == 3
