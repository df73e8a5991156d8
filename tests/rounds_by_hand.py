"""Two rounds of one programme, small enough to count by hand, and strategies that draw any others."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

from hypothesis import settings
from hypothesis import strategies as st

from assess.core.answers import ItemKey
from assess.core.board import Comparison, compare
from assess.core.position import Position
from assess.core.programme import Programme, Round, Service
from assess.core.taken import Taken
from shipped import CATALOGUE

FRAMEWORKS = CATALOGUE.core
LADDER, PRINCIPLES, MILESTONES = FRAMEWORKS
ITEMS = [(one.key, item.key) for one in FRAMEWORKS for item in one.asked("quick", "service")][:4]
SCALES = {one.key: [level.value for level in one.levels] for one in FRAMEWORKS}
SERVICES = {key: Service(key, f"Service {key}", "Org", "home care", "North", "one") for key in "abcdef"}
PROGRAMME = Programme("one", "Open Doors")
SPRING = Round("spring", "one", "Spring", date(2026, 3, 1), date(2026, 5, 31))
AUTUMN = Round("autumn", "one", "Autumn", date(2026, 9, 1), date(2026, 11, 30))
RUNG, HOLISTIC, EQUAL = ("ladder", "overall"), ("principles", "holistic"), ("principles", "equal")
# By item and service: the level in spring and in autumn. Four rose, six stayed and two fell; e and f were in one
# round only, and of two items no service has both ratings.
LEVELS: Mapping[ItemKey, Mapping[str, tuple[int | None, int | None]]] = {
    RUNG: {"a": (4, 5), "b": (4, 5), "c": (6, 3), "d": (2, 2), "e": (3, None)},
    HOLISTIC: {"a": (1, 1), "b": (1, 1), "c": (1, 1), "d": (1, 1), "f": (None, 1)},
    EQUAL: {"a": (1, 3), "b": (2, 3), "c": (3, 2), "d": (2, 2)},
    ("principles", "positive"): {"a": (2, None), "b": (None, 2)},
    ("milestones", "information"): {"a": (1, None)},
}
# What people say of EQUAL: at a the gap of two levels closed, at b one opened, at c people answered in autumn alone.
PEOPLE: Mapping[str, tuple[int | None, int | None]] = {"a": (3, 3), "b": (2, 1), "c": (None, 2)}


def position(service: str, round_: Round, item: ItemKey, level: int, people: int | None) -> Position:
    at = datetime(round_.opens.year, round_.opens.month, 5, tzinfo=UTC).replace(tzinfo=None)
    return Position(service, round_.key, *item, level, "service", False, level, people, 6 if people else 0, None, at)


def taken_round(round_: Round) -> Taken:
    """Return the spring or the autumn of LEVELS and PEOPLE."""
    second = round_ == AUTUMN
    rows = [
        position(service, round_, item, level, PEOPLE.get(service, (None, None))[second] if item == EQUAL else None)
        for item, services in LEVELS.items()
        for service, levels in services.items()
        if (level := levels[second]) is not None
    ]
    return Taken(round_, SERVICES, FRAMEWORKS, tuple(rows), {row.service: row.at for row in rows})


def two_rounds() -> Comparison:
    """Return the comparison of the two rounds of LEVELS and PEOPLE."""
    return compare(taken_round(SPRING), taken_round(AUTUMN))


def without_people(taken: Taken) -> Taken:
    """Return a round as if nobody but the services had answered."""
    return replace(taken, positions=tuple(one._replace(people_level=None, people=0) for one in taken.positions))


def asked_people_otherwise(taken: Taken, key: ItemKey) -> Taken:
    """Return a round in which people read another question about one item; the service reads the same."""
    frameworks = tuple(
        framework.model_copy(
            update={
                "items": tuple(
                    item.model_copy(update={"question_people": "What is it like?"}) if item.key == key[1] else item
                    for item in framework.items
                )
            }
        )
        if framework.key == key[0]
        else framework
        for framework in taken.frameworks
    )
    return replace(taken, frameworks=frameworks)


def two_rounds_in_other_words() -> Comparison:
    """Return the two rounds of LEVELS and PEOPLE, with EQUAL in other words for people in spring."""
    return compare(asked_people_otherwise(taken_round(SPRING), EQUAL), taken_round(AUTUMN))


def service_view() -> Comparison:
    """Return the same comparison where nobody but the services has answered."""
    return compare(*map(without_people, map(taken_round, (SPRING, AUTUMN))))


def _pairs(scale: Sequence[int]) -> list[tuple[int, int | None] | None]:
    """Return what a service may have said of an item, with what people said; half of the time none, or no people."""
    pairs = [(level, people) for level in scale for people in (*[None] * len(scale), *scale)]
    return [*[None] * len(pairs), *pairs]


_PAIRS = [_pairs(SCALES[framework]) for framework, _ in ITEMS]
# Two rounds have dozens of levels, so that 50 examples find what 100 would.
for_two_rounds = settings(max_examples=50)


def taken(round_: Round = SPRING) -> st.SearchStrategy[Taken]:
    """Return any round of these services, made from one drawn number.

    Of two rounds that are drawn level by level most have the same levels, since Hypothesis varies what it has drawn
    before; it also takes twice as long. The price is that a failing example is not simplified.
    """
    return st.integers(0, 2**24 - 1).map(lambda number: _any_round(round_, Random(f"{round_.key} {number}")))  # noqa: S311


def _any_round(round_: Round, random: Random) -> Taken:
    rows = [
        position(service, round_, item, *levels)
        for service in random.sample(sorted(SERVICES), random.choice((0, 1, 2, 3, 4, 5, 5)))
        for item, pairs in zip(ITEMS, _PAIRS, strict=True)
        if (levels := random.choice(pairs))
    ]
    submitted = {row.service: row.at for row in rows}
    return Taken(round_, SERVICES, FRAMEWORKS, tuple(rows), submitted)
