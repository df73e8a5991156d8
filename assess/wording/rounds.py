"""Rounds in sentences and tables: who has begun and who has submitted."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from assess.core.dates import day
from assess.core.form import MOST_QUESTIONS, SECONDS_A_QUESTION, minutes, questions
from assess.core.framework import Form, Framework, Voice
from assess.core.programme import Round, Service
from assess.core.text import counted
from assess.core.voices import ENOUGH_PEOPLE, Turnout
from assess.wording import voices

Came = tuple[Sequence[Service], Mapping[tuple[str, Voice], Turnout]]  # who can submit in a round, and who has


def who_is_in(
    services: Sequence[Service], turnout: Mapping[tuple[str, Voice], Turnout], invited: Collection[str]
) -> list[dict[str, str]]:
    """Return how far each service and its people are in a round, as rows of a table; nothing of what they said.

    `invited` are the keys of the services whose people can answer by a link or a code.
    """
    return [
        {
            "Service": service.name,
            "Service's own answers": came(turnout.get((service.key, "service"))),
            "People invited": "yes" if service.key in invited else "not yet",
            "Answers by people": _came_and_shown(
                turnout.get((service.key, "people")), is_invited=service.key in invited
            ),
        }
        for service in services
    ]


CARRIES = "Offer last round's answers to be confirmed; they count only when confirmed"


def opens(rounds: Sequence[Round]) -> str:
    """Return the title of the form that opens a round."""
    return "Open a new round" if rounds else "Open the first round"


def title(rounds: Sequence[Round], came: Mapping[str, Came], today: date) -> str:
    """Return the finding as the heading of a page: how many services have submitted, or that no round is open.

    `rounds` are the newest first; `came` has the services and the turnout of those that are open, by key.
    """
    if open_rounds := [round_ for round_ in rounds if round_.is_open(today)]:
        return "; ".join(f"{round_.name}: {_submitted(*came[round_.key])}" for round_ in open_rounds)
    if coming := [round_ for round_ in rounds if round_.opens > today]:
        return f"No round is open; {coming[-1].name} opens on {day(coming[-1].opens)}"
    if rounds:
        return f"No round is open; {rounds[0].name} closed on {day(rounds[0].ended or rounds[0].closes)}"
    return "No round is set up yet"


def _submitted(services: Sequence[Service], turnout: Mapping[tuple[str, Voice], Turnout]) -> str:
    if not services:
        return "there is no service yet"
    own = _own(services, turnout)
    done, late = sum(bool(each and each.last) for each in own), sum(bool(each and each.is_late) for each in own)
    have = "has" if 1 in (done, len(own)) else "have"
    return f"{done} of {counted(len(own), 'service')} {have} submitted{f' ({late} of them late)' if late else ''}"


def _own(services: Sequence[Service], turnout: Mapping[tuple[str, Voice], Turnout]) -> list[Turnout | None]:
    return [turnout.get((service.key, "service")) for service in services]


def how_many_are_in(
    services: Sequence[Service], turnout: Mapping[tuple[str, Voice], Turnout], invited: Collection[str]
) -> str:
    """Say how many services have begun in an open round or have not, and how many have invited people.

    How many have submitted stands in the heading of the page.
    """
    own = _own(services, turnout)
    begun, idle = sum(bool(each and not each.last) for each in own), own.count(None)
    asked = sum(service.key in invited for service in services)
    parts = [
        *([f"{begun} more {'has' if begun == 1 else 'have'} begun"] if begun else []),
        *([f"{idle} {'has' if idle == 1 else 'have'} not{'' if begun else ' begun'}"] if idle else []),
    ]
    others = f"{', '.join(parts)}. " if parts else ""
    return f"{others}{asked or 'None'} {'has' if asked == 1 else 'have'} invited people."


def asked_of_people(frameworks: Iterable[Framework], form: Form) -> str:
    """Say how many questions a round asks of people who use the services, and about how long they take."""
    asked = questions(frameworks, form, "people")
    if not asked:
        return "People who use the services are asked nothing."
    return (
        f"People who use the services are asked {counted(asked, 'question')}, which takes about "
        f"{counted(minutes(asked), 'minute')}."
    )


MOST_ASKED = (
    f"A round asks people who use the services at most {MOST_QUESTIONS} questions; each takes about "
    f"{SECONDS_A_QUESTION} seconds to read and answer. How many each framework asks of them in the quick form stands "
    "beside it."
)


def with_questions(framework: Framework) -> str:
    """Return a framework's title with how many questions its quick form asks of people."""
    asked = questions([framework], "quick", "people")
    return f"{framework.title}: people are asked {counted(asked, 'question') if asked else 'nothing'}"


def came_in(people: Turnout | None) -> str:
    """Say how many people have finished, never fewer than five; while they can answer, rounded down to fives."""
    if people is None or not people.submitted:
        return "too few to show" if people and people.has_ended else "too few yet"
    if people.has_ended:
        return f"{people.submitted} people{', and others who did not finish' if people.is_unfinished else ''}"
    return "five or more people" if people.submitted == ENOUGH_PEOPLE else f"{people.submitted} or more people"


def _came_and_shown(people: Turnout | None, *, is_invited: bool) -> str:
    if not is_invited and (people is None or not people.submitted):
        return "–"
    more = " ".join(filter(None, [voices.typed_in(people), voices.left_out(people)]))
    return f"{came_in(people)}. {more}" if more else came_in(people)


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


def begin(own: Turnout | None) -> str:
    """Return the label of the button that opens a service's own answers: begun, submitted, or neither."""
    if own is None:
        return "Start rating"
    is_frozen = own.when is not None and not own.when.reopened
    return "See what was submitted" if is_frozen else "Go on"


def came(own: Turnout | None) -> str:
    """Say in words whether a service's own answers are begun, submitted, corrected or late."""
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
