"""Two voices: whose answers count, when they may be seen, and what the store hides until then."""

import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core import voices
from assess.core.access import Grant, Viewer, guest, local_viewer
from assess.core.actions import Action
from assess.core.answers import Answer
from assess.core.brought import Brought
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, NotAllowedError
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.voices import Counting, Rating, Said, answers_at_reveal, heard, people_turnout, positions, shown, words
from assess.database.opening import Home
from assess.store import Store
from assess.tasks.outcome import outcome
from assess.wording import plain
from set_clock import SetClock

ME = local_viewer()
KEY = ("ladder", "overall")
NOW = datetime(2026, 6, 3, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def larkrise(copied_home: Callable[[], Home], catalogue: Catalogue) -> Home:
    """A database with a service in a round that is open, in which nobody has answered."""
    home = copied_home()
    with closing(Store(home, catalogue, clock=SetClock())) as store:
        store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "Fernshire")
    return home


@pytest.fixture
def store(larkrise: Home, copied: Callable[[Home], Home], catalogue: Catalogue, clock: SetClock) -> Iterator[Store]:
    with closing(Store(copied(larkrise), catalogue, clock=clock)) as opened:
        yield opened


@pytest.fixture(scope="module")
def refusing(larkrise: Home, copied: Callable[[Home], Home], catalogue: Catalogue) -> Iterator[Store]:
    """Such a store for tests of what is refused, which leave it as it is."""
    with closing(Store(copied(larkrise), catalogue, clock=SetClock())) as opened:
        yield opened


@pytest.fixture
def rated(store: Store) -> tuple[Service, Round]:
    """The service and the round."""
    service = store.services.get(ME, "larkrise")
    return service, store.rounds.of(ME, service.programme)[0]


def said(level: int | None, people: int | None = None, note: str = "") -> Rating:
    return Rating(people, level, note)


def say(store: Store, code: str, level: int, people: int | None = None, note: str = "") -> str:
    """Answer by a code and submit; return the response."""
    response = store.invitations.join(code, people)
    store.ratings.save(guest(response.key), response.key, [Answer(*KEY, level, note=note)])
    store.ratings.submit(guest(response.key), response.key)
    return response.key


def own(store: Store, service: Service, round_: Round, level: int) -> str:
    response = store.ratings.start(ME, service.key, round_.key)
    store.ratings.save(ME, response.key, [Answer(*KEY, level)])
    store.ratings.submit(ME, response.key)
    return response.key


def people_level(store: Store, service: Service) -> int | None:
    return next((each.people_level for each in store.positions.of_service(ME, service.key)), None)


def test_four_people_are_too_few_and_five_are_enough() -> None:
    assert heard([said(2)] * 4) == (None, 0)
    assert heard([said(2)] * 5) == (2, 5)


def test_a_group_counts_its_heads_and_is_one_answer() -> None:
    assert heard([said(3, people=4)]) == (None, 0)
    assert heard([said(3, people=5)]) == (3, 5)
    assert heard([said(4, people=20), said(1, people=5), said(1, people=5)]) == (1, 30)


def test_few_answers_beside_a_group_are_left_out() -> None:
    assert heard([said(3, people=8), said(1), said(1)]) == (3, 8)
    assert heard([said(3, people=8), said(1, people=4)]) == (3, 8)
    assert heard([said(3, people=8), *[said(1)] * 5]) == (1, 13)


def test_two_small_groups_say_nothing_of_each_other() -> None:
    assert heard([said(3, people=4), said(1, people=4)]) == (None, 0)
    assert heard([said(3, people=2), *[said(1)] * 4]) == (None, 0)
    assert heard([said(3, people=2), *[said(1)] * 5]) == (1, 7)


def test_five_people_who_answered_other_items_do_not_speak_for_this_one() -> None:
    assert heard([said(2)] * 4 + [said(None)] * 3) == (None, 0)
    assert Said(None, {}).rating(KEY) == said(None)


def test_the_words_on_an_item_are_of_those_who_are_in_its_level() -> None:
    group = said(3, people=8, note="We are asked.")
    assert words([group, said(1, note="I was shouted at."), said(None, note="No idea.")]) == ["We are asked."]
    assert words([group, *[said(1, note="I am not.")] * 5]) == ["I am not.", "We are asked."]
    assert words([said(1, note="I am not.")] * 4) == []
    assert words([group, said(None, people=0, note="More of it.")]) == ["More of it.", "We are asked."]
    assert words([said(None, people=0, note="More of it.")]) == []


def test_a_note_beside_i_dont_know_is_shown_as_any_other_where_it_would_be_if_that_were_a_level() -> None:
    unsure = Rating(None, None, "Nobody has said.", dont_know=True)
    five = [said(1, note="We are asked.")] * 5
    assert words([*five, unsure]) == ["Nobody has said.", "We are asked."]
    # Without a level, no words are shown; and a single person beside a group is left out, as with a level.
    assert words([*five[:4], unsure]) == []
    assert words([unsure] * 9) == []
    group = Rating(6, 2, "As a group.")
    assert words([group, unsure]) == ["As a group."]
    assert words([group, *[unsure] * 6]) == ["As a group.", "Nobody has said."]


