import random
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.answers import (
    PARTS,
    Answer,
    Entry,
    ItemKey,
    Part,
    as_seen,
    checked_answer,
    clashing,
    current,
    merged,
    redrawn,
    visit_drawn,
)
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError

NOW = datetime(2026, 6, 3, 9, tzinfo=UTC)
BLANK = Answer("ladder", "overall")

ITEMS = st.sampled_from([("ladder", "overall"), ("principles", "equal"), ("principles", "overall")])
SAID: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.builds(dict, level=st.integers(1, 7)),
    st.builds(dict, does_not_apply=st.sampled_from(["No budget", "Not our task"])),
    st.just({"dont_know": True}),
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
    """Find the current answers the slow way: for each item, the entry with the highest number."""
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


def test_not_knowing_is_an_answer_but_no_evidence() -> None:
    unknown = replace(BLANK, note="Nobody has asked").not_known()
    assert unknown.is_given
    assert not unknown.is_evidenced
    assert unknown.note == "Nobody has asked"


@given(ANSWERS, st.integers(1, 7), st.permutations(["rated", "not_known", "set_aside", "cleared"]))
def test_an_answer_is_one_thing_whatever_was_answered_before(answer: Answer, level: int, moves: list[str]) -> None:
    values: dict[str, list[Any]] = {"rated": [level], "set_aside": ["No budget"]}
    for move in moves:
        answer = getattr(answer, move)(*values.get(move, []))
        assert [answer.level is not None, bool(answer.does_not_apply), answer.dont_know].count(True) == (
            0 if move == "cleared" else 1
        )


@pytest.mark.parametrize("beside", [{"level": 3}, {"does_not_apply": "No budget"}])
def test_not_knowing_beside_a_level_or_a_reason_is_refused(catalogue: Catalogue, beside: dict[str, Any]) -> None:
    ladder = catalogue.frameworks["ladder"]
    with pytest.raises(InputError, match="“I don't know” cannot stand beside a level or a reason"):
        checked_answer(ladder, replace(BLANK, dont_know=True, **beside))
    assert checked_answer(ladder, BLANK.not_known()) == BLANK.not_known()


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
def test_a_screen_shows_what_it_was_drawn_from_and_what_was_changed_on_it_since(log: list[Entry], visit: str) -> None:
    drawn, keys = int(visit[0]), {entry.answer.key for entry in log}
    for key, part in ((key, part) for key in keys for part in PARTS):
        shown = current(log, drawn).get(key, Answer(*key)).part(part)
        for entry in log[drawn:]:
            before = current(log, entry.number - 1).get(key, Answer(*key))
            if (entry.visit, entry.answer.key) == (visit, key) and entry.answer.part(part) != before.part(part):
                shown = entry.answer.part(part)
        assert as_seen(log, visit).get(key, Answer(*key)).part(part) == shown


@given(LOGS, st.sampled_from(VISITS))
def test_a_control_is_drawn_anew_for_what_came_from_elsewhere_and_for_nothing_else(
    log: list[Entry], visit: str
) -> None:
    # Nothing since the visit was last drawn changes a control that is on the screen.
    drawn = int(visit[0])
    assert redrawn(log, visit) == redrawn(log[:drawn], visit)
    for (key, part), number in redrawn(log, visit).items():
        entry = log[number - 1]
        assert entry.number <= drawn
        assert entry.visit != visit
        assert entry.answer.key == key
        assert current(log, number - 1).get(key, Answer(*key)).part(part) != entry.answer.part(part)


def test_a_visit_stays_the_same_one_when_it_is_drawn_anew() -> None:
    log = entries([("0-a", replace(BLANK, level=1)), ("0-b", replace(BLANK, level=2, note="Why"))])
    assert as_seen(log, "0-a")[BLANK.key].level == 1
    assert redrawn(log, "0-a") == {}
    assert as_seen(log, "2-a") == current(log)
    assert redrawn(log, "2-a") == {(BLANK.key, "level"): 2, (BLANK.key, "note"): 2}


def test_answers_from_no_visit_are_on_no_screen() -> None:
    log = entries([("", replace(BLANK, level=1))])
    assert as_seen(log, "0-") == as_seen(log, "0") == as_seen(log, "") == {}


@pytest.mark.parametrize(
    ("visit", "number"),
    [("17-3f", 17), ("0-3f", 0), ("17", 17), ("", 0), ("-3f", 0), ("x-17", 0), ("-1-a", 0), ("1.5-a", 0), ("²-a", 0)],
)
def test_a_visit_names_the_entry_that_it_was_last_drawn_from(visit: str, number: int) -> None:
    assert visit_drawn(visit) == number


@given(st.text(max_size=30))
def test_any_name_of_a_visit_can_be_read(visit: str) -> None:
    assert visit_drawn(visit) >= 0


def test_an_absurdly_long_number_of_a_visit_is_none_of_ours() -> None:
    assert visit_drawn("9" * 5_000 + "-a") == 0


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


