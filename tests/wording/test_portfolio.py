"""The sentences of the page about many services, each by its rule."""

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from assess import wording
from assess.core.portfolio import Choice, Count, Layer, Seen, Show
from assess.core.voices import Turnout
from rounds_by_hand import LADDER, PRINCIPLES
from stood import AUTUMN

SEEN = Seen(40, 39, 23, date(2026, 2, 28), date(2026, 11, 30), 38, 8, 24, 23, 16, 16, 0)


def low(item: str, low: int, n: int) -> Count:
    return Count(PRINCIPLES, PRINCIPLES.item(item), {"low": low, "middle": n - low, "high": 0})


@pytest.mark.parametrize(
    ("weakest", "rated", "title"),
    [
        ([], 0, "Nobody has rated these items yet"),
        ([], 2, "Too few services have rated to say what is low"),
        ([], 9, "No item is low in any service"),
        ([low("resourced", 24, 35), low("equal", 5, 36)], 36, "Resourced is low in 24 of 35 services"),
        ([low("resourced", 5, 10), low("equal", 5, 10)], 10, "Resourced and Equal are low in 5 of 10 services each"),
        ([low("resourced", 5, 10), low("equal", 6, 12)], 12, "Low in the same share of services: Resourced and Equal"),
        ([low("resourced", 1_200, 3_500)], 3_500, "Resourced is low in 1,200 of 3,500 services"),
    ],
)
def test_the_heading_is_the_finding(weakest: list[Count], rated: int, title: str) -> None:
    assert wording.portfolio.title(weakest, rated) == title


@pytest.mark.parametrize(
    ("weakest", "said"),
    [
        ([], ""),
        ([low("resourced", 24, 35)], "That is 69%."),
        (
            [low("resourced", 24, 35), low("equal", 5, 10)],
            "That is 69%; next comes Equal in 5 of 10 (50%).",
        ),
        (
            [low("resourced", 24, 35), low("equal", 5, 10), low("holistic", 4, 10)],
            "That is 69%; next come Equal in 5 of 10 (50%) and Holistic in 4 of 10 (40%).",
        ),
    ],
)
def test_the_items_that_follow_are_named_with_their_shares(weakest: list[Count], said: str) -> None:
    assert wording.portfolio.others(weakest) == said


def test_the_ladder_is_said_by_its_stages() -> None:
    count = Count(LADDER, LADDER.items[0], {"low": 10, "middle": 15, "high": 11})
    assert wording.portfolio.ladder(count) == "On the ladder 11 of 36 are “doing with”, 10 “doing to”."
    assert wording.portfolio.ladder(replace(count, thirds={"low": 0, "middle": 0, "high": 0})) == ""
    assert wording.portfolio.short(count) == "Ladder"


@pytest.mark.parametrize(
    ("compared", "rose", "slipped", "said"),
    [
        (38, 24, 8, "Since the round before, of 38 services 24 rose and 8 slipped."),
        (1, 0, 1, "Since the round before, of 1 service none rose and 1 slipped."),
        (0, 0, 0, "No service has two rounds to compare."),
    ],
)
def test_who_moved_is_said_of_how_many(compared: int, rose: int, slipped: int, said: str) -> None:
    assert wording.portfolio.moved(replace(SEEN, compared=compared, rose=rose, slipped=slipped)) == said


def test_who_rated_other_words_in_the_round_before_is_counted_beside_who_moved() -> None:
    assert wording.portfolio.moved(replace(SEEN, reworded=12)).endswith(
        "slipped. For 12 of them the questions were worded differently then."
    )
    assert "worded" not in wording.portfolio.moved(SEEN)


@pytest.mark.parametrize(
    ("both", "apart", "said"),
    [
        (
            *(0, 0),
            "Too few people who use the services have answered to show what they say: this is the service view only.",
        ),
        (
            *(23, 16),
            (
                "People were heard in 23 of 39; the others are service view only; "
                "in 16 of those 23 the voices are 2 levels apart somewhere."
            ),
        ),
        (39, 0, "People were heard in 39 of 39; in none of those 39 the voices are 2 levels apart somewhere."),
    ],
)
def test_voices_are_counted_in_services(both: int, apart: int, said: str) -> None:
    assert wording.portfolio.voices(replace(SEEN, both=both, apart=apart)) == said


def test_where_reports_were_read_the_portfolio_shows_our_reading() -> None:
    said = wording.portfolio.voices(replace(SEEN, both=0, apart=0), is_reading=True)
    assert said.endswith("this is our reading only.")