def test_notes_are_never_so_many_that_they_tell_that_somebody_does_not_know() -> None:
    five = [said(1, note=f"Note {number}.") for number in range(5)]
    doubts = [Rating(None, None, f"Doubt {number}.", dont_know=True) for number in range(5)]
    assert words([*five, doubts[0]]) == [rating.note for rating in five]
    # One of the five who wrote nothing would know that the five notes are not all by the others in the level.
    assert words([*five[:4], said(1), doubts[0]]) == [rating.note for rating in five[:4]]
    assert words([*five[:3], said(1), said(1), doubts[0]]) == ["Doubt 0.", *[rating.note for rating in five[:3]]]
    # The page says that five don't know.
    assert len(words([*five, *doubts])) == 10


NOTED = st.builds(
    Rating, st.none() | st.integers(2, 9), st.none() | st.integers(0, 2), st.sampled_from(["", "a", "b", "c", "d", "e"])
)
DOUBTING = st.builds(Rating, st.none() | st.integers(2, 9), st.none(), st.sampled_from(["", "x", "y"]), st.just(True))


@given(st.lists(NOTED | DOUBTING, max_size=9))
def test_whenever_few_do_not_know_the_same_notes_could_be_of_those_in_the_level_alone(ratings: list[Rating]) -> None:
    notes, together = words(ratings), shown(ratings)
    assert voices.unsure(ratings) or len(notes) <= len(together)
    # A person in the level recognises their own note.
    assert voices.unsure(ratings) or {rating.note for rating in together} >= {*notes} or len(notes) < len(together)
    assert not any(note.endswith(")") for note in notes)


RATINGS = st.lists(st.builds(Rating, st.none() | st.integers(2, 9), st.none() | st.integers(0, 4)), max_size=7)


def is_safe(ratings: Sequence[Rating]) -> bool:
    """Say whether responses may be shown together, by the rule in the docstring of `shown`."""
    heads = sum(rating.heads for rating in ratings)
    besides = [heads - rating.heads for rating in ratings if rating.people is not None]
    return heads >= 5 and all(beside == 0 or beside >= 5 for beside in besides)


@given(RATINGS)
def test_what_is_shown_is_the_largest_set_that_is_safe_and_every_other_safe_set_is_part_of_it(
    ratings: list[Rating],
) -> None:
    rated = [rating for rating in ratings if rating.level is not None]
    together = shown(ratings)
    safe = [subset for size in range(1, len(rated) + 1) for subset in combinations(rated, size) if is_safe(subset)]
    assert bool(together) == bool(safe)
    assert not together or is_safe(together)
    assert all(Counter(subset) <= Counter(together) for subset in safe)


@given(RATINGS, st.none() | st.integers(2, 4))
def test_one_person_and_a_group_of_few_are_shown_exactly_as_they_are_promised(
    others: list[Rating], own: int | None
) -> None:
    mine = said(0, people=own, note="mine")
    rated = [each for each in others if each.level is not None]
    heads = mine.heads + sum(each.heads for each in rated)
    larger = [each for each in rated if each.people is not None and each.heads > mine.heads]
    enough = heads - mine.heads >= 5 if own else heads >= 5
    promised = enough and all(heads - each.heads >= 5 for each in larger)
    assert (mine in shown([*others, mine])) == promised


@given(RATINGS, st.integers(5, 9))
def test_a_group_of_five_or_more_is_always_shown(others: list[Rating], own: int) -> None:
    mine = said(0, people=own, note="mine")
    assert mine in shown([*others, mine])


@given(RATINGS, st.randoms())
def test_what_is_shown_does_not_depend_on_the_order_of_the_answers(ratings: list[Rating], dice: Random) -> None:
    shuffled = dice.sample(ratings, len(ratings))
    assert Counter(shown(shuffled)) == Counter(shown(ratings))
    assert heard(shuffled) == heard(ratings)


@given(st.lists(st.integers(1, 7), min_size=5, max_size=30))
def test_peoples_level_is_the_lower_median_and_never_a_fraction(levels: list[int]) -> None:
    assert heard([said(level) for level in levels]) == (statistics.median_low(levels), len(levels))


@given(
    st.integers(1, 7) | st.none(), st.integers(1, 7) | st.none(), st.lists(st.integers(1, 7), min_size=5, max_size=9)
)
def test_the_headline_is_the_agreed_level_else_the_services_own(
    mine: int | None, agreed: int | None, people: list[int]
) -> None:
    own, ours = ({KEY: Answer(*KEY, level)} if level else {} for level in (mine, agreed))
    spoken = [Said(None, {KEY: Answer(*KEY, level)}) for level in people]
    (row,) = positions("s", "r", [KEY], Counting(own, ours, spoken, has_closed=True), NOW)
    assert row.level == (agreed or mine)
    assert row.people_level == statistics.median_low(people)
    assert voices.is_wide(row) == (mine is not None and abs(mine - statistics.median_low(people)) >= 2)


