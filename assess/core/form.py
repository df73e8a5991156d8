"""The form a rater goes through: one question a page, how far it is done, and which answers contradict each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

from assess.core.answers import Answer, ItemKey
from assess.core.errors import InputError
from assess.core.framework import INDICATOR_LEVELS, Form, Framework, Item, Voice

# The most questions that people are asked, so that slow readers reach the end.
MOST_QUESTIONS = 12
# Ours: a question with its five to seven sentences has about 60 words, read at 100 words a minute; choosing takes more
# time.
SECONDS_A_QUESTION = 45

Status = Literal["Not started", "Partly answered", "Answered"]


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form: a question, with the keys of the parts that are asked with it."""

    key: str
    title: str
    framework: Framework
    item: Item
    parts: tuple[str, ...] = ()

    def status(self, answers: Mapping[ItemKey, Answer]) -> Status:
        """Return how much of this page is answered, in words."""
        if _is_given(answers, self.framework, self.item.key):
            return "Answered" if self.parts_left(answers) == 0 else "Partly answered"
        return "Partly answered" if self.parts_answered(answers) else "Not started"

    def parts_answered(self, answers: Mapping[ItemKey, Answer]) -> int:
        """Return how many parts have an answer."""
        return sum(_is_given(answers, self.framework, part) for part in self.parts)

    def parts_left(self, answers: Mapping[ItemKey, Answer]) -> int:
        """Return how many parts have no answer; 0 for an item that does not apply."""
        answer = answers.get((self.framework.key, self.item.key))
        return 0 if answer and answer.does_not_apply else len(self.parts) - self.parts_answered(answers)

    def doubt(self, answers: Mapping[ItemKey, Answer]) -> "Doubt | None":
        """Return how the parts contradict the level, None where they do not.

        A part belongs to the description of the highest level. So most parts must not be “Not yet” beside a level in
        the scale's high third, nor “Met” beside one in the low third. The rule is ours.
        """
        answer = answers.get((self.framework.key, self.item.key))
        if answer is None or answer.level is None or not self.parts:
            return None
        against = _AGAINST.get(self.framework.third(answer.level))
        given = [answers[key].level for part in self.parts if (key := (self.framework.key, part)) in answers]
        count = sum(against is not None and level == against for level in given)
        return Doubt(answer.level, against, count) if against is not None and 2 * count > len(self.parts) else None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A level that more than half of an item's parts contradict: so many of them have the answer `part_level`."""

    level: int
    part_level: int
    count: int


_AGAINST = {"high": min(INDICATOR_LEVELS), "low": max(INDICATOR_LEVELS)}


def steps(frameworks: Iterable[Framework], form: Form, voice: Voice) -> tuple[Step, ...]:
    """Return the pages of a form for a voice, one for each question, in the order in which they are asked.

    If a framework has a single question, its page has the framework's key and title.
    """
    return tuple(
        Step(
            framework.key if len(items) == 1 else f"{framework.key}-{item.key}",
            framework.title if len(items) == 1 else item.title,
            framework,
            item,
            item.indicator_keys if form == "thorough" else (),
        )
        for framework in frameworks
        for items in [framework.asked(form, voice)]
        for item in items
    )


def questions(frameworks: Iterable[Framework], form: Form, voice: Voice) -> int:
    """Return how many questions a form asks of a voice; indicators are not counted."""
    return sum(len(framework.asked(form, voice)) for framework in frameworks)


def minutes(count: int) -> int:
    """Return about how many minutes people take for so many questions, rounded up."""
    return ceil(count * SECONDS_A_QUESTION / 60)


def require_few(frameworks: Iterable[Framework], form: Form) -> None:
    """Raise an InputError if a form asks too many questions of people."""
    asked = questions(frameworks, form, "people")
    if asked > MOST_QUESTIONS:
        raise InputError(
            f"This round would ask {asked} questions of people who use the services; the most is {MOST_QUESTIONS}, so "
            f"leave out a framework{' or choose the quick form' if form == 'thorough' else ''}."
        )


def unanswered(pages: Sequence[Step], answers: Mapping[ItemKey, Answer]) -> list[Item]:
    """Return the items that have no level, no reason and no “I don't know”, in the order in which they are asked."""
    return [page.item for page in pages if not _is_given(answers, page.framework, page.item.key)]


def undone(pages: Sequence[Step], answers: Mapping[ItemKey, Answer]) -> list[Step]:
    """Return the pages that have an unanswered question or part, in their order."""
    return [page for page in pages if page.status(answers) != "Answered"]


def progress(pages: Sequence[Step], answers: Mapping[ItemKey, Answer]) -> str:
    """Return how much of the form is answered, for a reader: `9 of 14 answered`."""
    return f"{len(pages) - len(unanswered(pages, answers))} of {len(pages)} answered"


def form_used(chosen: Form, frameworks: Sequence[Framework], answers: Mapping[ItemKey, Answer]) -> Form:
    """Return the thorough form as soon as an item or indicator that only it asks is answered, else the round's."""
    quick = {(one.key, item.key) for one in frameworks for item in one.asked("quick", "agreed")}
    deeper = any(answer.is_given and key not in quick for key, answer in answers.items())
    return "thorough" if deeper else chosen


def _is_given(answers: Mapping[ItemKey, Answer], framework: Framework, item: str) -> bool:
    key = framework.key, item
    return key in answers and answers[key].is_given
