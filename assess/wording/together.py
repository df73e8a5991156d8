"""Working Together for Change and case notes, in words: what people are asked, how far sorting is, and each theme."""

from collections.abc import Iterable, Mapping

from assess.core.actions import Action
from assess.core.case_notes import CaseNote
from assess.core.text import counted, listed
from assess.core.together import Theme, Together

SOURCE = (
    "The steps follow Working Together for Change as the *Guide to Delivering Co-production* (Central Bedfordshire "
    "Council) lists them; the wording is ours."
)
QUESTIONS: Mapping[str, str] = {"works": "What works", "not": "What does not work", "want": "What people want"}
LABELS: Mapping[str, str] = {
    "name": "Name of the theme, in a few words",
    "statement": "What would one of these people say? Begin with “I”",
    "cause": "Why is it so? Ask why until you come to what can be changed",
    "success": "What does it look like when it goes well?",
    "actions": "Which of your actions belong to it?",
    "review": "Afterwards: what happened?",
}
ASK = (
    "After all other questions people can be asked three more, which they answer in their own words: what works, what "
    "does not, and what they want. What they write is shown to you as their other notes are: when answering has ended, "
    "from five people on, and never with a name."
)
TITLES: Mapping[bool, str] = {True: "Three open questions: asked", False: "Three open questions: not asked"}
ASKING = "People are asked the three open questions now."
NOT_ASKING = "People are not asked the open questions any more. What was written stays."
NOTHING = (
    "There is nothing to sort: people were not asked the three open questions, or nobody wrote anything that may be "
    "shown. “Invite people” has the switch for the next round."
)
SORTED_ELSEWHERE = "Somebody else has just put this note into another theme, so yours was not saved. Choose again."
NO_ACTIONS = "You have promised no action yet. Promise one, and it can be put here."
SORT = (
    "Do this together, with people who use the service. Read each note out, and put it where the group says. One press "
    "puts a note into a theme; a second press takes it out again."
)
NO_THEME = "There is no theme yet. Add the first one under “Sort the notes”."
FIRST = "Begin with the themes that the group hears in the notes. You can add more at any time."


def title(stands: Together) -> str:
    """Return how many notes and themes there are, and how many notes are in no theme yet, as the page's heading."""
    left, themes = len(stands.unsorted), counted(len(stands.themes), "theme") if stands.themes else "no theme yet"
    still = f", {left} still to sort" if left and stands.themes else ", all sorted" if stands.themes else ""
    return f"{counted(len(stands.words), 'note')} from people, {themes}{still}"


def theme_heading(theme: Theme, stands: Together) -> str:
    """Return the name of a theme with the number of its notes."""
    return f"{theme.name} ({counted(len(stands.words_of(theme)), 'note')})"


def theme_lines(theme: Theme, actions: Iterable[Action]) -> list[tuple[str, str]]:
    """Return the parts of a theme, each with its label, without blank ones."""
    promised = {action.key: f"{action.what.rstrip('.')} ({action.state})" for action in actions}
    doing = [promised[key] for key in theme.action_keys if key in promised]
    lines = (
        ("In an “I” statement", theme.statement),
        ("Why it is so", theme.cause),
        ("When it goes well", theme.success),
        ("What we do", "; ".join(doing)),
        ("What happened", theme.review),
    )
    return [(name, text) for name, text in lines if text]


def point(theme: Theme) -> str:
    """Return a theme as a point of the sheet, without any single person's note."""
    parts = (
        theme.statement and f"“{_ended(theme.statement)}”",
        theme.cause and f"Why: {_ended(theme.cause)}",
        theme.success and f"It goes well when: {_ended(theme.success)}",
        theme.review and f"What happened: {_ended(theme.review)}",
    )
    said = " ".join(" ".join(part.split()) for part in parts if part)
    return f"{theme.name}: {said}" if said else _ended(theme.name)


def _ended(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def missing(theme: Theme) -> str:
    """Say what a group has still to do about a theme; "" when it is reviewed."""
    steps = (
        ("an “I” statement", theme.statement),
        ("why it is so", theme.cause),
        ("what success looks like", theme.success),
        ("what you do", theme.actions),
        ("what happened", theme.review),
    )
    left = [name for name, text in steps if not text]
    return f"Still to say: {listed(left, len(left))}." if left else ""


CASE_QUESTIONS: Mapping[str, str] = {
    "why": "Why do you do this, and what was there before?",
    "whom": "With whom, and with what time and money?",
    "what": "What do you do together?",
    "expected": "What do you expect to come of it?",
    "came": "What came of it at once: what was made or decided?",
    "changed": "What has changed for people since, expected or not?",
    "learnt": "What helped, what got in the way, and what would you do differently?",
}
CASE_ABOUT = (
    "A few lines before the round and a few afterwards tell others how it came about. Everybody who may see this "
    "service's result can read them; name no person."
)
CASE_SOURCE = (
    "The questions have the subjects of a logic model (*Evaluating Co-production: Co:Create*, University of Sheffield "
    "and South Yorkshire Housing Association, 2016–19, Box 2); the wording is ours."
)


def case_lines(note: CaseNote) -> list[tuple[str, str]]:
    """Return what a case note says, each answer with its question."""
    return [(question, text) for key, question in CASE_QUESTIONS.items() if (text := getattr(note, key))]
