import random
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.answers import Answer, Entry, ItemKey, as_seen, checked_answer, current, merged, visit_began
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError

NOW = datetime(2026, 6, 3, 9, tzinfo=UTC)
BLANK = Answer("ladder", "overall")

ITEMS = st.sampled_from([("ladder", "overall"), ("principles", "equal"), ("principles", "overall")])
SAID: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.builds(dict, level=st.integers(1, 7)),
    st.builds(dict, does_not_apply=st.sampled_from(["No budget", "Not our task"])),
    st.just({}),
)
WORDS = st.sampled_from(["", "Minutes of March", "Minutes of May"])
LINKS = st.sampled_from(["", "https://example.org"])
ANSWERS = st.builds(
    lambda key, said, note, link: replace(Answer(key[0], key[1], note=note, link=link), **said),
    ITEMS,
    SAID,
    WORDS,
    LINKS,
)
VISITS = ["0-a", "3-b", "6-c"]


def entries(answers: Iterable[tuple[str, Answer]]) -> list[Entry]:
    """Return a log of these visits' answers, numbered from 1."""
    return [Entry(number, answer, visit, "local", NOW) for number, (visit, answer) in enumerate(answers, start=1)]


LOGS = st.lists(st.tuples(st.sampled_from(VISITS), ANSWERS), max_size=12).map(entries)


def newest_of_each_item(log: Iterable[Entry]) -> dict[ItemKey, Answer]:
    """Work out what stands the slow way: for each item, look for its entry of the highest number."""
    found = list(log)
    items = {(entry.answer.framework, entry.answer.item) for entry in found}
    return {
        item: max(
            (entry for entry in found if (entry.answer.framework, entry.answer.item) == item),
            key=lambda entry: entry.number,
        ).answer
        for item in items
    }


def test_a_blank_is_neither_given_nor_evidenced() -> None:
    noted = replace(BLANK, note="Minutes of March")
    assert not BLANK.is_given
    assert not noted.is_given
    assert not noted.is_evidenced


def test_a_reason_is_an_answer_but_no_evidence() -> None:
    aside = replace(BLANK, does_not_apply="No budget", link="https://example.org")
    assert aside.is_given
    assert not aside.is_evidenced


@pytest.mark.parametrize("backing", [{"note": "Minutes"}, {"link": "https://example.org"}])
def test_a_level_with_a_note_or_a_link_is_evidenced(backing: dict[str, Any]) -> None:
    assert replace(BLANK, level=3, **backing).is_evidenced
    assert not replace(BLANK, level=3).is_evidenced


@given(ANSWERS, st.integers(1, 7))
def test_rating_and_clearing_keep_note_and_link(answer: Answer, level: int) -> None:
    assert answer.rated(level) == Answer(*answer.key, level, "", answer.note, answer.link)
    assert answer.cleared() == Answer(*answer.key, None, "", answer.note, answer.link)


@given(LOGS, st.randoms(use_true_random=False))
def test_what_stands_is_the_newest_entry_of_each_item(log: list[Entry], mixer: random.Random) -> None:
    mixed = mixer.sample(log, len(log))
    assert current(mixed) == newest_of_each_item(log)


@given(LOGS, st.integers(0, 13))
def test_what_stood_at_an_entry_is_what_the_log_up_to_it_comes_to(log: list[Entry], upto: int) -> None:
    assert current(log, upto) == current(log[:upto]) == newest_of_each_item(log[:upto])


@given(LOGS, ANSWERS)
def test_a_retraction_stands_like_any_answer_and_its_history_stays(log: list[Entry], answer: Answer) -> None:
    longer = [*log, *(replace(entry, number=len(log) + 1) for entry in entries([("0-a", answer.cleared())]))]
    assert current(longer)[answer.key] == answer.cleared()
    assert current(longer, len(log)) == current(log)


@given(LOGS, st.sampled_from(VISITS))
def test_a_screen_shows_what_stood_when_its_visit_began_and_its_own_answers(log: list[Entry], visit: str) -> None:
    began = int(visit[0])
    others = [entry for entry in log[began:] if entry.visit != visit]
    assert as_seen(log, visit) == newest_of_each_item(entry for entry in log if entry not in others)


@pytest.mark.parametrize(
    ("visit", "began"),
    [("17-3f", 17), ("0-3f", 0), ("17", 17), ("", 0), ("-3f", 0), ("x-17", 0), ("-1-a", 0), ("1.5-a", 0), ("²-a", 0)],
)
def test_a_visit_names_the_entry_at_which_it_began(visit: str, began: int) -> None:
    assert visit_began(visit) == began


@given(st.text(max_size=30))
def test_any_name_of_a_visit_can_be_read(visit: str) -> None:
    assert visit_began(visit) >= 0


def test_an_absurdly_long_number_of_a_visit_is_none_of_ours() -> None:
    assert visit_began("9" * 5_000 + "-a") == 0


@given(ANSWERS, ANSWERS)
def test_a_screen_left_alone_keeps_what_is_stored(seen: Answer, stored: Answer) -> None:
    stored = replace(stored, framework=seen.framework, item=seen.item)
    assert merged(seen, stored, screen=seen) == stored


