from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core import links
from assess.core.access import Grant, Scope, Viewer, local_viewer, reader
from assess.core.actions import Action
from assess.core.answers import Answer
from assess.core.errors import InputError
from assess.core.links import Link, Shared
from assess.core.text import WITHHELD, withheld
from stood import AUTUMN, SPRING

TODAY = date(2026, 6, 3)
LINK = Link("key", Shared("result", "larkrise", "spring"), TODAY, "me", datetime(2026, 5, 1, tzinfo=UTC))
NOTHING = Scope(everything=False, services=(), programmes=(), areas=())


@given(st.integers(-1_000, 1_000))
def test_a_link_holds_for_a_day_to_a_year(days: int) -> None:
    if 1 <= days <= 365:
        assert links.last_day(TODAY, days) == TODAY + timedelta(days=days)
    else:
        with pytest.raises(InputError, match="1 to 365 days"):
            links.last_day(TODAY, days)


def test_the_last_day_belongs_to_a_link_and_a_revoked_one_is_shut() -> None:
    assert LINK.is_open(TODAY)
    assert not LINK.is_open(TODAY + timedelta(days=1))
    assert not replace(LINK, revoked=LINK.made).is_open(TODAY)


def test_a_link_reaches_back_from_the_round_that_was_shared() -> None:
    assert links.rounds_up_to([SPRING, AUTUMN], "spring") == ["spring"]
    assert links.rounds_up_to([SPRING, AUTUMN], "autumn") == ["spring", "autumn"]
    assert links.rounds_up_to([SPRING, AUTUMN], "winter") == []


def test_somebody_with_a_link_reads_nothing_by_role_and_sees_what_it_names() -> None:
    viewer = reader([Grant("link", "service", "larkrise")], ["spring"], words=False)
    assert viewer.reads == viewer.rates == viewer.runs == NOTHING
    assert viewer.sees == Scope(
        everything=False, services=("larkrise",), programmes=(), areas=(), rounds=("spring",), words=False
    )
    assert reader([], ["spring"], words=True).sees.words
    assert not viewer.administers


def test_without_a_round_a_link_sees_none() -> None:
    assert reader([Grant("link", "service", "larkrise")], [], words=True).sees.rounds == ()


@given(st.lists(st.builds(Grant, st.sampled_from(["manager", "board"]), st.just("service"), st.text(max_size=2))))
def test_everybody_else_sees_what_they_read_in_every_round(grants: list[Grant]) -> None:
    viewer = Viewer("m", "", tuple(grants))
    assert viewer.sees == viewer.reads
    assert local_viewer().sees == local_viewer().reads


def test_a_text_that_is_left_out_leaves_a_note_and_an_empty_one_nothing() -> None:
    assert (withheld("Why"), withheld("")) == (WITHHELD, "")
    answer = Answer("ladder", "overall", 3, note="Why", link="https://example.org")
    assert answer.without_words() == Answer("ladder", "overall", 3, note=WITHHELD, link=WITHHELD)
    assert Answer("ladder", "overall", does_not_apply="We have none").without_words().is_given
    assert answer.without_words().is_evidenced
    action = Action(
        key="a",
        service="larkrise",
        round="spring",
        framework="ladder",
        item="overall",
        level=3,
        target=4,
        what="Meet Anna",
        owner="Anna",
        co_owner="",
        due=TODAY,
        state="to do",
        made=TODAY,
    )
    assert action.without_words() == replace(action, what=WITHHELD, owner=WITHHELD)
