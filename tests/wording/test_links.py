from dataclasses import replace
from datetime import UTC, date, datetime

from assess.core.links import Link, Shared
from assess.wording import links

TODAY = date(2026, 6, 3)
NAMES = {"larkrise": "Larkrise", "days": "Good Days", "spring": "Spring 2026", "autumn": "Autumn 2026"}
RESULT = Shared("result", "larkrise", "spring")
LINK = Link("key", RESULT, date(2026, 7, 3), "person-1", datetime(2026, 6, 2, 9, 5, tzinfo=UTC))


def test_how_long_a_link_holds_is_a_number_of_days_or_a_year() -> None:
    assert [links.days(number) for number in (1, 30, 365)] == ["1 day", "30 days", "1 year"]


def test_the_heading_counts_the_links_that_are_open() -> None:
    assert [links.title(number) for number in (0, 1, 2)] == [
        "No link is open",
        "1 link to read is open",
        "2 links to read are open",
    ]


def test_a_link_that_was_made_has_its_last_day() -> None:
    assert links.made(LINK.until) == "The link is made. It opens until 3 July 2026."


def test_a_reader_is_given_the_last_day_and_what_is_left_out() -> None:
    sentence = "You are reading this by a link. It opens until 3 July 2026, and it opens nothing else."
    assert links.foot(LINK) == f"{sentence} The words that people and staff wrote are not in this link."
    assert links.foot(replace(LINK, shared=replace(RESULT, words=True))) == sentence


def test_what_a_link_opens_is_named() -> None:
    compared = Shared("compare", "days", "autumn", "spring", words=True)
    assert links.opens(RESULT, NAMES) == "Result of Larkrise, Spring 2026, without words"
    assert links.opens(compared, NAMES) == "Good Days: Spring 2026 and Autumn 2026 compared, with words"
    part = replace(compared, page="paper", kind="home care", area="North")
    assert links.opens(part, NAMES) == (
        "The board's paper on Good Days, home care, North: Spring 2026 and Autumn 2026, with words"
    )
    assert links.opens(RESULT, {}) == "Result of larkrise, spring, without words"


def test_a_link_is_open_or_was_ended_or_its_last_day_has_passed() -> None:
    assert links.state(LINK, TODAY) == "It opens until 3 July 2026."
    assert links.state(LINK, date(2026, 7, 4)) == "Its last day was 3 July 2026."
    assert links.state(replace(LINK, revoked=LINK.made), TODAY) == "Ended on 2 June 2026, before its last day."


def test_days_are_counted_on_which_a_link_was_opened() -> None:
    assert links.opened(LINK) == "Nobody has opened it yet."
    read = replace(LINK, last_opened=TODAY, days_opened=2)
    assert links.opened(read) == "It was opened on 2 days, last on 3 June 2026."
    assert links.opened(replace(read, days_opened=1)) == "It was opened on 1 day, last on 3 June 2026."


def test_all_of_a_link_stands_in_one_paragraph() -> None:
    said = links.stands(LINK, {"person-1": "Anna"}, TODAY)
    assert said.startswith("Made by Anna on 2 June 2026, ")
    assert said.endswith(". It opens until 3 July 2026. Nobody has opened it yet.")
    assert links.stands(LINK, {}, TODAY).startswith("Made by person-1 on ")