def _said(answer: Answer) -> tuple[int | None, str, bool]:
    return answer.level, answer.does_not_apply, answer.dont_know


def _note(answer: Answer) -> str:
    return answer.note


def _link(answer: Answer) -> str:
    return answer.link


@given(ANSWERS, ANSWERS, ANSWERS)
def test_two_changes_clash_where_both_are_of_the_same_part_and_to_something_else(
    seen: Answer, stored: Answer, screen: Answer
) -> None:
    stored, screen = (replace(one, framework=seen.framework, item=seen.item) for one in (stored, screen))
    for part in PARTS:
        both_changed = screen.part(part) != seen.part(part) != stored.part(part)
        assert (part in clashing(seen, stored, screen)) == (both_changed and screen.part(part) != stored.part(part))


KEYS = [("principles", item) for item in ("equal", "holistic", "positive")]
CHANGES = st.one_of(
    SAID.map(lambda said: ("level", {"level": None, "does_not_apply": "", "dont_know": False} | said)),
    WORDS.map(lambda words: ("note", {"note": words})),
    LINKS.map(lambda link: ("link", {"link": link})),
)


@dataclass
class Screen:
    """One person's screen as the form uses it: what its widgets show, and how that is written to the log."""

    visit: str
    log: list[Entry]
    controls: dict[ItemKey, Answer] = field(default_factory=dict)
    keys: dict[tuple[ItemKey, Part], int] = field(default_factory=dict)

    def draw(self) -> None:
        """Redraw the widgets whose keys have changed; the others keep their values."""
        keys = redrawn(self.log, self.visit)
        for key in KEYS:
            seen, shown = (answers.get(key, Answer(*key)) for answers in (as_seen(self.log, self.visit), self.controls))
            parts = [part for part in PARTS if keys.get((key, part)) != self.keys.get((key, part))]
            self.controls[key] = shown.with_parts_of(seen, parts)
        self.keys = keys

    def run(self, insists: bool) -> None:
        """Save what was changed on the screen, then redraw outdated widgets; if two changes conflict, choose one."""
        for key in KEYS:
            self.keep(key, insists)
        self.visit = f"{len(self.log)}-{self.visit.partition('-')[2]}"
        self.draw()

    def keep(self, key: ItemKey, insists: bool) -> None:
        seen, stored = (
            answers.get(key, Answer(*key)) for answers in (as_seen(self.log, self.visit), current(self.log))
        )
        screen = self.controls[key]
        clashes = clashing(seen, stored, screen)
        wanted = merged(seen, stored, screen)
        if not insists:
            wanted = wanted.with_parts_of(stored, clashes)
        if wanted != stored:
            self.log.append(Entry(len(self.log) + 1, wanted, self.visit, "local", NOW))


ACTS = st.tuples(st.integers(0, 1), st.sampled_from(KEYS), st.none() | CHANGES, st.booleans())


@given(st.lists(ACTS, max_size=20))
def test_two_screens_keep_what_was_chosen_last_and_write_nothing_that_nobody_touched(acts: list[Any]) -> None:
    log: list[Entry] = []
    screens = [Screen("0-a", log), Screen("0-b", log)]
    for screen in screens:
        screen.draw()
    chosen: dict[ItemKey, Answer] = {}
    for number, key, change, insists in acts:
        screen, before = screens[number], len(log)
        if change is None:
            # The page is run again as it is.
            screen.run(insists)
            assert len(log) == before
            continue
        part, values = change
        shown, stands = screen.controls[key], chosen.get(key, Answer(*key))
        screen.controls[key] = said = replace(shown, **values)
        is_touched = said.part(part) != shown.part(part)
        clashes = len({shown.part(part), said.part(part), stands.part(part)}) == 3
        if is_touched and (insists or not clashes):
            chosen[key] = stands.with_parts_of(said, [part])
        screen.run(insists)
        assert {entry.answer.key for entry in log[before:]} <= {key}
        assert {key: answer for key, answer in current(log).items() if answer != Answer(*key)} == {
            key: answer for key, answer in chosen.items() if answer != Answer(*key)
        }


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


def test_a_second_note_is_a_note_alone(catalogue: Catalogue) -> None:
    conditions, key = catalogue["conditions"], "policies.second-note"
    assert checked_answer(conditions, Answer("conditions", key, note=" The board decides ")).note == "The board decides"
    for answer in (
        Answer("conditions", key, 2),
        Answer("conditions", key, does_not_apply="No board"),
        Answer("conditions", key, dont_know=True),
        Answer("conditions", key, link="https://example.org"),
    ):
        with pytest.raises(InputError, match=r"^Policies and governance: a second note has no level, no reason and no"):
            checked_answer(conditions, answer)


def test_only_a_framework_with_two_notes_takes_a_second_one(catalogue: Catalogue) -> None:
    with pytest.raises(InputError, match=r"principles: unknown item 'equal\.second-note'"):
        checked_answer(catalogue["principles"], Answer("principles", "equal.second-note", note="More"))
