"""The form a rater goes through: which questions stand together on a page, and how far it is done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

from assess.core.answers import Answer, ItemKey
from assess.core.errors import InputError
from assess.core.framework import Form, Framework, Item, Voice

# So many answer cards can be read through on one page; a framework with more gets a page an item.
MOST_CARDS = 25
# So many questions people are asked at most, so that those who read slowly come to the end.
MOST_QUESTIONS = 12
# Ours: a question with its five to seven sentences has about 60 words, read at 100 words a minute, and then a choice.
SECONDS_A_QUESTION = 45

Status = Literal["Not started", "Partly answered", "Answered"]


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form: one item, or all items of a short framework."""

    key: str
    title: str
    framework: Framework
    items: tuple[Item, ...]

    def status(self, answers: Mapping[ItemKey, Answer]) -> Status:
        """Return in words how far this page is answered."""
        given = sum(_is_given(answers, self.framework, item) for item in self.items)
        return "Answered" if given == len(self.items) else "Partly answered" if given else "Not started"


def steps(frameworks: Sequence[Framework], form: Form, voice: Voice) -> tuple[Step, ...]:
    """Return the pages of a form for a voice, in the order in which they are asked; people get one a question."""
    pages: list[Step] = []
    for framework in frameworks:
        items = framework.asked(form, voice)
        if len(items) == 1 or (voice != "people" and len(items) * len(framework.levels) <= MOST_CARDS):
            pages.append(Step(framework.key, framework.title, framework, items))
        else:
            pages.extend(Step(f"{framework.key}-{item.key}", item.title, framework, (item,)) for item in items)
    return tuple(page for page in pages if page.items)


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
    return [item for page in pages for item in page.items if not _is_given(answers, page.framework, item)]


def progress(pages: Sequence[Step], answers: Mapping[ItemKey, Answer]) -> str:
    """Return how far the form is done, as a reader sees it: `9 of 14 answered`."""
    asked = sum(len(page.items) for page in pages)
    return f"{asked - len(unanswered(pages, answers))} of {asked} answered"


def form_used(chosen: Form, frameworks: Sequence[Framework], answers: Mapping[ItemKey, Answer]) -> Form:
    """Return the thorough form as soon as an item or indicator that only it asks is answered, else the round's."""
    quick = {(one.key, item.key) for one in frameworks for item in one.asked("quick", "agreed")}
    deeper = any(answer.is_given and key not in quick for key, answer in answers.items())
    return "thorough" if deeper else chosen


def _is_given(answers: Mapping[ItemKey, Answer], framework: Framework, item: Item) -> bool:
    key = framework.key, item.key
    return key in answers and answers[key].is_given
