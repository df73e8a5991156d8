"""What changed because of people, in words: whose idea it was, what kind of change it is, what it belongs to."""

from collections.abc import Mapping, Sequence

from assess.core.answers import ItemKey
from assess.core.dates import day
from assess.core.framework import Framework, Item
from assess.core.impact import IDEAS, KINDS, Idea, Impact, Kind, by_idea
from assess.core.programme import Service
from assess.core.text import counted, listed

HEADING = "What changed because of people"
ABOUT = "Note what is different since people had a say, soon after it changed. Boards, reports and exports show it."
NO_NAMES = (
    "Name nobody, and do not repeat what one person said. Say what is different now, and choose the group "
    "whose idea it was."
)
NOTHING = "Nothing is noted here yet."
ADDED = "The change is noted. It is in the list above."
CORRECTED = "The correction is saved."
SAME = "Nothing was changed here."
WITHDRAWN = "The change is withdrawn: nothing shows it any more."
FIELDS: Mapping[str, str] = {
    "what": "What is different now?",
    "idea": "Whose idea was it?",
    "kind": "What kind of change is it?",
    "happened": "Since when?",
    "about": "What does it belong to?",
}
NO_ITEM = "Nothing in particular"
IDEA: Mapping[Idea, str] = {
    "people": "People who use the service",
    "carers": "Carers and families",
    "staff": "Staff",
    "together": "People and staff together",
}
KIND: Mapping[Kind, str] = {
    "service": "How the service works",
    "times": "Times and places",
    "information": "Information and letters",
    "decisions": "Who decides",
    "money": "Money",
    "staff": "Staff: who is chosen, and how they learn",
}
assert tuple(IDEA) == IDEAS and tuple(KIND) == KINDS  # noqa: S101, PT018 - checked once, when this is read


def short(text: str) -> str:
    """Return the first part of a kind's name, for a narrow column: `Staff`."""
    return text.partition(":")[0]


def title(impacts: Sequence[Impact]) -> str:
    """Return how many changes there are as the heading of their page; "" for none."""
    return f"{counted(len(impacts), 'change')} because of people" if impacts else ""


def whose(impacts: Sequence[Impact]) -> str:
    """Say whose ideas the changes were: `3 by people who use the service and 2 by staff`, or `All by staff`.

    Of a single change its own line says it, so this is "".
    """
    if len(impacts) == 1:
        return ""
    if len(by_idea(impacts)) == 1:
        return f"All by {_lower(IDEA[impacts[0].idea])}."
    return f"{_counts(impacts)}." if impacts else NOTHING


def summary(impacts: Sequence[Impact]) -> str:
    """Say how many changes there are and whose ideas: `5 changes: 3 by people who use the service and 2 by staff`."""
    return f"{counted(len(impacts), 'change')}: {_counts(impacts)}." if impacts else NOTHING


def _counts(impacts: Sequence[Impact]) -> str:
    parts = [f"{count} by {_lower(IDEA[idea])}" for idea, count in by_idea(impacts).items()]
    return listed(parts, len(parts))


def line(impact: Impact, items: Mapping[ItemKey, tuple[Framework, Item]]) -> str:
    """Say whose idea a change was, what kind it is, and on which item: `Idea: carers. Kind: money. Item: Equal`."""
    item = belongs(impact, items)
    parts = [f"Idea: {_lower(IDEA[impact.idea])}", f"Kind: {_lower(short(KIND[impact.kind]))}"]
    return f"{'. '.join([*parts, *([f'Item: {item}'] if item else [])])}."


def belongs(impact: Impact, items: Mapping[ItemKey, tuple[Framework, Item]]) -> str:
    """Name the item that a change belongs to, "" for none, also where no round asks about it any more."""
    found = items.get((impact.framework, impact.item))
    return found[1].title if found else ""


def told(impact: Impact) -> str:
    """Return a change as the sheet has it that is given back to people."""
    what = impact.what if impact.what.endswith((".", "!", "?", "…")) else f"{impact.what}."
    return f"{what} Since {day(impact.happened)}. Idea: {_lower(IDEA[impact.idea])}."


def tab(impacts: Sequence[Impact]) -> str:
    """Name the tab of a result as the page is called, with how many changes it has."""
    return f"What people changed ({len(impacts)})"


def on_paper(impacts: Sequence[Impact]) -> str:
    """Say on a board's paper how many changes there are in how many services; "" for none."""
    if not impacts:
        return ""
    services = len({impact.service for impact in impacts})
    return f"{HEADING}: {counted(len(impacts), 'change')} in {counted(services, 'service')}; the annex has them."


def rows(
    impacts: Sequence[Impact], services: Mapping[str, Service], items: Mapping[ItemKey, tuple[Framework, Item]]
) -> list[dict[str, str]]:
    """Return changes as rows of a table."""
    return [
        {
            "Service": services[impact.service].name,
            "What changed": impact.what,
            "Whose idea": IDEA[impact.idea],
            "Kind": short(KIND[impact.kind]),
            "Item": belongs(impact, items) or "–",
            "Since": day(impact.happened),
        }
        for impact in impacts
        if impact.service in services
    ]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
