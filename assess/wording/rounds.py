"""Rounds in sentences and tables: who has begun and who has submitted."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from assess.core.dates import day
from assess.core.form import MOST_QUESTIONS, SECONDS_A_QUESTION, minutes, questions
from assess.core.framework import Form, Framework, Voice
from assess.core.programme import Round, Service
from assess.core.text import counted, listed
from assess.core.voices import ENOUGH_PEOPLE, Turnout


def who_is_in(
    services: Sequence[Service], turnout: Mapping[tuple[str, Voice], Turnout], invited: Collection[str]
) -> list[dict[str, str]]:
    """Return how far each service and its people are in a round, as rows of a table; nothing of what they said.

    `invited` are the keys of the services whose people can answer by a link or a code.
    """
    return [
        {
            "Service": service.name,
            "Service's own answers": _came(turnout.get((service.key, "service"))),
            "People invited": "yes" if service.key in invited else "not yet",
            "Answers by people": came_in(turnout.get((service.key, "people"))),
        }
        for service in services
    ]


def how_many_are_in(
    services: Sequence[Service], turnout: Mapping[tuple[str, Voice], Turnout], invited: Collection[str]
) -> str:
    """Say how many services have submitted in a round, have begun or have not, and how many have invited people."""
    own = [turnout.get((service.key, "service")) for service in services]
    done, begun = sum(bool(each and each.last) for each in own), sum(bool(each and not each.last) for each in own)
    asked = sum(service.key in invited for service in services)
    late = sum(bool(each and each.is_late) for each in own)
    marked = f" ({late} of them late)" if late else ""
    parts = [f"{done} of {counted(len(own), 'service')} {'has' if 1 in (done, len(own)) else 'have'} submitted{marked}"]
    if begun:
        parts.append(f"{begun} {'has' if begun == 1 else 'have'} begun")
    if idle := len(own) - done - begun:
        parts.append(f"{idle} not yet")
    return f"{', '.join(parts)}. {asked} {'has' if asked == 1 else 'have'} invited people."


def asked_of_people(frameworks: Iterable[Framework], form: Form) -> str:
    """Say how many questions a round asks of people who use the services, and about how long they take."""
    asked = questions(frameworks, form, "people")
    if not asked:
        return "People who use the services are asked nothing."
    return (
        f"People who use the services are asked {counted(asked, 'question')}, which takes about "
        f"{counted(minutes(asked), 'minute')}."
    )


def asked_by_framework(frameworks: Iterable[Framework]) -> str:
    """Say how many questions the quick form of each framework asks of people, and how many a round may ask."""
    asked = [f"{each.title} {questions([each], 'quick', 'people')}" for each in frameworks]
    return (
        f"Questions to people who use the services, in the quick form: {listed(asked, len(asked))}. "
        f"A round asks at most {MOST_QUESTIONS}; each takes about {SECONDS_A_QUESTION} seconds to read and answer."
    )


def came_in(people: Turnout | None) -> str:
    """Say how many people have finished, never a number below five; while they can still answer only by fives."""
    if people is None or not people.submitted:
        return "too few to show" if people and people.has_ended else "too few yet"
    if people.has_ended:
        return f"{people.submitted} people{', and others who did not finish' if people.is_unfinished else ''}"
    return "five or more people" if people.submitted == ENOUGH_PEOPLE else f"{people.submitted} or more people"


def round_list(rounds: Sequence[Round]) -> list[dict[str, str]]:
    """Return rounds as rows of a table."""
    return [
        {
            "Round": each.name,
            "First day": day(each.opens),
            "Last day": day(each.ended or each.closes),
            "Form": each.form,
        }
        for each in rounds
    ]


def _came(own: Turnout | None) -> str:
    if own is None:
        return "not begun"
    if own.when is None or own.first is None:
        return "begun"
    corrected = f", corrected on {day(own.when.last)}" if own.when.last != own.when.first else ""
    reopened = f", reopened on {day(own.when.reopened)}" if own.when.reopened else ""
    late = ", after the close: it does not count" if own.is_late else ""
    return f"submitted on {day(own.first)}{corrected}{reopened}{late}"


def short(round_: Round) -> tuple[str, str]:
    """Return a round's label in two short words: `Spr`, `2026`.

    A name that is no season or month with a year is replaced by the month and year of the round's last day.
    """
    name = re.fullmatch(r"([^\W\d_]{3,}) (\d{4})", round_.name.strip())
    return (name[1][:3], name[2]) if name else (f"{round_.closes:%b}", str(round_.closes.year))


def short_names(rounds: Sequence[Round]) -> list[str]:
    """Return a label for each round that fits a narrow column: `Aut 24`, or its last month where two have the same."""
    labels = [f"{word} {year[-2:]}" for word, year in map(short, rounds)]
    return [
        f"{each.closes:%b %y}" if labels.count(label) > 1 else label for each, label in zip(rounds, labels, strict=True)
    ]
