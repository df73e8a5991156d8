"""The form in which a service rates itself: the words that it explains, and what it says of parts and their level."""

from assess.core.form import Doubt, Step
from assess.core.framework import INDICATOR_LEVELS, Framework, Item
from assess.core.text import counted

ROUND = "A round is a time in which every service of a programme rates itself."


def number(place: int, of: int, step: Step) -> str:
    """Return where a question stands in the form, with its title and its group: `Question 3 of 14 · Equal`."""
    return " · ".join(filter(None, [f"Question {place} of {of}", step.item.group, step.title]))


def level_word(framework: Framework) -> str:
    """Return what a level of this framework is called."""
    return "rung" if framework.kind == "rung" else "level"


def explained(framework: Framework) -> str:
    """Explain what a rung or a level is, before the first question that asks for one."""
    lowest, highest = framework.levels[0].label, framework.levels[-1].label
    if framework.kind == "rung":
        return f"A rung is a step of the ladder, from “{lowest}” up to “{highest}”, where most power is shared."
    return f"A level says how far you are, from “{lowest}” to “{highest}”."


def leads_on(framework: Framework) -> str:
    """Say what a tap on a level does."""
    return f"A tap on a {level_word(framework)} saves it and opens the next question, unless you are writing a note."


def part(place: int, of: int, text: str) -> str:
    """Return the question of one part: `Part 2 of 4: …`."""
    return f"Part {place} of {of}: {text}"


def parts(answered: int, of: int) -> str:
    """Say how many parts are answered: `3 of 4 parts answered`."""
    return f"{answered} of {counted(of, 'part')} answered"


def doubt(framework: Framework, item: Item, found: Doubt) -> str:
    """Ask which is right, the level or the parts that contradict it."""
    are = "is" if found.count == 1 else "are"
    return (
        f"You said {framework.quoted(found.level)}, and {found.count} of {counted(len(item.indicators), 'part')} {are} "
        f"“{INDICATOR_LEVELS[found.part_level]}”. Which is right?"
    )


def blanks(titles: str) -> str:
    """Say which questions have no answer, and what that means."""
    return f"Not answered yet: {titles}. You can submit all the same: a blank counts as unknown, never as zero."


def parts_left(titles: str) -> str:
    """Name the questions with unanswered parts."""
    return f"Some parts are not answered yet: {titles}."
