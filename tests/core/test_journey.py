from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.answers import Response, last_before
from assess.core.journey import STEPS, Facts, Journey, StepName, Urgency, journeys, rounds_to_look_at
from assess.core.programme import READING, Round, Service
from assess.core.voices import Turnout, people_turnout

TODAY = date(2026, 11, 30)
OAK = Service("oak", "Oak Lodge", "Fernbridge Council", "care home", "Fernshire", "good-days")
AUTUMN = Round("autumn", "good-days", "Autumn 2026", date(2026, 9, 1), date(2026, 12, 31))
CLOSED = replace(AUTUMN, closes=date(2026, 11, 20))
SPRING = Round("spring", "good-days", "Spring 2027", date(2027, 3, 1), date(2027, 5, 31))
RATED = Facts(OAK, AUTUMN, response="r", rated=date(2026, 11, 4))
HEARD = replace(
    RATED,
    round=CLOSED,
    is_invited=True,
    people=people_turnout(7, has_ended=True, is_unfinished=False),
    has_ended=True,
    heard=9,
    apart=2,
)


def statuses(facts: Facts, today: date = TODAY) -> str:
    """Return the first letter of each step's status: `dnxxxx` for done, now, next; `p` is past."""
    letters = {"done": "d", "now": "n", "next": "x", "past": "p"}
    return "".join(letters[step.status] for step in Journey(facts, today).steps)


@pytest.mark.parametrize(
    ("facts", "expected", "urgency"),
    [
        (Facts(OAK), "pppppn", Urgency.NOTHING),
        (Facts(OAK, AUTUMN), "nxxxxx", Urgency.FEW),
        (replace(RATED, is_reopened=True), "nxxxxx", Urgency.FEW),
        (RATED, "dnxxxx", Urgency.FEW),
        (replace(RATED, people=people_turnout(6, has_ended=False, is_unfinished=False)), "ddnxxx", Urgency.NOTHING),
        (HEARD, "ddnxxx", Urgency.UNMET),
        (replace(HEARD, has_ended=False, is_typing=True, heard=0), "ddnxxx", Urgency.UNMET),
        (replace(HEARD, agreed=1), "dddnxx", Urgency.NOT_GIVEN_BACK),
        (replace(HEARD, agreed=1, promised=2), "ddddnx", Urgency.NOT_GIVEN_BACK),
        (replace(HEARD, agreed=1, promised=2, given_back=TODAY), "dddddn", Urgency.NOTHING),
        (replace(RATED, round=CLOSED, has_ended=True), "dppnpx", Urgency.NOT_GIVEN_BACK),
        (Facts(OAK, CLOSED, has_ended=True), "pppppn", Urgency.NOTHING),
        (Facts(OAK, AUTUMN, asks_service=False), "pnppxx", Urgency.FEW),
    ],
)
def test_each_state_of_a_service_has_its_steps_and_its_urgency(facts: Facts, expected: str, urgency: Urgency) -> None:
    assert statuses(facts) == expected
    assert Journey(facts, TODAY).urgency is urgency


def test_a_last_day_within_a_week_is_of_this_week() -> None:
    for days, urgency in ((0, Urgency.NEAR), (7, Urgency.NEAR), (8, Urgency.FEW)):
        journey = Journey(replace(RATED, round=replace(AUTUMN, closes=TODAY + timedelta(days))), TODAY)
        assert journey.urgency is urgency
        assert journey.waits == (days < 8)


def test_without_enough_people_nobody_is_asked_to_agree_or_to_give_back() -> None:
    assert [step.name for step in Journey(replace(RATED, round=CLOSED, has_ended=True), TODAY).steps][2:5] == [
        "agree",
        "promise",
        "give_back",
    ]
    assert statuses(replace(RATED, round=CLOSED, has_ended=True, promised=1)) == "dppdpn"


def test_when_the_round_after_it_has_begun_that_step_is_done_and_the_others_stay_as_they_are() -> None:
    begun = replace(HEARD, following=replace(SPRING, opens=TODAY))
    assert statuses(begun) == "ddnxxd"
    assert statuses(replace(begun, agreed=1, promised=1, given_back=TODAY)) == "dddddd"
    assert Journey(replace(begun, agreed=1, promised=1, given_back=TODAY), TODAY).now is None


def test_nobody_is_asked_to_promise_anything_about_a_report_that_we_have_read() -> None:
    read = replace(HEARD, service=replace(OAK, notice=f"{READING} of a report"), heard=0, people=None)
    assert statuses(read) == "dppppn"
    assert Journey(read, TODAY).urgency is Urgency.NOTHING


