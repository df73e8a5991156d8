"""What changed because of people in the fictional example, on any day on which it is made."""

from datetime import date

import pytest

from assess.core import year
from assess.core.catalogue import Catalogue
from assess.core.dates import date_of
from assess.tasks import fictional, invented
from assess.tasks.example import Example

DAYS = [date(2026, 1, 15), date(2026, 3, 1), date(2026, 8, 31), date(2026, 9, 1), date(2026, 11, 30), date(2027, 2, 28)]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def today(request: pytest.FixtureRequest) -> date:
    day: date = request.param
    return day


@pytest.fixture(scope="module")
def made(catalogue: Catalogue, today: date) -> Example:
    return fictional.generate(catalogue, today)


def test_nothing_has_changed_in_the_future_and_each_change_was_noted_on_its_day(made: Example, today: date) -> None:
    assert made.changes
    for changed in made.changes:
        assert changed.impact.happened == date_of(changed.at) < today


def test_each_change_is_of_a_service_and_of_an_item_that_its_round_asked(made: Example) -> None:
    services = {service.key: service.programme for service in made.services}
    rounds = {each.key: each.programme for each in made.rounds}
    for impact in (changed.impact for changed in made.changes):
        asked = {
            (framework.key, item.key)
            for key, frameworks in made.frameworks.items()
            if rounds[key] == services[impact.service]
            for framework in frameworks
            for item in framework.items
        }
        assert not impact.item or (impact.framework, impact.item) in asked


def test_a_change_that_keeps_a_promise_names_an_action_on_its_item_that_is_done(made: Example) -> None:
    done = {promise.action.key: promise.action for promise in made.promises if promise.action.state == "done"}
    kept = [changed.impact for changed in made.changes if changed.impact.action]
    assert len(kept) == len(done) > 5
    for impact in kept:
        action = done[impact.action]
        assert (impact.service, impact.framework, impact.item) == (action.service, action.framework, action.item)


def test_no_two_changes_have_the_same_key_or_words(made: Example) -> None:
    for name in ("key", "what"):
        values = [getattr(changed.impact, name) for changed in made.changes]
        assert len(set(values)) == len(values)


def test_every_programme_has_a_foreword_and_a_change_in_its_newest_year(made: Example, today: date) -> None:
    services = {service.key: service.programme for service in made.services}
    forewords = {foreword.programme: foreword for foreword in made.forewords}
    for programme in made.programmes:
        rounds = [each for each in made.rounds if each.programme == programme.key]
        newest = year.years(rounds, today)[0]
        assert forewords[programme.key].year == newest
        assert date_of(forewords[programme.key].at) < today
        own = [each.impact for each in made.changes if services[each.impact.service] == programme.key]
        assert any(impact.happened.year == newest for impact in own)


def test_all_groups_and_kinds_are_shown_by_the_example() -> None:
    changes = invented.words().changes
    assert {change.idea for change in changes} == {"people", "carers", "staff", "together"}
    assert {change.kind for change in changes} == {"service", "times", "information", "decisions", "money", "staff"}
    assert {change.service for change in changes} <= {course.name for course in invented.facts().services}
