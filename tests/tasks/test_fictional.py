"""What makes the fictional example believable: levels that hang together, falls with reasons, two voices, promises."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import mean

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from assess.core.access import Viewer
from assess.core.answers import Answer, ItemKey
from assess.core.catalogue import Catalogue
from assess.core.portfolio import Choice, items
from assess.core.programme import Round, Service
from assess.store import Store
from assess.tasks import fictional, invented
from assess.tasks.example import Example, Sitting
from shipped import CATALOGUE

NOT_ASKED = {"factors", "group", "ladder-by-level"}  # a second ladder, and two for a start
TODAY = date(2026, 11, 23)
RUNG = ("ladder", "overall")
Answers = Mapping[ItemKey, Answer]


@pytest.fixture(scope="module")
def invented_example(catalogue: Catalogue) -> Example:
    return fictional.generate(catalogue, TODAY)


@pytest.fixture(scope="module")
def store(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, example_copy: Callable[..., Path]
) -> Iterator[Store]:
    path = example_copy("fictional", tmp_path_factory.mktemp("fictional") / "assess.duckdb", TODAY)
    with closing(Store(path, catalogue)) as opened:
        yield opened


def rounds_of(data: Example, programme: str) -> list[Round]:
    return [round_ for round_ in data.rounds if round_.programme == programme]


def histories(data: Example) -> dict[str, dict[int, Answers]]:
    """Return the final answers by service and round, numbered from 1, for submitted rounds."""
    places = {
        round_.key: number
        for programme in data.programmes
        for number, round_ in enumerate(rounds_of(data, programme.key), start=1)
    }
    corrected = {(each.service, each.round): {one.key: one for one in each.answers} for each in data.corrections}
    found: dict[str, dict[int, Answers]] = defaultdict(dict)
    for sitting in data.sittings:
        if sitting.voice == "service" and sitting.submitted is not None:
            answers = {answer.key: answer for answer in sitting.answers}
            found[sitting.service][places[sitting.round]] = answers | corrected.get(
                (sitting.service, sitting.round), {}
            )
    return found


def core(answers: Answers) -> dict[ItemKey, int]:
    """Return the levels of the principles and milestones."""
    return {
        key: answer.level
        for key, answer in answers.items()
        if key[0] in ("principles", "milestones") and answer.level is not None
    }


def moves(before: Answers, after: Answers) -> dict[ItemKey, int]:
    earlier, later = core(before), core(after)
    return {key: later[key] - earlier[key] for key in earlier.keys() & later.keys()}


def texts_of(data: Example) -> list[str]:
    return [
        *(answer.note for sitting in data.sittings for answer in sitting.answers if answer.note),
        *(answer.note for correction in data.corrections for answer in correction.answers),
        *(agreement.answer.note for agreement in data.agreements),
        *{promise.action.key: promise.action.what for promise in data.promises}.values(),
    ]


# Levels.


def test_a_rung_and_the_items_beside_it_are_in_the_same_order_in_every_round(invented_example: Example) -> None:
    for number in range(1, invented.ROUNDS + 1):
        rated = [rounds[number] for rounds in histories(invented_example).values() if number in rounds]
        rungs = pd.Series([answers[RUNG].level for answers in rated])
        items = pd.Series([mean(core(answers).values()) for answers in rated])
        assert len(rated) > 20
        assert rungs.rank().corr(items.rank()) > 0.9  # Spearman's


def test_where_things_are_done_to_people_items_are_low_and_where_they_are_done_with_them_high(
    invented_example: Example, catalogue: Catalogue
) -> None:
    bands = {level.value: level.band for level in catalogue["ladder"].levels}
    means = defaultdict(list)
    for rounds in histories(invented_example).values():
        for answers in rounds.values():
            rung, levels = answers[RUNG].level or 0, core(answers).values()
            means[bands[rung]].append(mean(levels))
            assert max(levels) < 4 or rung >= 4
            assert max(levels) < 3 or rung >= 3
            assert min(levels) > 0 or rung <= 4
    assert max(means["doing to"]) < min(means["doing with"])
    assert max(means["doing to"]) < 2 < min(means["doing with"])


def test_services_stand_on_every_rung_and_few_on_the_outermost(invented_example: Example) -> None:
    rungs = Counter(answers[4][RUNG].level for answers in histories(invented_example).values() if 4 in answers)
    everywhere = Counter(
        answers[RUNG].level for rounds in histories(invented_example).values() for answers in rounds.values()
    )
    assert sorted(level or 0 for level in everywhere) == [1, 2, 3, 4, 5, 6, 7]
    assert max(rungs, key=lambda level: rungs[level]) == 4
    assert rungs[1] + rungs[7] <= 3


@trying(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_whatever_the_seed_a_rung_moves_only_with_the_items_that_carry_it_and_no_two_texts_are_alike(seed: int) -> None:
    data = fictional.generate(CATALOGUE, TODAY, seed)
    for rounds in histories(data).values():
        for before, after in pairwise(rounds.values()):
            step = (after[RUNG].level or 0) - (before[RUNG].level or 0)
            net = sum(moves(before, after).values())
            assert step == 0 or step * net > 0 or {*core(before)} != {*core(after)}
    texts = texts_of(data)
    assert [text for text, uses in Counter(texts).items() if uses > 1] == []
    assert not [text for text in texts if "{" in text or "}" in text]


def test_every_fall_has_a_reason_and_no_service_falls_without_a_cause(invented_example: Example) -> None:
    causes = {service.name: course.cause for service, course in courses(invented_example)}
    names = {service.key: service.name for service in invented_example.services}
    falls = Counter[str]()
    for service, rounds in histories(invented_example).items():
        for before, after in pairwise(rounds.values()):
            for key in [RUNG, *core(after)]:
                if key in before and (after[key].level or 0) < (before[key].level or 0):
                    falls[service] += 1
                    said = causes[names[service]].partition("{month}")
                    assert said[0]
                    assert said[0] in after[key].note
                    assert said[2] in after[key].note
    assert falls.keys() == {service.key for service, course in courses(invented_example) if course.cause}


def courses(data: Example) -> list[tuple[Service, invented.Course]]:
    return list(zip(data.services, invented.facts().services, strict=True))


def test_only_a_service_with_a_cause_has_a_round_with_less_power() -> None:
    for course in invented.facts().services:
        assert bool(course.cause) == any(after < before for before, after in pairwise(course.power)), course.name


def test_good_days_climbs_slowly_and_two_of_its_services_slip(invented_example: Example) -> None:
    rounds = histories(invented_example)
    days = [rounds[service.key] for service in invented_example.services if service.programme == "good-days"]
    assert len(days) == 12
    for number in range(1, 4):
        steps = [
            step
            for each in days
            if {number, number + 1} <= each.keys()
            for step in moves(each[number], each[number + 1]).values()
        ]
        assert 0 < mean(steps) < 0.2
    net = [sum(moves(each[3], each[4]).values()) for each in days if {3, 4} <= each.keys()]
    assert len(net) >= 10
    assert sum(each < 0 for each in net) == 2


# Two voices.


def gaps_of(data: Example) -> dict[str, list[float]]:
    """Return how much higher a service sees itself than people do, in levels, round by round."""
    own = {(each.service, each.round): each for each in data.sittings if each.voice == "service" and each.submitted}
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for sitting in data.sittings:
        if sitting.voice == "people":
            mine = {answer.key: answer for answer in own[sitting.service, sitting.round].answers}
            both = [(mine[each.key].level, each.level) for each in sitting.answers if each.key in mine]
            found[sitting.service, sitting.round] += [a - b for a, b in both if a is not None and b is not None]
    gaps: dict[str, list[float]] = defaultdict(list)
    for (service, _), steps in found.items():
        gaps[service].append(mean(steps))
    return gaps


def test_the_gap_between_the_voices_narrows_in_some_services_and_in_others_not(invented_example: Example) -> None:
    moved = [gaps[-1] - gaps[0] for gaps in gaps_of(invented_example).values() if len(gaps) > 1]
    assert sum(move < -0.15 for move in moved) >= 6
    assert sum(move > -0.05 for move in moved) >= 4


def test_five_heads_or_more_are_heard_about_many_services_and_too_few_about_one(invented_example: Example) -> None:
    heads = Counter[tuple[str, str]]()
    for sitting in invented_example.sittings:
        if sitting.voice == "people":
            heads[sitting.service, sitting.round] += sitting.people or 1
    assert len({service for (service, _), number in heads.items() if number >= 5}) >= 15
    assert min(heads.values()) == 4
    assert [each for each in invented_example.sittings if each.voice == "people" and each.people is None]


def test_people_answer_the_questions_that_only_they_are_asked(invented_example: Example, catalogue: Catalogue) -> None:
    only = {item.key for item in catalogue["statements"].asked("quick", "people") if item.voices == ("people",)}
    answered = {a.item for each in invented_example.sittings if each.voice == "people" for a in each.answers}
    assert only <= answered


# What else occurs.


def test_every_framework_is_rated_in_a_round_that_has_closed(
    invented_example: Example, store: Store, me: Viewer, catalogue: Catalogue
) -> None:
    closed = [round_.key for round_ in invented_example.rounds if not round_.is_open(TODAY)]
    rated = {row.framework for key in closed for row in store.positions.in_round(me, key) if row.level is not None}
    assert rated == {framework.key for framework in catalogue} - NOT_ASKED


def test_promises_are_done_late_or_to_do_and_have_an_owner(store: Store, me: Viewer) -> None:
    actions = store.actions.visible_to(me)
    done = [action for action in actions if action.state == "done"]
    late = [action for action in actions if action.is_overdue(TODAY)]
    to_do = [action for action in actions if not action.is_finished and not action.is_overdue(TODAY)]
    assert len(actions) >= 25
    assert min(len(done), len(late), len(to_do)) >= 3
    assert all(action.owner and action.made < action.due for action in actions)
    assert len({(action.owner, action.co_owner) for action in actions}) >= 10
    assert {action.state for action in store.actions.visible_to(me, programme="good-days")} >= {"done", "to do"}
    assert [action for action in store.actions.visible_to(me, programme="good-days") if action.is_overdue(TODAY)]


def test_what_was_promised_and_done_has_risen_since(store: Store, me: Viewer, invented_example: Example) -> None:
    rounds = histories(invented_example)
    for action in store.actions.visible_to(me):
        if action.state == "done":
            key = (action.framework, action.item)
            assert (rounds[action.service][4][key].level or 0) >= action.target


def test_agreed_levels_are_the_services_peoples_or_between(store: Store, me: Viewer, invented_example: Example) -> None:
    agreed = [
        row
        for round_ in invented_example.rounds
        for row in store.positions.in_round(me, round_.key)
        if row.agreed_level is not None
    ]
    assert len(agreed) == len(invented_example.agreements) >= 6
    for row in agreed:
        own, heard = row.service_level, row.people_level
        assert own is not None
        assert heard is not None
        assert heard <= (row.agreed_level or 0) <= own
    whose = {(row.agreed_level == row.service_level, row.agreed_level == row.people_level) for row in agreed}
    assert whose == {(True, False), (False, True), (False, False)}


def test_a_result_was_corrected_and_the_correction_counts(store: Store, me: Viewer, invented_example: Example) -> None:
    assert len(invented_example.corrections) == 2
    for correction in invented_example.corrections:
        (response,) = [
            each
            for each, _ in store.ratings.responses(me, correction.service)
            if (each.round, each.voice) == (correction.round, "service")
        ]
        assert store.ratings.response(me, response.key)[1] == "submitted"
        assert len(store.ratings.submissions(me, response.key)) == 2
        (answer,) = correction.answers
        assert store.ratings.submitted_answers(me, response.key)[answer.key] == answer
        first = next(
            each
            for each in invented_example.sittings
            if (each.service, each.round, each.voice) == (correction.service, correction.round, "service")
        )
        assert {each.key: each.level for each in first.answers}[answer.key] == (answer.level or 0) + 1


def test_one_service_submitted_late_and_one_not_at_all_in_the_last_closed_round(store: Store, me: Viewer) -> None:
    last = store.rounds.of(me, "good-days")[-2]
    turnout = {
        service: each for (service, voice), each in store.voices.turnout(me, last.key).items() if voice == "service"
    }
    late = [service for service, each in turnout.items() if each.last and not last.counts(each.last)]
    assert late == ["fernbridge-carers-corner"]
    assert [service for service, each in turnout.items() if not each.submitted] == ["tansyford-carers-hub"]
    assert not [row for row in store.positions.in_round(me, last.key) if row.service in late]


def test_one_service_has_a_reason_of_its_own_why_no_milestone_applies(invented_example: Example) -> None:
    for answers in histories(invented_example)["the-old-signal-box"].values():
        reasons = {answer.does_not_apply for key, answer in answers.items() if key[0] == "milestones"}
        assert "" not in reasons
        assert len(reasons) == 5


def test_in_the_open_round_a_form_is_half_answered_and_an_invitation_closed(
    store: Store, me: Viewer, invented_example: Example
) -> None:
    drafts = [each for each in invented_example.sittings if each.submitted is None and is_open(each, invented_example)]
    assert len(drafts) >= 5
    asked = {framework.key: len(framework.asked("quick", "service")) for framework in store.catalogue}
    for each in drafts:
        questions = sum(asked[framework.key] for framework in invented_example.frameworks[each.round])
        assert 0.4 <= len(each.answers) / questions <= 0.5
    round_ = store.rounds.of(me, "good-days")[-1]
    ended = [s.key for s in store.services.visible_to(me) if store.invitations.has_ended(me, s.key, round_.key)]
    assert ended == ["fernbridge-carers-corner", "hedgelight-garden-days"]
    standing = store.invitations.current(me, "copperkettle-kitchen-club", round_.key)
    assert standing is not None


def is_open(sitting: Sitting, data: Example) -> bool:
    return {round_.key: round_ for round_ in data.rounds}[sitting.round].is_open(TODAY)


def test_some_services_share_what_they_learned(invented_example: Example) -> None:
    sharing = [service for service in invented_example.services if service.shares_learning]
    assert 5 <= len(sharing) <= 20


def test_on_several_principles_those_who_are_low_find_somebody_who_climbed(
    store: Store, me: Viewer, catalogue: Catalogue
) -> None:
    lessons = [
        store.portfolio.lesson(me, Choice(), ("principles", item.key), 2, 100)
        for item in items(catalogue["principles"])
    ]
    assert sum(bool(lesson.low and lesson.climbed) for lesson in lessons) >= 3


@pytest.mark.parametrize("day", [date(2026, 9, 1), date(2026, 9, 8), date(2027, 2, 28), date(2028, 2, 29)])
def test_nothing_of_it_is_still_to_come_on_any_day(catalogue: Catalogue, day: date) -> None:
    data = fictional.generate(catalogue, day)
    moments = [
        *(sitting.submitted or sitting.begun for sitting in data.sittings),
        *(correction.submitted for correction in data.corrections),
        *(agreement.at for agreement in data.agreements),
        *(promise.at for promise in data.promises),
    ]
    assert max(moments).date() < day
    assert [promise for promise in data.promises if promise.action.due >= day]


def test_it_is_the_same_example_half_a_year_later_but_for_its_dates(catalogue: Catalogue) -> None:
    later = fictional.generate(catalogue, TODAY + timedelta(days=181))
    first = fictional.generate(catalogue, TODAY)
    assert later.services == first.services
    assert [
        [(answer.key, answer.level) for answer in sitting.answers] for sitting in later.sittings if sitting.submitted
    ] == [[(answer.key, answer.level) for answer in sitting.answers] for sitting in first.sittings if sitting.submitted]


def test_every_item_that_the_files_name_exists(catalogue: Catalogue) -> None:
    facts, words = invented.facts(), invented.words()
    known = {f"{framework.key}.{item.key}" for framework in catalogue for item in framework.items}
    asked = {f"{one.key}.{item.key}" for one in catalogue.core for item in one.asked("quick", "service")}
    assert {*facts.ease, *words.notes, *words.fell, *words.people, *words.promises} <= known
    assert {item for reasons in facts.aside.values() for item in reasons} <= known
    assert words.fell.keys() == words.promises.keys() == asked
    assert {framework for asks in facts.asks.values() for framework in asks} | {one.key for one in catalogue.core} == {
        framework.key for framework in catalogue if framework.key not in NOT_ASKED
    }