@pytest.mark.parametrize(
    ("missing", "late", "said", "button"),
    [
        (0, 0, "", "Not in yet 0"),
        (2, 0, "2 have not submitted in their programme's newest round.", "Not in yet 2"),
        (1, 0, "One has not submitted in its programme's newest round.", "Not in yet 1"),
        (
            *(1, 1),
            "One submitted late in its programme's newest round: it is kept, and does not count.",
            "Not in yet 1, 1 late",
        ),
        (
            *(3, 2),
            (
                "One has not submitted in its programme's newest round. "
                "2 submitted late in their programme's newest round: it is kept, and does not count."
            ),
            "Not in yet 3, 2 late",
        ),
    ],
)
def test_who_submitted_late_is_not_said_to_have_submitted_nothing(
    missing: int, late: int, said: str, button: str
) -> None:
    seen = replace(SEEN, missing=missing, late=late)
    assert wording.portfolio.not_counted(seen) == said
    assert wording.portfolio.show("missing", seen) == button


def test_each_filter_has_its_count() -> None:
    shown = [wording.portfolio.show(key, SEEN) for key in get_args(Show)]
    assert shown == ["All 40", "Slipped 8", "Rose 24", "Voices apart 16", "Not in yet 16"]


def test_when_the_rounds_ended_is_said_once_for_one_day() -> None:
    assert wording.portfolio.dates(SEEN) == (
        "39 of 40 services have ratings that count. Each shows its newest round, whose last day is between "
        "28 February 2026 and 30 November 2026."
    )
    one = replace(SEEN, rated=1, oldest=SEEN.newest)
    assert wording.portfolio.dates(one).startswith("1 of 40 services has ratings")
    assert wording.portfolio.dates(one).endswith("whose last day is 30 November 2026.")
    assert wording.portfolio.dates(replace(SEEN, oldest=None, newest=None)) == ""


@pytest.mark.parametrize(
    ("choice", "shown", "rows", "total", "said"),
    [
        (Choice(), "All", 40, 40, "All: 40 rows. Sorted by: most items low."),
        (Choice(page=2), "All", 20, 100, "All: rows 81 to 100 of 100. Sorted by: most items low."),
        (
            *(Choice(kind="home care", area="North", search="a"), "Slipped", 1, 1),
            "home care, North, name has “a”. Slipped: 1 row. Sorted by: most items low.",
        ),
    ],
)
def test_the_table_says_what_was_chosen(choice: Choice, shown: str, rows: int, total: int, said: str) -> None:
    assert wording.portfolio.caption(choice, shown, rows, total, "Most items low") == said


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ({}, "A row for each service; level and move"),
        ({"layer": "age"}, "A row for each service; how old the rating is"),
        ({"rows": "kind", "layer": "age"}, "A row for each kind"),
        ({"rows": "?", "layer": "?"}, "A row for each service; level and move"),
    ],
)
def test_the_button_says_what_rows_and_cells_show(url: dict[str, str], said: str) -> None:
    assert wording.portfolio.now_shown(lambda name: url.get(name, "")) == said


def test_what_is_chosen_is_named_or_all_is() -> None:
    url = {"kind": "home care", "organisation": "Org"}
    assert wording.portfolio.now_chosen(lambda name: url.get(name, "")) == "home care, Org"
    assert wording.portfolio.now_chosen(lambda _: "") == "All kinds, areas, organisations"


def test_each_layer_says_how_its_cells_are_read() -> None:
    assert wording.portfolio.LAYERS.keys() == set(get_args(Layer))


@pytest.mark.parametrize(("steps", "said"), [(2, "service 2 higher"), (-1, "service 1 lower"), (0, "same")])
def test_a_gap_says_who_is_higher_and_whether_it_was_changed_late(steps: int, said: str) -> None:
    assert wording.portfolio.gap(steps, changed_after=False) == said
    late = f"{said}, changed after people's answers could be seen"
    assert wording.portfolio.gap(steps, changed_after=True) == late


def test_short_words_of_a_row() -> None:
    assert wording.portfolio.low([("Resourced", 0), ("Equal", 1)]) == "Low: Resourced 0, Equal 1."
    assert wording.portfolio.low([]) == "Nothing is low."
    assert wording.portfolio.round_label(AUTUMN) == "Aut 26"
    assert (wording.portfolio.months(0), wording.portfolio.months(1)) == (
        "this round is open or has just closed",
        "1 month since the round closed",
    )


def test_how_many_were_typed_in_stands_beside_how_many_were_heard() -> None:
    typed = replace(SEEN, people=Turnout(150, 150, has_ended=True, typed_in=34))
    more = " 34 of 150 people's answers typed in by their services."
    assert wording.portfolio.voices(typed) == wording.portfolio.voices(SEEN) + more
    assert wording.portfolio.people_heard(typed) == wording.portfolio.people_heard(SEEN) + more
