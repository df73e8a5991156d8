from dataclasses import replace

from hypothesis import given

from assess.core.differences import differences, differences_of_one
from assess.core.framework import Framework
from assess.core.taken import Taken
from rounds_by_hand import (
    AUTUMN,
    EQUAL,
    FRAMEWORKS,
    SERVICES,
    SPRING,
    for_two_rounds,
    taken,
    taken_round,
    without_people,
)


def said(before: Taken, after: Taken) -> list[str]:
    services = before.named(before.counted & after.counted)
    keys = [key for key in before.rated if key in after.rated]
    return list(differences(before, after, services, [key for key in keys if _both(before, after, key)]))


def _both(before: Taken, after: Taken, key: tuple[str, str]) -> bool:
    return bool(before.rated[key].keys() & after.rated[key].keys())


@for_two_rounds
@given(taken())
def test_a_round_does_not_differ_from_itself(one: Taken) -> None:
    assert said(one, one) == []


def test_another_number_of_people_is_said_with_both_sums() -> None:
    assert said(taken_round(SPRING), taken_round(AUTUMN)) == [
        "The number of people who answered differs at 1 of 4 services: 12 in all in Spring and 18 in Autumn."
    ]


def test_another_form_is_said_to_look_closer() -> None:
    before, after = map(without_people, map(taken_round, (SPRING, AUTUMN)))
    thorough = replace(after, round=replace(AUTUMN, form="thorough"))
    assert said(before, thorough) == [
        "The form was quick in Spring and thorough in Autumn: the thorough one looks closer before it rates."
    ]


def versions(after: Taken, framework: Framework) -> Taken:
    """The round with the principles in another version."""
    newer = Framework.model_validate(framework.model_dump() | {"version": 9})
    return replace(after, frameworks=(FRAMEWORKS[0], newer, *FRAMEWORKS[2:]))


def asked_otherwise(framework: Framework, **texts: str) -> Framework:
    """The framework with another wording of its first item."""
    first, *others = framework.items
    return framework.model_copy(update={"items": (first.model_copy(update=texts), *others)})


def test_another_wording_names_both_versions_and_the_items_that_only_one_asked() -> None:
    before, after = map(without_people, map(taken_round, (SPRING, AUTUMN)))
    asked = asked_otherwise(FRAMEWORKS[1], question="What do you do?")
    reworded = versions(after, asked.model_copy(update={"items": asked.items[:-1]}))
    title, gone = FRAMEWORKS[1].title, FRAMEWORKS[1].items[-1].title
    assert said(before, reworded) == [
        f"“{title}” was worded differently: version {FRAMEWORKS[1].version} in Spring, version 9 in Autumn.",
        f"Only Spring asked for “{gone}” in “{title}”.",
    ]


def test_another_version_in_the_same_words_for_services_is_no_difference() -> None:
    before, after = taken_round(SPRING), taken_round(AUTUMN)
    for_people = asked_otherwise(FRAMEWORKS[1], question_people="What is it like?", title_people="Your life")
    numbers = said(before, after)
    assert said(before, versions(after, FRAMEWORKS[1])) == numbers
    assert said(before, versions(after, for_people)) == numbers
    assert said_of_one(before, versions(after, for_people), "a") == said_of_one(before, after, "a")


def test_a_framework_that_one_round_rated_is_named() -> None:
    before, after = map(without_people, map(taken_round, (SPRING, AUTUMN)))
    assert said(before, replace(after, frameworks=FRAMEWORKS[1:])) == [
        "“Ladder of participation” was rated in Spring only."
    ]


def test_another_voice_that_counts_names_the_services() -> None:
    before, after = map(without_people, map(taken_round, (SPRING, AUTUMN)))
    agreed = tuple(
        one._replace(voice="agreed") if (one.service, one.framework, one.item) == ("b", *EQUAL) else one
        for one in after.positions
    )
    (sentence,) = said(before, replace(after, positions=agreed))
    assert "at 1 of 4 services" in sentence
    assert sentence.endswith("Service b.")


def said_of_one(before: Taken, after: Taken, service: str) -> list[str]:
    keys = [key for key in before.rated if service in before.rated[key] and service in after.rated.get(key, {})]
    return list(differences_of_one(before, after, SERVICES[service], keys))


@for_two_rounds
@given(taken())
def test_a_round_of_one_service_does_not_differ_from_itself(one: Taken) -> None:
    assert said_of_one(one, one, "a") == []


def test_what_differs_for_one_service_is_said_without_counting_services() -> None:
    spring, autumn = taken_round(SPRING), taken_round(AUTUMN)
    assert said_of_one(spring, autumn, "c") == [
        "The number of people who answered differs: none or too few to show in Spring, 6 in Autumn."
    ]
    agreed = tuple(
        one._replace(voice="agreed") if (one.service, one.item) == ("c", "equal") else one for one in autumn.positions
    )
    thorough = replace(autumn, positions=agreed, round=replace(AUTUMN, form="thorough"))
    assert said_of_one(spring, thorough, "c")[:2] == [
        "The form was quick in Spring and thorough in Autumn: the thorough one looks closer before it rates.",
        (
            "The level that counts comes from another voice than before on 1 item, for instance an agreed level "
            "instead of the service's own: Equal."
        ),
    ]
    newer = asked_otherwise(FRAMEWORKS[1], question="What do you do?")
    assert said_of_one(without_people(spring), versions(without_people(autumn), newer), "c") == [
        f"“{newer.title}” was worded differently: version {FRAMEWORKS[1].version} in Spring, version 9 in Autumn."
    ]