@given(st.integers(0, 4), st.lists(st.integers(0, 4), min_size=5, max_size=9))
def test_an_experience_has_both_levels_and_no_difference(own: int, people: list[int]) -> None:
    spoken = [Said(None, {KEY: Answer(*KEY, level)}) for level in people]
    counting = Counting({KEY: Answer(*KEY, own)}, {}, spoken, has_closed=True)
    (row,) = positions("s", "r", [KEY], counting, NOW, {KEY})
    assert (row.service_level, row.people_level) == (own, statistics.median_low(people))
    assert (row.both, voices.gap(row), voices.apart(row), voices.is_wide(row)) == (None, None, 0, False)
    (compared,) = positions("s", "r", [KEY], counting, NOW)
    assert compared.both == (own, statistics.median_low(people))
    assert voices.gap(compared) == own - statistics.median_low(people)


A, B = ("principles", "equal"), ("principles", "inclusive")


def given_as(**levels: int | None) -> dict[tuple[str, str], Answer]:
    return {("principles", item): Answer("principles", item, level) for item, level in levels.items()}


@pytest.mark.parametrize(
    ("submissions", "at_reveal"),
    [
        ([], {}),
        ([(1, given_as(equal=3))], {A: 3}),
        ([(1, given_as(equal=3)), (2, given_as(equal=2)), (7, given_as(equal=0))], {A: 2}),
        ([(1, given_as(equal=3)), (7, given_as(equal=0, inclusive=4)), (8, given_as(inclusive=1))], {A: 3, B: 4}),
        ([(1, given_as(equal=3)), (2, given_as(equal=None)), (7, given_as(equal=0))], {A: 0}),
        ([(7, given_as(inclusive=4)), (8, given_as(equal=1, inclusive=1))], {A: 1, B: 4}),
    ],
)
def test_an_item_is_revealed_as_it_was_submitted_before_peoples_answers_to_it_could_be_seen(
    submissions: list[tuple[int, dict[tuple[str, str], Answer]]], at_reveal: dict[tuple[str, str], int]
) -> None:
    found = answers_at_reveal(submissions, 5)
    assert {key: answer.level for key, answer in found.items()} == at_reveal


def test_only_items_that_the_service_submitted_show_people_until_the_round_closes() -> None:
    both = Said(6, given_as(equal=2, inclusive=2))
    own = given_as(equal=4)
    rows = positions("s", "r", [A, B], Counting(own, {}, [both], at_reveal=own), NOW)
    assert [(row.item, row.people_level) for row in rows] == [("equal", 2)]
    rows = positions("s", "r", [A, B], Counting(own, {}, [both], at_reveal=own, has_closed=True), NOW)
    assert [(row.item, row.people_level) for row in rows] == [("equal", 2), ("inclusive", 2)]


@pytest.mark.parametrize(
    ("before", "now", "is_marked"),
    [
        (Answer(*KEY, 5), Answer(*KEY, 5, note="Another note."), False),
        (Answer(*KEY, 5), Answer(*KEY, 2), True),
        (Answer(*KEY, 5), Answer(*KEY), True),
        (Answer(*KEY, None, "We have none."), Answer(*KEY, 2), True),
        (Answer(*KEY, None, "We have none."), Answer(*KEY), True),
    ],
)
def test_a_level_that_was_changed_after_people_could_be_seen_is_marked(
    before: Answer, now: Answer, *, is_marked: bool
) -> None:
    spoken = [Said(5, {KEY: Answer(*KEY, 2)})]
    (row,) = positions("s", "r", [KEY], Counting({KEY: now}, {}, spoken, at_reveal={KEY: before}), NOW)
    assert row.changed_after == is_marked
    few = [Said(4, {KEY: Answer(*KEY, 2)})]
    rows = positions("s", "r", [KEY], Counting({KEY: now}, {}, few, at_reveal={KEY: before}), NOW)
    assert not any(row.changed_after for row in rows)


