"""What is given back, in words."""

from dataclasses import replace
from datetime import UTC, date, datetime

from assess import wording
from assess.core.actions import STATES
from assess.core.counts import WHO
from assess.core.programme import Round, Service
from assess.core.publication import Promise, Publication
from assess.wording import plain

PROMISE = Promise("Meet at 11", "to do", "Team lead", "", date(2026, 9, 1), date(2026, 6, 3))
ROUND = Round("spring", "programme", "Spring", date(2026, 6, 1), date(2026, 6, 30), "quick")
OTHER = replace(ROUND, key="autumn", name="Autumn")
SERVICE = Service("one", "Larkrise", "Fernbridge", "home care", "North", "programme", shares_learning=False)
SHEET = Publication("one", "spring", "Told.", "Heard.", "", "", datetime(2026, 6, 3, 9, tzinfo=UTC))


def test_each_state_has_a_sign_words_and_a_look_of_its_own() -> None:
    rows = [wording.publication.row(replace(PROMISE, state=state)) for state in STATES]
    assert [row.state for row in rows] == ["○ Not yet", "● Now", "✓ Done", "– Not any more"]
    assert len({row.look for row in rows}) == len(STATES)


def test_what_is_promised_ends_as_a_sentence_does() -> None:
    ends = [wording.publication.row(replace(PROMISE, what=f"Meet{end}")).what for end in ("", ".", "?", "!", "…")]
    assert ends == ["Meet.", "Meet.", "Meet?", "Meet!", "Meet…"]


def test_a_promise_has_a_name_and_a_day() -> None:
    assert wording.publication.led_by(PROMISE) == "Team lead, by 1 September 2026."
    together = replace(PROMISE, co_owner="People's group", state="done")
    assert wording.publication.led_by(together) == "Team lead with People's group, 3 June 2026."
    assert wording.publication.led_by(replace(PROMISE, owner="")) == "Nobody leads it yet, by 1 September 2026."


def test_people_read_when_the_sheet_or_a_promise_was_last_changed() -> None:
    later = replace(PROMISE, since=date(2026, 7, 8))
    assert wording.publication.last_changed(SHEET, [PROMISE, later]) == (
        "Last changed on 8 July 2026. Your code opens this page."
    )
    for promises in ([], [replace(PROMISE, since=date(2026, 5, 1))]):
        assert wording.publication.last_changed(SHEET, promises).startswith("Last changed on 3 June 2026.")


def test_it_is_read_out_without_the_marks_of_lists_and_states() -> None:
    sheet = replace(SHEET, told="12 answered.\n- Equal: “Yes.”")
    assert wording.publication.sentences(sheet, [replace(PROMISE, state="under way")]) == [
        plain.text("sheet.title"),
        "12 answered.",
        "Equal: “Yes.”",
        "Heard.",
        "Now: Meet at 11. Team lead, by 1 September 2026.",
    ]


def test_the_service_reads_who_can_open_the_sheet() -> None:
    assert wording.publication.stands(None, SERVICE, ROUND).startswith("Nobody can read this yet. Once it is published")
    assert wording.publication.stands(SHEET, SERVICE, ROUND).startswith(
        "Published on 3 June 2026. Everybody who has a code for Larkrise in Spring can read it"
    )


def test_who_answered_is_said_in_numbers_and_with_what_is_left() -> None:
    said = wording.publication.who_answered({"use": 7, "care": 6}, 16)
    assert said == (
        "Of the 16 people who finished, 7 use the service and 6 care for somebody who uses it. The other 3 did not "
        "say, or are too few to show."
    )
    assert wording.publication.who_answered({"before": 5, "other": 6}, 11) == (
        "Of the 11 people who finished, 5 used it before and 6 are somebody else."
    )
    assert wording.publication.who_answered({}, 20) == ""
    assert all(plain.text(f"who.{who}") for who in WHO)


def test_it_says_in_how_many_rounds_a_sheet_was_published() -> None:
    published = {"spring": frozenset({"one", "two"}), "elsewhere": frozenset({"three"})}
    assert wording.publication.given_back(published, [ROUND, OTHER]) == (
        "Given back to people: 2 sheets published, in 1 of 2 rounds."
    )
    assert wording.publication.given_back({}, [ROUND]) == "No sheet has been given back to people yet."
