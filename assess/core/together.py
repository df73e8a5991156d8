"""Working Together for Change: three open questions to people, and the themes that a group finds in the answers.

The steps are those of the published method as the *Guide to Delivering Co-production* (Central Bedfordshire Council)
lists them: collect, theme with an "I" statement, understand the root cause, say what success looks like, plan, review.
The wording is ours. What people write are notes of people: `shown` keeps to the rule of `voices.shown`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import NamedTuple

from assess.core.answers import Answer
from assess.core.errors import InputError
from assess.core.text import NAME_LIMIT, NOTE_LIMIT, checked, required
from assess.core.voices import Rating
from assess.core.voices import shown as shown_together

# Takes the place of a framework's key in an answer. No framework can have it: framework keys have no underscore.
OPEN = "open_words"
QUESTIONS = ("works", "not", "want")  # the items: what works, what does not, what people want
MOST_THEMES = 12


class Writer(NamedTuple):
    """What one response wrote to the open questions, by question; `people` as in `voices.Rating`.

    `has_answered` says that it counts among those who answered anything.
    """

    people: int | None
    notes: Mapping[str, str]
    has_answered: bool = True


@dataclass(frozen=True, slots=True, order=True)
class OpenWord:
    """What somebody wrote to an open question, never by whom."""

    question: str
    text: str

    @property
    def key(self) -> str:
        """The key under which it is sorted: a digest, which changes when a name in it is forgotten."""
        return sha256(f"{self.question}\n{self.text}".encode()).hexdigest()[:24]


def shown(writers: Iterable[Writer]) -> list[OpenWord]:
    """Return what was written by the responses that may be shown, question by question in alphabetical order.

    They are those that would be shown if everybody who answered anything had a level: who has written, and who has not,
    says nothing then. Each text stands once, and nothing ties the answers of one person together.
    """
    # Which responses are shown depends on their sizes alone, so the index in the list stands for the response.
    answered = [writer for writer in writers if writer.has_answered]
    # `level` holds the index, which identifies the response again.
    together = shown_together(Rating(writer.people, place) for place, writer in enumerate(answered))
    if not together:
        return []
    places = {rating.level for rating in together}
    written = [
        writer.notes
        for place, writer in enumerate(answered)
        # A response with 0 people has further words of people who are counted in another response.
        if place in places or writer.people == 0
    ]
    return [
        OpenWord(question, text)
        for question in QUESTIONS
        for text in sorted({notes.get(question, "") for notes in written} - {""})
    ]


def checked_words(answer: Answer) -> Answer:
    """Return an answer to an open question as it is stored; an InputError names an invalid text."""
    if answer.item not in QUESTIONS:
        raise InputError(f"There is no open question “{answer.item}”.")
    if answer.is_given or answer.link:
        raise InputError("An open question is answered in words alone.")
    return replace(answer, note=checked(answer.note, "The note", limit=NOTE_LIMIT, lines=True))


@dataclass(frozen=True, slots=True)
class Theme:
    """What a group found that several notes have in common, and what it made of it.

    `statement` says it as one of them would: “I …”. `cause` is why it is so, `success` what it looks like when it is
    well, `actions` the keys of what the service does about it, a line each, and `review` what came of that.
    """

    key: str
    service: str
    round: str
    name: str
    statement: str = ""
    cause: str = ""
    success: str = ""
    actions: str = ""
    review: str = ""
    dropped: bool = False

    @property
    def action_keys(self) -> tuple[str, ...]:
        """The keys of the actions that belong to it."""
        return tuple(self.actions.split("\n")) if self.actions else ()

    def tidied(self) -> "Theme":
        """Return it as it is stored; an InputError names an invalid text."""
        name = required(self.name, "The theme's name", limit=NAME_LIMIT)
        statement, cause, success, review = (
            checked(getattr(self, key), label, limit=NOTE_LIMIT, lines=True) for key, label in TEXTS.items()
        )
        return replace(self, name=name, statement=statement, cause=cause, success=success, review=review)


# The texts of a theme, and the name of each in error messages.
TEXTS: Mapping[str, str] = {
    "statement": "The “I” statement",
    "cause": "The root cause",
    "success": "What success looks like",
    "review": "What happened",
}


@dataclass(frozen=True, slots=True)
class Together:
    """What people wrote to the open questions of a round, and the themes in which it stands.

    `sorted` has the theme's key of each note that stands in one, by the note's.
    """

    words: Sequence[OpenWord] = ()
    themes: Sequence[Theme] = ()
    sorted: Mapping[str, str] = field(default_factory=dict)

    def theme_of(self, word: OpenWord) -> str:
        """Return the key of the theme that contains a note, "" for none."""
        key = self.sorted.get(word.key, "")
        return key if any(theme.key == key for theme in self.themes) else ""

    def words_of(self, theme: Theme) -> list[OpenWord]:
        """Return the notes of a theme."""
        return [word for word in self.words if self.theme_of(word) == theme.key]

    @property
    def unsorted(self) -> list[OpenWord]:
        """The notes that are in no theme yet."""
        return [word for word in self.words if not self.theme_of(word)]