@given(st.integers(0, 99), st.booleans())
def test_how_many_people_answered_is_said_by_fives_until_answering_has_ended(heads: int, has_ended: bool) -> None:
    turnout = people_turnout(heads, has_ended=has_ended, is_unfinished=True)
    assert turnout.submitted == (0 if heads < 5 else heads if has_ended else heads // 5 * 5)
    assert turnout.is_unfinished == has_ended
    assert turnout.first is turnout.last is None


SIZES = st.lists(st.none() | st.integers(2, 9), max_size=8)


@given(SIZES)
def test_who_is_left_out_is_known_by_the_sizes_of_the_responses_alone(sizes: list[int | None]) -> None:
    everybody = [said(2, people=size) for size in sizes]
    heads, together = (sum(each.heads for each in some) for some in (everybody, shown(everybody)))
    turnout = people_turnout(heads, has_ended=True, is_unfinished=False, largest=max(filter(None, sizes), default=0))
    assert turnout.left_out == (heads - together if heads >= 5 else 0)


@given(SIZES)
def test_nobody_is_said_to_be_left_out_before_answering_has_ended(sizes: list[int | None]) -> None:
    heads, largest = sum(size or 1 for size in sizes), max(filter(None, sizes), default=0)
    assert people_turnout(heads, has_ended=False, is_unfinished=True, largest=largest).left_out == 0


def test_of_one_person_and_groups_of_three_and_six_four_people_are_left_out(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    code = store.invitations.open(ME, service.key, round_.key).token
    own(store, service, round_, 5)
    for people in (None, 3, 6):
        say(store, code, 2, people)
    assert store.voices.turnout(ME, round_.key)[service.key, "people"].left_out == 0
    close(store, service, round_)
    turnout = store.voices.turnout(ME, round_.key)[service.key, "people"]
    assert (turnout.submitted, turnout.left_out) == (10, 4)
    (position,) = store.positions.of_service(ME, service.key)
    assert (position.people, voices.answered([position], turnout)) == (6, 10)


def test_what_is_missing_is_named_step_by_step_until_people_are_shown(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated

    def why() -> str:
        return store.voices.unheard(ME, service.key, round_.key)

    assert why() == "nobody"
    code = store.invitations.open(ME, service.key, round_.key).token
    assert why() == "open"
    for _ in range(5):
        say(store, code, 2)
        # It does not reveal how many have answered.
        assert why() == "open"
    close(store, service, round_)
    assert why() == "own"
    response = store.ratings.start(ME, service.key, round_.key).key
    store.ratings.save(ME, response, [Answer("principles", "equal", 2)])
    store.ratings.submit(ME, response)
    assert why() == "items"
    with pytest.raises(NotAllowedError):
        store.voices.unheard(Viewer("x", "X"), service.key, round_.key)


@pytest.mark.parametrize(
    ("sizes", "reason"),
    [([None] * 4, "few"), ([4, 4], "group"), ([2, None, None, None, None], "group"), ([4, None], "group")],
)
def test_too_few_and_too_few_beside_a_group_are_final_and_named_so(
    store: Store, rated: tuple[Service, Round], sizes: list[int | None], reason: str
) -> None:
    service, round_ = rated
    code = store.invitations.open(ME, service.key, round_.key).token
    for people in sizes:
        say(store, code, 2, people)
    close(store, service, round_)
    assert store.voices.unheard(ME, service.key, round_.key) == reason
    own(store, service, round_, 5)
    assert store.voices.unheard(ME, service.key, round_.key) == reason
    assert people_level(store, service) is None


def test_a_size_is_corrected_before_submitting_and_counts_as_corrected(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    code = store.invitations.open(ME, service.key, round_.key).token
    own(store, service, round_, 5)
    begun = store.invitations.join(code, 60).key
    store.ratings.save(guest(begun), begun, [Answer(*KEY, 2)])
    with pytest.raises(InputError, match="from 2 to 1,000"):
        store.ratings.resize(guest(begun), begun, 1)
    store.ratings.resize(guest(begun), begun, 6)
    store.ratings.submit(guest(begun), begun)
    with pytest.raises(InputError, match="submitted"):
        store.ratings.resize(guest(begun), begun, 7)
    other = store.invitations.join(code).key
    with pytest.raises(NotAllowedError):
        store.ratings.resize(guest(other), begun, 7)
    with pytest.raises(NotAllowedError):
        store.ratings.resize(ME, begun, 7)
    close(store, service, round_)
    (position,) = store.positions.of_service(ME, service.key)
    assert position.people == 6
    assert store.faults() == []


def test_whether_anybody_has_begun_does_not_show_in_why_answers_from_elsewhere_are_refused(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    code = store.invitations.open(ME, service.key, round_.key).token

    def refusal() -> str:
        with pytest.raises(InputError) as refused:
            store.voices.bring_people(ME, service.key, round_.key, [Brought(6, [Answer(*KEY, 2)])])
        return str(refused.value)

    before = refusal()
    store.invitations.join(code)
    assert refusal() == before
    for _ in range(5):
        say(store, code, 2)
    assert refusal() == before


def close(store: Store, service: Service, round_: Round) -> None:
    """Close answering for good."""
    invitation = store.invitations.current(ME, service.key, round_.key)
    assert invitation
    store.invitations.close(ME, invitation)


def test_people_are_unseen_until_answering_has_ended_and_the_service_has_submitted(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    code = store.invitations.open(ME, service.key, round_.key).token
    own(store, service, round_, 5)
    for level in (1, 2, 2, 3, 3):
        say(store, code, level, note="We are told.")
        assert people_level(store, service) is None
        assert store.voices.words_of_people(ME, service.key, round_.key) == []
    close(store, service, round_)
    assert people_level(store, service) == 2
    assert store.voices.words_of_people(ME, service.key, round_.key) == [(KEY, "We are told.")]
    assert store.faults() == []


def test_people_are_unseen_after_the_end_until_the_service_has_submitted(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    code = store.invitations.open(ME, service.key, round_.key).token
    say(store, code, 2, people=5, note="We are told.")
    close(store, service, round_)
    assert store.positions.of_service(ME, service.key) == []
    assert store.voices.words_of_people(ME, service.key, round_.key) == []
    own(store, service, round_, 5)
    assert people_level(store, service) == 2
    assert store.faults() == []


def test_answering_that_was_closed_for_good_is_final(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    code = store.invitations.open(ME, service.key, round_.key).token
    draft, done = store.invitations.join(code).key, say(store, code, 2)
    close(store, service, round_)
    assert store.invitations.has_ended(ME, service.key, round_.key)
    assert store.invitations.current(ME, service.key, round_.key) is None
    for attempt in (
        lambda: store.invitations.open(ME, service.key, round_.key),
        lambda: store.invitations.join(code),
        lambda: store.ratings.save(guest(draft), draft, [Answer(*KEY, 1)]),
        lambda: store.ratings.submit(guest(draft), draft),
        lambda: store.ratings.reopen(guest(done), done, "Changed my mind"),
        lambda: store.invitations.close(ME, store.invitations.by_code(code)),
        lambda: store.voices.bring_people(ME, service.key, round_.key, [Brought(5, [Answer(*KEY, 2)])]),
    ):
        with pytest.raises(InputError):
            attempt()
    assert store.faults() == []


def test_a_code_that_is_replaced_leaves_answering_open(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    leaked = store.invitations.open(ME, service.key, round_.key)
    draft = store.invitations.join(leaked.token).key
    fresh = store.invitations.replace(ME, leaked)
    assert {fresh.token, fresh.short_code}.isdisjoint({leaked.token, leaked.short_code})
    assert store.invitations.current(ME, service.key, round_.key) == fresh
    assert not store.invitations.has_ended(ME, service.key, round_.key)
    with pytest.raises(InputError, match="was replaced"):
        store.invitations.join(leaked.token)
    store.ratings.save(guest(draft), draft, [Answer(*KEY, 2)])
    say(store, fresh.short_code, 2)


def test_groups_of_two_that_are_added_and_submitted_again_move_nothing_while_people_answer(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    own(store, service, round_, 5)
    code = store.invitations.open(ME, service.key, round_.key).token
    for level in (1, 1, 2, 3, 4, 6, 7, 7):
        say(store, code, level, note="Mine.")

    def view() -> object:
        return (
            [row._replace(at=NOW) for row in store.positions.of_service(ME, service.key)],
            store.voices.words_of_people(ME, service.key, round_.key),
            [note for note in store.voices.notes(ME, round_.key) if note.voice == "people"],
        )

    before = view()
    pair = say(store, code, 7, people=2)
    for level in (1, 4, 7):
        store.ratings.reopen(guest(pair), pair, "Another try")
        store.ratings.save(guest(pair), pair, [Answer(*KEY, level)])
        store.ratings.submit(guest(pair), pair)
        say(store, code, level, people=2)
        assert view() == before
    close(store, service, round_)
    ended = view()
    assert ended != before
    store.rounds.close(ME, round_.key, "Enough")
    assert view() == ended


def test_what_was_begun_and_not_submitted_counts_at_the_end_as_it_was_last(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    own(store, service, round_, 5)
    code = store.invitations.open(ME, service.key, round_.key).token
    for _ in range(3):
        say(store, code, 4)
    draft = store.invitations.join(code).key
    store.ratings.save(guest(draft), draft, [Answer(*KEY, 1)])
    changed = say(store, code, 4)
    store.ratings.reopen(guest(changed), changed, "Changed my mind")
    store.ratings.save(guest(changed), changed, [Answer(*KEY, 1)])
    store.invitations.join(code)  # somebody who answers nothing
    store.ratings.submit(guest(draft), draft)
    store.ratings.reopen(guest(draft), draft, "Changed my mind")
    store.ratings.save(guest(draft), draft, [Answer(*KEY, 1, note="As I said.")])
    close(store, service, round_)
    (row,) = store.positions.of_service(ME, service.key)
    assert (row.people_level, row.people) == (4, 5)
    assert store.voices.words_of_people(ME, service.key, round_.key) == [(KEY, "As I said.")]
    assert store.voices.turnout(ME, round_.key)[service.key, "people"].is_unfinished
    assert store.faults() == []


def test_one_item_submitted_opens_peoples_answers_to_that_one_alone(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    code = store.invitations.open(ME, service.key, round_.key).token
    group = store.invitations.join(code, 6).key
    store.ratings.save(
        guest(group), group, [Answer(*KEY, 1, note="Never."), Answer(*A, 2, note="Not at all."), Answer(*B, 0)]
    )
    close(store, service, round_)
    response = own(store, service, round_, 5)
    assert store.voices.words_of_people(ME, service.key, round_.key) == [(KEY, "Never.")]
    store.ratings.reopen(ME, response, "More to rate")
    store.ratings.save(ME, response, [Answer(*KEY, 1), Answer(*A, 4)])
    assert levels(store, service) == {"overall": (5, 1, False)}
    store.ratings.submit(ME, response)
    assert levels(store, service) == {"overall": (1, 1, True), "equal": (4, 2, False)}
    store.rounds.close(ME, round_.key, "Enough")
    assert levels(store, service) == {
        "overall": (1, 1, True),
        "equal": (4, 2, False),
        "inclusive": (None, 0, False),
    }
    assert len(store.voices.words_of_people(ME, service.key, round_.key)) == 2
    assert store.faults() == []


def test_the_newest_acts_do_not_say_how_many_people_have_begun_or_answered(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    code = store.invitations.open(ME, service.key, round_.key).token
    before = store.audit.newest(ME, 10)
    say(store, code, 4)
    draft = store.invitations.join(code).key
    store.ratings.save(guest(draft), draft, [Answer(*KEY, 1)])
    assert len(store.audit.events()) > before[0]
    assert store.audit.newest(ME, 10) == before


def levels(store: Store, service: Service) -> dict[str, tuple[int | None, int | None, bool]]:
    """Return the service's level, people's, and whether the service changed its own after seeing theirs, by item."""
    rows = store.positions.of_service(ME, service.key)
    return {row.item: (row.service_level, row.people_level, row.changed_after) for row in rows}


def test_answers_from_elsewhere_come_in_once_and_alone(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    own(store, service, round_, 5)
    groups = [
        Brought(6, [Answer(*KEY, 2, note="Told.")]),
        Brought(0, [Answer(*KEY, note="More.")]),
        Brought(7, [Answer(*KEY, 3)]),
    ]
    store.voices.bring_people(ME, service.key, round_.key, groups)
    assert levels(store, service) == {"overall": (5, 2, False)}
    assert store.voices.words_of_people(ME, service.key, round_.key) == [(KEY, "More."), (KEY, "Told.")]
    with pytest.raises(InputError, match="People were invited by a code here, or their answers were brought in before"):
        store.voices.bring_people(ME, service.key, round_.key, [Brought(2, [Answer(*KEY, 0)])])
    with pytest.raises(InputError, match="closed for good"):
        store.invitations.open(ME, service.key, round_.key)
    assert store.faults() == []


def test_answers_from_elsewhere_are_refused_where_somebody_has_begun_by_a_code(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    store.invitations.join(store.invitations.open(ME, service.key, round_.key).token)
    with pytest.raises(InputError, match="People were invited by a code here, or their answers were brought in before"):
        store.voices.bring_people(ME, service.key, round_.key, [Brought(6, [Answer(*KEY, 2)])])


def test_the_number_of_people_who_answered_grows_by_fives_and_is_exact_at_the_end(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    code = store.invitations.open(ME, service.key, round_.key).token
    counts = []
    for size in (None, None, 2, None, 6, None):
        say(store, code, 2, people=size)
        counts.append(store.voices.turnout(ME, round_.key)[service.key, "people"])
    assert [(count.submitted, count.first, count.last) for count in counts] == [
        (number, None, None) for number in (0, 0, 0, 5, 10, 10)
    ]
    close(store, service, round_)
    assert store.voices.turnout(ME, round_.key)[service.key, "people"].submitted == 12


def test_who_was_invited_is_said_also_when_answering_is_closed_for_good(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    assert store.invitations.services_in(ME, round_.key) == frozenset()
    first = store.invitations.open(ME, service.key, round_.key)
    assert store.invitations.services_in(ME, round_.key) == {service.key}
    assert (
        store.invitations.services_in(Viewer("other", "", (Grant("board", "programme", "another"),)), round_.key)
        == frozenset()
    )
    store.invitations.close(ME, store.invitations.replace(ME, first))
    assert store.invitations.services_in(ME, round_.key) == {service.key}


def test_the_close_of_a_round_lets_people_be_seen_though_the_service_kept_silent(
    store: Store, rated: tuple[Service, Round], clock: SetClock
) -> None:
    service, round_ = rated
    say(store, store.invitations.open(ME, service.key, round_.key).token, 2, people=6)
    clock.now += timedelta(days=200)
    store.positions.reveal_closed_rounds()
    (row,) = store.positions.of_service(ME, service.key)
    assert (row.level, row.voice, row.people_level, row.people) == (None, "people", 2, 6)


def test_nobody_else_reads_what_one_person_said(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    code = store.invitations.open(ME, service.key, round_.key).token
    one, other = say(store, code, 2), say(store, code, 3)
    own(store, service, round_, 5)
    for viewer in (ME, guest(other), Viewer("m", "", (Grant("manager", "service", service.key),))):
        assert store.ratings.log(viewer, one) == []
        assert one not in {found.key for found, _ in store.ratings.responses(viewer)}
        with pytest.raises(NotAllowedError):
            store.ratings.response(viewer, one)
        with pytest.raises(NotAllowedError):
            store.ratings.save(viewer, one, [Answer(*KEY, 7)])
    assert [entry.answer.level for entry in store.ratings.log(guest(one), one)] == [2]


def test_nobody_is_let_in_as_a_guest_of_the_services_own_answers(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    mine = own(store, service, round_, 5)
    store.voices.agree(ME, service.key, round_.key, Answer(*KEY, 4, note="We met and talked."), None)
    agreed = next(found.key for found, _ in store.ratings.responses(ME) if found.voice == "agreed")
    for key in (mine, agreed):
        assert store.ratings.log(guest(key), key) == []
        assert store.ratings.responses(guest(key)) == []
        for attempt in (
            lambda key=key: store.ratings.response(guest(key), key),
            lambda key=key: store.ratings.save(guest(key), key, [Answer(*KEY, 1)]),
            lambda key=key: store.ratings.submit(guest(key), key),
            lambda key=key: store.ratings.reopen(guest(key), key, "Why not"),
        ):
            with pytest.raises(NotAllowedError):
                attempt()
    assert [entry.answer.level for entry in store.ratings.log(ME, mine)] == [5]


def test_a_guest_sees_nothing_of_the_service(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    mine = own(store, service, round_, 5)
    viewer = guest(store.invitations.join(store.invitations.open(ME, service.key, round_.key).token).key)
    assert store.services.visible_to(viewer) == []
    assert store.positions.of_service(viewer, service.key) == []
    assert store.ratings.log(viewer, mine) == []
    assert store.voices.turnout(viewer, round_.key) == {}


def test_one_persons_words_beside_a_group_are_nobodys_to_read(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    own(store, service, round_, 5)
    code = store.invitations.open(ME, service.key, round_.key).token
    say(store, code, 2, people=6, note="We are asked each month.")
    say(store, code, 1, note="I was shouted at.")
    close(store, service, round_)
    assert store.voices.words_of_people(ME, service.key, round_.key) == [(KEY, "We are asked each month.")]
    assert [note.text for note in store.voices.notes(ME, round_.key) if note.voice == "people"] == [
        "We are asked each month."
    ]


def test_nothing_is_said_after_the_close(store: Store, rated: tuple[Service, Round], clock: SetClock) -> None:
    service, round_ = rated
    own(store, service, round_, 5)
    code = store.invitations.open(ME, service.key, round_.key).token
    late = store.invitations.join(code)
    for _ in range(5):
        say(store, code, 2, note="In time.")
    clock.now += timedelta(days=200)
    with pytest.raises(InputError, match="Answering has ended"):
        store.ratings.save(guest(late.key), late.key, [Answer(*KEY, 2, note="Too late.")])
    store.positions.reveal_closed_rounds()
    assert store.voices.words_of_people(ME, service.key, round_.key) == [(KEY, "In time.")]


def test_a_late_answer_is_kept_and_does_not_count(store: Store, rated: tuple[Service, Round], clock: SetClock) -> None:
    service, round_ = rated
    begun = store.ratings.start(ME, service.key, round_.key)
    store.ratings.save(ME, begun.key, [Answer(*KEY, 3)])
    clock.now += timedelta(days=200)
    store.ratings.save(ME, begun.key, [Answer(*KEY, 6)])
    late = store.ratings.submit(ME, begun.key)
    assert [entry.answer.level for entry in store.ratings.log(ME, begun.key)] == [3, 6]
    assert not round_.counts(late.at)
    assert store.positions.of_service(ME, service.key) == []


def test_what_came_in_time_stands_when_it_is_changed_too_late(
    store: Store, rated: tuple[Service, Round], clock: SetClock
) -> None:
    service, round_ = rated
    response = own(store, service, round_, 3)
    clock.now += timedelta(days=200)
    store.ratings.reopen(ME, response, "second thoughts")
    store.ratings.save(ME, response, [Answer(*KEY, 6)])
    store.ratings.submit(ME, response)
    assert store.ratings.submitted_answers(ME, response)[KEY].level == 3
    assert outcome(store, ME, round_, store.ratings.response(ME, response)[0]).standings["ladder"].levels == {
        "overall": 3
    }
    assert [each.level for each in store.positions.of_service(ME, service.key)] == [3]


def test_a_code_says_why_nobody_can_begin_by_it(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    invitation = store.invitations.open(ME, service.key, round_.key)
    assert plain.closed(invitation, round_.opens) == plain.closed(invitation, round_.closes) == ""
    assert "You can answer from" in plain.closed(invitation, round_.opens - timedelta(days=1))
    assert "is closed" in plain.closed(invitation, round_.closes + timedelta(days=1))
    other = store.invitations.replace(ME, invitation)
    assert "This code was replaced" in plain.closed(store.invitations.by_code(invitation.token), round_.opens)
    store.invitations.close(ME, other)
    assert "has ended" in plain.closed(store.invitations.by_code(other.token), round_.opens)


def test_nobody_can_begin_after_the_close_and_the_code_says_so(
    store: Store, rated: tuple[Service, Round], clock: SetClock
) -> None:
    service, round_ = rated
    code = store.invitations.open(ME, service.key, round_.key).short_code
    store.rounds.close(ME, round_.key, "everybody is in")
    with pytest.raises(InputError, match="is closed, so no new answers can begin"):
        store.invitations.join(code)


def test_a_group_says_a_believable_number(store: Store, rated: tuple[Service, Round]) -> None:
    code = store.invitations.open(ME, rated[0].key, rated[1].key).token
    for people in (0, 1, 1001):
        with pytest.raises(InputError, match="from 2 to 1,000"):
            store.invitations.join(code, people)


def test_two_people_who_agree_the_same_item_at_once_do_not_overwrite_each_other(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    own(store, service, round_, 5)
    first = Answer(*KEY, 4, note="We looked at the minutes.")
    store.voices.agree(ME, service.key, round_.key, first, None)
    with pytest.raises(InputError, match="Somebody else has just agreed"):
        store.voices.agree(ME, service.key, round_.key, Answer(*KEY, 2, note="Another view."), None)
    assert [each.level for each in store.positions.of_service(ME, service.key)] == [4]
    store.voices.agree(ME, service.key, round_.key, Answer(*KEY, 3, note="Together, this time."), first)
    assert [(each.level, each.service_level) for each in store.positions.of_service(ME, service.key)] == [(3, 5)]


def test_an_agreement_needs_a_level_and_a_reason(store: Store, rated: tuple[Service, Round]) -> None:
    own(store, *rated, 5)
    for answer in (Answer(*KEY, 4), Answer(*KEY, None, note="why")):
        with pytest.raises(InputError, match="needs a level and the reason"):
            store.voices.agree(ME, rated[0].key, rated[1].key, answer, None)


def test_what_is_agreed_is_not_given_or_submitted_like_other_answers(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    own(store, service, round_, 5)
    store.voices.agree(ME, service.key, round_.key, Answer(*KEY, 4, note="We looked at the minutes."), None)
    agreed = next(each for each, _ in store.ratings.responses(ME, service.key) if each.voice == "agreed")
    with pytest.raises(InputError, match="needs a level and the reason"):
        store.ratings.save(ME, agreed.key, [Answer(*KEY, 2)])
    with pytest.raises(NotAllowedError, match="counts without being submitted"):
        store.ratings.submit(ME, agreed.key)
    assert [each.level for each in store.positions.of_service(ME, service.key)] == [4]
    assert store.faults() == []


def promise(service: Service, round_: Round, **other: Any) -> Action:  # noqa: ANN401 - whatever a field may be
    facts: dict[str, Any] = {
        "key": "", "service": service.key, "round": round_.key, "framework": "ladder", "item": "overall", "level": 4,
        "target": 5, "what": "Share the agenda", "owner": "Manager", "co_owner": "Carers' forum",
        "due": date(2026, 9, 1), "state": "to do", "made": date(2026, 6, 3),
    }  # fmt: skip
    return Action(**{**facts, **other})


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"target": 3}, "is below today's level"),
        ({"due": date(2026, 6, 2)}, "before it was made"),
        ({"what": " "}, "What you will do is missing"),
        ({"framework": "other"}, "The round does not ask about “other"),
        ({"item": "other"}, "The round does not ask about “.*other”"),
        ({"round": "other"}, "The round does not ask about"),
    ],
)
def test_an_action_that_cannot_be_is_refused_in_one_sentence(
    refusing: Store, other: dict[str, Any], sentence: str
) -> None:
    service = refusing.services.get(ME, "larkrise")
    (round_,) = refusing.rounds.of(ME, service.programme)
    with pytest.raises(InputError, match=sentence):
        refusing.actions.keep(ME, promise(service, round_, **other))
    assert refusing.actions.visible_to(ME) == []


def test_an_action_stays_with_its_service(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    other = store.services.add(ME, "Marlowick", "fernBRIDGE", "home care", "Fernshire", service.programme)
    assert other.organisation == service.organisation
    told = ("", service.key, round_.key, *KEY, 3, 4, "Meet monthly", "", "")
    kept = store.actions.keep(ME, Action(*told, NOW.date(), "to do", NOW.date()))
    with pytest.raises(InputError, match="another service's"):
        store.actions.keep(ME, replace(kept, service=other.key))
    with pytest.raises(InputError, match="there is no level 0"):
        store.actions.keep(ME, replace(kept, level=0))


def test_the_newest_state_of_an_action_stands_and_it_can_be_overdue(store: Store, rated: tuple[Service, Round]) -> None:
    kept = store.actions.keep(ME, promise(*rated))
    assert kept.is_overdue(date(2026, 9, 2))
    store.actions.keep(ME, promise(*rated, key=kept.key, state="done"))
    (action,) = store.actions.visible_to(ME, service=rated[0].key)
    assert action.state == "done"
    assert not action.is_overdue(date(2030, 1, 1))
    assert store.audit.chain_holds()


def test_only_who_runs_a_programme_closes_its_round(store: Store, rated: tuple[Service, Round]) -> None:
    manager = Viewer("m", "", (Grant("manager", "everything"),))
    with pytest.raises(NotAllowedError):
        store.rounds.close(manager, rated[1].key, "because")
    with pytest.raises(InputError, match="Say why"):
        store.rounds.close(ME, rated[1].key, " ")


def heard_on(own: int | None, people: int | None, agreed: int | None = None) -> Position:
    at = datetime(2026, 6, 1, tzinfo=UTC).replace(tzinfo=None)
    level = own if agreed is None else agreed
    return Position("s", "r", "principles", "equal", level, "service", False, own, people, 6, agreed, at)


@given(st.none() | st.integers(0, 4), st.none() | st.integers(0, 4), st.integers(0, 4))
def test_a_level_is_outside_what_was_said_above_or_below_every_voice(
    own: int | None, people: int | None, level: int
) -> None:
    said = [given for given in (own, people) if given is not None]
    way = voices.outside(heard_on(own, people), level)
    assert (way == "above") == bool(said and all(level > given for given in said))
    assert (way == "below") == bool(said and all(level < given for given in said))


@pytest.mark.parametrize(
    ("own", "agreed", "words"),
    [
        (3, None, ""),
        (3, 3, "agreed; the service said the same"),
        (3, 1, "agreed; the service said 3 Established"),
        (None, 1, "agreed; the service did not rate it"),
        (9, 1, "agreed; the service said 9"),
    ],
)
def test_an_agreed_level_has_the_services_own_beside_it(
    catalogue: Catalogue, own: int | None, agreed: int | None, words: str
) -> None:
    assert voices.beside(catalogue["principles"], heard_on(own, 1, agreed)) == words
    assert voices.beside(catalogue["principles"], None) == ""