@given(ANSWERS, ANSWERS)
def test_a_screen_that_lags_behind_nothing_counts_as_it_is(seen: Answer, screen: Answer) -> None:
    screen = replace(screen, framework=seen.framework, item=seen.item)
    assert merged(seen, stored=seen, screen=screen) == screen


@given(ANSWERS, ANSWERS, ANSWERS)
def test_each_part_comes_from_the_screen_where_it_was_changed_there_and_else_from_the_log(
    seen: Answer, stored: Answer, screen: Answer
) -> None:
    stored, screen = (replace(one, framework=seen.framework, item=seen.item) for one in (stored, screen))
    stands = merged(seen, stored, screen)
    for part in (_said, _note, _link):
        assert part(stands) == (part(stored) if part(screen) == part(seen) else part(screen))


def _said(answer: Answer) -> tuple[int | None, str]:
    return answer.level, answer.does_not_apply


def _note(answer: Answer) -> str:
    return answer.note


def _link(answer: Answer) -> str:
    return answer.link


@dataclass
class Screen:
    """A screen as the form works it: what a person sees, and how what they say gets into the log."""

    visit: str
    shown: Answer = BLANK

    def says(self, said: Answer, log: list[Entry]) -> None:
        seen, stored = (answers.get(BLANK.key, BLANK) for answers in (as_seen(log, self.visit), current(log)))
        wanted = merged(seen, stored, said)
        if said != seen:
            log.append(Entry(len(log) + 1, wanted, self.visit, "local", NOW))
        self.shown = wanted
        if wanted != said:
            # Drawn anew from what is stored.
            self.visit = f"{len(log)}-{self.visit.partition('-')[2]}"


CHANGES = st.one_of(
    SAID.map(lambda said: {"level": None, "does_not_apply": ""} | said), WORDS.map(lambda w: {"note": w})
)


@given(st.lists(st.tuples(st.integers(0, 2), st.just({}) | CHANGES), max_size=15))
def test_screens_that_lag_never_win_over_what_was_said_since(acts: list[tuple[int, dict[str, Any]]]) -> None:
    screens = [Screen("0-a"), Screen("0-b"), Screen("0-c")]
    log: list[Entry] = []
    last = BLANK
    for number, change in acts:
        shown = screens[number].shown
        screens[number].says(replace(shown, **change), log)
        # Only what somebody changed counts: a screen that is drawn again as it was says nothing.
        if any(getattr(shown, part) != value for part, value in change.items()):
            last = replace(last, **change)
        assert current(log).get(BLANK.key, BLANK) == last


def test_an_answer_is_kept_tidied(catalogue: Catalogue) -> None:
    given_ = Answer("ladder", "overall", 3, "", " two\r\nlines ", " https://example.org ")
    assert checked_answer(catalogue["ladder"], given_) == replace(given_, note="two\nlines", link="https://example.org")


@given(level=st.integers(-3, 10))
def test_only_levels_on_the_scale_are_taken(catalogue: Catalogue, level: int) -> None:
    given_ = Answer("ladder", "overall", level)
    if 1 <= level <= 7:
        assert checked_answer(catalogue["ladder"], given_) == given_
    else:
        with pytest.raises(InputError, match=rf"there is no level {level}; the scale is 1 to 7\.$"):
            checked_answer(catalogue["ladder"], given_)


@pytest.mark.parametrize(("level", "taken"), [(-1, False), (0, True), (2, True), (3, False)])
def test_an_indicator_has_a_scale_of_its_own(catalogue: Catalogue, level: int, taken: bool) -> None:
    indicator = Answer("principles", "equal.1", level)
    if taken:
        assert checked_answer(catalogue["principles"], indicator) == indicator
    else:
        with pytest.raises(InputError, match="the scale is 0 to 2"):
            checked_answer(catalogue["principles"], indicator)


def test_a_level_and_a_reason_exclude_each_other(catalogue: Catalogue) -> None:
    with pytest.raises(InputError, match="an item that does not apply cannot have a level as well"):
        checked_answer(catalogue["ladder"], Answer("ladder", "overall", 3, "No budget"))


@pytest.mark.parametrize("item", ["lift", "", "equal.0", "equal.99"])
def test_an_unknown_item_is_refused(catalogue: Catalogue, item: str) -> None:
    with pytest.raises(InputError, match="principles: unknown item"):
        checked_answer(catalogue["principles"], Answer("principles", item, 1))


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"note": "x" * 100_000}, "The note is 100,000 characters long"),
        ({"note": "a\u202eb"}, "The note has a hidden character"),
        ({"does_not_apply": "a\0b"}, "The reason has a hidden character"),
        ({"link": "javascript:alert(1)"}, "is not a web address"),
    ],
)
def test_texts_keep_to_their_limits(catalogue: Catalogue, fault: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        checked_answer(catalogue["ladder"], replace(BLANK, **fault))


@given(ANSWERS.filter(lambda answer: answer.item == "equal"))
def test_checking_twice_changes_nothing_more(catalogue: Catalogue, answer: Answer) -> None:
    if answer.level is not None and answer.level > 4:
        answer = answer.cleared()
    once = checked_answer(catalogue["principles"], answer)
    assert astuple(checked_answer(catalogue["principles"], once)) == astuple(once)