def facts_of_any_kind() -> st.SearchStrategy[Facts]:
    days = st.dates(date(2026, 6, 1), date(2027, 6, 1))

    def made_round(pair: tuple[date, date]) -> Round:
        return replace(AUTUMN, opens=min(*pair, TODAY), closes=max(pair))

    people = st.builds(
        lambda heads, ended: people_turnout(heads, has_ended=ended, is_unfinished=False),
        st.integers(0, 30),
        st.booleans(),
    )
    return st.builds(
        Facts,
        service=st.sampled_from([OAK, replace(OAK, notice=f"{READING} of a report")]),
        round=st.none() | st.tuples(days, days).map(made_round),
        following=st.none() | days.map(lambda day: replace(SPRING, opens=day)),
        response=st.sampled_from(["", "r"]),
        rated=st.none() | days,
        is_reopened=st.booleans(),
        asks_service=st.booleans(),
        asks_people=st.booleans(),
        is_invited=st.booleans(),
        people=st.none() | people,
        has_ended=st.booleans(),
        is_typing=st.booleans(),
        heard=st.integers(0, 3),
        agreed=st.integers(0, 3),
        promised=st.integers(0, 3),
        given_back=st.none() | days,
    )


@given(facts_of_any_kind())
def test_exactly_one_step_is_now_unless_nothing_is_left_and_none_is_done_without_its_record(facts: Facts) -> None:
    journey = Journey(facts, TODAY)
    now = [step.name for step in journey.steps if step.status == "now"]
    assert tuple(step.name for step in journey.steps) == STEPS
    assert len(now) == (0 if all(step.status in ("done", "past") for step in journey.steps) else 1)
    assert journey.now == (now[0] if now else None)
    if now:
        # No step before the current one is still to be done.
        assert not any(step.status == "next" for step in journey.steps[: STEPS.index(now[0])])
    else:
        assert journey.is_followed
    records: dict[StepName, bool] = {
        "rate": facts.rated is not None,
        "invite": facts.people is not None and facts.people.submitted >= 5,
        "agree": facts.agreed > 0,
        "promise": facts.promised > 0,
        "give_back": facts.given_back is not None,
        "next_round": facts.following is not None and facts.following.opens <= TODAY,
    }
    assert all(records[step.name] for step in journey.steps if step.status == "done")


@given(st.lists(facts_of_any_kind(), max_size=8))
def test_the_most_urgent_service_comes_first_and_each_once(facts: list[Facts]) -> None:
    several = [replace(each, service=replace(each.service, key=f"s{n % 4}")) for n, each in enumerate(facts)]
    found = journeys(several, TODAY)
    assert [each.urgency for each in found] == sorted(each.urgency for each in found)
    assert sorted(each.service.key for each in found) == sorted({each.service.key for each in several})
    for each in found:
        of_it = [Journey(other, TODAY).urgency for other in several if other.service.key == each.service.key]
        assert each.urgency == min(of_it)


def test_of_services_that_are_as_urgent_the_nearest_last_day_comes_first() -> None:
    def rated(key: str, days: int) -> Facts:
        round_ = replace(AUTUMN, closes=TODAY + timedelta(days))
        return replace(RATED, service=replace(OAK, key=key, name=key), round=round_)

    unmet, given = replace(HEARD, service=replace(OAK, key="met")), replace(HEARD, agreed=1)
    found = journeys([given, rated("late", 20), rated("soon", 2), unmet, rated("later", 30)], TODAY)
    assert [each.service.key for each in found] == ["met", "soon", "late", "later", "oak"]


def test_rounds_that_are_open_and_the_newest_are_looked_at_each_with_the_one_after_it() -> None:
    first, second, third = (
        replace(AUTUMN, key=key, opens=opens, closes=closes)
        for key, opens, closes in (
            ("a", date(2026, 1, 1), date(2026, 2, 1)),
            ("b", date(2026, 3, 1), date(2026, 12, 20)),
            ("c", date(2026, 9, 1), date(2026, 10, 1)),
        )
    )
    rounds = [first, second, third, SPRING]
    assert rounds_to_look_at(rounds, TODAY) == [(second, third), (third, SPRING)]
    assert rounds_to_look_at(rounds, TODAY, "a") == [(first, second)]
    assert rounds_to_look_at([SPRING], TODAY) == rounds_to_look_at([], TODAY) == []


def response(key: str, hour: int) -> Response:
    return Response(key, "oak", key, "service", None, datetime(2026, 11, 1, hour, tzinfo=UTC))


def test_of_two_rounds_that_opened_on_one_day_the_one_answered_first_is_the_earlier() -> None:
    other = replace(AUTUMN, key="other")
    first, second = response("autumn", 9), response("other", 10)
    rated = [(AUTUMN, first), (other, second)]
    assert last_before(rated, other, second) == first
    assert last_before(rated, AUTUMN, first) is None
    older = replace(AUTUMN, key="older", opens=date(2026, 3, 1))
    assert last_before([(older, response("older", 12))], AUTUMN, first) == response("older", 12)
    assert last_before([(older, response("older", 12)), *rated], other, second) == first


def test_a_count_of_people_below_five_is_not_enough() -> None:
    assert not replace(RATED, people=Turnout(3, 0)).has_enough_people
    assert not RATED.has_enough_people
    assert replace(RATED, people=Turnout(5, 5)).has_enough_people
